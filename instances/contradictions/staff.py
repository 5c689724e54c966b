"""Labour pools that obligatory sites alone use up."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd

from instances.checks.wording import listed
from instances.contradictions.contradiction import Contradiction, at_least, at_most, exceeds, impossible
from instances.contradictions.possible import Possible
from instances.i18n import N_

POOL = ["grouping", "group", "profession"]


def pools_below_obligatory_sites(possible: Possible) -> Iterator[Contradiction]:
    """The least that obligatory sites need is more than a pool has and can recruit; its worst period is reported."""
    for pool, rows in possible.tables["LabourPools"].groupby(POOL, sort=False):
        most = _most(possible, rows.set_index("period"))
        needed = _needed(possible, *map(str, pool))
        short = {period: needed[period].sum() - number for period, number in most.items()}
        period = max(short, key=lambda period: short[period])
        if exceeds(needed[period].sum(), most[period]):
            yield _contradiction(possible, pool, period, needed[period], most[period])


def _contradiction(
    possible: Possible, pool: tuple[Any, ...], period: str, needed: pd.Series, most: float
) -> Contradiction:
    grouping, group, profession = map(str, pool)
    sites = needed.index[needed > 0]
    finding = impossible(
        "LabourPools",
        "available",
        N_(
            "{profession}{scope}: in {period} the sites that must run need at least {needed} posts, but at most {most} "
            "can be filled: {sites}."
        ),
        N_("Raise what is available or recruitable, lower the minima of the types, or let some of the sites close."),
        {
            "profession": possible.labels("Professions")[profession],
            "scope": f" ({group})" if group else "",
            "period": period,
            "needed": at_least(needed.sum()),
            "most": at_most(most),
            "sites": listed(possible.labels("Sites")[sites]),
        },
    )
    return Contradiction(finding, (("LabourPools", grouping, group, profession), *(("Sites", site) for site in sites)))


def _needed(possible: Possible, grouping: str, group: str, profession: str) -> pd.DataFrame:
    """Posts by obligatory site of the group (index) and period (columns), each site as the type that needs fewest."""
    posts = possible.tables["Staffing"]
    fte = posts[posts["profession"] == profession].set_index("resource")["fte"]
    holdings, openings = possible.holdings, possible.openings
    staff = possible.of_openings(holdings["least"] * holdings["resource"].map(fte).fillna(0.0))
    return possible.of_sites(staff, openings["obliged"] & (openings[grouping] == group))


def _most(possible: Possible, rows: pd.DataFrame) -> dict[str, float]:
    """Posts that can be filled in each period of a pool: available, and all who may be recruited and stay."""
    most, recruited = {}, 0.0
    for period in possible.periods:
        if period in rows.index:
            row: Any = rows.loc[period]
            recruited = recruited * row.retention + row.recruitable + row.team_uplift * _teams(possible, row, period)
            most[period] = float(row.available + recruited)
    return most


def _teams(possible: Possible, pool: Any, period: str) -> int:
    """Sites of the pool's group that may run as a type that attracts staff, or might if they were not excluded."""
    types = possible.tables["Types"]
    openings = possible.conceivable
    of_team = openings["type"].isin(types.loc[types["is_team"], "type"])
    here = (openings[pool.grouping] == pool.group) & (openings["period"] == period)
    return int(openings.loc[of_team & here, "site"].nunique())
