"""The explanation of why there is no plan, in planners' words."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cached_property
from typing import Any

from careplan.explain.changes import Change
from careplan.explain.infeasible import IN_THE_FUTURE, Explanation
from instances.catalogue.columns import GROUPINGS
from instances.catalogue.rules import RULE_KINDS_BY_KEY
from instances.futures import in_each_future
from instances.i18n import N_, Language, translator
from instances.instance import Instance
from planning_model.demands import IN_THOUSANDS, Demand
from planning_model.parameters import THOUSAND
from reports.labels import Labels
from reports.numbers import money, number, percent

EVERY = "; "
STATUS = {
    "fixed": N_("{site} is fixed: it must open."),
    "existing": N_("{site} stands today and may not close."),
    "excluded": N_("{site} is excluded: it must not open."),
}
FREED = {
    "fixed": N_("{site}: need not open (status candidate instead of fixed)."),
    "existing": N_("{site}: may close."),
    "excluded": N_("{site}: may open (status candidate instead of excluded)."),
}


class Words:
    """What the demands of one instance are called in one language."""

    def __init__(self, instance: Instance, language: Language) -> None:
        self.instance = instance
        self.language = language
        self._labels = Labels(instance, language)
        self._ = translator(language)

    def lines(self, explanation: Explanation) -> Iterator[str]:
        """The whole explanation, line by line; what belongs to a line above begins with a dash."""
        _ = self._
        if explanation.contradictions:
            yield _("No plan can keep this, as the data alone show:")
        for found in explanation.contradictions:
            yield f"– {found.finding.text(self.language)} {found.finding.advice(self.language)}"
        for conflict in explanation.conflicts:
            alone = len(conflict) == 1
            yield (
                _("This demand cannot be met, even if all others give way:")
                if alone
                else _("These demands cannot hold together:")
            )
            yield from (f"– {self.demand(demand)}" for demand in conflict)
            known = [explanation.at_most.get(replace(one, future="")) for one in conflict]
            yield from (f"– {self._at_most(most)}" for most in known if most is not None)
        for position, proposal in enumerate(explanation.proposals, start=1):
            heading = N_("Way out {number} (tried: with it there is a plan; {price} at the prices of giving way):")
            yield _(heading).format(number=position, price=money(proposal.price, self.language))
            yield from (f"– {self.change(change)}" for change in proposal.changes)
        if not explanation.complete:
            yield _("The time was too short to look for everything that stands in the way.")
        elif not explanation.proposals and not explanation.conflicts:
            yield _(
                "Whatever gives way of rules, pots, staff and statuses, there is no plan: please look at what the "
                "workbook says of sites, types, travel times and who may pay for what."
            )

    def demand(self, demand: Demand) -> str:
        """What is demanded."""
        if demand.future:
            there = Words(self._futures[demand.future], self.language)
            return self._in(demand.future, there.demand(replace(demand, future="")))
        match demand.sheet:
            case "Rules":
                return self._rule(demand)
            case "Pots":
                return self._pot(demand.key[0])
            case "LabourPools":
                return self._pool(demand.key)
            case _:
                return self._(STATUS[demand.kind]).format(site=self._labels.of("Sites", demand.key[0]))

    def change(self, change: Change) -> str:
        """What gives way, and by how much."""
        demand = change.demand
        if demand.future:
            return self._in(demand.future, self.change(replace(change, demand=replace(demand, future=""))))
        match demand.sheet:
            case "Rules":
                return self._rule_changed(change)
            case "Pots":
                more = money(change.after, self.language)
                name = self._labels.of("Pots", demand.key[0])
                return self._("{pot}: {more} more per year.").format(pot=name, more=more)
            case "LabourPools":
                more = number(change.after, self.language, 1)
                return self._("{pool}: {more} more full-time posts.").format(
                    pool=self._pool_name(demand.key), more=more
                )
            case _:
                return self._(FREED[demand.kind]).format(site=self._labels.of("Sites", demand.key[0]))

    @cached_property
    def _futures(self) -> dict[str, Instance]:
        return in_each_future(self.instance)

    def _in(self, future: str, said: str) -> str:
        return self._(IN_THE_FUTURE).format(future=future, said=said)

    def _rule(self, demand: Demand) -> str:
        rule, group = demand.key
        row = self._row("Rules", rule=rule)
        kind = RULE_KINDS_BY_KEY[demand.kind]
        labels, every = self._labels, self._("any")
        sentence = kind.sentence.in_(self.language).format(
            scope=self._scope(row["grouping"], group),
            service=labels.of("Services", row["service"]),
            type=labels.of("Types", row["type"]) if row["type"] else every,
            resource=labels.of("Resources", row["resource"]),
            minutes=number(row["minutes"], self.language),
            value=self._value(demand, row["value"]),
            parameter=", ".join(row["words"]),
        )
        return f"{row['label']}. {sentence}" + self._sourced(row["source"])

    def _rule_changed(self, change: Change) -> str:
        rule, group = change.demand.key
        row = self._row("Rules", rule=rule)
        name = f"{row['label']} ({self._scope(row['grouping'], group)})"
        kind = RULE_KINDS_BY_KEY[change.demand.kind]
        if math.isnan(change.after):
            counted = number(change.amount, self.language, 0 if change.demand.whole else 1)
            words = self._("{rule}: exceptions ({unit}: {amount}), soft instead of hard.")
            return words.format(rule=name, unit=kind.unit.in_(self.language), amount=counted)
        words = N_("{rule}: {after} instead of {before}{units}.")
        return self._(words).format(
            rule=name,
            after=self._value(change.demand, change.after),
            before=self._value(change.demand, change.before),
            units=self._units(change),
        )

    def _units(self, change: Change) -> str:
        """What the change of a share comes to: residents or seats."""
        if change.demand.kind in IN_THOUSANDS:
            return self._(" ({amount} residents)").format(amount=number(THOUSAND * change.amount, self.language))
        if RULE_KINDS_BY_KEY[change.demand.kind].share:
            return self._(" ({amount} seats)").format(amount=number(change.amount, self.language, 2))
        return ""

    def _at_most(self, change: Change) -> str:
        kind = RULE_KINDS_BY_KEY.get(change.demand.kind)
        if kind is None:
            return self._("At least {more} are missing.").format(more=self.change(change))
        words = N_("At most {after} is possible.") if kind.at_least else N_("At least {after} is needed.")
        return self._(words).format(after=self._value(change.demand, change.after))

    def _value(self, demand: Demand, value: float) -> str:
        kind = RULE_KINDS_BY_KEY[demand.kind]
        return percent(value, self.language) if kind.share else number(value, self.language)

    def _pot(self, pot: str) -> str:
        rows = self.instance.tables["Pots"].query("pot == @pot")
        budgets = sorted(set(rows["budget"]))
        shown = EVERY.join(money(budget, self.language) for budget in budgets)
        return self._("{pot}: budget of {budget} per year.").format(pot=self._labels.of("Pots", pot), budget=shown)

    def _pool(self, key: tuple[str, ...]) -> str:
        rows = self.instance.tables["LabourPools"]
        for column, value in zip(("grouping", "group", "profession"), key, strict=True):
            rows = rows[rows[column] == value]
        scarcest = rows.sort_values("available").iloc[0]
        return self._("{pool}: {available} full-time posts, and {recruitable} more can be recruited.").format(
            pool=self._pool_name(key),
            available=number(scarcest["available"], self.language, 1),
            recruitable=number(scarcest["recruitable"], self.language, 1),
        ) + self._sourced(str(scarcest["source"]))

    def _pool_name(self, key: tuple[str, ...]) -> str:
        grouping, group, profession = key
        return f"{self._labels.of('Professions', profession)} ({self._scope(grouping, group)})"

    def _scope(self, grouping: str, group: str) -> str:
        """The group with the name of its grouping: „Planungsbereich Prüm“."""
        name = self._labels.group(grouping, group)
        if grouping == "state":
            return name
        kinds = {choice.key: choice.label.in_(self.language) for choice in GROUPINGS}
        return f"{kinds[grouping]} {name}"

    def _row(self, sheet: str, **key: str) -> Mapping[str, Any]:
        ((column, value),) = key.items()
        table = self.instance.tables[sheet]
        return {str(name): cell for name, cell in table[table[column] == value].iloc[0].items()}

    def _sourced(self, source: str) -> str:
        return " " + self._("(Source: {source})").format(source=source) if source else ""
