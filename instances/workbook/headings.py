"""What stands at the head of a column: its heading, and the comment that explains it."""

from __future__ import annotations

from collections.abc import Iterator

from babel.numbers import format_decimal, format_percent

from instances.catalogue import SHEETS_BY_KEY, sheet_label
from instances.catalogue.fields import STATUS_LABELS, Field, Kind, Sheet, Source
from instances.i18n import Language, translator


def heading(field: Field, language: Language) -> str:
    """Label with the unit in square brackets: ``Budget [Mio. € je Jahr]``.

    A unit that only repeats the label is left out: ``Einwohner``, not ``Einwohner [Einwohner]``.
    """
    label, unit = field.label.in_(language), field.unit.in_(language)
    return label if not unit or unit == label.lower() or unit == label else f"{label} [{unit}]"


def explanation(field: Field, language: Language) -> str:
    """All that the catalogue says about a column (or setting), one thing a line: the comment of its heading."""
    return "\n".join([heading(field, language), *_lines(field, language)])


def short_explanation(field: Field, language: Language) -> str:
    """Description and default on two lines, for the hint beside a cell."""
    default = _default(field, language)
    return "\n".join([field.description.in_(language), *([default] if default else [])])


def default_note(source: Source, language: Language) -> str:
    """The comment on a row that the program supplied."""
    _ = translator(language)
    return "\n".join(
        [
            _("Supplied default: overwrite or delete the row where you know better."),
            _("Source: {source}").format(source=cited(source, language)),
        ]
    )


def shown(value: object, field: Field, language: Language) -> str:
    """A value of ``field`` as a reader of ``language`` writes it: ``1.633``, ``95 %``, ``ja``."""
    if isinstance(value, bool):
        value = "yes" if value else "no"
    for choice in field.choices:
        if value == choice.key:
            return choice.label.in_(language)
    if not isinstance(value, int | float):
        return str(value)
    if field.kind is Kind.SHARE:
        return format_percent(value, format="#,##0.###\u00a0%", locale=language)
    if field.kind is Kind.INTEGER:  # years carry no thousands separator
        return str(int(value))
    return format_decimal(value, format="#,##0.######", locale=language)


def allowed(field: Field, language: Language) -> str:
    """The bounds of a number in words; empty where it has none."""
    _ = translator(language)
    low, high = field.minimum, field.maximum
    if low is not None and high is not None:
        words = _("Allowed: {low} to {high}.")
    elif low is not None:
        words = _("Allowed: {low} or more.")
    elif high is not None:
        words = _("Allowed: at most {high}.")
    else:
        return ""
    return words.format(low=shown(low, field, language), high=shown(high, field, language))


def key_of(sheet: Sheet) -> Field:
    """The column that references to ``sheet`` point at."""
    return next(field for field in sheet.fields if field.kind is Kind.KEY)


def _lines(field: Field, language: Language) -> Iterator[str]:
    _ = translator(language)
    yield field.description.in_(language)
    default = _default(field, language)
    yield _("Required.") if field.required else default or _("Optional.")
    if field.target:
        where = {"sheet": sheet_label(field.target, language), "column": _key_label(field, language)}
        many = field.kind is Kind.REFS
        text = (
            _("Keys from {sheet}, column {column}, separated by commas.")
            if many
            else _("A key from {sheet}, column {column}.")
        )
        yield text.format(**where)
    if field.choices:
        labels = ", ".join(choice.label.in_(language) for choice in field.choices)
        yield _("One of: {labels}.").format(labels=labels)
    if bounds := allowed(field, language):
        yield bounds
    if field.example is not None:
        yield _("Example: {value}").format(value=shown(field.example, field, language))


def _default(field: Field, language: Language) -> str:
    value = default_with_unit(field, language)
    if not value:
        return ""
    source = cited(field.source, language)
    return translator(language)("If empty: {value} ({source}).").format(value=value, source=source)


def default_with_unit(field: Field, language: Language) -> str:
    """The default of a column or setting as a reader writes it; empty where it has none."""
    if field.default is None or field.default == "":
        return ""
    value, unit = shown(field.default, field, language), field.unit.in_(language)
    if field.kind is Kind.SHARE:  # the value brings its own percent sign
        unit = unit.removeprefix("%").strip()
    return f"{value} {unit}".strip()


def cited(source: Source, language: Language) -> str:
    """Status and citation of a source."""
    status, citation = STATUS_LABELS[source.status].in_(language), source.citation.in_(language)
    return f"{status}: {citation}" if citation else status


def _key_label(field: Field, language: Language) -> str:
    return key_of(SHEETS_BY_KEY[field.target]).label.in_(language)
