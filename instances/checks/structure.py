"""The sheets and columns that must be there, and those that the program does not know."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from instances.catalogue import SHEETS, SHEETS_BY_KEY
from instances.catalogue.fields import Sheet
from instances.checks.wording import both, close_match, listed, shortened
from instances.findings import Finding, Severity
from instances.i18n import N_, Text
from instances.raw import RawTable

# A region may have nothing today, but not no places.
MAY_HAVE_NO_ROWS = frozenset({"Existing"})


def structure_findings(tables: Mapping[str, RawTable]) -> list[Finding]:
    """Missing and unknown sheets and columns. Sheets that the catalogue does not know stand under their titles."""
    unknown = {key: table for key, table in tables.items() if key not in SHEETS_BY_KEY}
    findings = [_unknown_sheet(table) for table in unknown.values()]
    for sheet in SHEETS:
        table = tables.get(sheet.key)
        if table is None:
            findings += _missing_sheet(sheet, unknown)
        else:
            findings += _columns(sheet, table)
    return findings


def _unknown_sheet(table: RawTable) -> Finding:
    title = shortened(table.title)
    match = close_match(table.title, (name for sheet in SHEETS for name in (*sheet.label, sheet.key)))
    message = N_("The program does not know the sheet “{title}”; it is passed over.")
    if match:
        remedy = N_("Did you mean “{match}”? Then rename it. A title that begins with _ marks a sheet of your own.")
    else:
        remedy = N_("Nothing to do if it holds notes. A title that begins with _ marks a sheet of your own.")
    return Finding(Severity.WARNING, message, remedy, found=title, values={"title": title, "match": match})


def _missing_sheet(sheet: Sheet, unknown: Mapping[str, RawTable]) -> Iterator[Finding]:
    if not sheet.required:
        return
    match = next(iter(filter(None, (close_match(name, unknown) for name in (*sheet.label, sheet.key)))), "")
    if match:
        remedy = N_("Did you mean the sheet “{match}”? Then rename it to “{sheet}”.")
    else:
        remedy = N_("Add a sheet “{sheet}” with the columns {columns}.")
    values = {"sheet": sheet.label, "match": match, "columns": both(_required_labels(sheet))}
    yield Finding(Severity.ERROR, N_("The sheet “{sheet}” is missing."), remedy, sheet.key, values=values)


def _columns(sheet: Sheet, table: RawTable) -> Iterator[Finding]:
    present = [name for name in table.frame if name in sheet.by_name]
    unknown = [str(name) for name in table.frame if name not in sheet.by_name]
    if not present:
        if sheet.required or unknown:
            yield _no_headings(sheet)
        return
    missing = [field.name for field in sheet.fields if field.required and field.name not in present]
    if sheet.required or len(table.frame):
        yield from (_missing_column(sheet, name, unknown) for name in missing)
    yield from (_unknown_column(sheet, name, table) for name in unknown)
    if sheet.required and table.frame.empty and sheet.key not in MAY_HAVE_NO_ROWS:
        message, remedy = N_("The sheet has headings but no rows."), N_("Enter at least one row.")
        yield Finding(Severity.ERROR, message, remedy, sheet.key)


def _no_headings(sheet: Sheet) -> Finding:
    values = {"columns": both(_required_labels(sheet) or [field.label for field in sheet.fields])}
    message = N_("No heading of this sheet is known.")
    remedy = N_("Write the headings into row 1: {columns}.")
    return Finding(Severity.ERROR, message, remedy, sheet.key, values=values)


def _missing_column(sheet: Sheet, name: str, unknown: list[str]) -> Finding:
    label = sheet.by_name[name].label
    match = next(iter(filter(None, (close_match(word, unknown) for word in (*label, name)))), "")
    if match:
        remedy = N_("Did you mean the column “{match}”? Then rename it to “{column}”.")
    else:
        remedy = N_("Add a column “{column}”: {meaning}")
    values = {"column": label, "match": match, "meaning": sheet.by_name[name].description}
    return Finding(Severity.ERROR, N_("The column “{column}” is missing."), remedy, sheet.key, name, values=values)


def _unknown_column(sheet: Sheet, name: str, table: RawTable) -> Finding:
    match = close_match(name, (word for field in sheet.fields for word in (*field.label, field.name)))
    message = N_("The program does not know the column “{heading}”; it is passed over.")
    if match:
        remedy = N_("Did you mean “{match}”? Otherwise nothing to do.")
    else:
        remedy = N_("Nothing to do if it holds notes. Known columns: {columns}.")
    labels = Text(listed(field.label.de for field in sheet.fields), listed(field.label.en for field in sheet.fields))
    values = {"heading": shortened(name), "match": match, "columns": labels}
    return Finding(
        Severity.WARNING, message, remedy, sheet.key, cell=table.heading(name), found=shortened(name), values=values
    )


def _required_labels(sheet: Sheet) -> list[Text]:
    return [field.label for field in sheet.fields if field.required]
