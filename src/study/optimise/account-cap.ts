/**
 * A cap on account size: accounts that hold more cut all their perps in proportion, at the start prices.
 *
 * Their collateral stays, so a cut account is levered less. The other side of what is cut goes to the residual maker, who is never
 * liquidated (MODEL.md A10): open interest stays, but part of it can no longer be forced out, which flatters a tight cap. The
 * maker's share is given beside every answer.
 */

import { createHash } from 'node:crypto';
import { type AccountTable, HoldingKind, type KernelConfig } from '../../kernel/config.ts';
import type { ResolvedPolicy } from '../policy.ts';

/**
 * Cuts the accounts of a run to a size.
 *
 * @param capUsd  Σ |quantity| × start price over the perps of an account, at most
 * @returns a fresh table, or the same one where no account is larger
 */
export function capAccounts(
  { accounts: table, startPriceUsd, assetCount }: KernelConfig,
  capUsd: number,
): AccountTable {
  const notional = new Float64Array(table.accountCount);
  eachPerp(table, (h, bucket) => {
    notional[table.bucketAccount[bucket]] += Math.abs(table.quantityBase[h]) * startPriceUsd[table.holdingAsset[h]];
  });
  if (!notional.some((value) => value > capUsd)) return table;
  const cashUsd = table.cashUsd.slice();
  const quantityBase = table.quantityBase.slice();
  const residualMakerBase = table.residualMakerBase.slice();
  eachPerp(table, (h, bucket) => {
    const size = notional[table.bucketAccount[bucket]];
    if (!(size > capUsd)) return;
    const asset = table.holdingAsset[h];
    const cutBase = table.quantityBase[h] * (1 - capUsd / size);
    quantityBase[h] -= cutBase;
    cashUsd[bucket] += cutBase * startPriceUsd[asset];
    residualMakerBase[table.bucketVenue[bucket] * assetCount + asset] += cutBase;
  });
  return { ...table, cashUsd, quantityBase, residualMakerBase };
}

/** A policy whose accounts are capped; its hash says so. */
export function capPolicy(policy: ResolvedPolicy, capUsd: number): ResolvedPolicy {
  const { resolved } = policy;
  const accounts = capAccounts(resolved.kernel, capUsd);
  if (accounts === resolved.kernel.accounts) return policy;
  const hash = createHash('sha256').update(`${resolved.hash} accounts capped at ${capUsd}`).digest('hex');
  return { ...policy, resolved: { ...resolved, kernel: { ...resolved.kernel, accounts }, hash } };
}

function eachPerp(table: AccountTable, visit: (holding: number, bucket: number) => void): void {
  for (let bucket = 0; bucket < table.bucketCount; bucket++)
    for (let h = table.holdingStart[bucket]; h < table.holdingStart[bucket + 1]; h++)
      if (table.holdingKind[h] === HoldingKind.perp) visit(h, bucket);
}
