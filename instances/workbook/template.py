"""The empty, explained workbook a planner begins with."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from instances.catalogue import SHEETS
from instances.catalogue.fields import Sheet, Source
from instances.defaults import default_sources, default_table
from instances.i18n import Language
from instances.workbook.table_sheet import Content
from instances.workbook.writer import Level, complete_columns, fields_of, write_contents


def write_template(path: Path, level: Level = "basic", language: Language = "de") -> None:
    """Write an empty workbook with explanations, drop-downs and units in ``language``.

    ``basic`` has only the sheets and columns that a ministry must fill in; ``full`` has all, and the sheets that have
    default rows hold them, marked as defaults with their sources.
    """
    sheets = [sheet for sheet in SHEETS if level == "full" or sheet.basic]
    write_contents([_content(sheet, level, language) for sheet in sheets], path, language, level)


def _content(sheet: Sheet, level: Level, language: Language) -> Content:
    if sheet.key == "Settings":
        # the labels and reports of a German template are to be German, whatever the default is
        rows = pd.DataFrame({"parameter": ["language"], "value": [language]})
        return Content(sheet, sheet.fields, rows)
    if level == "full" and sheet.has_defaults:
        sources = tuple(Source(status, citation) for status, citation in default_sources(sheet.key))
        return Content(sheet, sheet.fields, default_table(sheet.key, language), sources)
    empty = complete_columns(sheet, None)
    return Content(sheet, fields_of(sheet, level, empty), empty)
