"""What one factor does: tornado and curve."""

from __future__ import annotations

import pandas as pd

from careplan.studies.result import StudyResult

TORNADO = ("factor", "low", "high", "at_low", "base", "at_high", "spread")


def tornado(result: StudyResult, metric: str) -> pd.DataFrame:
    """factor, low, high, at_low, base, at_high, spread: what each factor by itself does to the metric.

    ``metric`` is a column of ``result.runs``; ``spread`` is by how much it differs over all values of the factor, and
    the largest comes first. NaN where a run has no plan.
    """
    runs = result.runs
    rows = []
    base = float(runs.loc[_others_neutral(result, ""), metric].mean())
    for factor in result.description["factors"]:
        if not factor["values"]:
            continue
        alone = runs[_others_neutral(result, factor["name"])].drop_duplicates(factor["name"])
        at = alone.set_index(factor["name"])[metric]
        low, high = min(factor["values"]), max(factor["values"])
        spread = float(max(at.max(), base) - min(at.min(), base))
        rows.append((factor["name"], low, high, at.get(low), base, at.get(high), spread))
    frame = pd.DataFrame(rows, columns=list(TORNADO)).astype(dict.fromkeys(TORNADO[1:], "float64"))
    frame = frame.sort_values("spread", ascending=False, kind="stable", ignore_index=True)
    unit = runs.attrs["units"].get(metric)
    frame.attrs["units"] = dict.fromkeys(("at_low", "base", "at_high", "spread"), unit) if unit else {}
    frame.attrs["metric"] = metric
    return frame


def curve(result: StudyResult, factor: str, metric: str) -> pd.DataFrame:
    """run, the factor, all others, status, metric: how the metric goes with the factor, by rising values.

    Of a study of single factors the runs in which no other differs from the workbook.
    """
    others = [name for name in result.factors if name != factor]
    runs = result.runs
    if result.description["kind"] == "one_way":
        runs = runs[_others_neutral(result, factor)]
    frame = runs[["run", factor, *others, "status", metric]]
    if metric == "objective":
        frame = frame.assign(bound=runs["bound"])
    frame = frame.sort_values([*others, factor], ignore_index=True)
    frame.attrs["factor"], frame.attrs["metric"] = factor, metric
    frame.attrs["units"] = {metric: result.runs.attrs["units"][metric]} if metric in result.runs.attrs["units"] else {}
    return frame


def _others_neutral(result: StudyResult, name: str) -> pd.Series:
    """The runs in which nothing but the factor of this name differs from the workbook."""
    neutral = pd.Series(True, index=result.runs.index)
    for factor in result.description["factors"]:
        values = result.runs[factor["name"]]
        if factor["name"] != name:
            neutral &= values.isna() if factor["neutral"] is None else values == factor["neutral"]
    return neutral
