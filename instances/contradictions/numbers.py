"""Numbers of sites that cannot be had."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from instances.checks.wording import listed, number_text
from instances.contradictions.contradiction import Contradiction, exceeds, impossible, smallest_excess
from instances.contradictions.possible import Possible, Scope
from instances.i18n import N_


def impossible_numbers(possible: Possible) -> Iterator[Contradiction]:
    """More sites than may run as the type, more than a largest number allows around them, and fewer than must run."""
    least, most = list(possible.hard("count_min")), list(possible.hard("count_max"))
    for scope in least:
        yield from _more_than_there_may_be(possible, scope)
    for limit in most:
        yield from _fewer_than_must_run(possible, limit)
        for rule in dict.fromkeys(scope.rule.rule for scope in least):
            yield from _more_than_allowed(possible, limit, [scope for scope in least if scope.rule.rule == rule])


def _counted(scope: Scope, openings: pd.DataFrame) -> pd.DataFrame:
    """The openings that a rule on numbers counts."""
    here = openings[scope.holds(openings)]
    return here[here["type"] == scope.rule.type] if scope.rule.type else here


def _more_than_there_may_be(possible: Possible, scope: Scope) -> Iterator[Contradiction]:
    sites = _counted(scope, possible.openings).groupby("period")["site"].nunique()
    numbers = sites.reindex(possible.periods, fill_value=0)
    period, number = str(numbers.idxmin()), int(numbers.min())
    if exceeds(scope.rule.value, number):
        finding = impossible(
            "Rules",
            "value",
            N_("“{rule}” asks for at least {value}, but in {period} no more than {number} are possible."),
            N_("Lower the value, allow more sites to become this, or check lead times and earliest years."),
            {"rule": scope.name, "value": number_text(scope.rule.value), "period": period, "number": number},
        )
        yield Contradiction(finding, (scope.demand, *possible.excluded_in(scope, period)), float(number))


def _fewer_than_must_run(possible: Possible, limit: Scope) -> Iterator[Contradiction]:
    """Sites that must run, and count for the rule whichever of their types they run as."""
    obliged = possible.openings[possible.openings["obliged"]]
    counts = obliged.assign(counts=obliged.index.isin(_counted(limit, obliged).index))
    sure = counts.groupby(["period", "site"])["counts"].agg("all").reset_index()
    by_period = sure[sure["counts"]].groupby("period")["site"].agg(list)
    period = max(by_period.index, key=lambda period: len(by_period[period]), default="")
    sites = by_period[period] if period else []
    if exceeds(len(sites), limit.rule.value):
        finding = impossible(
            "Rules",
            "value",
            N_("“{rule}” allows {value} at most, but {number} sites must run in {period}: {sites}."),
            N_("Raise the value, or allow some of these sites to close or to be converted."),
            {
                "rule": limit.name,
                "value": number_text(limit.rule.value),
                "period": period,
                "number": len(sites),
                "sites": listed(possible.labels("Sites")[sites]),
            },
        )
        yield Contradiction(finding, (limit.demand, *(("Sites", site) for site in sites)), float(len(sites)))


def _more_than_allowed(possible: Possible, limit: Scope, least: list[Scope]) -> Iterator[Contradiction]:
    """Groups of one rule never overlap, so that their smallest numbers add up within a group that holds them."""
    of_limit = _counted(limit, possible.conceivable).index
    inside = {scope.demand: scope for scope in least if _lies_in(_counted(scope, possible.conceivable), of_limit)}
    demands = smallest_excess(((demand, scope.rule.value) for demand, scope in inside.items()), limit.rule.value)
    if demands:
        finding = impossible(
            "Rules",
            "value",
            N_("“{rules}” asks for at least {value}, but where these lie “{limit}” allows {most} at most."),
            N_("Change one of the two values, or make one of the rules soft."),
            {
                "rules": listed(inside[demand].name for demand in demands),
                "value": number_text(sum(inside[demand].rule.value for demand in demands)),
                "limit": limit.name,
                "most": number_text(limit.rule.value),
            },
        )
        yield Contradiction(finding, (*demands, limit.demand), limit.rule.value if len(demands) == 1 else None)


def _lies_in(openings: pd.DataFrame, others: pd.Index) -> bool:
    return not openings.empty and bool(openings.index.isin(others).all())
