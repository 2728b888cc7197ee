/** How somebody else gets the same figures: command, versions, seed, hashes, and the one line to compare. */

import type { Report } from '../content.ts';
import type { RunFacts } from '../facts/run-facts.ts';
import { countText } from '../figure-text.ts';

export function runReproduction(facts: RunFacts): Report['reproduction'] {
  const { manifest, summary, folderName } = facts;
  const { files } = manifest;
  const inputs = Object.entries(files).filter(([name]) => name.startsWith('inputs/'));
  const sha = (name: string) => files[name]?.sha256 ?? 'not in the folder';
  const flags = [
    ...(manifest.until === null ? [] : [`--until ${quoted(manifest.until)}`]),
    ...(manifest.contagion ? [] : ['--no-contagion']),
  ];
  return {
    commands: [
      ['firebreak run', `${folderName}/manifest.json`, '--out again', ...flags].join(' '),
      'sha256sum again/summary.json again/paths.arrow',
    ],
    facts: [
      ['Firebreak', manifest.firebreakVersion],
      ['Node', `${manifest.nodeVersion.split('.')[0]} (${manifest.nodeVersion})`],
      ['Seed', manifest.seed],
      [
        'Paths',
        summary.run.paths < summary.run.pathsAsked
          ? `${countText(summary.run.paths)} of ${countText(summary.run.pathsAsked)} asked`
          : countText(summary.run.paths),
      ],
      ['Scenario hash', manifest.scenarioHash],
      ...inputs.map(([name, { sha256 }]): [string, string] => [name, sha256]),
      ['Line to compare', `${sha('summary.json')}  summary.json`],
      ['paths.arrow', sha('paths.arrow')],
      ['Tolerance', 'none: the same bytes, for any number of threads'],
      ['Started', utcText(manifest.startedAt)],
      [
        'Took',
        `${countText(Math.ceil(manifest.elapsedSeconds))} s on ${manifest.threads} ${manifest.threads === 1 ? 'thread' : 'threads'}`,
      ],
      [
        'Intervals',
        '95 %: order statistics (quantiles), influence functions (tail means), Wilson or Clopper–Pearson (counts)',
      ],
      [
        'Largest residual of the ledger',
        `USD ${summary.run.largestConservationErrorUsd.toExponential(1).replace('-', '\u2212')} on one path`,
      ],
    ],
  };
}

/** 2026-11-22 14:05 UTC. */
export function utcText(iso: string): string {
  return `${iso.slice(0, 10)} ${iso.slice(11, 16)} UTC`;
}

function quoted(text: string): string {
  return /^[\w.,:=<>%/-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
