"""The words of the workbook as plain numbers: what every test of the optimum computes with.

Written from the catalogue's words and from nothing else, with loops and dictionaries, so that it shares neither code
nor ways of thinking with the model.
"""

from __future__ import annotations

import math
from itertools import pairwise, product
from typing import Any, NamedTuple

from instances.instance import Instance

AGES = ("0_17", "18_64", "65_74", "75_plus")

Row = Any
"""A row of a table, its cells by attribute."""


class State(NamedTuple):
    """What a site is in a period: its type (empty: closed), and the steps added so far of every resource."""

    kind: str
    steps: tuple[tuple[str, int], ...] = ()

    def added(self, resource: str) -> int:
        """Steps of the resource."""
        return dict(self.steps).get(resource, 0)


Path = tuple[State, ...]
"""What a site is in every period."""


class Production(NamedTuple):
    """How a resource produces a service in a type."""

    resource: str
    service: str
    productivity: float
    max_share: float
    supervision: float
    supervised_by: str


class Words:
    """The numbers of an instance, by key."""

    def __init__(self, instance: Instance) -> None:
        self.settings = instance.settings
        self._rows = {sheet: list(frame.itertuples(index=False)) for sheet, frame in instance.tables.items()}
        self.places = {row.place: row for row in self.rows("Places")}
        self.services = {row.service: row for row in self.rows("Services")}
        self.resources = {row.resource: row for row in self.rows("Resources")}
        self.types = {row.type: row for row in self.rows("Types")}
        self.sites = {row.site: row for row in self.rows("Sites")}
        self.periods = {row.period: row for row in self.rows("Periods")}
        years = sum(row.years for row in self.periods.values())
        self.part_of_time = {key: row.years / years for key, row in self.periods.items()}
        self.existing = {(row.site, row.resource, row.period): row.units for row in self.rows("Existing")}
        self.minutes = {(row.place, row.site): row.minutes for row in instance.travel.itertuples()}
        self.posts = {(row.resource, row.profession): row.fte for row in self.rows("Staffing")}
        self.ranges = {
            kind: {row.resource: (row.minimum, row.maximum) for row in self.rows("TypeResources") if row.type == kind}
            for kind in self.types
        }
        self.productions = {kind: self._productions(kind) for kind in self.types}
        self.residents = {
            (key, period): place.residents * (1 + place.growth) ** (row.first_year - self.settings.base_year)
            for key, place in self.places.items()
            for period, row in self.periods.items()
        }
        self.demand = self._demand()
        self.equivalent = self._equivalent()
        self.limits = {key: self._limit(key) for key in self.services}

    def rows(self, sheet: str) -> list[Row]:
        """The rows of a resolved table."""
        return self._rows[sheet]

    # ------------------------------------------------------------------------------------------------- need

    def _demand(self) -> dict[tuple[str, str, str], float]:
        """Units of the service a year, by place, service and period; only where there is any."""
        explicit = {(row.place, row.service, row.period): row.amount for row in self.rows("Demand")}
        found = {}
        for service in self.services:
            factors = self._need_factors(service)
            for place, period in product(self.places, self.periods):
                computed = self.residents[place, period] * self._rate(place, service) * factors[place]
                amount = explicit.get((place, service, period), computed)
                if amount > 0:
                    found[place, service, period] = amount
        return found

    def _rate(self, place: str, service: str) -> float:
        shares, rates = self.places[place], self.services[service]
        return sum(getattr(shares, f"share_{age}") * getattr(rates, f"rate_{age}") for age in AGES)

    def _need_factors(self, service: str) -> dict[str, float]:
        known = {key: row for key, row in self.places.items() if not math.isnan(row.deprivation)}
        people = sum(row.residents for row in known.values())
        mean = sum(row.residents * row.deprivation for row in known.values()) / people if people else 0.0
        effect = self.services[service].deprivation_effect
        deviation = {key: row.deprivation - mean for key, row in known.items()}
        raw = {key: max(0.1, 1 + effect * deviation.get(key, 0.0)) for key in self.places}
        first = next(iter(self.periods))
        plain = {key: self.residents[key, first] * self._rate(key, service) for key in self.places}
        shifted = sum(plain[key] * raw[key] for key in self.places)
        scale = sum(plain.values()) / shifted if shifted else 1.0
        return {key: raw[key] * scale for key in self.places}

    def _equivalent(self) -> dict[tuple[str, str, str], float]:
        """Equivalent residents: demand in heads, at the mean demand of the first period in which there is any."""
        per_head = {}
        for service, period in product(self.services, self.periods):
            total = sum(amount for key, amount in self.demand.items() if key[1:] == (service, period))
            if total > 0 and service not in per_head:
                per_head[service] = total / sum(self.residents[place, period] for place in self.places)
        return {key: amount / per_head[key[1]] for key, amount in self.demand.items()}

    def _limit(self, service: str) -> float:
        """Nobody is assigned further away; rules on the service with a higher limit widen it."""
        rules = [row.minutes for row in self.rows("Rules") if row.service == service and not math.isnan(row.minutes)]
        return float(max([self.services[service].limit_minutes, *rules]))

    # -------------------------------------------------------------------------------------------- what sites do

    def _productions(self, kind: str) -> list[Production]:
        """A row for the type itself goes before the one for all types."""
        chosen: dict[tuple[str, str], Row] = {}
        for row in self.rows("Production"):
            if row.type == kind or (row.type == "" and (row.resource, row.service) not in chosen):
                chosen[row.resource, row.service] = row
        return [
            Production(r.resource, r.service, r.productivity, r.max_share, r.supervision, r.supervised_by)
            for r in chosen.values()
            if r.resource in self.ranges[kind]
        ]

    def produces(self, kind: str, service: str) -> list[Production]:
        """The ways a type has to produce a service."""
        return [way for way in self.productions[kind] if way.service == service]

    def stands(self, site: str, resource: str, period: str) -> float:
        """Units of today that still stand in the period (``today``: today)."""
        return float(self.existing.get((site, resource, period), 0.0))

    def lasting(self, site: str, resource: str, period: str) -> float:
        """What has stood in every period so far."""
        names = list(self.periods)
        return min(self.stands(site, resource, name) for name in names[: names.index(period) + 1])

    def range_at(self, site: str, kind: str, resource: str, period: str) -> tuple[float, float]:
        """Least and most units; what goes on as it is today need not have more than still stands, and may keep all."""
        minimum, maximum = self.ranges[kind][resource]
        row = self.sites[site]
        if row.status == "existing" and row.present_type == kind:
            minimum = min(minimum, self.stands(site, resource, period))
            maximum = max(maximum, self.stands(site, resource, "today"))
        return minimum, maximum

    def threshold(self, site: str, resource: str, period: str) -> float:
        """Units from which on the resource counts as offered: a step, or what stands where that is less."""
        stands, step = self.stands(site, resource, period), self.resources[resource].step
        return float(min(step, stands) if stands > 0 else step)

    # ---------------------------------------------------------------------------------------------------- groups

    def group_of_place(self, place: str, grouping: str) -> str:
        """The group a place belongs to; that of the whole state has no name."""
        return "" if grouping == "state" else str(getattr(self.places[place], grouping))

    def group_of_site(self, site: str, grouping: str) -> str:
        """The group of the place in which the site lies."""
        return self.group_of_place(self.sites[site].place, grouping)

    def groups(self, grouping: str, group: str = "") -> list[str]:
        """The group given, or each group for itself."""
        if grouping == "state" or group:
            return [group]
        return sorted({self.group_of_place(place, grouping) for place in self.places} - {""})

    def needed_seats(self, grouping: str, group: str, period: str) -> float:
        """Residents by residents per doctor, area by area."""
        ratio = {row.area: row.ratio for row in self.rows("Areas")}
        inside = [key for key in self.places if self.group_of_place(key, grouping) == group]
        return sum(self.residents[key, period] / ratio[self.places[key].area] for key in inside)

    def seats_today(self, grouping: str, group: str) -> float:
        """Doctors counted today."""
        return sum(
            units * self.resources[resource].counting_factor
            for (site, resource, period), units in self.existing.items()
            if period == "today" and self.group_of_site(site, grouping) == group
        )

    def exempt_seats(self, grouping: str, group: str) -> float:
        """Seats admitted in spite of closure in the areas of the group (an area, or the whole state)."""
        assert grouping in ("area", "state")
        return sum(row.exempt_seats for row in self.rows("Areas") if group in ("", row.area))

    # ----------------------------------------------------------------------------------------------- what may be

    def paths(self, site: str) -> list[Path]:
        """Everything the site may be over the periods: at most one change, to open, to close or to convert."""
        row = self.sites[site]
        if row.status == "excluded":
            return [tuple(State("") for _ in self.periods)]
        histories = set(product(*(self._states(site, period) for period in self.periods)))
        return sorted(path for path in histories if self._is_history(site, path))

    def _states(self, site: str, period: str) -> list[State]:
        row = self.sites[site]
        may_be_closed = row.status == "candidate" or (row.status == "existing" and row.may_close)
        states = [State("")] if may_be_closed or (row.status == "fixed" and not self._openable(site, period)) else []
        kinds = [kind for kind in row.types if kind == row.present_type or kind in self._openable(site, period)]
        return states + [state for kind in kinds for state in self._sizes(site, kind, period)]

    def _openable(self, site: str, period: str) -> list[str]:
        """Types that the site may have become by the period: it begins after the lead time and the earliest year."""
        row, first_year = self.sites[site], self.periods[period].first_year
        earliest = -math.inf if math.isnan(row.earliest_year) else row.earliest_year
        ready = self.settings.base_year
        return [kind for kind in row.types if first_year >= max(earliest, ready + self.types[kind].lead_time)]

    def _sizes(self, site: str, kind: str, period: str) -> list[State]:
        """Every number of steps for which some kept capacity lies within the type's range.

        In a single period, more steps than fit beside all that stands are left out: they replace what costs nothing by
        what costs, which is never better where maximum and existing capacity are multiples of the step. Over several
        periods they may come after something was given up, which never comes back by itself.
        """
        choices = []
        for resource in self.ranges[kind]:
            minimum, maximum = self.range_at(site, kind, resource, period)
            step, stands = self.resources[resource].step, self.stands(site, resource, period)
            least = math.ceil((minimum - stands) / step - 1e-9)
            room = maximum - stands if len(self.periods) == 1 else maximum
            most = math.floor(room / step + 1e-9)
            choices.append([(resource, steps) for steps in range(max(0, least), max(0, most) + 1)])
        return [State(kind, tuple(steps)) for steps in product(*choices)]

    def _is_history(self, site: str, path: Path) -> bool:
        row = self.sites[site]
        kinds = [row.present_type if row.status == "existing" else "", *(state.kind for state in path)]
        changes = sum(before != after for before, after in pairwise(kinds))
        if changes > 1 or (changes == 1 and kinds[0] and kinds[-1] and not row.may_convert):
            return False
        return all(
            before.kind != after.kind or all(after.added(r) >= steps for r, steps in before.steps)
            for before, after in pairwise(path)
        )
