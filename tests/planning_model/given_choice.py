"""What is left when openings, types and steps are given: a linear program.

What is discrete is a constant here, so that no logic of opening, no selection of types and no big number is needed.
Only whether a site with nothing but kept capacity still offers a service is left to the solver as 0 or 1.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cached_property

from tests.planning_model import money
from tests.planning_model.linear_program import LinearProgram
from tests.planning_model.words import Path, Row, State, Words

Choice = dict[str, Path]
"""What every site is in every period."""


class Rest:
    """The linear program of a choice, for goals of these ``weights`` by measure.

    ``constant`` is what the choice itself costs, before anything is written; the columns stand in the same order
    whatever the weights.
    """

    def __init__(self, words: Words, choice: Choice, weights: Mapping[str, float]) -> None:
        self.words, self.choice, self.weights = words, choice, weights
        self.program = LinearProgram()
        self.constant = 0.0
        self.is_impossible = False
        self.kept: dict[tuple[str, str, str], int] = {}
        self.flow: dict[tuple[str, str, str, str], int] = {}
        self.unmet: dict[tuple[str, str, str], int] = {}
        self.offers: dict[tuple[str, str, str], list[int] | None] = {}

        self.bills: dict[tuple[tuple[str, ...], str, str], float] = defaultdict(float)

        self._count_sites()
        self._add_up_bills()

    def write(self) -> None:
        """Write down everything that is not constant."""
        self._pay()
        for period in self.words.periods:
            for site, state in self._open(period):
                self._keep(site, state, period)
                self._offer(site, state, period)
            self._serve(period)
        self._staff()
        self._count_seats()
        self._follow_rules_of_access()
        self._compare_areas()

    def _open(self, period: str) -> Iterator[tuple[str, State]]:
        position = list(self.words.periods).index(period)
        for site, path in self.choice.items():
            if path[position].kind:
                yield site, path[position]

    # ----------------------------------------------------------------------------------------------- capacity

    def _added(self, state: State, resource: str) -> float:
        return state.added(resource) * float(self.words.resources[resource].step)

    def _keep(self, site: str, state: State, period: str) -> None:
        """Kept capacity is part of what stands and fits the type's range beside what was added; it never rises.

        A site that goes on as what it is keeps all that has stood so far.
        """
        for resource in self.words.ranges[state.kind]:
            minimum, maximum = self.words.range_at(site, state.kind, resource, period)
            added, stands = self._added(state, resource), self.words.stands(site, resource, period)
            low, high = max(0.0, minimum - added), min(stands, maximum - added)
            if state.kind == self.words.sites[site].present_type and self.words.sites[site].status == "existing":
                low = max(low, self.words.lasting(site, resource, period))
            if low > high + 1e-9:
                self.is_impossible = True
            elif stands > 0:
                now = self.kept[site, resource, period] = self.program.column(low, max(low, high))
                before = [column for (j, r, _), column in self.kept.items() if (j, r) == (site, resource)][:-1]
                self.program.row([(now, 1.0), (before[-1], -1.0)] if before else [], high=0.0)

    def _units(self, site: str, state: State, resource: str, period: str) -> tuple[list[tuple[int, float]], float]:
        """Capacity as terms and a constant."""
        kept = self.kept.get((site, resource, period))
        return ([] if kept is None else [(kept, 1.0)]), self._added(state, resource)

    def _offer(self, site: str, state: State, period: str) -> None:
        """A service is offered where at least a step, or all the little that stands, of what produces it is there."""
        for service in self.words.services:
            resources = {way.resource for way in self.words.produces(state.kind, service)}
            if any(state.added(resource) > 0 for resource in resources):
                self.offers[site, service, period] = None
            elif kept := [r for r in resources if (site, r, period) in self.kept]:
                self.offers[site, service, period] = [self._is_kept(site, r, period) for r in kept]

    def _is_kept(self, site: str, resource: str, period: str) -> int:
        yes = self.program.column(0, 1, whole=True)
        least = self.words.threshold(site, resource, period)
        self.program.row([(self.kept[site, resource, period], 1.0), (yes, -least)], low=0.0)
        return yes

    # ------------------------------------------------------------------------------------------------- service

    def _serve(self, period: str) -> None:
        words, time = self.words, self.words.part_of_time[period]
        for place, service, when in words.demand:
            if when != period:
                continue
            heads = words.equivalent[place, service, period]
            lost = self.weights["unmet_need"] * words.services[service].unmet_weight
            lost += self.weights["travel_minutes"] * words.settings.unmet_minutes
            shares = [self.program.column(0, 1, cost=time * heads * lost)]
            self.unmet[place, service, period] = shares[0]
            for site, state in self._open(period):
                minutes = words.minutes.get((place, site), math.inf)
                if minutes <= words.limits[service] and words.produces(state.kind, service):
                    cost = time * heads * minutes * self.weights["travel_minutes"]
                    shares.append(self.program.column(0, 1, cost=cost))
                    self.flow[place, site, service, period] = shares[-1]
            self.program.row([(share, 1.0) for share in shares], 1.0, 1.0)
        for site, state in self._open(period):
            self._work(site, state, period)

    def _work(self, site: str, state: State, period: str) -> None:
        """What is assigned is worked, delegation has its limit, and nobody works more than there is capacity."""
        words, program = self.words, self.program
        ways = words.productions[state.kind]
        amount = {(way.resource, way.service): program.column() for way in ways}
        for service in {way.service for way in ways}:
            works = [amount[way.resource, service] for way in ways if way.service == service]
            came = [
                (self.flow[place, site, service, period], -demand)
                for (place, what, when), demand in words.demand.items()
                if (place, site, service, period) in self.flow and (what, when) == (service, period)
            ]
            program.row([*((work, 1.0) for work in works), *came], 0.0, 0.0)
        for way in ways:
            whole = [amount[other.resource, way.service] for other in ways if other.service == way.service]
            if way.max_share < 1:
                own = (amount[way.resource, way.service], 1.0)
                program.row([own, *((work, -way.max_share) for work in whole)], high=0.0)
        for resource in words.ranges[state.kind]:
            terms, added = self._units(site, state, resource, period)
            used = [(amount[w.resource, w.service], 1 / w.productivity) for w in ways if w.resource == resource]
            for way in ways:
                if way.supervised_by == resource and way.supervision > 0:
                    own = next(w for w in ways if (w.resource, w.service) == (resource, way.service))
                    used.append((amount[way.resource, way.service], way.supervision / own.productivity))
            program.row([*used, *((column, -factor) for column, factor in terms)], high=added)

    # --------------------------------------------------------------------------------------------------- staff

    def _staff(self) -> None:
        words, periods = self.words, list(self.words.periods)
        recruits: dict[tuple[str, str, str, str], int] = {}
        pools = sorted(words.rows("LabourPools"), key=lambda row: periods.index(row.period))
        for row in pools:
            pool = (row.grouping, row.group, row.profession)
            recruits[*pool, row.period] = self._recruit(row)
            terms, needed = [], 0.0
            for site, state in self._open(row.period):
                if words.group_of_site(site, row.grouping) != row.group:
                    continue
                for resource in words.ranges[state.kind]:
                    fte = words.posts.get((resource, row.profession), 0.0)
                    units, added = self._units(site, state, resource, row.period)
                    terms += [(column, factor * fte) for column, factor in units if fte]
                    needed += added * fte
            hired = [(column, -1.0) for key, column in recruits.items() if key[:3] == pool]
            self.program.row([*terms, *hired], high=row.available - needed)

    def _recruit(self, row: Row) -> int:
        """Posts recruited, paid in full by pots that pay for recruiting whatever it is for."""
        words = self.words
        million = row.recruit_cost / money.MILLION
        counted = million * money.present_value(words, "recruiting", row.period) * self.weights["public_cost"]
        posts = self.program.column(0.0, row.recruitable, cost=counted)
        self._bill(("",) * 4, "recruiting", row.period, [(posts, million)])
        return posts

    # --------------------------------------------------------------------------------------------------- money

    def _add_up_bills(self) -> None:
        """Costs are constants; more than all pots hold together is out of the question."""
        words, spent = self.words, dict.fromkeys(self.words.periods, 0.0)
        for site, path in self.choice.items():
            for (category, kind, period), amount in money.costs(words, site, path).items():
                self.bills[money.funding_class(words, site, kind), category, period] += amount
                self.constant += amount * money.present_value(words, category, period) * self.weights["public_cost"]
                spent[period] += amount
        for period, amount in spent.items():
            budgets = sum(row.budget for row in words.rows("Pots") if row.period == period)
            self.is_impossible |= amount > budgets * words.periods[period].years + 1e-6

    def _pay(self) -> None:
        """Who pays the bills is not constant."""
        for (attributes, category, period), amount in self.bills.items():
            if amount > 0:
                self._bill(attributes, category, period, [(self.program.column(1, 1), amount)])

    @cached_property
    def _budgets(self) -> dict[tuple[str, str], int]:
        """The row of every pot and period: what it pays is no more than its budget times the years."""
        found = {}
        for row in self.words.rows("Pots"):
            found[row.pot, row.period] = len(self.program.row_low)
            self.program.row([], high=row.budget * self.words.periods[row.period].years)
        return found

    def _bill(self, attributes: tuple[str, ...], category: str, period: str, cost: list[tuple[int, float]]) -> None:
        """The pots that may pay do so in full, each up to its share and as far as others match it."""
        words, program = self.words, self.program
        pays = {}
        for (pot, when), budget in self._budgets.items():
            share = money.largest_share(words, pot, category, attributes)
            if when == period and share > 0:
                pays[pot] = program.column()
                program.triples.append((budget, pays[pot], 1.0))
                program.row([(pays[pot], 1.0), *((column, -share * factor) for column, factor in cost)], high=0.0)
        program.row([*((pay, 1.0) for pay in pays.values()), *((column, -factor) for column, factor in cost)], 0.0, 0.0)
        for pot, pay in pays.items():
            for rule in money.matching_rules(words, pot, category, attributes):
                if rule.match_pot:
                    other = [(pays[rule.match_pot], 1.0)] if rule.match_pot in pays else []
                    program.row([*other, (pay, -rule.match_share)], low=0.0)

    # --------------------------------------------------------------------------------------------------- rules

    def _rules(self, *kinds: str) -> Iterator[tuple[Row, str, str]]:
        for row in self.words.rows("Rules"):
            if row.kind in kinds:
                for group in self.words.groups(row.grouping, row.group):
                    for period in self.words.periods:
                        yield row, group, period

    def _shortfall(self, rule: Row, period: str) -> list[tuple[int, float]]:
        """What may be missing: nothing where the rule is hard."""
        if rule.strictness == "hard":
            return []
        cost = rule.weight * self.words.part_of_time[period] * self.weights["shortfalls"]
        return [(self.program.column(cost=cost), 1.0)]

    def _count_sites(self) -> None:
        words, last = self.words, list(self.words.periods)[-1]
        now = {site: state.kind for site, state in self._open(last)}
        opened = [site for site in now if words.sites[site].status in ("candidate", "fixed")]
        changed = [
            site
            for site, row in words.sites.items()
            if now.get(site, "") != (row.present_type if row.status == "existing" else "")
        ]
        self.constant += len(opened) * self.weights["open_sites"] + len(changed) * self.weights["changes"]
        for rule, group, period in self._rules("count_min", "count_max"):
            number = sum(
                rule.type in ("", state.kind) and words.group_of_site(site, rule.grouping) == group
                for site, state in self._open(period)
            )
            missing = max(0.0, (rule.value - number) * (1 if rule.kind == "count_min" else -1))
            self.is_impossible |= rule.strictness == "hard" and missing > 0
            self.constant += missing * rule.weight * words.part_of_time[period] * self.weights["shortfalls"]

    def _count_seats(self) -> None:
        words = self.words
        for rule, group, period in self._rules("supply_floor", "supply_cap"):
            terms, seats = [], 0.0
            for site, state in self._open(period):
                if words.group_of_site(site, rule.grouping) == group:
                    for resource in words.ranges[state.kind]:
                        factor = words.resources[resource].counting_factor
                        units, added = self._units(site, state, resource, period)
                        terms += [(column, value * factor) for column, value in units if factor]
                        seats += added * factor
            wanted = rule.value * words.needed_seats(rule.grouping, group, period)
            short = self._shortfall(rule, period)
            if rule.kind == "supply_floor":
                self.program.row([*terms, *short], low=wanted - seats)
            else:
                allowed = max(wanted, words.seats_today(rule.grouping, group))
                allowed += words.exempt_seats(rule.grouping, group)
                self.program.row([*terms, *((column, -1.0) for column, _ in short)], high=allowed - seats)

    def _follow_rules_of_access(self) -> None:
        words = self.words
        for rule, group, period in self._rules("reach_share", "served_share"):
            inside = [place for place in words.places if words.group_of_place(place, rule.grouping) == group]
            near = {(i, j) for (i, j), minutes in words.minutes.items() if i in inside and minutes <= rule.minutes}
            if rule.kind == "reach_share":
                heads = {i: words.residents[i, period] for i in inside}
                reached = [
                    (self._reach({j for place, j in near if place == i}, rule.service, period), i) for i in inside
                ]
                terms = [(column, heads[i]) for column, i in reached]
            else:
                heads = {i: words.equivalent.get((i, rule.service, period), 0.0) for i in inside}
                pairs = [(self.flow.get((i, j, rule.service, period)), i) for i, j in near]
                terms = [(column, heads[i]) for column, i in pairs if column is not None]
            self.program.row([*terms, *self._shortfall(rule, period)], low=rule.value * sum(heads.values()))

    def _reach(self, near: set[str], service: str, period: str) -> int:
        """1 where one of the sites nearby offers the service."""
        sites = [self.offers[j, service, period] for j in near if (j, service, period) in self.offers]
        if any(columns is None for columns in sites):
            return self.program.column(1, 1)
        reach = self.program.column(0, 1)
        self.program.row([(reach, -1.0), *((column, 1.0) for columns in sites for column in columns or [])], low=0.0)
        return reach

    def _compare_areas(self) -> None:
        """The unmet share of the area that is worst off, services weighted as in the unmet need."""
        words = self.words
        for period, time in words.part_of_time.items():
            worst = self.program.column(cost=time * self.weights["worst_area"])
            for area in words.groups("area"):
                weights = {
                    key: heads * words.services[key[1]].unmet_weight
                    for key, heads in words.equivalent.items()
                    if key[2] == period and words.places[key[0]].area == area
                }
                lost = [(self.unmet[key], weight) for key, weight in weights.items()]
                self.program.row(
                    [(worst, sum(weights.values())), *((column, -value) for column, value in lost)], low=0.0
                )
