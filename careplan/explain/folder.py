"""What a planner takes away where there is no plan: the explanation, and a workbook for each way out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from careplan.explain.changes import changed, overrides_of
from careplan.explain.infeasible import Explanation, Proposal
from careplan.explain.words import Words
from instances.checks import check_tables
from instances.findings import Finding, Severity
from instances.i18n import N_, Language, translator
from instances.instance import Instance
from instances.raw import RawTable
from instances.variants import with_variants
from instances.workbook.annotate import annotate
from instances.workbook.reader import read_tables
from instances.workbook.writer import write_tables

# Notepad takes a text without this mark for one in the code page of the country.
WITH_MARK = "utf-8-sig"
EXPLANATION, WAY_OUT = N_("no-plan.txt"), N_("way-out-{number}.xlsx")
CHANGED = N_("Changed by this way out: {change}")
TAKE_OVER = N_("Take it over into your workbook if you go this way.")


def write_explanation(
    instance: Instance, explanation: Explanation, lines: Iterable[str], folder: Path, language: Language
) -> list[Path]:
    """Write the ``lines`` of the explanation, and the workbook as each way out makes it; returns the files.

    What a way out changes is marked there, and listed on the first sheet, as are scenarios and studies that it leaves
    without their rows.
    """
    _ = translator(language)
    folder.mkdir(parents=True, exist_ok=True)
    text = folder / _(EXPLANATION)
    text.write_text("".join(f"{line}\n" for line in lines), encoding=WITH_MARK)
    ways = [folder / _(WAY_OUT).format(number=number + 1) for number in range(len(explanation.proposals))]
    for path, proposal in zip(ways, explanation.proposals, strict=True):
        _write_way_out(instance, proposal, path, language)
    return [text, *ways]


def _write_way_out(instance: Instance, proposal: Proposal, path: Path, language: Language) -> None:
    unmarked = path.with_suffix(".unmarked.xlsx")
    frames, left_out = with_variants(changed(instance, proposal.changes), instance)
    write_tables(frames, unmarked, language)
    tables, _ = read_tables(unmarked)
    annotate(unmarked, [*left_out, *_marks(instance, proposal, tables, language)], path, language)
    unmarked.unlink()


def _marks(
    instance: Instance, proposal: Proposal, tables: dict[str, RawTable], language: Language
) -> Iterator[Finding]:
    """What each change has changed, where it stands in the workbook."""
    words = Words(instance, language)
    given, _ = check_tables(tables, instance.language)
    for change in proposal.changes:
        for override in overrides_of(instance, change):
            table = tables[override.sheet]
            for position, row in enumerate(given[override.sheet].to_dict("records")):
                if all(row[column] == value for column, value in override.where.items()):
                    said = {"change": words.change(change)}
                    cell = table.cell(position, override.column)
                    yield Finding(
                        Severity.WARNING, CHANGED, TAKE_OVER, override.sheet, override.column, cell, values=said
                    )
