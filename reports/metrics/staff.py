"""Staff: what the plan needs, what is there, what must be recruited."""

from __future__ import annotations

import pandas as pd

from instances.complete import TODAY
from instances.i18n import Text
from reports.metrics.facts import Facts
from reports.metrics.metric import Metric

SCOPE = ["grouping", "group", "profession"]


def staff(facts: Facts) -> pd.DataFrame:
    """Need against the labour pools by profession, group and period; the whole state where there is no pool."""
    scopes = _scopes(facts)
    needed = _need(facts)
    frames = []
    for grouping, rows in scopes.groupby("grouping", sort=False):
        located = needed.assign(group=facts.group_of(str(grouping), needed["site"], "Sites"))
        total = located.groupby(["group", "profession", "moment"])["fte"].sum()
        frames.append(_beside(rows, total, facts.periods))
    table = pd.concat(frames, ignore_index=True)
    return _with_pools(facts, table)


def recruits(facts: Facts) -> pd.DataFrame:
    """Recruited staff by profession over the whole plan."""
    rows = facts.plan.recruits
    total = rows[rows["fte"] > 0].groupby("profession", sort=False)["fte"].sum()
    return total.rename("recruited").reset_index().sort_values("recruited", ascending=False, ignore_index=True)


def _scopes(facts: Facts) -> pd.DataFrame:
    """grouping, group, profession of every pool, and the state for professions that have none."""
    pools = facts.instance.tables["LabourPools"][SCOPE].drop_duplicates()
    everyone = facts.instance.tables["Professions"]["profession"]
    free = everyone[~everyone.isin(pools["profession"])]
    rest = pd.DataFrame({"grouping": "state", "group": "", "profession": free})
    both = pd.concat([pools, rest], ignore_index=True)
    order = both["profession"].map({name: position for position, name in enumerate(everyone)})
    return both.assign(order=order).sort_values("order", kind="stable", ignore_index=True).drop(columns="order")


def _need(facts: Facts) -> pd.DataFrame:
    """site, profession, moment, fte."""
    rows = facts.units.merge(facts.instance.tables["Staffing"], on="resource")
    fte = rows["units"] * rows["fte"]
    return fte.groupby([rows["site"], rows["profession"], rows["moment"]], sort=False).sum().rename("fte").reset_index()


def _beside(scopes: pd.DataFrame, total: pd.Series, periods: list[str]) -> pd.DataFrame:
    # where nothing stands today, nobody works there either
    today = total[total.index.get_level_values("moment") == TODAY].droplevel("moment")
    keys = pd.MultiIndex.from_frame(scopes[["group", "profession"]])
    parts = []
    for period in periods:
        then = total.reindex([(*key, period) for key in keys]).fillna(0.0)
        now = today.reindex(keys).fillna(0.0)
        parts.append(scopes.assign(period=period, need_today=now.to_numpy(), need_after=then.to_numpy()))
    return pd.concat(parts, ignore_index=True)


def _with_pools(facts: Facts, table: pd.DataFrame) -> pd.DataFrame:
    keys = [*SCOPE, "period"]
    pools = _pools(facts)[[*keys, "available", "recruitable", "retention"]]
    recruited = facts.plan.recruits.rename(columns={"fte": "recruited"})[[*keys, "recruited"]]
    both = table.merge(pools, on=keys, how="left").merge(recruited, on=keys, how="left")
    both["recruited"] = both["recruited"].fillna(0.0)
    both["there"] = pd.concat([_stayed(pool) for _, pool in both.groupby(SCOPE, sort=False)])
    return both.assign(free=both["available"] + both["there"] - both["need_after"])


def _stayed(pool: pd.DataFrame) -> pd.Series:
    """Of all recruited so far those who are still there, period by period."""
    there, so_far = 0.0, []
    for recruited, retention in zip(pool["recruited"], pool["retention"].fillna(1.0), strict=True):
        there = there * retention + recruited
        so_far.append(there)
    return pd.Series(so_far, index=pool.index)


def _pools(facts: Facts) -> pd.DataFrame:
    """The labour pools; what can be recruited includes what the plan's sites of team types attract."""
    pools = facts.instance.tables["LabourPools"]
    types = facts.instance.tables["Types"]
    sites = facts.plan.sites[facts.plan.sites["type"].isin(types.loc[types["is_team"], "type"])]
    teams = [
        int(((facts.group_of(grouping, sites["site"], "Sites") == group) & (sites["period"] == period)).sum())
        for grouping, group, period in pools[["grouping", "group", "period"]].itertuples(index=False)
    ]
    return pools.assign(recruitable=pools["recruitable"] + pools["team_uplift"] * pd.Series(teams, index=pools.index))


STAFF_METRICS = (
    Metric(
        "staff",
        Text("Personal", "Staff"),
        Text(
            "Bedarf an Personal im Plan gegen den Personalmarkt; ohne Wert bei „Vorhanden“ ist der Beruf nicht "
            "begrenzt.",
            "Staff needed by the plan against the labour pools; without a value under “Available” the profession is "
            "not limited.",
        ),
        (
            "profession",
            "grouping",
            "group",
            "period",
            "need_today",
            "need_after",
            "available",
            "recruited",
            "recruitable",
            "free",
        ),
        staff,
    ),
    Metric(
        "recruits",
        Text("Neu zu gewinnen", "To be recruited"),
        Text("Neugewinnung im ganzen Plan nach Berufen.", "Recruited in the whole plan by profession."),
        ("profession", "recruited"),
        recruits,
    ),
)
