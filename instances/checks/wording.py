"""How values, numbers and names are shown inside findings, in both languages."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from difflib import get_close_matches
from typing import Any

from instances.catalogue.fields import Field, Kind
from instances.i18n import Text

LONGEST_SHOWN = 60
LEAST_SIMILARITY = 0.6
MOST_LISTED = 12
_INVISIBLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\ufeff\ud800-\udfff]")
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})
_NOT_SAID = re.compile(r"[^\w+]|_")


def plain(text: str) -> str:
    """``text`` as headings, sheet titles and labels are compared: no case, blanks, hyphens, brackets or umlauts."""
    return _NOT_SAID.sub("", text.casefold().translate(_UMLAUTS))


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
    return shortened(str(value))


def number_text(value: float, *, percent: bool = False) -> Text:
    """A number without digit grouping: ``1234,5`` and ``1234.5``; as percentage ``95 %`` in both."""
    try:
        number = float(value)  # of Python, which overflows to infinity without a word
        english = f"{100 * number:.10g} %" if percent else f"{number:.12g}"
    except OverflowError:  # an integer beyond every float
        english = "∞"
    return Text(english.replace(".", ","), english)


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
