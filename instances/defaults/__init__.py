"""The rows a sheet has when the workbook leaves it empty, each with its status and source."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pandas as pd

from instances.catalogue import SHEETS_BY_KEY
from instances.catalogue.fields import Kind, Status
from instances.i18n import Language, Text

FOLDER = Path(__file__).parent
NUMERIC = (Kind.NUMBER, Kind.INTEGER, Kind.SHARE)


@cache
def _read(sheet: str) -> pd.DataFrame:
    return pd.read_csv(FOLDER / f"{sheet}.csv", dtype="str", keep_default_na=False, encoding="utf-8")


def default_table(sheet: str, language: Language) -> pd.DataFrame:
    """The default rows of ``sheet`` with the catalogue's columns, typed as in ``Instance.given``.

    Labels, units and sources come in ``language``. Sheets without defaults give an empty frame.
    """
    entry = SHEETS_BY_KEY[sheet]
    if not entry.has_defaults:
        nothing = pd.Series([], dtype="str")
        return pd.DataFrame({name: _typed(nothing, field.kind) for name, field in entry.by_name.items()})
    raw = _read(sheet)
    columns = {}
    for name, field in entry.by_name.items():
        localised = f"{name}_{language}"
        given = raw[localised] if localised in raw else raw.get(name, pd.Series("", index=raw.index, dtype="str"))
        columns[name] = _typed(given, field.kind)
    return pd.DataFrame(columns)


def default_sources(sheet: str) -> list[tuple[Status, Text]]:
    """Status and citation of every default row of ``sheet``, in order."""
    raw = _read(sheet)
    if "status" not in raw:
        return [(Status.ASSUMPTION, Text("", ""))] * len(raw)
    return [
        (Status(status), Text(de, en))
        for status, de, en in zip(raw["status"], raw["source_de"], raw["source_en"], strict=True)
    ]


def _typed(column: pd.Series, kind: Kind) -> pd.Series:
    if kind in NUMERIC:
        return pd.to_numeric(column.replace("", None)).astype("float64")
    return column.astype("str")
