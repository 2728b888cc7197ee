# %% [markdown]
# # Reading a result folder in Python
#
# Cells (`# %%`) run one by one in VS Code, Spyder or Jupyter (jupytext), or all at once:
#
#     pip install polars
#     python docs/examples/read_results.py results/perp-majors-2026
#
# polars reads the Arrow files as they are. Written with polars 1.44 and Python 3.11; results/README.md explains the columns.
# With pandas the same columns come from `pandas.read_feather(file)`, which needs pyarrow.

# %%
import json
import math
import sys
from pathlib import Path

import polars as pl

folder = Path(sys.argv[1] if len(sys.argv) > 1 else "results/perp-majors-2026")
summary = json.loads((folder / "summary.json").read_text(encoding="utf-8"))


def read(name: str) -> pl.DataFrame:
    # memory_map=False reads the file once; the default maps it, which is quicker for a few columns of a large one.
    return pl.read_ipc(folder / name, memory_map=False)


# %% [markdown]
# ## The headline from the paths
#
# Means are Σ weight × value / paths. VaR is the smallest loss x with P(loss > x) ≤ 1 − level; ES = VaR + E[(loss − VaR)₊] /
# (1 − level). Its standard error is the spread of ψ = VaR + weight (loss − VaR)₊ / (1 − level). Intervals, which are wider
# than the standard error alone says where the tail has few paths, are in summary.json.

# %%
TAIL_PATHS_MINIMUM = 10


def expected_shortfall(loss: str, level: float) -> tuple[float, float] | None:
    """ES of a column of paths.arrow with its standard error; None with too few paths in the tail."""
    paths = read("paths.arrow").select("weight", pl.col(loss).alias("loss"))
    count = paths.height
    by_loss = paths.group_by("loss").agg(pl.col("weight").sum()).sort("loss", descending=True)
    above = (by_loss["weight"].cum_sum() - by_loss["weight"]) / count
    value_at_risk = by_loss["loss"].filter(above <= (1 - level) * (1 + 1e-9)).min()
    tail = paths.filter(pl.col("loss") > value_at_risk)["weight"]
    if tail.is_empty() or tail.sum() ** 2 / (tail**2).sum() < TAIL_PATHS_MINIMUM - 1e-6:
        return None
    excess = (pl.col("loss") - value_at_risk).clip(lower_bound=0)
    psi = paths.select(psi=value_at_risk + pl.col("weight") * excess / (1 - level))["psi"]
    return psi.mean(), psi.std() / math.sqrt(count)


def million(usd: float) -> str:
    return f"{usd / 1e6:,.3f}"


print("ES of the shortfall, M USD")
for level, figure in summary["contagion"]["tail"]["shortfallUsd"]["expectedShortfall"].items():
    found = expected_shortfall("shortfallUsd", float(level))
    if found is None:
        print(f"  {level}: not enough paths, summary.json says {figure.get('flag')}")
        continue
    same = all(math.isclose(x, figure[key], rel_tol=1e-9) for x, key in zip(found, ("estimate", "stdError")))
    interval = f"{million(figure['low'])} … {million(figure['high'])}"
    print(f"  {level}: {million(found[0])} ({interval}), standard error {million(found[1])}, as in summary.json: {same}")

# %% [markdown]
# ## The worst path, step by step
#
# The price of the asset that fell most beyond its outside price, beside what was liquidated in all assets.

# %%
worst = summary["worst"]["path"]
trace = read("trace.arrow").filter(pl.col("path") == worst)
impact = (pl.col("midPriceUsd") / pl.col("noImpactPriceUsd")).log().alias("impact")
asset = trace.with_columns(impact).sort("impact").item(0, "asset") if trace.height > 0 else None
steps = (
    trace.group_by("step", "timeSeconds")
    .agg(
        pl.col("midPriceUsd").filter(pl.col("asset") == asset).first(),
        pl.col("noImpactPriceUsd").filter(pl.col("asset") == asset).first(),
        pl.col("liquidatedUsd").sum(),
    )
    .sort("step")
    .with_columns(liquidatedSoFarUsd=pl.col("liquidatedUsd").cum_sum())
)
print(f"\nWorst path {worst}, {asset}: steps with the largest liquidations")
with pl.Config(tbl_rows=12, tbl_cols=-1, tbl_hide_dataframe_shape=True):
    print(steps.sort("liquidatedUsd", descending=True).head(12).sort("step"))

# %% [markdown]
# ## Efficiency against contagion, by cohort
#
# `exposurePerMargin` is what a cohort gets for its margin, `contagionShare` the part of the mean shortfall that it causes.

# %%
cohorts = read("efficiency.arrow").select(
    "group", "accounts", "exposurePerMargin", "probabilityLiquidated", "contagionShare", "contagionShareStdError"
)
print("\nEfficiency against contagion")
with pl.Config(tbl_cols=-1, tbl_hide_dataframe_shape=True):
    print(cohorts.sort("contagionShare", descending=True, nulls_last=True))

# %% [markdown]
# ## Studies
#
# The folder of a study holds a table of its own: a row a compared figure, or a row a policy.

# %%
for name in ("comparison.arrow", "frontier.arrow"):
    if (folder / name).exists():
        print(f"\n{name}")
        with pl.Config(tbl_cols=-1, tbl_rows=40):
            print(read(name))

# %% [markdown]
# ## Units
#
# Every column says what it holds; polars leaves that out, pyarrow shows it:
# `pyarrow.ipc.open_file(file).schema.field("triggerPriceUsd").metadata[b"unit"]`.
