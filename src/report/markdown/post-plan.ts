/**
 * The order of a post and what goes first when room is short: one table for both, so that a reader finds the same things in the
 * same places whatever the report is about.
 */

import type { ReportSection } from '../content.ts';
import type { SectionPlan } from './section-blocks.ts';

/** Pictures of a post: forums limit them for new accounts, and each needs its words anyway. */
export const PICTURES_MAXIMUM = 4;

/** Priorities of what is no section. 0 is never left out. */
export const PRIORITY = {
  opening: 0,
  answers: 1,
  figures: 1,
  code: 2,
  assumptions: 2,
  notCovered: 3,
  compare: 2,
  byline: 2,
  facts: 6,
  pages: 6,
} as const;

/** Sections with a place of their own, by identifier; a number after a hyphen is a further policy. */
const PLACES = {
  change: ['settings', 'optimise'],
  cost: ['user-cost', 'efficiency'],
  lead: ['difference', 'frontier', 'reverse', 'loss-curve', 'how-bad', 'sensitivity', 'track-record'],
  payers: ['who-pays', 'payers'],
  record: ['track-record'],
  mind: ['sensitivity'],
} as const;

const PLANS = {
  change: { head: 1, table: 2, chart: 7, rest: 8 },
  lead: { head: 2, table: 6, chart: 2, rest: 8 },
  payers: { head: 3, table: 3, chart: 7, rest: 8 },
  mind: { head: 3, table: 7, chart: 4, rest: 8 },
  cost: { head: 3, table: 5, chart: 7, rest: 8 },
  record: { head: 3, table: 5, chart: 7, rest: 8 },
  other: { head: 6, table: 9, chart: 8, rest: 9 },
} as const;

export interface PlannedSection {
  readonly section: ReportSection;
  readonly plan: SectionPlan;
}

/** The sections by their places; each stands in one. */
export interface PlannedSections {
  /** What changes: now and proposed. */
  readonly change: readonly PlannedSection[];
  /** The chart that answers the question. */
  readonly lead: readonly PlannedSection[];
  readonly payers: readonly PlannedSection[];
  /** What it costs users. */
  readonly cost: readonly PlannedSection[];
  /** What known days say of the model. */
  readonly record: readonly PlannedSection[];
  readonly others: readonly PlannedSection[];
  /** What would change our mind. */
  readonly mind: readonly PlannedSection[];
}

/** Gives each section its place, and the pictures to the sections that come first by importance. */
export function planSections(sections: readonly ReportSection[]): PlannedSections {
  const kindOf = (section: ReportSection) => section.id.replace(/-\d+$/, '');
  const taken = new Set<ReportSection>();
  const take = (ids: readonly string[], most: number): ReportSection[] => {
    const found = ids.flatMap((id) => sections.filter((section) => !taken.has(section) && kindOf(section) === id));
    for (const section of found.slice(0, most)) taken.add(section);
    return found.slice(0, most);
  };
  const change = take(PLACES.change, 1);
  const lead = takeLead(sections, taken, take(PLACES.lead, 1));
  const payers = take(PLACES.payers, 1);
  const mind = take(PLACES.mind, 1);
  const record = take(PLACES.record, 1);
  const cost = take(PLACES.cost, 1);
  const others = sections.filter((section) => !taken.has(section));
  let pictures = PICTURES_MAXIMUM;
  const plan = (list: readonly ReportSection[], as: keyof typeof PLANS): PlannedSection[] =>
    list.map((section) => {
      const charts = Math.min(pictures, section.charts.length, 1);
      pictures -= charts;
      return { section, plan: { ...PLANS[as], charts } };
    });
  // The order of these lines is that in which pictures are given out.
  return {
    lead: plan(lead, 'lead'),
    mind: plan(mind, 'mind'),
    payers: plan(payers, 'payers'),
    record: plan(record, 'record'),
    change: plan(change, 'change'),
    cost: plan(cost, 'cost'),
    others: plan(others, 'other'),
  };
}

/** A report without any of the known leads leads with its first chart. */
function takeLead(
  sections: readonly ReportSection[],
  taken: Set<ReportSection>,
  found: readonly ReportSection[],
): readonly ReportSection[] {
  if (found.length > 0) return found;
  const first = sections.find((section) => !taken.has(section) && section.charts.length > 0);
  if (first === undefined) return [];
  taken.add(first);
  return [first];
}
