"""Two languages, from the first line on.

Catalogue texts stand inline in both languages as :class:`Text`. All other user-facing text is written
in English in the code, marked with :func:`N_` or translated at once by :func:`translator`; the German
sits in ``locale/de/LC_MESSAGES/careplan.po`` and is compiled when the package is built.
"""

from __future__ import annotations

import gettext
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Literal, NamedTuple

Language = Literal["de", "en"]
LANGUAGES: tuple[Language, ...] = ("de", "en")
LOCALE_DIR = Path(__file__).parent / "locale"
DOMAIN = "careplan"


class Text(NamedTuple):
    """One text in both languages."""

    de: str
    en: str

    def in_(self, language: Language) -> str:
        """The text in the language asked for."""
        return self.de if language == "de" else self.en


def N_(message: str) -> str:  # noqa: N802 - the name gettext tools look for
    """Mark a message for translation where it is written; it is translated where it is shown."""
    return message


@cache
def translator(language: Language) -> Callable[[str], str]:
    """The function that turns an English message into ``language``."""
    if language == "en":
        return _unchanged
    return gettext.translation(DOMAIN, LOCALE_DIR, languages=[language]).gettext


def as_language(value: str) -> Language:
    """``value`` as a language this program speaks; raises ``ValueError`` otherwise."""
    if value not in LANGUAGES:
        raise ValueError(f"language must be one of {', '.join(LANGUAGES)}, not {value!r}")
    return value


def _unchanged(message: str) -> str:
    return message
