-- Questions to the tables of a run, for DuckDB. Export them, then ask from inside the export folder:
--
--   npx firebreak export results/perp-majors-2026 --parquet
--   cd results/perp-majors-2026/parquet
--   duckdb < ../../../docs/examples/queries.sql
--
-- columns.parquet says what each column holds: FROM 'columns.parquet' WHERE "table" = 'paths'.
-- Every mean over paths is sum(weight * value) / count(*); the weights are 1 without importance sampling.

-- tail: value at risk and expected shortfall of the shortfall, by level.
-- VaR is the smallest loss x with P(loss > x) <= 1 - level. ES = VaR + E[(loss - VaR)+] / (1 - level); its standard error is
-- the spread of psi = VaR + weight (loss - VaR)+ / (1 - level). Below ten paths in the tail there is no figure. The same figures
-- stand in summary.json under contagion.tail.shortfallUsd, with intervals (log-normal, below 200 tail paths bootstrap-t).
WITH
  levels (level) AS (VALUES (0.95), (0.99), (0.999)),
  ranked AS (
    SELECT
      shortfallUsd AS loss,
      count(*) OVER () AS n,
      coalesce(sum(weight) OVER worse, 0) / n AS above,
      coalesce(sum(weight) OVER worse ^ 2 / sum(weight ^ 2) OVER worse, 0) AS effectivePaths
    FROM 'paths.parquet'
    WINDOW worse AS (ORDER BY shortfallUsd DESC GROUPS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)
  ),
  quantiles AS (
    SELECT level, min(loss) AS valueAtRisk, max(effectivePaths) AS effectivePaths
    FROM ranked, levels
    WHERE above <= (1 - level) * (1 + 1e-9)
    GROUP BY level
  ),
  influences AS (
    SELECT level, valueAtRisk, effectivePaths,
      valueAtRisk + weight * greatest(shortfallUsd - valueAtRisk, 0) / (1 - level) AS psi
    FROM 'paths.parquet', quantiles
  ),
  shortfalls AS (
    SELECT level, valueAtRisk, effectivePaths, avg(psi) AS es, stddev_samp(psi) / sqrt(count(*)) AS stdError
    FROM influences
    WHERE effectivePaths > 10 - 1e-6
    GROUP BY level, valueAtRisk, effectivePaths
  )
SELECT
  level,
  valueAtRisk,
  es AS expectedShortfall,
  stdError,
  round(effectivePaths) AS tailPaths
FROM levels LEFT JOIN shortfalls USING (level)
ORDER BY level;

-- payers: who pays for a mean day and for the worst hundredth of the days, USD.
-- meanUsd is contagion.mean of summary.json; the worst hundredth needs ten paths.
WITH
  payments AS (
    UNPIVOT (
      SELECT path, weight, shortfallUsd, fundPaidUsd, vaultLossUsd, adlCostUsd, socialisedUsd, badDebtUsd
      FROM 'paths.parquet'
    )
    ON fundPaidUsd, vaultLossUsd, adlCostUsd, socialisedUsd, badDebtUsd INTO NAME payer VALUE usd
  ),
  worst AS (
    SELECT path FROM 'paths.parquet'
    QUALIFY sum(weight) OVER (ORDER BY shortfallUsd DESC, path) <= 0.01 * count(*) OVER () + 1e-6
  )
SELECT
  payer,
  sum(weight * usd) / count(*) AS meanUsd,
  stddev_samp(weight * usd) / sqrt(count(*)) AS stdError,
  CASE WHEN (SELECT count(*) FROM worst) >= 10
    THEN sum(weight * usd) FILTER (path IN (FROM worst)) / sum(weight) FILTER (path IN (FROM worst))
  END AS worstHundredthUsd
FROM payments
GROUP BY payer
ORDER BY meanUsd DESC;

-- causes: the accounts that cause the tail, and how few make up half of it.
SELECT
  row_number() OVER causes AS place,
  name, "group", notionalUsd, effectiveLeverage, triggerAsset, triggerPriceUsd,
  probabilityLiquidated, tailLossShare, tailLossShareStdError,
  sum(tailLossShare) OVER causes AS cumulativeShare
FROM 'accounts.parquet'
WHERE tailLossShare > 0
WINDOW causes AS (ORDER BY tailLossShare DESC, account)
ORDER BY place
LIMIT 20;

-- bands: where prices end, with and without the impact of liquidations, as a share of the start price.
SELECT
  asset,
  max(p01 / priceUsd) FILTER (measure = 'price') AS p01,
  max(p01 / priceUsd) FILTER (measure = 'priceNoImpact') AS p01NoImpact,
  max(p50 / priceUsd) FILTER (measure = 'price') AS p50,
  max(p99 / priceUsd) FILTER (measure = 'price') AS p99,
  max(p99 / priceUsd) FILTER (measure = 'priceNoImpact') AS p99NoImpact
FROM 'timeline.parquet' AS bands
JOIN (SELECT asset, priceUsd FROM 'inputs/prices.parquet' WHERE path = 0 AND step = 0) AS starts USING (asset)
WHERE bands.step = (SELECT max(step) FROM 'timeline.parquet')
GROUP BY asset
ORDER BY p01;

-- cohorts: what a cohort costs in margin beside what it does to the system.
SELECT
  "group", accounts, exposureUsd, maintenanceMarginUsd, exposurePerMargin, effectiveLeverage,
  probabilityLiquidated, expectedShortfallContributionUsd, contagionShare, contagionShareStdError,
  expectedShortfallPerMargin
FROM 'efficiency.parquet'
ORDER BY contagionShare DESC;
