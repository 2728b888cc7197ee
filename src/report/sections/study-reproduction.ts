/** How somebody else gets a study's figures again: the command, versions, seed, hashes and the line to compare. */

import { basename, resolve } from 'node:path';
import type { Report } from '../content.ts';
import type { StudyFacts } from '../facts/study-facts.ts';
import { countText } from '../figure-text.ts';

/** Commands and facts of one study. */
export function studyReproduction(study: StudyFacts): Report['reproduction'] {
  const { kind, manifest } = study;
  const tables = Object.entries(manifest.files).filter(([name]) => name.endsWith('.arrow'));
  const sha = manifest.files['summary.json']?.sha256 ?? 'not in the folder';
  const name = (what: string) => `${what} (${kind})`;
  return {
    commands: [commandOf(study), `sha256sum again-${kind}/summary.json`],
    facts: [
      [name('Firebreak'), manifest.firebreakVersion],
      [name('Node'), `${manifest.nodeVersion.split('.')[0]} (${manifest.nodeVersion})`],
      [name('Seed'), manifest.seed],
      [name('Scenario hash'), manifest.scenarioHash],
      [name('Study hash'), manifest.studyHash],
      [name('Line to compare'), `${sha}  summary.json`],
      ...tables.map(([file, { sha256 }]): [string, string] => [file, sha256]),
      [
        name('Took'),
        `${countText(Math.ceil(manifest.elapsedSeconds))} s on ${manifest.threads} ${manifest.threads === 1 ? 'thread' : 'threads'}`,
      ],
      ...(kind === 'backtest'
        ? [
            [
              name('Market data'),
              'the folder that FIREBREAK_DATA names; the files are listed in backtest.yaml',
            ] as const,
          ]
        : []),
    ],
  };
}

/** A command that runs: a study's manifest.json holds its scenario and what was asked. */
function commandOf(study: StudyFacts): string {
  const again = `--out again-${study.kind}`;
  const manifest = quoted(`${basename(resolve(study.folder))}/manifest.json`);
  switch (study.kind) {
    case 'compare': {
      const { policies, elasticity } = study.summary;
      const variants = policies.slice(1).map(({ name, set }) => `--variant ${quoted(`${name}: ${set.join(', ')}`)}`);
      return ['firebreak compare', manifest, ...variants, `--elasticity ${elasticity}`, again].join(' ');
    }
    case 'reverse': {
      const { target, rarity, shapes } = study.summary;
      const loss = target.measure === 'fundDepleted' ? target.measure : `${target.measure} > ${target.threshold}`;
      const paths = rarity === null ? [] : [`--paths ${rarity.paths}`];
      const { rampSeconds } = study.manifest.settings as { readonly rampSeconds?: number };
      return [
        'firebreak reverse',
        manifest,
        `--loss ${quoted(loss)}`,
        ...shapes.map(({ shape }) => `--shape ${quoted(shape)}`),
        ...(rampSeconds === undefined ? [] : [`--ramp-seconds ${rampSeconds}`]),
        ...paths,
        again,
      ].join(' ');
    }
    case 'backtest':
      return `firebreak backtest ${quoted(`scenarios/backtests/${study.summary.name}`)} --runs ${study.summary.runs} ${again}`;
    default:
      return `firebreak ${study.kind} ${manifest} ${again}`;
  }
}

function quoted(text: string): string {
  return /^[\w.,:=<>%/-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
