"""Who gains and who loses from the first plan to another: travel time and unmet need by place and service."""

from __future__ import annotations

import pandas as pd

from reports.comparison.comparison import Comparison
from reports.metrics import METRICS, Facts
from reports.metrics.access import OUTCOME_KEYS, outcome_of

PLACE = ["place", "service"]
NOTICEABLE = 0.5  # equivalent residents; less is rounding


def places(comparison: Comparison) -> pd.DataFrame:
    """Every place and service: minutes to the nearest offer and unserved equivalents in the first plan and another.

    One row for each other plan (``compared``), in the last period; residents are those of today in the first workbook.
    """
    first = _of_plan(comparison.first)
    parts = [
        first.merge(
            _of_plan(facts)[[*PLACE, "minutes", "unserved"]], on=PLACE, how="left", suffixes=("_first", "_second")
        ).assign(compared=name)
        for name, facts in comparison.others.items()
    ]
    rows = pd.concat(parts, ignore_index=True)
    return rows.assign(
        minutes_change=rows["minutes_second"] - rows["minutes_first"],
        unserved_change=rows["unserved_second"] - rows["unserved_first"],
        outcome=outcome_of(rows["minutes_first"], rows["minutes_second"]),
    )


def winners_losers(comparison: Comparison) -> pd.DataFrame:
    """Places that the other plan brings nearer or farther, or where it serves more or fewer; losses first."""
    rows = comparison.once(places)
    changed = ~rows["outcome"].isin(("same", "none")) | (rows["unserved_change"].abs() >= NOTICEABLE)
    rows = rows[changed]
    farther = rows["outcome"].isin(("lost", "farther"))
    worse = farther | (rows["outcome"].isin(("same", "none")) & (rows["unserved_change"] > 0))
    moved = (rows["minutes_change"].abs() * rows["residents"]).fillna(rows["residents"] * 1e3)
    moved += rows["unserved_change"].abs().fillna(0.0)
    order = rows.assign(better=~worse, moved=moved)
    return order.sort_values(["better", "moved"], ascending=[True, False], kind="stable", ignore_index=True)


def gains(comparison: Comparison) -> pd.DataFrame:
    """By other plan and service: residents by how their way to the nearest offer changes; need served more or less."""
    rows = comparison.once(places)
    keys = ["compared", "service"]
    heads = rows.groupby([*keys, "outcome"], sort=False)["residents"].sum().unstack("outcome", fill_value=0)
    heads = heads.reindex(columns=OUTCOME_KEYS, fill_value=0.0).add_prefix("residents_")
    less = (-rows["unserved_change"]).clip(lower=0.0)
    more = rows["unserved_change"].clip(lower=0.0)
    groups = [rows[key] for key in keys]
    table = heads.assign(
        served_more=less.groupby(groups, sort=False).sum(), served_less=more.groupby(groups, sort=False).sum()
    )
    order = [(name, service) for name in comparison.others for service in rows["service"].drop_duplicates()]
    return table.reindex(pd.MultiIndex.from_tuples(order, names=keys)).rename_axis(columns=None).reset_index()


def _of_plan(facts: Facts) -> pd.DataFrame:
    """place, area, district, service, residents, minutes, unserved (equivalent residents) in the last period."""
    access = facts.once(METRICS["access_places"].of).rename(columns={"minutes_after": "minutes"})
    unmet = facts.unmet[facts.unmet["period"] == facts.last].rename(columns={"unmet": "unserved"})
    columns = [*PLACE, "area", "district", "residents", "minutes"]
    rows = access.loc[access["residents"].notna(), columns].merge(unmet[[*PLACE, "unserved"]], on=PLACE, how="left")
    return rows.assign(unserved=rows["unserved"].fillna(0.0))
