"""All checks at the door: every finding of a workbook at once."""

from __future__ import annotations

import re
from collections.abc import Mapping

import pandas as pd

from instances.catalogue import SETTINGS, SHEETS
from instances.checks import (
    cooperation,
    existing,
    founding,
    futures,
    hosts,
    keys,
    money,
    places,
    plausibility,
    pools,
    positions,
    production,
    ranges,
    revenue,
    rules,
    scenarios,
    services,
    sites,
    staff,
    structure,
    studies,
)
from instances.checks.memory import Check, Memory
from instances.checks.table import Table, Tables
from instances.checks.zeros import with_restored_zeros
from instances.findings import Finding, Severity
from instances.i18n import Language
from instances.raw import RawTable

# Cells that one of these refuses are no longer looked at: one mistake, one finding.
CHECKS_OF_CELLS: tuple[Check, ...] = (
    keys.duplicates,
    keys.references,
    keys.groups,
    keys.separators_in_type_keys,
    ranges.bounds,
    ranges.settings_bounds,
)
CHECKS: tuple[Check, ...] = (
    places.without_area,
    places.two_ratios,
    places.age_shares,
    places.age_shares_of_settings,
    places.order_of_periods,
    positions.half_positions,
    positions.outside_the_country,
    positions.without_position,
    positions.unusable_roads,
    sites.types_by_status,
    sites.types_without_resources,
    sites.never_open,
    sites.site_limits,
    sites.site_minimum_above_maximum,
    hosts.columns_without_hosts,
    hosts.savings_above_cost,
    hosts.circles,
    hosts.hosts_that_never_run,
    existing.one_owner,
    existing.nobody_collects,
    existing.keys_of_practices,
    existing.more_later,
    existing.candidates_have_nothing,
    existing.fits_its_type,
    existing.nothing_today,
    production.minimum_above_maximum,
    production.supervision,
    production.services_nobody_provides,
    cooperation.parts_of_parts,
    cooperation.nobody_answers,
    cooperation.replacing,
    cooperation.produced_whole,
    cooperation.partners,
    cooperation.places_without_practices,
    cooperation.links_nobody_has,
    services.exempt_from_nothing,
    services.closest_of_parts,
    pools.whole_steps,
    pools.without_effect,
    pools.pools_that_supervise,
    pools.too_many_sizes,
    pools.sizes_that_fit,
    pools.occupancy_counted_twice,
    staff.pools_too_small,
    staff.nobody_attracts,
    money.no_budget,
    money.matching,
    money.attributes_nobody_has,
    money.said_differently,
    money.shares_at_odds,
    money.nobody_runs_it,
    revenue.service_by_basis,
    money.fixed_sites_too_dear,
    rules.parameters,
    rules.values,
    rules.contradictions,
    rules.numbers_of_sites,
    rules.floors_without_seats,
    founding.unknown_ruralities,
    founding.words_nobody_has,
    founding.places_not_deprived,
    founding.fixed_sites,
    rules.goals_without_deprivation,
    futures.changes_half_said,
    futures.columns_known_before,
    futures.rows_that_fit,
    futures.nothing_as_expected,
    futures.probabilities,
    scenarios.changes_half_said,
    scenarios.columns_that_change,
    scenarios.rows_that_fit,
    scenarios.values_that_suit,
    scenarios.cells_changed_twice,
    scenarios.bases,
    studies.kinds,
    studies.factors_half_said,
    studies.factors_that_fit,
    plausibility.usual_values,
    plausibility.residents,
    plausibility.places_listed_twice,
    plausibility.areas_without,
    plausibility.hours_for_minutes,
)


def check_tables(
    tables: Mapping[str, RawTable], language: Language = "de", memory: Memory | None = None
) -> tuple[dict[str, pd.DataFrame], list[Finding]]:
    """The typed tables as they were given, and everything that is wrong or doubtful about them.

    ``tables`` is keyed by the catalogue's sheet keys; sheets that the catalogue does not know stand under their titles
    and are reported. Returns a frame for every sheet of the catalogue, with all of its columns: texts (``""`` where
    empty) and floats (``NaN`` where empty). Cells that carry an error are empty. Defaults are not filled in;
    ``language`` is that of the default tables that references are checked against. Never raises for what a cell holds.
    What the ``memory`` of another workbook knows already is not looked at again.
    """
    memory = memory or Memory()
    findings = structure.structure_findings(tables)
    by_sheet: dict[str, Table] = {}
    for sheet in SHEETS:
        raw = tables.get(sheet.key) or RawTable.from_frame(sheet.key, pd.DataFrame())
        by_sheet[sheet.key], faults = memory.typed(raw)
        findings += faults
    checked, restored = with_restored_zeros(Tables(by_sheet, language))
    findings += restored
    about_cells = [finding for check in CHECKS_OF_CELLS for finding in memory.ask(check, checked)]
    checked = checked.without(about_cells)
    findings += about_cells
    for check in CHECKS:
        findings += memory.ask(check, checked)
    given = {sheet.key: checked[sheet.key].frame for sheet in SHEETS}
    given["Settings"] = _settings_in_order(given["Settings"])
    return given, sorted(findings, key=_order)


def _settings_in_order(settings: pd.DataFrame) -> pd.DataFrame:
    """Only the parameters that are given, in the order of the catalogue: how they are listed says nothing."""
    order = {setting.name: position for position, setting in enumerate(SETTINGS)}
    said = settings[(settings["parameter"] != "") & (settings["value"] != "")]
    return said.sort_values("parameter", key=lambda names: names.map(order), kind="stable").reset_index(drop=True)


_POSITION_OF_SHEET = {sheet.key: position for position, sheet in enumerate(SHEETS)}


def _order(finding: Finding) -> tuple[bool, int, int, int, str]:
    """Errors first, then as the planner goes through the workbook: by sheet, row and column."""
    letters, digits = re.fullmatch(r"([A-Z]*)(\d*)", finding.cell).groups()  # type: ignore[union-attr]
    return (
        finding.severity is not Severity.ERROR,
        _POSITION_OF_SHEET.get(finding.sheet, len(SHEETS)),
        int(digits or 0),
        len(letters),
        letters,
    )
