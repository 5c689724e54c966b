"""Keeps the message catalogues in step with the code. A developer's tool: it is not shipped.

Run from the root of the checkout::

    python instances/locale/messages.py update    # take over new and gone messages, then translate what is empty
    python instances/locale/messages.py compile   # needed only where the package is not installed

A message is a string literal handed to one of ``KEYWORDS``, to what ``translator(...)`` returns, or to a variable
that holds what it returned.
"""

from __future__ import annotations

import ast
import os
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import NamedTuple

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

LOCALE_DIR = Path(__file__).parent
ROOT = LOCALE_DIR.parent.parent
PACKAGES = ("careplan", "instances", "planning_model", "reports", "solvers")
KEYWORDS = frozenset({"_", "N_", "gettext"})
FACTORY = "translator"
DOMAIN = "careplan"
LINE_WIDTH = 120
HEADER = r"""msgid ""
msgstr ""
"Language: {language}\n"
"Plural-Forms: {plurals}\n"
"MIME-Version: 1.0\n"
"Content-Type: text/plain; charset=utf-8\n"
"Content-Transfer-Encoding: 8bit\n"
"""


class Message(NamedTuple):
    """A message and where it stands in the code: path below the root, line."""

    text: str
    path: str
    line: int


class UntranslatableError(ValueError):
    """A string that is put together before it is translated, so that no catalogue can hold it."""


def compile_all() -> list[Path]:
    """Compile every ``.po`` beside itself to ``.mo`` and return the files written."""
    return [compile_one(source) for source in sorted(LOCALE_DIR.glob("*/LC_MESSAGES/*.po"))]


def compile_one(source: Path) -> Path:
    """Compile one catalogue. The file is replaced in one step, since other processes may be reading it."""
    target = source.with_suffix(".mo")
    buffer = BytesIO()
    write_mo(buffer, read_catalogue(source))
    unfinished = target.with_suffix(f".{os.getpid()}.tmp")
    unfinished.write_bytes(buffer.getvalue())
    unfinished.replace(target)
    return target


def read_catalogue(source: Path) -> Catalog:
    """The catalogue in a ``<language>/LC_MESSAGES/*.po`` file; raises ``PoFileError`` where it is malformed."""
    with source.open("rb") as file:
        return read_po(file, locale=source.parent.parent.name, domain=DOMAIN, abort_invalid=True)


def extract() -> Catalog:
    """A catalogue without translations of every message in the packages."""
    template = Catalog(domain=DOMAIN, charset="utf-8")
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            name = path.relative_to(ROOT).as_posix()
            for message in messages_in(path.read_text(encoding="utf-8"), name):
                template.add(message.text, locations=[(message.path, message.line)])
    return template


def messages_in(code: str, path: str) -> Iterator[Message]:
    """Every message in the source text of one module; raises :class:`UntranslatableError` for an f-string."""
    tree = ast.parse(code, path)
    names = KEYWORDS | set(_names_of_translators(tree))
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Call) and node.args and _translates(node.func, names)):
            continue
        for text in _literals(node.args[0], path):
            yield Message(text, path, node.lineno)


def update() -> None:
    """Bring every catalogue in step with the code; what is new stands there untranslated, what is gone is dropped."""
    template = extract()
    for source in sorted(LOCALE_DIR.glob("*/LC_MESSAGES/*.po")):
        catalogue = read_catalogue(source)
        catalogue.update(template, no_fuzzy_matching=True)
        catalogue.obsolete.clear()
        write_catalogue(catalogue, source)


def write_catalogue(catalogue: Catalog, target: Path) -> None:
    """Write ``catalogue`` as this project keeps it: sorted, places without line numbers, a header without dates."""
    buffer = BytesIO()
    write_po(buffer, catalogue, width=LINE_WIDTH, sort_output=True, omit_header=True, include_lineno=False)
    header = HEADER.format(language=catalogue.locale_identifier, plurals=catalogue.plural_forms)
    target.write_text(header + "\n" + buffer.getvalue().decode("utf-8"), encoding="utf-8", newline="\n")


def _names_of_translators(tree: ast.AST) -> Iterator[str]:
    """Variables that hold a translator: ``say = translator(language)``."""
    for node in ast.walk(tree):
        match node:
            case ast.Assign(targets=[target], value=value) | ast.AnnAssign(target=target, value=ast.expr() as value):
                if _makes_translator(value):
                    yield _name(target)


def _translates(function: ast.expr, names: frozenset[str]) -> bool:
    return _name(function) in names or _makes_translator(function)


def _makes_translator(node: ast.expr) -> bool:
    return isinstance(node, ast.Call) and _name(node.func) == FACTORY


def _name(node: ast.expr) -> str:
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
    return ""


def _literals(argument: ast.expr, path: str) -> Iterator[str]:
    """The literal a call translates; both arms of ``a if x else b``. A variable was marked where it was written."""
    match argument:
        case ast.Constant(value=str(text)):
            yield text
        case ast.IfExp(body=body, orelse=orelse):
            yield from _literals(body, path)
            yield from _literals(orelse, path)
        case ast.JoinedStr() | ast.BinOp() | ast.Call(func=ast.Attribute(value=ast.Constant())):
            raise UntranslatableError(f"{path}:{argument.lineno}: translate a template, fill it with str.format after")


if __name__ == "__main__":
    commands = {"update": update, "compile": compile_all}
    if len(sys.argv) != 2 or sys.argv[1] not in commands:
        sys.exit(f"usage: python instances/locale/messages.py {{{'|'.join(commands)}}}")
    commands[sys.argv[1]]()
