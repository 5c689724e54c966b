"""Fixed sites at which no type may begin."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from instances.catalogue.founding import FOUNDING
from instances.checks.wording import listed
from instances.contradictions.contradiction import Contradiction, Demand, impossible
from instances.contradictions.possible import Possible, Scope
from instances.i18n import N_

OF_RESOURCES = "resource_legal_basis"


def fixed_where_nothing_may_begin(possible: Possible) -> Iterator[Contradiction]:
    """A fixed site begins in the first period in which it may run at all; by then a rule bars each of its types."""
    fixed = possible.openings[possible.openings["status"] == "fixed"]
    begins = fixed["first_year"] == fixed.groupby("site")["first_year"].transform("min")
    rules = list(possible.hard(*FOUNDING))
    for site, rows in fixed[begins].groupby("site", sort=False):
        barring = [scope for row in rows.itertuples() if (scope := _barring(possible, rules, row))]
        if len(barring) == len(rows):
            yield _contradiction(str(rows["label"].iloc[0]), ("Sites", str(site)), barring)


def _barring(possible: Possible, rules: list[Scope], opening: Any) -> Scope | None:
    """The first rule that bars a site (a row of ``openings``) from beginning as the type."""
    return next((scope for scope in rules if _bars(possible, scope, opening)), None)


def _bars(possible: Possible, scope: Scope, opening: Any) -> bool:
    rule = scope.rule
    if getattr(opening, rule.grouping) != scope.group:
        return False
    if rule.kind != OF_RESOURCES:
        return bool(rule.type == opening.type) and not possible.founding.allows(rule, opening.site, opening.period)
    holdings = possible.holdings
    needs = (holdings["opening"] == opening.Index) & (holdings["resource"] == rule.resource)
    must_add = (holdings["least"] > holdings["standing"])[needs].any()
    return bool(must_add) and opening.legal_basis not in rule.words


def _contradiction(label: str, site: Demand, barring: list[Scope]) -> Contradiction:
    rules = list(dict.fromkeys(scope.demand for scope in barring))
    finding = impossible(
        "Sites",
        "status",
        N_("{site} is fixed, but nothing that it may be may begin there. Rules: {rules}."),
        N_("Make the site a candidate, make one of the rules soft, or allow the site another type."),
        {"site": label, "rules": listed(dict.fromkeys(scope.name for scope in barring))},
    )
    return Contradiction(finding, (site, *rules))
