/**
 * The reference ledger rules R0–R7 of MODEL.md once more, written from the text with plain objects and no shortcuts: an
 * independent implementation to hold the kernel against. Cross accounts with perps only, whole positions, one venue.
 */

export interface ReferenceAccount {
  cashUsd: number;
  readonly base: number[];
  readonly entryUsd: readonly number[];
}

export interface ReferenceRules {
  readonly maintenanceRate: number;
  readonly feeRate: number;
  readonly slippageCap: number;
  readonly usdPerBase: readonly number[];
}

export interface ReferenceLedger {
  readonly accounts: ReferenceAccount[];
  fundUsd: number;
  /** Net base units sold into each book. */
  readonly sold: number[];
  fundPaidUsd: number;
  adlCostUsd: number;
  feesUsd: number;
}

/** Runs the steps; exogenousUsd[step][asset]. Modifies and returns the ledger. */
export function runReference(
  ledger: ReferenceLedger,
  rules: ReferenceRules,
  exogenousUsd: readonly (readonly number[])[],
): ReferenceLedger {
  for (const exogenous of exogenousUsd) {
    const price = (asset: number) => exogenous[asset] - rules.usdPerBase[asset] * ledger.sold[asset];
    for (let round = 0; round < 1000; round++) if (!runRound(ledger, rules, price)) break;
  }
  return ledger;
}

type Price = (asset: number) => number;

const equityOf = (account: ReferenceAccount, price: Price) =>
  account.base.reduce((sum, q, asset) => sum + q * price(asset), account.cashUsd);
const requirementOf = (account: ReferenceAccount, rate: number, price: Price) =>
  account.base.reduce((sum, q, asset) => sum + rate * Math.abs(q) * price(asset), 0);

/** One round; false when nothing was breached or nothing happened (R7). */
function runRound(ledger: ReferenceLedger, rules: ReferenceRules, price: Price): boolean {
  const marks = ledger.sold.map((_, asset) => price(asset));
  const mark = (asset: number) => marks[asset];
  const ranked = new Map<string, ReferenceAccount[]>();
  const queue = ledger.accounts
    .map((account, order) => {
      const equity = equityOf(account, mark);
      const requirement = requirementOf(account, rules.maintenanceRate, mark);
      return { account, order, equity, requirement, ratio: equity / requirement };
    })
    .filter(({ equity, requirement }) => equity < requirement)
    .sort((x, y) => x.ratio - y.ratio || x.order - y.order);
  let acted = false;
  for (const { account } of queue) if (liquidate(ledger, rules, account, mark, price, ranked)) acted = true;
  return acted;
}

function liquidate(
  ledger: ReferenceLedger,
  rules: ReferenceRules,
  account: ReferenceAccount,
  mark: Price,
  price: Price,
  ranked: Map<string, ReferenceAccount[]>,
): boolean {
  let asset = -1;
  account.base.forEach((q, i) => {
    if (q !== 0 && (asset < 0 || Math.abs(q) * mark(i) > Math.abs(account.base[asset]) * mark(asset))) asset = i;
  });
  if (asset < 0) return false;
  const position = account.base[asset];
  const sign = Math.sign(position);
  const size = Math.abs(position);
  const bankruptcy = mark(asset) - equityOf(account, mark) / position;
  const k = rules.usdPerBase[asset];
  const limit = mark(asset) * (1 - sign * rules.slippageCap);
  const top = price(asset);
  let filled = Math.min(size, Math.max(0, (sign * (top - limit)) / k));
  const average = (n: number) => top - (sign * k * n) / 2;
  const deficit = (n: number) => sign * n * (bankruptcy - average(n));
  if (deficit(filled) > ledger.fundUsd) {
    // Largest n with deficit(n) = (k/2) n² + sign (bankruptcy − top) n ≤ fund.
    const b = sign * (bankruptcy - top);
    const fund = ledger.fundUsd < 1e-9 ? 0 : ledger.fundUsd;
    filled = Math.min(filled, Math.max(0, (-b + Math.sqrt(b * b + 2 * k * fund)) / k));
    if (filled < 1e-9 * size) filled = 0;
  }
  if (filled > 0) {
    const value = filled * average(filled);
    const surplus = -deficit(filled);
    account.cashUsd += sign * value;
    account.base[asset] = filled === size ? 0 : position - sign * filled;
    ledger.sold[asset] += sign * filled;
    if (surplus > 0) {
      const fee = Math.min(rules.feeRate * value, surplus);
      account.cashUsd -= fee;
      ledger.fundUsd += fee;
      ledger.feesUsd += fee;
    } else {
      account.cashUsd -= surplus;
      ledger.fundUsd += surplus;
      ledger.fundPaidUsd -= surplus;
    }
  }
  const residual = size - filled;
  if (residual <= 1e-9 * size || equityOf(account, price) > 1e-9 * size * mark(asset)) return filled > 0;
  return deleverage(ledger, account, asset, sign, bankruptcy, price, ranked) > 0 || filled > 0;
}

/** Closes the residual against winners on the other side, ranked once a round when first needed (R6). */
function deleverage(
  ledger: ReferenceLedger,
  account: ReferenceAccount,
  asset: number,
  sign: number,
  closeUsd: number,
  price: Price,
  ranked: Map<string, ReferenceAccount[]>,
): number {
  const key = `${asset}${sign}`;
  const now = price(asset);
  const list =
    ranked.get(key) ??
    ledger.accounts
      .filter((other) => {
        const q = other.base[asset];
        return q * sign < 0 && (now - other.entryUsd[asset]) * -sign > 0 && equityOf(other, price) > 0;
      })
      .map((other, order) => {
        const entry = other.entryUsd[asset];
        const gain = sign > 0 ? entry / now : now / entry;
        return { other, order, score: (gain * Math.abs(other.base[asset]) * now) / equityOf(other, price) };
      })
      .sort((x, y) => y.score - x.score || x.order - y.order)
      .map(({ other }) => other);
  ranked.set(key, list);
  let left = Math.abs(account.base[asset]);
  const wanted = left;
  for (const other of list) {
    const taken = Math.min(left, Math.abs(other.base[asset]));
    if (taken <= 0) continue;
    other.base[asset] = taken === Math.abs(other.base[asset]) ? 0 : other.base[asset] + sign * taken;
    other.cashUsd -= sign * taken * closeUsd;
    ledger.adlCostUsd += sign * taken * (closeUsd - now);
    left -= taken;
    if (left === 0) break;
  }
  const closed = wanted - left;
  account.base[asset] = left === 0 ? 0 : account.base[asset] - sign * closed;
  account.cashUsd += sign * closed * closeUsd;
  return closed;
}
