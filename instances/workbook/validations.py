"""Drop-downs and bounds: what Excel itself checks while the planner types."""

from __future__ import annotations

from collections.abc import Collection

from openpyxl.utils import quote_sheetname
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation

from instances.catalogue import sheet_label
from instances.catalogue.fields import Choice, Field, Kind
from instances.i18n import Language, translator
from instances.workbook.headings import allowed, heading, short_explanation

LONGEST_TITLE, LONGEST_MESSAGE, LONGEST_LIST = 32, 255, 255  # Excel refuses a file that has more
NUMBERS = (Kind.NUMBER, Kind.SHARE, Kind.INTEGER)
ANY_NUMBER = 1e15


def validation(field: Field, language: Language, listed: Collection[str]) -> DataValidation | None:
    """What the cells of ``field`` accept; ``listed`` names the sheets whose keys have a list. ``None``: anything."""
    if field.choices:
        return _one_of(field.choices, field, language)
    if field.kind in (Kind.REF, Kind.REFS):
        return _key(field, language) if field.target in listed else None
    if field.kind in NUMBERS:
        return _number(field, language)
    return None


def with_hint(rule: DataValidation | None, field: Field, language: Language) -> DataValidation:
    """The same, with a hint that shows as soon as the cell is selected."""
    rule = rule or DataValidation()
    rule.showInputMessage = True
    rule.promptTitle = _clipped(heading(field, language), LONGEST_TITLE)
    rule.prompt = _clipped(short_explanation(field, language), LONGEST_MESSAGE)
    return rule


def key_list_name(sheet: str) -> str:
    """The name, in the workbook, of the list of keys of ``sheet``."""
    return f"keys_{sheet}"


def key_list(sheet: str, title: str, letter: str, first: int, last: int) -> DefinedName:
    """A named list of the keys in ``letter`` from row ``first`` down to the last filled one, at most ``last``.

    It grows as rows are added, and shows no empty lines. Gaps between the keys do no harm: the last filled row is
    looked up, not counted.
    """
    where = f"{quote_sheetname(title)}!${letter}${first}"
    column = f"{where}:${letter}${last}"
    filled = f'SUMPRODUCT(MAX(({column}<>"")*ROW({column})))-{first - 1}'
    return DefinedName(key_list_name(sheet), attr_text=f"OFFSET({where},0,0,MAX(1,{filled}),1)")


def choice_list(field: Field, title: str, letter: str, first: int, last: int) -> DefinedName:
    """A named list of the choices of ``field``, for drop-downs that cannot hold them themselves."""
    where = f"{quote_sheetname(title)}!${letter}${first}:${letter}${last}"
    return DefinedName(_choice_list_name(field), attr_text=where)


def _choice_list_name(field: Field) -> str:
    return f"choices_{field.name}"


def _one_of(choices: tuple[Choice, ...], field: Field, language: Language) -> DataValidation:
    labels = [choice.label.in_(language) for choice in choices]
    _ = translator(language)
    message = _("Please choose one of: {labels}.").format(labels=", ".join(labels))
    formula = f'"{",".join(labels)}"'
    if any("," in label for label in labels) or len(formula) > LONGEST_LIST:
        formula = _choice_list_name(field)  # they stand on the first sheet, see choice_list
    return _list(formula, field, language, message)


def _key(field: Field, language: Language) -> DataValidation:
    _ = translator(language)
    message = _("The sheet “{sheet}” has no row with this key. Keep it all the same?")
    rule = _list(
        key_list_name(field.target),
        field,
        language,
        message.format(sheet=sheet_label(field.target, language)),
    )
    rule.errorStyle = "warning"  # a key may be entered before its row is
    rule.showErrorMessage = field.kind is Kind.REF  # a list of several keys is no member of the drop-down
    return rule


def _list(formula: str, field: Field, language: Language, message: str) -> DataValidation:
    return DataValidation(
        type="list",
        formula1=formula,
        allow_blank=True,
        showErrorMessage=True,
        errorStyle="stop",
        errorTitle=_clipped(field.label.in_(language), LONGEST_TITLE),
        error=_clipped(message, LONGEST_MESSAGE),
    )


def _number(field: Field, language: Language) -> DataValidation:
    _ = translator(language)
    whole = field.kind is Kind.INTEGER
    wanted = _("Please enter a whole number.") if whole else _("Please enter a number.")
    return DataValidation(
        type="whole" if whole else "decimal",
        operator="between",
        formula1=_bound(field.minimum, -ANY_NUMBER),
        formula2=_bound(field.maximum, ANY_NUMBER),
        allow_blank=True,
        showErrorMessage=True,
        errorStyle="stop",
        errorTitle=_clipped(field.label.in_(language), LONGEST_TITLE),
        error=_clipped(f"{wanted} {allowed(field, language)}".strip(), LONGEST_MESSAGE),
    )


def _bound(value: float | None, otherwise: float) -> str:
    return f"{otherwise if value is None else value:.15g}"


def _clipped(text: str, longest: int) -> str:
    return text if len(text) <= longest else text[: longest - 1] + "…"
