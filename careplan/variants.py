"""Whether the scenarios and studies of a workbook can be made: each is tried at the door, before anything is solved."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from instances.catalogue.studies import OF_FACTORS
from instances.findings import Finding, Severity, WorkbookError
from instances.i18n import N_, Text
from instances.instance import Instance
from instances.overrides import OverrideError
from instances.raw import RawTable
from instances.scenarios import scenarios_of
from instances.workbook.reader import read_tables


class Fault(NamedTuple):
    """Why a variant is no sound workbook, and the sheet that this shows on; empty where no row fits."""

    text: Text
    sheet: str


def unsound_variants(instance: Instance, path: Path) -> list[Finding]:
    """An error for each fault of a scenario or a study of the workbook at ``path``, at the row that says it."""
    if not any(len(instance.given[sheet]) for sheet in ("Scenarios", "Studies")):
        return []
    tables, _ = read_tables(path)
    found = [*_unsound_scenarios(instance, tables)]
    return [*found, *_unsound_studies(instance, tables)] if len(instance.given["Studies"]) else found


def _unsound_scenarios(instance: Instance, tables: Mapping[str, RawTable]) -> Iterator[Finding]:
    message = N_("In the scenario “{scenario}” the workbook is not sound: {fault}")
    remedy = N_("Correct the change, or change what belongs to it as well.")
    for scenario in scenarios_of(instance):
        for fault in _faults(instance.scenario, scenario):
            values = {"scenario": scenario.name, "fault": fault.text}
            cell = _cell(instance, tables, "Scenarios", scenario.name, fault.sheet)
            yield Finding(Severity.ERROR, message, remedy, "Scenarios", "scenario", cell, scenario.name, values)


def _unsound_studies(instance: Instance, tables: Mapping[str, RawTable]) -> Iterator[Finding]:
    """Of runs with the same fault the first is told; what a study of scenarios changes has been tried with these."""
    # loads the model's library, which takes a second
    from careplan.studies.sheet import studies_of

    message = N_(
        "In {number} of the {all} runs of the study “{study}” the workbook is not sound, first with {run}: {fault}"
    )
    remedy = N_("Correct the values that the study tries, or change what belongs to them as well.")
    for name, named in studies_of(instance).items():
        runs = named.study.runs if named.kind in OF_FACTORS else []
        found: dict[Fault, list[str]] = {}
        for run in runs:
            for fault in _faults(run.of, instance):
                found.setdefault(fault, []).append(run.words)
        for fault, where in found.items():
            values = {"study": name, "number": len(where), "all": len(runs), "run": where[0], "fault": fault.text}
            cell = _cell(instance, tables, "Studies", name, fault.sheet)
            yield Finding(Severity.ERROR, message, remedy, "Studies", "study", cell, name, values)


def _faults(make: Callable[[Any], Instance], of: Any) -> list[Fault]:
    """What the door refuses in a variant."""
    try:
        make(of)
    except OverrideError as error:
        return [Fault(Text(error.text("de"), error.text("en")), "")]
    except WorkbookError as error:
        refused = [finding for finding in error.findings if finding.severity is Severity.ERROR]
        return [Fault(Text(one.line("de"), one.line("en")), one.sheet) for one in refused]
    return []


def _cell(instance: Instance, tables: Mapping[str, RawTable], sheet: str, name: str, changed: str) -> str:
    """Where the variant is named: in its first row that changes the sheet ``changed``, or else in its first."""
    column = "scenario" if sheet == "Scenarios" else "study"
    rows = instance.given[sheet].reset_index(drop=True)
    own = rows[rows[column] == name]
    at_fault = own[own["sheet"] == changed]
    return tables[sheet].cell(int((at_fault if len(at_fault) else own).index[0]), column)
