"""Frames of a study as the studies make them, from plans that were really made."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from instances.instance import Instance
from planning_model.plan import Plan
from reports.metrics import Facts
from reports.metrics.kpis import kpis

OF_THE_SEARCH = ("goal_value", "goal_bound", "gap_units", "gap_share")
EQUIVALENTS = {"de": "gleichw. Einw.", "en": "equiv. residents"}


@dataclass(frozen=True)
class Varied:
    """A factor: what it is called in both languages, and the column whose cells it multiplies."""

    label: Mapping[str, str]
    sheet: str
    column: str


@dataclass(frozen=True)
class Solved:
    """A run: the level of each factor, its instance and its plan (None: there is none)."""

    levels: Mapping[str, float]
    instance: Instance
    plan: Plan | None


def study_frames(solved: Sequence[Solved], factors: Mapping[str, Varied]) -> dict[str, pd.DataFrame]:
    """All frames of a study over these factors, whose first run is the base."""
    names = list(range(1, len(solved) + 1))
    runs = _runs(solved, names, factors)
    sites = pd.concat(
        [run.plan.sites.assign(run=name) for name, run in zip(names, solved, strict=True) if run.plan is not None]
    )
    frames = {
        "runs": runs,
        "sites": sites[["run", "site", "period", "type"]].reset_index(drop=True),
        "changes": _changes(solved, names, factors),
        "tornado": _tornado(runs, list(factors)),
        "frontier": _frontier(runs),
        "curve": _curve(runs, list(factors)),
        "regret": _regret(["as it is", "more people", "fewer recruits"]),
        "alternatives": _alternatives(sites),
    }
    base = solved[0].instance
    frames["sites"].attrs["names"] = {
        "site": _labels(base, "Sites", "site"),
        "type": _labels(base, "Types", "type"),
        "subject": {
            key: name
            for sheet, column in (("Types", "type"), ("Services", "service"), ("Pots", "pot"))
            for key, name in _labels(base, sheet, column).items()
        },
    }
    return frames


def _runs(solved: Sequence[Solved], names: list[int], factors: Mapping[str, Varied]) -> pd.DataFrame:
    rows, units, labels = [], {}, {name: dict(factor.label) for name, factor in factors.items()}
    for name, run in zip(names, solved, strict=True):
        row: dict[str, object] = {"run": name, "key": f"{name:032x}", **run.levels, "source": "solved"}
        if run.plan is None:
            rows.append(row | {"status": "infeasible"})
            continue
        row |= {"status": run.plan.status, "seconds": 1.25}
        row |= {name: float(run.plan.levels[name].iloc[0]) for name in ("objective", "bound", "gap")}
        for one in kpis(Facts(run.instance, run.plan)).to_dict("records"):
            if one["figure"] in OF_THE_SEARCH or pd.isna(one["after"]):
                continue
            metric = f"{one['figure']} {one['subject']}".strip()
            row[metric] = float(one["after"])
            units[metric] = {"de": one["unit_de"], "en": one["unit_en"]}
        rows.append(row)
    frame = pd.DataFrame(rows)
    metrics = [name for name in units if name in frame]
    frame.attrs = {
        "factors": list(factors),
        "metrics": metrics,
        "units": units | {"objective": EQUIVALENTS, **{key: {"de": "×", "en": "×"} for key in factors}},
        "labels": labels,
    }
    return frame


def _changes(solved: Sequence[Solved], names: list[int], factors: Mapping[str, Varied]) -> pd.DataFrame:
    rows = [
        (name, factors[factor].sheet, "all", factors[factor].column, 1.0, level)
        for name, run in zip(names, solved, strict=True)
        for factor, level in run.levels.items()
        if level != 1
    ]
    return pd.DataFrame(rows, columns=["run", "sheet", "row", "column", "before", "after"])


def _tornado(runs: pd.DataFrame, factors: list[str]) -> pd.DataFrame:
    rows = []
    for factor in factors:
        alone = runs[(runs[[name for name in factors if name != factor]] == 1).all(axis=1)].sort_values(factor)
        at_low, base, at_high = (
            float(alone["objective"].iloc[0]),
            float(runs.loc[(runs[factors] == 1).all(axis=1), "objective"].iloc[0]),
            float(alone["objective"].iloc[-1]),
        )
        spread = max(at_low, base, at_high) - min(at_low, base, at_high)
        rows.append((factor, alone[factor].iloc[0], alone[factor].iloc[-1], at_low, base, at_high, spread))
    frame = pd.DataFrame(rows, columns=["factor", "low", "high", "at_low", "base", "at_high", "spread"])
    labels = runs.attrs["labels"]
    frame.attrs = {"metric": "objective", "names": {"factor": {factor: labels[factor] for factor in factors}}}
    return frame


def _frontier(runs: pd.DataFrame) -> pd.DataFrame:
    """Cost against unserved, of the runs that are not dominated; as if 3 % lay between plan and bound."""
    points = runs.dropna(subset=["objective"])[["objective", "cost_present"]].sort_values(["cost_present", "objective"])
    best = points["objective"].cummin().shift(fill_value=float("inf"))
    points = points[points["objective"] < best].drop_duplicates("cost_present").reset_index(drop=True)
    frame = points.assign(point=points.index + 1, dominated=False, **{"bound objective": points["objective"] * 0.97})
    frame.attrs = {"goals": ["objective", "cost_present"]}
    return frame


def _curve(runs: pd.DataFrame, factors: list[str]) -> pd.DataFrame:
    first, *others = factors
    alone = runs[(runs[others] == 1).all(axis=1)].dropna(subset=["objective"]).sort_values(first)
    frame = alone[[first, "objective", "bound"]].reset_index(drop=True)
    frame.attrs = {"factor": first, "metric": "objective"}
    return frame


def _regret(names: list[str]) -> pd.DataFrame:
    """By hand: what is best for itself falls behind elsewhere, and the last plan is not possible in the first case."""
    far = {(0, 1): 1250.0, (0, 2): 4100.0, (1, 0): 800.0, (1, 2): 300.0, (2, 0): float("inf"), (2, 1): 150.0}
    rows = [
        (plan, scenario, far.get((down, across), 0.0))
        for down, plan in enumerate(names)
        for across, scenario in enumerate(names)
    ]
    frame = pd.DataFrame(rows, columns=["plan", "scenario", "regret"])
    frame.attrs = {"units": {"regret": EQUIVALENTS}}
    return frame


def _alternatives(sites: pd.DataFrame) -> pd.DataFrame:
    last = sites.drop_duplicates(["run", "site"], keep="last")
    opened = (last["type"] != "").groupby(last["site"], sort=False).sum()
    plans = last["run"].nunique()
    kinds = opened.map(lambda count: "never" if count == 0 else "must-have" if count == plans else "toss-up")
    frame = pd.DataFrame({"site": opened.index, "class": kinds.to_numpy(), "open_in": opened.to_numpy(), "of": plans})
    frame["proven_without"] = [60_000.0 if kind == "must-have" else float("nan") for kind in frame["class"]]
    frame["proven_with"] = [61_500.0 if kind == "never" else float("nan") for kind in frame["class"]]
    frame.attrs = {"within": 0.01}
    return frame


def _labels(instance: Instance, sheet: str, key: str) -> dict[str, dict[str, str]]:
    table = instance.tables[sheet]
    return {name: {"de": label, "en": label} for name, label in zip(table[key], table["label"], strict=True)}
