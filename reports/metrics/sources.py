"""Where figures come from: defaults used, sources stated in the workbook, findings about the data, provenance."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pandas as pd

from instances.catalogue import SETTINGS, SHEETS, SHEETS_BY_KEY, sheet_label
from instances.catalogue.fields import Field, Kind
from instances.i18n import LANGUAGES, Language, Text
from reports.labels import Labels
from reports.metrics.facts import Facts
from reports.metrics.metric import Metric
from reports.numbers import moment, number, percent

SETTINGS_BY_NAME = {setting.name: setting for setting in SETTINGS}
NAMING = ("Types", "Resources", "Services", "Professions")
WHOLE_ROW = Text("(ganze Zeile)", "(whole row)")


def assumptions(facts: Facts) -> pd.DataFrame:
    """Every default that filled an empty cell or sheet, with how it is founded."""
    used = facts.instance.defaults_used
    table = pd.DataFrame({"rows": used["rows"].astype("float64"), "founded": used["status"]})
    for language in LANGUAGES:
        table[f"sheet_{language}"] = [sheet_label(sheet, language) for sheet in used["sheet"]]
        table[f"column_{language}"] = [
            _column_name(sheet, column, language) for sheet, column in zip(used["sheet"], used["column"], strict=True)
        ]
        names = Labels(facts.instance, language)
        table[f"assumed_{language}"] = [
            worded_value(_field(sheet, column), value, language) if column else _named_row(value, names)
            for sheet, column, value in zip(used["sheet"], used["column"], used["value"], strict=True)
        ]
        table[f"citation_{language}"] = used[f"source_{language}"]
    return table


def stated_sources(facts: Facts) -> pd.DataFrame:
    """The sources that the workbook states for its own rows."""
    frames = []
    for sheet in SHEETS:
        given = facts.instance.given[sheet.key]
        if "source" not in given:
            continue
        rows = given[given["source"] != ""]
        labels = {language: Labels(facts.instance, language) for language in LANGUAGES}
        frames.append(
            pd.DataFrame(
                {
                    **{f"sheet_{language}": sheet.label.in_(language) for language in LANGUAGES},
                    **{f"item_{language}": row_names(sheet.key, rows, labels[language]) for language in LANGUAGES},
                    **{f"citation_{language}": rows["source"] for language in LANGUAGES},
                }
            )
        )
    return pd.concat(frames, ignore_index=True)


def warnings(facts: Facts) -> pd.DataFrame:
    """What the checks of the workbook found and what to do about it."""
    found = facts.instance.warnings
    table = pd.DataFrame({"severity": pd.Series([finding.severity.value for finding in found], dtype="str")})
    for language in LANGUAGES:
        table[f"where_{language}"] = pd.Series([finding.where(language) for finding in found], dtype="str")
        table[f"finding_{language}"] = pd.Series([finding.text(language) for finding in found], dtype="str")
        table[f"advice_{language}"] = pd.Series([finding.advice(language) for finding in found], dtype="str")
    return table


def provenance(facts: Facts) -> pd.DataFrame:
    """Everything needed to make the plan again and to tell it from another."""
    rows = [*_of_the_data(facts), *_of_the_run(facts)]
    table = pd.DataFrame(index=range(len(rows)))
    for language in LANGUAGES:
        table[f"item_{language}"] = [item.in_(language) for item, _ in rows]
        table[f"stated_{language}"] = [value(language) for _, value in rows]
    return table


Stated = tuple[Text, Callable[[Language], str]]


def _of_the_data(facts: Facts) -> list[Stated]:
    about, settings = facts.plan.provenance, facts.instance.settings
    rows = [
        (Text("Arbeitsmappe", "Workbook"), _same(about.get("workbook", ""))),
        (
            Text("Fingerabdruck der Daten (SHA-256)", "Fingerprint of the data (SHA-256)"),
            _same(facts.instance.fingerprint),
        ),
        (Text("Rechtsstand der Werte", "Legal status of the figures"), _same(settings.legal_status_date)),
        (Text("Hinweis zu den Daten", "Note on the data"), _same(settings.data_note)),
    ]
    names = {
        "table": Text("Fahrzeiten aus der Tabelle (Paare)", "Travel times from the table (pairs)"),
        "roads": Text("Fahrzeiten aus dem Straßennetz (Paare)", "Travel times from the road network (pairs)"),
        "coordinates": Text("Fahrzeiten aus Koordinaten (Paare)", "Travel times from coordinates (pairs)"),
    }
    counts = facts.instance.travel["source"].value_counts()
    rows += [(label, _counted(float(counts[key]))) for key, label in names.items() if key in counts]
    return [row for row in rows if row[1]("de")]


def _of_the_run(facts: Facts) -> list[Stated]:
    plan, about = facts.plan, facts.plan.provenance
    rows: list[Stated] = [
        (Text("Erstellt", "Created"), lambda language: moment(str(about.get("created", "")), language)),
        (Text("Status der Lösung", "Status of the solution"), _same(plan.status)),
        (Text("Status des Lösers", "Status of the solver"), _same(about.get("solver_status", ""))),
        (Text("Zielwert", "Goal value"), lambda language: number(plan.objective, language, 3)),
        (Text("Bewiesene Schranke", "Proven bound"), lambda language: number(plan.bound, language, 3)),
        (Text("Bewiesene Lücke", "Proven gap"), lambda language: percent(plan.gap, language, 2)),
        (Text("Version von careplan", "Version of careplan"), _same(about.get("careplan_version", ""))),
        (Text("Startwert des Zufalls", "Random seed"), _same(about.get("seed", ""))),
    ]
    rows += _listed(Text("Version", "Version"), about.get("versions"))
    rows += _listed(Text("Option", "Option"), about.get("options"))
    rows += [
        (Text(f"Rechenzeit: {stage}", f"Time: {stage}"), _seconds(seconds))
        for stage, seconds in dict(about.get("seconds") or {}).items()
    ]
    return [row for row in rows if row[1]("de")]


def _same(value: object) -> Callable[[Language], str]:
    return lambda _: str(value)


def _counted(value: float) -> Callable[[Language], str]:
    return lambda language: number(value, language)


def _seconds(value: Any) -> Callable[[Language], str]:
    return lambda language: f"{number(float(value), language, 1)} s"


def _listed(label: Text, values: Mapping[str, Any] | None) -> list[Stated]:
    return [
        (Text(f"{label.de}: {name}", f"{label.en}: {name}"), _same(value)) for name, value in (values or {}).items()
    ]


def _field(sheet: str, column: str) -> Field | None:
    return SETTINGS_BY_NAME.get(column) if sheet == "Settings" else SHEETS_BY_KEY[sheet].by_name.get(column)


def _column_name(sheet: str, column: str, language: Language) -> str:
    field = _field(sheet, column)
    return field.label.in_(language) if field else WHOLE_ROW.in_(language)


def worded_value(field: Field | None, value: str, language: Language) -> str:
    """A default as the reader writes it, with its unit."""
    if field is None:
        return value
    if field.kind is Kind.CHOICE:
        return next((choice.label.in_(language) for choice in field.choices if choice.key == value), value)
    if field.kind is Kind.SHARE:
        return percent(float(value), language)
    if field.kind in (Kind.NUMBER, Kind.INTEGER):
        shown = float(value)
        plain = value if field.name.endswith("year") else number(shown, language, 0 if shown.is_integer() else 2)
        return f"{plain} {field.unit.in_(language)}".strip()
    return value


def _named_row(row: str, labels: Labels) -> str:
    """The keys that identify a default row, as their labels: ``gp_seat × gp_care`` as a reader names it."""
    return " × ".join(
        next((labels.of(sheet, part) for sheet in NAMING if part in labels.all_of(sheet)), part)
        for part in row.split(" × ")
    )


def row_names(sheet: str, rows: pd.DataFrame, labels: Labels) -> pd.Series:
    """How a reader names the rows: their labels, else what together identifies them."""
    if "label" in rows:
        return rows["label"].where(rows["label"] != "", rows[SHEETS_BY_KEY[sheet].identity[0]])
    fields = SHEETS_BY_KEY[sheet].by_name
    named = [name for name in (SHEETS_BY_KEY[sheet].identity or ("pot", "type", "category")) if name in rows]
    parts = [labels.series(fields[name].target, rows[name]) for name in named]
    return pd.Series([" × ".join(part for part in row if part) for row in zip(*parts, strict=True)], index=rows.index)


SOURCE_METRICS = (
    Metric(
        "assumptions",
        Text("Eingesetzte Vorgabewerte", "Defaults used"),
        Text(
            "Alle Werte, die die Arbeitsmappe nicht angibt und die das Programm eingesetzt hat.",
            "All values that the workbook does not give and that the program put in.",
        ),
        ("sheet", "column", "assumed", "rows", "founded", "citation"),
        assumptions,
    ),
    Metric(
        "stated_sources",
        Text("Quellen der Arbeitsmappe", "Sources stated in the workbook"),
        Text("Fundstellen, wie sie in der Arbeitsmappe stehen.", "Sources as the workbook states them."),
        ("sheet", "item", "citation"),
        stated_sources,
    ),
    Metric(
        "warnings",
        Text("Hinweise zu den Daten", "Findings about the data"),
        Text("Was bei der Prüfung der Arbeitsmappe auffiel.", "What the checks of the workbook found."),
        ("severity", "where", "finding", "advice"),
        warnings,
    ),
    Metric(
        "provenance",
        Text("Nachweis", "Provenance"),
        Text(
            "Woraus und womit der Plan gerechnet ist.",
            "What the plan was computed from and with.",
        ),
        ("item", "stated"),
        provenance,
    ),
)
