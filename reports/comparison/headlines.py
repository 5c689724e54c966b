"""What is told first about a comparison: key figures, the sites that differ, who gains and who loses."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from instances.i18n import Language, translator
from reports.comparison.comparison import PLAN, Comparison, JointLabels
from reports.comparison.inputs import inputs
from reports.comparison.people import gains
from reports.comparison.sites import site_courses
from reports.headlines import Headlines
from reports.labels import Labels
from reports.metrics.column import Form
from reports.words import gap_short, largest_gap, levels_of, status_words

JUDGED_BY = ("Goals", "Services", "Rules")
"""Sheets that a goal value depends on by more than by the plan."""


class KeyFigure(NamedTuple):
    """A figure of every plan, in the form and unit given; None where a plan has none."""

    name: str
    form: Form
    values: tuple[float | None, ...]
    unit: str = ""
    service: str = ""

    @property
    def changes(self) -> tuple[float | None, ...]:
        """Each other plan minus the first."""
        first, *others = self.values
        return tuple(None if first is None or other is None else other - first for other in others)


class Gain(NamedTuple):
    """A service in another plan: residents who come nearer, farther; equivalents served in addition, no longer."""

    compared: str
    service: str
    nearer: float
    farther: float
    served_more: float
    served_less: float


@dataclass(frozen=True, eq=False)
class ComparedHeadlines:
    """The key figures of a comparison with labels."""

    comparison: Comparison
    language: Language

    @cached_property
    def labels(self) -> JointLabels:
        """The labels of all plans."""
        return JointLabels(self.comparison, self.language)

    @cached_property
    def told(self) -> list[Headlines]:
        """What is told first about each plan."""
        return [Headlines(facts, Labels(facts.instance, self.language)) for facts in self.comparison.plans.values()]

    @property
    def title(self) -> str:
        """What is compared."""
        _ = translator(self.language)
        state = self.comparison.first.instance.settings.state
        return _("Plans compared: {state}").format(state=state) if state else _("Plans compared")

    @property
    def standings(self) -> list[tuple[str, str]]:
        """The name of each plan, and how its search ended with what gap."""
        plans = ((name, facts.plan) for name, facts in self.comparison.plans.items())
        return [
            (name, f"{status_words(plan, self.language)}, {gap_short(plan, self.language)}") for name, plan in plans
        ]

    @cached_property
    def figures(self) -> list[KeyFigure]:
        """Sites, money, people, staff, proof."""
        return [*self._sites(), *self._money(), *self._people(), *self._judgement()]

    @cached_property
    def differing_inputs(self) -> list[tuple[str, ...]]:
        """What the workbooks give differently, and what each of them says."""
        rows = self.comparison.once(inputs)
        what = zip(*(rows[f"{part}_{self.language}"] for part in ("sheet", "item", "column")), strict=True)
        names = [" · ".join(filter(None, parts)) for parts in what]
        said = [rows[f"{PLAN}{name}_{self.language}"] for name in self.comparison.names]
        return list(zip(names, *said, strict=True))

    @cached_property
    def differing_sites(self) -> list[tuple[str, ...]]:
        """Site and what each plan makes of it, where they do not make the same."""
        rows = self.comparison.once(site_courses)
        rows = rows[rows["differs"]]
        told = [rows[f"{PLAN}{name}_{self.language}"] for name in self.comparison.names]
        return list(zip(self.labels.series("Sites", rows["site"]), *told, strict=True))

    @cached_property
    def gains(self) -> list[Gain]:
        """Who gains and who loses, by other plan and service."""
        rows = self.comparison.once(gains)
        nearer, farther = (
            rows[[f"residents_{name}" for name in names]].sum(axis=1)
            for names in (("gained", "nearer"), ("lost", "farther"))
        )
        services = self.labels.series("Services", rows["service"])
        columns = (rows["compared"], services, nearer, farther, rows["served_more"], rows["served_less"])
        return [Gain(*row) for row in zip(*columns, strict=True)]

    @property
    def judged_alike(self) -> bool:
        """Whether goals, services and rules are the same, so that goal values can be compared."""
        first = self.comparison.first.instance.given
        others = [facts.instance.given for facts in self.comparison.others.values()]
        return all(first[sheet].equals(other[sheet]) for sheet in JUDGED_BY for other in others)

    @property
    def caution(self) -> str:
        """What the figures do not say."""
        _ = translator(self.language)
        if not self.judged_alike:
            return _("Goals, services or rules differ between the workbooks: their goal values cannot be compared.")
        if any((largest_gap(facts.plan) or 0.0) > 0 for facts in self.comparison.plans.values()):
            return _("Plans whose goal values differ by less than their gaps may be equally good.")
        return ""

    def _each(self, name: str, form: Form, value: Callable[[Headlines], float | None], unit: str = "") -> KeyFigure:
        return KeyFigure(name, form, tuple(value(told) for told in self.told), unit)

    def _sites(self) -> Iterator[KeyFigure]:
        _ = translator(self.language)
        yield self._each(_("Sites that open"), Form.WHOLE, lambda told: float(told.opened))
        yield self._each(_("Sites that convert"), Form.WHOLE, lambda told: float(told.converted))
        yield self._each(_("Sites that close"), Form.WHOLE, lambda told: float(told.closed))

    def _money(self) -> Iterator[KeyFigure]:
        _ = translator(self.language)
        million = _("million €")
        yield self._each(_("Additional cost, present value"), Form.MONEY, lambda told: told.present_value, million)
        running = _("Running a year from {year}").format(year=self.told[0].last_year)
        yield self._each(running, Form.MONEY, lambda told: told.per_year, million)

    def _people(self) -> Iterator[KeyFigure]:
        _ = translator(self.language)
        services = dict.fromkeys(effect.service for told in self.told for effect in told.effects)
        for service in services:
            unserved = tuple(
                next((effect.plan for effect in told.effects if effect.service == service), None) for told in self.told
            )
            name = _("Unserved: {service}").format(service=service)
            yield KeyFigure(name, Form.WHOLE, unserved, _("equiv. residents"), service)
        yield self._each(_("Need served"), Form.SHARE, lambda told: told.served, _("difference: percentage points"))

    def _judgement(self) -> Iterator[KeyFigure]:
        _ = translator(self.language)
        yield self._each(_("Areas with a low supply ratio"), Form.WHOLE, lambda told: float(told.areas_below_after))
        yield self._each(_("Staff to be recruited"), Form.ONE, lambda told: told.recruited_fte, _("FTE"))
        if self.judged_alike:
            goal = tuple(levels_of(facts.plan)[0].objective for facts in self.comparison.plans.values())
            yield KeyFigure(_("Goal value (less is better)"), Form.WHOLE, goal, _("equiv. residents"))
