"""Numbers as a reader of the language writes them: 0,41 Mio. € and 58,4 %, or 0.41 million € and 58.4%."""

from __future__ import annotations

import math
from datetime import datetime, timedelta

from babel.numbers import format_decimal, format_percent

from instances.i18n import Language, translator

LOCALES = {"de": "de_DE", "en": "en_GB"}
NOTHING = "–"
NO_BREAK = "\N{NO-BREAK SPACE}"  # keeps a number and its unit on one line
SMALLEST_SHARE_SHOWN = 0.001
NOTHING_AT_ALL = 5e-6
MONEY_IN_TWO_DECIMALS_BELOW = 100.0


def number(value: float | None, language: Language, decimals: int = 0) -> str:
    """``value`` with separators of thousands and so many decimals; a dash where there is none."""
    if value is None or math.isnan(value):
        return NOTHING
    pattern = "#,##0" + ("." + "0" * decimals if decimals else "")
    text = format_decimal(value, format=pattern, locale=LOCALES[language])
    return "0" + text[2:] if text.startswith("-0") and not text.strip("-0.,") else text


def percent(value: float | None, language: Language, decimals: int = 1) -> str:
    """A share as a percentage; shares that would read as nothing keep a second decimal."""
    if value is None or math.isnan(value):
        return NOTHING
    finer = decimals + 1 if NOTHING_AT_ALL < abs(value) < SMALLEST_SHARE_SHOWN else decimals
    pattern = "#,##0" + ("." + "0" * finer if finer else "")
    return format_percent(
        value, format=pattern + (f"{NO_BREAK}%" if language == "de" else "%"), locale=LOCALES[language]
    )


def money(million_eur: float | None, language: Language) -> str:
    """An amount in million euros with its unit."""
    if million_eur is None or math.isnan(million_eur):
        return NOTHING
    decimals = 2 if abs(million_eur) < MONEY_IN_TWO_DECIMALS_BELOW else 1
    _ = translator(language)
    text = _("{amount} million €").format(amount=number(million_eur, language, decimals))
    return text.replace(" ", NO_BREAK)


def moment(iso: str, language: Language) -> str:
    """An ISO timestamp as day and time; a text that is none is shown as it is."""
    try:
        when = datetime.fromisoformat(iso)
    except ValueError:
        return iso
    shown = when.strftime("%d.%m.%Y, %H:%M" if language == "de" else "%d/%m/%Y, %H:%M")
    return f"{shown} UTC" if when.utcoffset() == timedelta(0) else shown
