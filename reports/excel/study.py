"""The report of a study: what it found in words, then every table with its picture."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from instances.i18n import N_, Language, translator
from reports.excel import study_pictures as pictures
from reports.excel.book import Book, Edges
from reports.excel.legend import write_legend
from reports.excel.sheets import Draw, single_table, stacked_tables
from reports.excel.study_findings import write_findings
from reports.excel.study_maps import write_grids, write_regret, write_site_map
from reports.numbers import percent
from reports.readable import Table
from reports.study.frames import StudyFrames
from reports.study.tables import TABLES


class StudyBook(Book):
    """A workbook in one language about one study."""

    def __init__(self, study: StudyFrames) -> None:
        super().__init__(study.language, _edges(study))
        self.study = study

    def _make(self, key: str) -> Table:
        """The frame ``key`` as readers see it."""
        return TABLES[key](self.study)


DRAWN: tuple[tuple[str, str, Draw[StudyBook]], ...] = (
    ("tornado", N_("What moves most"), pictures.tornado),
    ("curve", N_("Curve"), pictures.curve),
    ("frontier", N_("Trade-off"), pictures.frontier),
    ("alternatives", N_("Alternatives"), pictures.alternatives),
)
MAPS = (("regret", write_regret), ("runs", write_grids), ("sites", write_site_map))
LISTED = (("runs", N_("Runs")), ("changes", N_("Changes")))


def write_study(frames: Mapping[str, pd.DataFrame], path: Path, language: Language) -> Path:
    """Write the report of a study to ``path`` (its folder is created where missing) and return it.

    ``frames``: those of :mod:`reports.study.frames` that the study has; only they get a sheet. Their ``attrs`` say what
    columns are called and counted in.
    """
    book = StudyBook(StudyFrames(frames, language))
    _, study = book.translate, book.study
    write_findings(book, study)
    for key, title, draw in DRAWN:
        if study.has(key):
            stacked_tables(book, _(title), [(key, draw)])
    for key, write_map in MAPS:
        if study.has(key):
            write_map(book, study)
    for key, title in LISTED:
        if study.has(key):
            single_table(book, _(title), key)
    if book.tables:
        write_legend(book)
    return book.save(path)


def _edges(study: StudyFrames) -> Edges:
    _ = translator(study.language)
    attrs = study["runs"].attrs if study.has("runs") else {}
    largest = study["runs"]["gap"].max() if study.has("runs") else float("nan")
    status = (
        _("largest proven gap {gap}").format(gap=percent(float(largest), study.language)) if largest == largest else ""
    )
    return Edges(" · ".join(filter(None, (attrs.get("study", ""), attrs.get("data_note", "")))), status)
