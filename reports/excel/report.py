"""The Excel report: one workbook, readable from its first page on."""

from __future__ import annotations

from pathlib import Path

from instances.i18n import Language
from instances.instance import Instance
from planning_model.plan import Plan
from reports.excel import pictures
from reports.excel.glance import write_glance
from reports.excel.legend import write_legend
from reports.excel.plan_book import PlanBook
from reports.excel.profiles import write_profiles
from reports.excel.sheets import Draw, single_table, stacked_tables
from reports.metrics import Facts

FILE_NAME = "plan.xlsx"


def write_report(instance: Instance, plan: Plan, folder: str | Path, lang: Language) -> Path:
    """Write ``plan.xlsx`` into ``folder`` (created where missing) in the language asked for; returns its path."""
    book = PlanBook(Facts(instance, plan), lang)
    write_glance(book)
    _write_effects(book)
    _write_capacity_and_money(book)
    _write_regions(book)
    _write_judgement(book)
    write_legend(book)
    return book.save(Path(folder) / FILE_NAME)


def _write_effects(book: PlanBook) -> None:
    """Today first, then what the plan brings."""
    _ = book.translate
    single_table(book, _("Today"), "today_areas", pictures.supply_today)
    stacked_tables(book, _("Today, reach and load"), [("today_reach", pictures.reach_today), ("today_load", None)])
    single_table(book, _("Key figures"), "kpis")
    stacked_tables(
        book,
        _("Effects"),
        [
            ("unmet_services", pictures.unmet),
            ("access", pictures.quintiles),
            ("outcomes", pictures.outcomes),
            ("free_choice_services", pictures.free_choice),
        ],
    )


def _write_capacity_and_money(book: PlanBook) -> None:
    _ = book.translate
    single_table(book, _("Sites"), "sites")
    single_table(book, _("Capacity"), "modules")
    if not book.table("occupancy").values.empty:
        single_table(book, _("Occupancy"), "occupancy")
    if not book.table("cooperation").values.empty:
        single_table(book, _("Cooperation"), "cooperation")
    stacked_tables(book, _("Staff"), [("recruits", pictures.recruited), ("staff", None)])
    has_revenue = len(book.facts.instance.tables["Revenue"]) > 0
    earned: list[tuple[str, Draw[PlanBook] | None]] = [("revenues", None)] if has_revenue else []
    stacked_tables(book, _("Money"), [("payers", pictures.payers), ("funding", pictures.funding), *earned])
    stacked_tables(book, _("Budget years"), [("budget_totals", pictures.budget_years), ("budget_years", None)])


def _write_regions(book: PlanBook) -> None:
    _ = book.translate
    single_table(book, _("Areas"), "areas", pictures.supply_before_after)
    single_table(book, _("Districts"), "districts")
    write_profiles(book, _("District pages"), "district")
    write_profiles(book, _("Area pages"), "area")
    single_table(book, _("Access by region"), "access_regions")
    single_table(book, _("Access by place"), "access_places")
    single_table(book, _("Winners and losers"), "winners_losers")
    single_table(book, _("Unmet need"), "unmet")
    single_table(book, _("Free choice"), "free_choice")


def _write_judgement(book: PlanBook) -> None:
    _ = book.translate
    if not book.table("futures").values.empty:
        stacked_tables(book, _("Futures"), [("futures", None), ("over_futures", None)])
    single_table(book, _("Rules"), "rules")
    stacked_tables(book, _("Changes"), [("changes", None), ("closures", None)])
    single_table(book, _("Decisions"), "decisions")
    single_table(book, _("Not chosen"), "not_chosen")
    for title, key in ((_("Bottlenecks"), "binding"), (_("Why"), "why")):
        if not book.table(key).values.empty:
            single_table(book, title, key)
    stacked_tables(
        book,
        _("Assumptions"),
        [("goals", None), ("levels", None), ("rule_summary", None), ("assumptions", None), ("stated_sources", None)],
    )
    stacked_tables(book, _("Provenance"), [("provenance", None), ("warnings", None)])
