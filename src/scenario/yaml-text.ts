/** A resolved scenario as YAML that people read: short lists and maps on one line, tiers of its own assets alone. */

import type { Scenario } from './schema.ts';

/** Formats a plain value; a map or list without nested maps stands on one line, wrapped at 120 columns. */
export async function formatScenarioYaml(value: unknown): Promise<string> {
  const { Document, isMap, isScalar, isSeq, visit } = await import('yaml');
  const document = new Document(value, { aliasDuplicateObjects: false });
  visit(document, {
    Collection(key, node) {
      if (key === null) return; // the root stays a block
      const items = isMap(node) ? node.items.map((pair) => pair.value) : isSeq(node) ? node.items : [];
      if (items.every((item) => isScalar(item) || item === null)) node.flow = true;
    },
  });
  return document.toString({ lineWidth: 120 }).trimEnd();
}

/** The scenario without the margin tiers of assets it does not have: a venue preset lists hundreds. */
export function onlyOwnAssets(scenario: Scenario): Scenario {
  const own = ([asset]: readonly [string, unknown]) => asset === 'default' || asset in scenario.assets;
  const tiers = Object.fromEntries(Object.entries(scenario.margin.tiers).filter(own));
  return { ...scenario, margin: { ...scenario.margin, tiers } };
}
