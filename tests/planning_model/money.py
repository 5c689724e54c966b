"""The words about money as plain numbers, in million EUR: costs additional to today, and what pots may pay."""

from __future__ import annotations

from functools import cache

from tests.planning_model.words import Path, Row, State, Words

MILLION = 1e6
ATTRIBUTES = ("type", "carrier", "origin", "legal_basis")
ONE_OFF = ("setup", "investment", "recruiting")


@cache
def costs(words: Words, site: str, path: Path) -> dict[tuple[str, str, str], float]:
    """Million EUR additional to today, by category, type and period."""
    row = words.sites[site]
    before, found = State(row.present_type if row.status == "existing" else ""), {}
    for state, period in zip(path, words.periods, strict=True):
        if state.kind:
            euros = _one_off(words, site, before, state) | _yearly(words, site, state)
            years = words.periods[period].years
            for category, amount in euros.items():
                times = 1 if category in ONE_OFF else years
                found[category, state.kind, period] = amount * times / MILLION
        before = state
    return found


def _one_off(words: Words, site: str, before: State, now: State) -> dict[str, float]:
    starts = before.kind != now.kind
    fresh = {r: steps - (0 if starts else before.added(r)) for r, steps in now.steps}
    return {
        "setup": words.types[now.kind].setup_cost + words.sites[site].extra_setup_cost if starts else 0.0,
        "investment": sum(
            steps * words.resources[r].step * words.resources[r].investment for r, steps in fresh.items()
        ),
    }


def _yearly(words: Words, site: str, now: State) -> dict[str, float]:
    row = words.sites[site]
    is_as_today = row.status == "existing" and now.kind == row.present_type
    added = {r: steps * words.resources[r].step for r, steps in now.steps}
    fixed = 0.0 if is_as_today else words.types[now.kind].yearly_cost
    return {
        "running": fixed + sum(units * words.resources[r].running_cost for r, units in added.items()),
        "staff": sum(units * _staff_cost(words, r) for r, units in added.items()),
    }


def yearly_cost_of_unit(words: Words, resource: str, period: str) -> dict[str, float]:
    """Million EUR within the period for a unit that was added, by category: what is saved where it stands idle."""
    years = words.periods[period].years
    running, staff = words.resources[resource].running_cost, _staff_cost(words, resource)
    return {"running": running * years / MILLION, "staff": staff * years / MILLION}


def _staff_cost(words: Words, resource: str) -> float:
    wages = {row.profession: row.staff_cost for row in words.rows("Professions")}
    return sum(fte * wages[profession] for (r, profession), fte in words.posts.items() if r == resource)


def present_value(words: Words, category: str, period: str) -> float:
    """What a million EUR of the period counts: one-off cost as in its first year, yearly cost as in its mean year."""
    calendar = words.periods[period]
    start = calendar.first_year - words.settings.base_year
    years = range(1 if category in ONE_OFF else calendar.years)
    return sum((1 + words.settings.discount_rate) ** -(start + year) for year in years) / len(years)


def funding_class(words: Words, site: str, kind: str) -> tuple[str, ...]:
    """Type, carrier, origin and legal basis of a site; one that is converted counts as new."""
    row = words.sites[site]
    goes_on = row.status == "existing" and kind == row.present_type
    return (kind, row.carrier, "existing" if goes_on else "new", row.legal_basis)


def matching_rules(words: Words, pot: str, category: str, attributes: tuple[str, ...]) -> list[Row]:
    """The rules of a pot that match the cost."""
    return [
        row
        for row in words.rows("PotRules")
        if row.pot == pot
        and row.category in ("", category)
        and all(getattr(row, name) in ("", value) for name, value in zip(ATTRIBUTES, attributes, strict=True))
    ]


def largest_share(words: Words, pot: str, category: str, attributes: tuple[str, ...]) -> float:
    """The part of the cost that the pot may pay: all of it where it has no rule at all."""
    if not any(row.pot == pot for row in words.rows("PotRules")):
        return 1.0
    return float(max((row.max_share for row in matching_rules(words, pot, category, attributes)), default=0.0))
