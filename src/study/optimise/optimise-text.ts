/** An optimisation as people read it: what was chosen, how sure that is on fresh shocks, and what was given up on the way. */

import {
  formatCount,
  formatLevel,
  formatPercent,
  formatScaled,
  formatShort,
  formatUsd,
} from '../../results/number-text.ts';
import { wrapped } from '../../results/summary-text.ts';
import { formatFigure } from '../frontier/frontier-text.ts';
import { formatConstraint } from './constraint.ts';
import type { PolicyRun } from './policy-run.ts';
import type { OptimiseSummary } from './run-optimise.ts';
import type { SearchOutcome } from './run-search.ts';
import type { Quantity, SolveOutcome } from './run-solve.ts';

/** Formats an optimisation; lines end in \n but the last. */
export function formatOptimum(summary: OptimiseSummary, folder: string): string {
  const { paths, seed, heldOut, search, solutions, elasticity } = summary;
  return [
    ...wrapped(
      '',
      `${formatCount(paths)} paths a policy, seed ${seed}; held-out shocks: ${formatCount(heldOut.paths)} paths, seed ${heldOut.seed}, the same accounts. A constraint is met when the upper end of the 95 % interval meets it. Users respond with elasticity ${elasticity}.`,
    ),
    ...(search === null ? [] : ['', ...describeSearch(search, summary)]),
    ...solutions.flatMap((solution) => ['', ...describeSolution(solution, summary)]),
    '',
    ...wrapped(
      'Files: ',
      `${folder} (${[...(search === null ? [] : ['candidates.arrow']), ...(solutions.length === 0 ? [] : ['solutions.arrow'])].join(', ')}: all that was run)`,
    ),
  ].join('\n');
}

function describeSearch(search: SearchOutcome, summary: OptimiseSummary): string[] {
  const { objective, constraint, status, chosen, rejected, closest, current, candidates, isSpent } = search;
  const own = candidates.filter(({ stage }) => stage !== 'heldOut');
  const ran = own.filter(({ run }) => run !== null).length;
  const head = `Most efficient policy with ${formatConstraint(constraint)}`;
  const value = (run: PolicyRun) => formatShort(run.efficiency[objective]);
  const lines = [...wrapped('', head), ...wrapped('  as it is: ', describeRun(current, objective))];
  for (const one of rejected)
    lines.push(
      ...wrapped(
        '  given up: ',
        `${one.search.name}, ${objective} ${value(one.search)}: met it in the search (${probability(one.search)}) but not on held-out shocks (${probability(one.heldOut)})`,
      ),
    );
  if (chosen !== null) {
    const gain = chosen.search.efficiency[objective] / current.efficiency[objective] - 1;
    lines.push(
      ...wrapped('  chosen:   ', `${chosen.search.name}, ${describeRun(chosen.search, objective)}`),
      ...wrapped(
        '            ',
        `on held-out shocks ${probability(chosen.heldOut)}, ES ${tail(chosen.heldOut, summary)}; ${gain >= 0 ? '+' : ''}${formatPercent(gain)} efficiency against the rules as they are`,
      ),
    );
  } else if (status === 'notMet')
    lines.push(
      ...wrapped(
        '  not met:  ',
        `no policy in the box meets it; the closest is ${closest.name}, ${describeRun(closest, objective)}`,
      ),
    );
  else
    lines.push(
      ...wrapped(
        '  not met:  ',
        'every policy that met it in the search failed on held-out shocks; ask for more paths or allow more tries',
      ),
    );
  lines.push(
    ...wrapped(
      '  ',
      `${own.length} policies thought of, ${ran} run${isSpent ? ' (all runs allowed were used: there may be better)' : ran < own.length ? ', the others being less efficient than one that meets it' : ''}; ${rejected.length + (chosen === null ? 0 : 1)} checked on held-out shocks.`,
    ),
  );
  return lines;
}

const WORDS: Readonly<Record<Quantity, string>> = {
  insuranceFundUsd: 'Smallest insurance fund',
  openInterestUsd: 'Largest one-sided open interest, accounts scaled alike',
  accountSizeUsd: 'Largest size of an account, larger ones cut to it',
};

function describeSolution(solution: SolveOutcome, summary: OptimiseSummary): string[] {
  const { quantity, constraint, status, answer, rejected, closest, isAtEnd, low, high, rows } = solution;
  const show = formatUsd;
  const lines = [`${WORDS[quantity]} with ${formatConstraint(constraint)}`];
  const ran = rows.filter(({ run }) => !run.isHeldOut);
  for (const one of rejected)
    lines.push(
      ...wrapped(
        '  given up: ',
        `${show(one.value)} met it in the search (${probability(one.search)}) but not on held-out shocks (${probability(one.heldOut)})`,
      ),
    );
  if (answer !== null)
    lines.push(
      ...wrapped(
        '  answer:   ',
        `${show(answer.value)}${quantity === 'accountSizeUsd' ? ` (the residual maker then holds ${formatPercent(answer.search.residualMakerShare)} of open interest)` : ''}: ${probability(answer.search)}, on held-out shocks ${probability(answer.heldOut)}; ES ${tail(answer.search, summary)}`,
      ),
      ...(isAtEnd
        ? wrapped(
            '            ',
            `the whole range from ${show(low)} to ${show(high)} meets it: the answer may lie beyond`,
          )
        : []),
    );
  else
    lines.push(
      ...wrapped(
        '  not met:  ',
        status === 'notMet'
          ? `nothing from ${show(low)} to ${show(high)} meets it up to its safe end; the closest is ${show(closest.value)} with ${probability(closest.run)}`
          : 'every value that met it in the search failed on held-out shocks; ask for more paths or a wider range',
      ),
    );
  for (const { value, run } of ran)
    lines.push(
      `    ${show(value).padStart(12)}  ${probability(run).padEnd(34)}  mean shortfall ${formatFigure(run.meanShortfallUsd, formatScaled)}, ES ${tail(run, summary)}`,
    );
  return [...lines, ...describeTrend(solution, summary)];
}

/** Whether bisection's assumption held where it was checked, and whether safety in one sense cost losses in another. */
function describeTrend(solution: SolveOutcome, { loss }: OptimiseSummary): string[] {
  const { isMonotone, rows, quantity, safestAgainstRiskiest } = solution;
  const against = rows.reduce((sum, { pathsAgainstTrend }) => sum + (pathsAgainstTrend ?? 0), 0);
  const checked = isMonotone
    ? 'the constraint changes sides once over all values that were run'
    : 'THE RISK IS NOT MONOTONE: it is met and broken more than once; the answer is the value beyond which all that was run meets it';
  const lines = wrapped(
    '  checked:  ',
    `${checked}; ${against === 0 ? 'no path goes' : against === 1 ? '1 path goes' : `${formatCount(against)} paths go`} against the trend between neighbours`,
  );
  const { meanShortfallUsd: mean, expectedShortfallUsd: tailOf } = safestAgainstRiskiest;
  const worse = [
    ...((mean.low ?? 0) > 0 ? [`the mean shortfall by ${formatFigure(mean, formatScaled)} USD`] : []),
    ...((tailOf.low ?? 0) > 0
      ? [`the expected shortfall of ${loss} by ${formatFigure(tailOf, formatScaled)} USD`]
      : []),
  ];
  if (worse.length === 0) return lines;
  const why =
    quantity === 'insuranceFundUsd'
      ? ' A fund pays for selling on below the bankruptcy price into a falling book, where without one positions are closed against winners without an order: fewer depletions, larger losses.'
      : '';
  return [
    ...lines,
    ...wrapped('  BUT:      ', `from the riskiest to the safest value the losses rise, ${worse.join(' and ')}.${why}`),
  ];
}

function describeRun(run: PolicyRun, objective: SearchOutcome['objective']): string {
  return `${objective} ${formatShort(run.efficiency[objective])}, ${probability(run)}`;
}

function probability({ verdict }: PolicyRun): string {
  return `P ${formatFigure(verdict.probability, formatPercent)}`;
}

function tail({ expectedShortfallUsd }: PolicyRun, { loss, confidence }: OptimiseSummary): string {
  return `of ${loss} at ${formatLevel(confidence)} ${formatFigure(expectedShortfallUsd, formatScaled)}`;
}
