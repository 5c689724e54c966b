"""The German catalogue is complete, holds nothing else, and keeps every placeholder."""

from __future__ import annotations

from pathlib import Path
from string import Formatter

import pytest
from babel.messages.catalog import Catalog, Message

from instances.i18n import LANGUAGES, LOCALE_DIR
from instances.locale import messages

TRANSLATED = [language for language in LANGUAGES if language != "en"]
UPDATE = "run: python instances/locale/messages.py update"


def catalogue_of(language: str) -> Catalog:
    return messages.read_catalogue(LOCALE_DIR / language / "LC_MESSAGES" / "careplan.po")


def entries(catalogue: Catalog) -> dict[str, Message]:
    """Every message but the header."""
    return {str(message.id): message for message in catalogue if message.id}


def placeholders(template: str) -> list[tuple[str, str | None, str | None]]:
    """Name, format and conversion of every placeholder, in any order."""
    return sorted((name, spec, conversion) for _, name, spec, conversion in Formatter().parse(template) if name)


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_message_of_the_code_is_translated(language: str) -> None:
    code, catalogue = entries(messages.extract()), entries(catalogue_of(language))
    assert len(code) > 0
    assert code.keys() - catalogue.keys() == set(), UPDATE
    assert [text for text, message in catalogue.items() if message.fuzzy or not message.string] == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_the_catalogue_holds_nothing_that_left_the_code(language: str) -> None:
    catalogue = catalogue_of(language)
    assert entries(catalogue).keys() - entries(messages.extract()).keys() == set(), UPDATE
    assert list(catalogue.obsolete) == [], UPDATE


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_translation_has_the_placeholders_of_its_message(language: str) -> None:
    translated = {text: str(message.string) for text, message in entries(catalogue_of(language)).items()}
    assert [text for text, other in translated.items() if other and placeholders(other) != placeholders(text)] == []


def test_messages_are_found_however_they_are_translated() -> None:
    code = """
A = N_("marked")
b = translator("de")("at once")
say = translator(language)
say("by a variable")
self.text = translator(language)
self.text("by an attribute")
_("written "
  "in two parts")
_("one" if few else "other")
_(variable)
other("not ours")
"""
    found = {message.text for message in messages.messages_in(code, "sample.py")}
    expected = {"marked", "at once", "by a variable", "by an attribute", "written in two parts", "one", "other"}
    assert found == expected


@pytest.mark.parametrize("call", ['_(f"{n} sites")', '_("sites: " + n)', '_("{n} sites".format(n=n))', '_("%s" % n)'])
def test_a_message_filled_before_it_is_translated_is_refused(call: str) -> None:
    with pytest.raises(messages.UntranslatableError, match=r"sample\.py:1"):
        list(messages.messages_in(call, "sample.py"))


def test_a_catalogue_is_written_the_same_twice(tmp_path: Path) -> None:
    folder = tmp_path / "de" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    catalogue = Catalog(locale="de")
    catalogue.add("{n} sites", "{n} Standorte", locations=[("careplan/a.py", 3)])
    messages.write_catalogue(catalogue, folder / "first.po")
    messages.write_catalogue(messages.read_catalogue(folder / "first.po"), folder / "second.po")
    assert (folder / "second.po").read_bytes() == (folder / "first.po").read_bytes()
    assert "{n} Standorte" in (folder / "first.po").read_text(encoding="utf-8")
