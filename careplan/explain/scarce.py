"""What may bind a plan: pots, labour pools, and rules with a target; how much of each is left, and what one more is."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from careplan.explain.trial import Change, FirstPriority, InFuture
from instances.overrides import Override
from planning_model.classes import CATEGORIES, Pot, PotRules
from planning_model.constraints.supply import SeatsNeeded
from planning_model.names import Period, Resource, Site, Type, records
from planning_model.plan import Plan
from planning_model.rules import ScopedRule

MILLION_A_YEAR, MORE_MINUTES = 1.0, 5.0
# Less than one more of a thing is little; of money and staff, which sites take in lumps, a quarter of all there is.
LUMP = 0.25
# A point of a share: access comes in places, so that a target is hardly ever met to the last resident.
POINT = 0.01

SEATS = ("supply_floor", "supply_cap", "functional_floor")
COUNTS = ("count_min", "count_max")
ACCESS = ("reach_share", "backup_share", "served_share")
CEILINGS = ("supply_cap", "count_max")
STEP_OF = {**dict.fromkeys(SEATS, "seat"), **dict.fromkeys(COUNTS, "site"), **dict.fromkeys(ACCESS, "minutes")}
"""What one more of a rule is, by its kind; other kinds have no target."""

Name = tuple[str, str, str, str]
"""Sheet, item, grouping and group."""


class Room(NamedTuple):
    """How much there is of a thing in a period, what the plan uses, what is left, and below what that is little."""

    period: Period
    limit: float
    used: float
    slack: float
    little: float

    @property
    def tightness(self) -> float:
        """What is left beside what would be little; least where it is tightest."""
        return self.slack / self.little


@dataclass(frozen=True)
class Thing:
    """One thing that may bind: its name in the workbook, its room where that is tightest, whom it concerns.

    ``future`` is the one in which it is tightest, without a name where there is only one. ``rows`` are the model's rows
    that one more moves, and by how much; ``more`` and ``less`` are the trials.
    """

    sheet: str
    item: str
    grouping: str
    group: str
    future: str
    step: str
    room: Room
    sites: frozenset[Site]
    rows: Mapping[int, float] = field(default_factory=dict)
    more: Change = field(default_factory=Change)
    less: Change = field(default_factory=Change)

    @property
    def is_scarce(self) -> bool:
        """Little of it is left; amounts come in steps, so that nothing is ever used up to the last."""
        return self.room.slack < self.room.little

    @property
    def name(self) -> Name:
        """What it is called in the workbook."""
        return self.sheet, self.item, self.grouping, self.group

    @property
    def is_about(self) -> Name:
        """Its name; rules on access are about all groups, and named by the one where they are tightest."""
        return (self.sheet, self.item, "", "") if self.step == "minutes" else self.name


def things(model: FirstPriority, plan: Plan) -> list[Thing]:
    """Everything that may bind a plan of the model: of several futures once, with its rows in all of them."""
    found: dict[Name, list[Thing]] = defaultdict(list)
    for future in model.futures:
        for thing in Things(model, future, plan.in_futures.get(future.name, plan)):
            found[thing.is_about].append(thing)
    return [_in_all(alike) for alike in found.values()]


def _in_all(alike: Sequence[Thing]) -> Thing:
    """The same thing in all futures, as it is where it is tightest; one more is one more in each of them."""
    tightest = min(alike, key=lambda thing: thing.room.tightness)
    return replace(
        tightest,
        sites=frozenset[Site]().union(*(thing.sites for thing in alike)),
        rows={row: by for thing in alike for row, by in thing.rows.items()},
        more=Change(tightest.more.overrides, {row: to for thing in alike for row, to in thing.more.rows.items()}),
        less=Change(tightest.less.overrides, {row: to for thing in alike for row, to in thing.less.rows.items()}),
    )


class Things:
    """Everything that may bind a plan in one future of the model; ``plan`` is the plan as it is there."""

    def __init__(self, model: FirstPriority, future: InFuture, plan: Plan) -> None:
        self._model = model
        self._future = future
        self._plan = plan
        self._context = future.context
        self._parameters = future.context.parameters
        self._seats = SeatsNeeded(future.context)
        self._doctors = {r: 1.0 for r, row in self._parameters.resource_table.items() if row["counting_factor"] > 0}
        self._runs = {(row.site, row.period): row.type for row in records(plan.sites)}

    def __iter__(self) -> Iterator[Thing]:
        yield from self._pots()
        yield from self._pools()
        yield from self._rules()

    # --- money --------------------------------------------------------------------------------------------------------

    def _pots(self) -> Iterator[Thing]:
        """Each pot once: a million EUR more a year in every period that the workbook speaks of.

        More is a change of the workbook, for a budget that waits for a site stands in two rows of the model, one of
        them as a factor. For less the other is enough, and a workbook without any money would be refused.
        """
        rules = PotRules(self._parameters)
        paid: dict[tuple[str, str], float] = defaultdict(float)
        for row in records(self._plan.funding):
            paid[row.pot, row.period] += row.amount
        for pot in rules.pots.values():
            years, budgets = self._parameters.years, self._budgets(pot)
            more = {t: MILLION_A_YEAR * self._future.moved_by_one("Pots", "budget", (pot.pot,), t) for t in years}
            million = {t: n * more[t] for t, n in years.items()}
            fewer = {t: -n * min(more[t], budgets[t]) for t, n in years.items()}
            yield Thing(
                "Pots",
                pot.pot,
                pot.grouping,
                pot.group,
                self._future.name,
                "million",
                _tightest(self._money_left(pot, budgets, paid)),
                frozenset(site for site in self._parameters.sites if self._may_pay(rules, pot, site)),
                self._rows_of_pot(pot, million, "pot_budget") | self._rows_while_it_runs(pot, million),
                Change((Override("Pots", {"pot": pot.pot}, "budget", "add", MILLION_A_YEAR),)),
                self._model.moved(self._rows_of_pot(pot, fewer, "pot_budget")),
            )

    def _budgets(self, pot: Pot) -> dict[Period, float]:
        """Million EUR per year."""
        return {row.period: row.budget for row in records(self._parameters.tables["Pots"]) if row.pot == pot.pot}

    def _money_left(
        self, pot: Pot, budgets: Mapping[Period, float], paid: Mapping[tuple[str, str], float]
    ) -> Iterator[Room]:
        left = 0.0
        for t, years in self._parameters.years.items():
            there = years * budgets[t] + (left if pot.carry_over else 0.0)
            used = paid[pot.pot, t]
            left = there - used
            yield Room(t, there, used, left, max(years * MILLION_A_YEAR, LUMP * there))

    def _rows_of_pot(self, pot: Pot, money: Mapping[Period, float], component: str) -> dict[int, float]:
        """The rows of the pot, and by how much its money moves them; what is carried over adds up."""
        rows, periods = self._future.rows_of(component), self._parameters.periods
        so_far = {t: periods[: position + 1] if pot.carry_over else [t] for position, t in enumerate(periods)}
        return {rows[pot.pot, t]: sum(money[u] for u in so_far[t]) for t in periods if (pot.pot, t) in rows}

    def _rows_while_it_runs(self, pot: Pot, money: Mapping[Period, float]) -> dict[int, float]:
        """The same of a budget that waits for a site: as the plan's sites run, these rows say the same."""
        region = self._context.groups.sites(pot.grouping, pot.group)
        rows = self._future.rows_of("pot_needs_site")
        running = {rows[at]: sum(self._runs[j, at[1]] == pot.needs_type for j in region) for at in rows}
        return {row: by * running[row] for row, by in self._rows_of_pot(pot, money, "pot_needs_site").items()}

    def _may_pay(self, rules: PotRules, pot: Pot, name: Site) -> bool:
        site = self._parameters.sites[name]
        classes = [rules.class_of(site, kind) for kind in site.types]
        return any(rules.largest_share(pot.pot, category, one) > 0 for one in classes for category in CATEGORIES)

    # --- staff --------------------------------------------------------------------------------------------------------

    def _pools(self) -> Iterator[Thing]:
        """Each labour pool once: one post more that is there without recruiting, in every period of the pool."""
        pools: dict[tuple[str, str, str], list[Any]] = defaultdict(list)
        for row in records(self._parameters.tables["LabourPools"]):
            pools[row.grouping, row.group, row.profession].append(row)
        limits = self._future.rows_of("staff_limit")
        for (grouping, group, profession), rows in pools.items():
            limited = {
                limits[pool]: row for row in rows if (pool := (grouping, group, profession, row.period)) in limits
            }
            sites, posts = self._context.groups.sites(grouping, group), self._posts_of(profession)
            key = (grouping, group, profession)
            one = {t: self._future.moved_by_one("LabourPools", "available", key, t) for *_, t in limits}
            moved = {number: one[row.period] for number, row in limited.items()}
            fewer = {number: -min(moved[number], row.available) for number, row in limited.items()}
            yield Thing(
                "LabourPools",
                profession,
                grouping,
                group,
                self._future.name,
                "post",
                _tightest(self._staff_left(rows, sites, posts)),
                frozenset(site for site in sites if self._has(site, posts)),
                moved,
                self._model.moved(moved),
                self._model.moved(fewer),
            )

    def _staff_left(self, pool: list[Any], sites: tuple[Site, ...], posts: Mapping[Resource, float]) -> Iterator[Room]:
        """What is there and has been, or could have been, recruited; and what the capacity of the plan needs."""
        modules = self._plan.modules[self._plan.modules["site"].isin(sites)]
        need = (modules["units"] * modules["resource"].map(posts).fillna(0.0)).groupby(modules["period"]).sum()
        gained = 0.0
        for row in pool:
            teams = sum(self._is_team(self._runs[site, row.period]) for site in sites)
            gained = gained * row.retention + row.recruitable + row.team_uplift * teams
            there, used = row.available + gained, float(need.get(row.period, 0.0))
            yield Room(row.period, there, used, there - used, max(1.0, LUMP * there))

    def _is_team(self, kind: Type) -> bool:
        return bool(kind) and bool(self._parameters.type_table[kind]["is_team"])

    def _posts_of(self, profession: str) -> dict[Resource, float]:
        table = self._parameters.tables["Staffing"]
        rows = table[table["profession"] == profession]
        return dict(zip(rows["resource"], rows["fte"], strict=True))

    def _has(self, name: Site, posts: Mapping[Resource, float]) -> bool:
        """Whether the site may have a resource that needs these posts."""
        kinds = self._parameters.sites[name].types
        return any(posts.get(resource, 0.0) > 0 for kind in kinds for resource in self._parameters.limits.get(kind, {}))

    # --- rules --------------------------------------------------------------------------------------------------------

    def _rules(self) -> Iterator[Thing]:
        """Each rule in each of its groups; rules on access once, for all groups share one standard.

        One more counts under this rule and in this group alone: an exempt seat would count in every cap of its area.
        """
        reached = {(row.rule, row.group, row.period): row for row in records(self._plan.rules)}
        by_rule: dict[str, list[Thing]] = {}
        for (name, group), scoped in self._context.rules.items():
            if scoped.kind not in STEP_OF:
                continue
            rooms = [self._room(scoped, reached[name, group, t]) for t in self._parameters.periods]
            rooms = [room for room in rooms if not math.isnan(room.slack)]
            if rooms:
                by_rule.setdefault(name, []).append(self._rule(scoped, _tightest(iter(rooms))))
        for things in by_rule.values():
            yield from [min(things, key=lambda thing: thing.room.slack)] if things[0].step == "minutes" else things

    def _rule(self, scoped: ScopedRule, room: Room) -> Thing:
        step = STEP_OF[scoped.kind]
        rows: dict[int, float] = {}
        if step == "minutes":
            more, less = (_minutes(scoped, by) for by in (MORE_MINUTES, -min(MORE_MINUTES, scoped.minutes)))
        else:
            rows = self._rows_of_rule(scoped, dict.fromkeys(self._parameters.periods, 1.0))
            fewer = {t: -self._at_most_one(scoped, t) for t in self._parameters.periods}
            more, less = self._model.moved(rows), self._model.moved(self._rows_of_rule(scoped, fewer))
        sites = frozenset(site for site in scoped.sites if self._counts(scoped, site))
        future = self._future.name
        return Thing("Rules", scoped.rule, scoped.grouping, scoped.group, future, step, room, sites, rows, more, less)

    def _rows_of_rule(self, scoped: ScopedRule, by: Mapping[Period, float]) -> dict[int, float]:
        """So much more room: a ceiling rises, a floor falls."""
        rows = self._future.rows_of(scoped.kind)
        up = 1.0 if scoped.kind in CEILINGS else -1.0
        keys = {(scoped.rule, scoped.group, t): up * amount for t, amount in by.items()}
        return {rows[key]: amount for key, amount in keys.items() if key in rows}

    def _at_most_one(self, scoped: ScopedRule, period: Period) -> float:
        """One less, as far as there is one: no number is below 0, and no cap takes seats of today away."""
        if scoped.kind == "count_max":
            return min(1.0, scoped.value)
        if scoped.kind == "supply_cap":
            return min(1.0, self._seats.cap(scoped, period) - self._seats.today(scoped))
        return 1.0

    def _room(self, scoped: ScopedRule, reached: Any) -> Room:
        t = Period(reached.period)
        if scoped.kind not in SEATS:
            sign = 1.0 if scoped.kind in CEILINGS else -1.0
            little = POINT if scoped.kind in ACCESS else 1.0
            return Room(t, reached.target, reached.achieved, sign * (reached.target - reached.achieved), little)
        needed = self._seats.of(scoped, t)
        seats = reached.achieved * needed
        if scoped.kind == "supply_cap":
            cap = self._seats.cap(scoped, t)
            return Room(t, cap, seats, cap - seats, 1.0)
        return Room(t, scoped.value * needed, seats, seats - scoped.value * needed, 1.0)

    def _counts(self, scoped: ScopedRule, name: Site) -> bool:
        """Whether the site could count against a ceiling: as the type of the rule, or with doctors who count."""
        site = self._parameters.sites[name]
        if scoped.kind == "count_max":
            return scoped.type is None or scoped.type in site.types
        return scoped.kind == "supply_cap" and self._has(name, self._doctors)


def _minutes(scoped: ScopedRule, by: float) -> Change:
    return Change((Override("Rules", {"rule": scoped.rule}, "minutes", "add", by),)) if by else Change()


def _tightest(rooms: Iterator[Room]) -> Room:
    """Where least is left."""
    return min(rooms, key=lambda room: room.tightness)
