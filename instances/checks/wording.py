"""How values, numbers and names are shown inside findings, in both languages."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from difflib import get_close_matches
from typing import Any
from unicodedata import normalize

from instances.catalogue.fields import Field, Kind
from instances.i18n import Text

LONGEST_SHOWN = 60
LEAST_SIMILARITY = 0.6
MOST_LISTED = 12
LEAST_GROUPED = 10_000
MOST_DIGITS = 1e18
_PLAIN_NUMBER = re.compile(r"-?\d+(\.\d+)?")
_GERMAN_SIGNS = str.maketrans(".,", ",.")
_INVISIBLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\ufeff\ud800-\udfff]")
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})
_NOT_SAID = re.compile(r"[^\w+]|_")


def plain(text: str) -> str:
    """``text`` as headings, sheet titles and labels are compared: no case, blanks, hyphens, brackets or umlauts."""
    return _NOT_SAID.sub("", normalize("NFC", text).casefold().translate(_UMLAUTS))


def shown(value: Any, field: Field | None = None) -> str | Text:
    """One cell as a finding shows it: a short text, a number with the decimal sign of the language, a date."""
    if isinstance(value, bool):
        return Text("WAHR", "TRUE") if value else Text("FALSCH", "FALSE")
    if isinstance(value, int | float):
        return number_text(value, percent=field is not None and field.kind is Kind.SHARE)
    if isinstance(value, datetime | date):
        return Text(f"{value:%d.%m.%Y}", f"{value:%Y-%m-%d}")
    if isinstance(value, time | timedelta):
        return str(value)
    return shortened(str(value).strip())


def number_text(value: float, *, percent: bool = False) -> Text:
    """A number to be read: ``1.234.567,5`` and ``1,234,567.5``; as percentage ``95 %``. Years stay as they are."""
    english = _digits(value, percent=percent)
    if _PLAIN_NUMBER.fullmatch(english) and abs(value) >= LEAST_GROUPED:
        whole, point, decimals = english.partition(".")
        english = f"{int(whole):,}{point}{decimals}"
    return Text(english.translate(_GERMAN_SIGNS), english)


def number_to_type(value: float, *, percent: bool = False) -> Text:
    """A number as it is to be typed into a cell: ``1234567,5`` and ``1234567.5``, without grouping."""
    english = _digits(value, percent=percent)
    return Text(english.translate(_GERMAN_SIGNS), english)


def _digits(value: float, *, percent: bool) -> str:
    try:
        number = float(value)  # of Python, which overflows to infinity without a word
    except OverflowError:  # an integer beyond every float
        return "∞"
    if not math.isfinite(number):
        return "-∞" if number < 0 else "∞"
    if percent:
        return f"{100 * number:.10g} %"
    return str(int(value)) if number.is_integer() and abs(number) < MOST_DIGITS else f"{number:.12g}"


def shortened(text: str) -> str:
    """At most :data:`LONGEST_SHOWN` characters on one line, invisible characters shown as a box."""
    visible = _INVISIBLE.sub("□", text[: LONGEST_SHOWN + 1])
    return visible if len(visible) <= LONGEST_SHOWN else visible[:LONGEST_SHOWN] + "…"


def listed(names: Iterable[str]) -> str:
    """The names separated by commas; a long list is cut short."""
    names = list(names)
    return ", ".join(names[:MOST_LISTED]) + (" …" if len(names) > MOST_LISTED else "")


def both(names: Iterable[Text]) -> Text:
    """The list of ``names`` in both languages."""
    names = list(names)
    return Text(listed(name.de for name in names), listed(name.en for name in names))


def close_match(word: str, names: Iterable[str]) -> str:
    """The name that ``word`` is most likely a misspelling of; empty where none is close."""
    candidates: dict[str, str] = {}
    for name in names:
        candidates.setdefault(plain(name), name)
    wanted = plain(word)
    if wanted in candidates:
        return candidates[wanted]
    near = get_close_matches(wanted, candidates, n=1, cutoff=LEAST_SIMILARITY)
    return candidates[near[0]] if near else ""
