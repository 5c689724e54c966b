"""The house stays easy to read: arrows go one way, packages are packages, files and functions are short."""

from __future__ import annotations

import ast
import sys
import tomllib
from collections.abc import Iterable, Iterator

import pytest
from importlinter.cli import lint_imports
from packaging.requirements import Requirement

from tests.house.project import PACKAGES, ROOT, name_of, sources

LONGEST_FILE = 330
LONGEST_FUNCTION = 66
DISTRIBUTIONS = {"yaml": "pyyaml"}
"""Libraries that are installed under another name than they are imported by."""


def libraries(nodes: Iterable[ast.AST]) -> Iterator[str]:
    """The top-level name of everything that is imported in ``nodes``, but the standard library and our own."""
    for node in nodes:
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        if isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names = [node.module]
        for name in (name.partition(".")[0] for name in names):
            if name not in sys.stdlib_module_names and name not in PACKAGES:
                yield DISTRIBUTIONS.get(name, name)


def test_imports_go_one_way(capsys: pytest.CaptureFixture[str]) -> None:
    failed = lint_imports(config_filename=str(ROOT / "pyproject.toml"), no_cache=True)
    assert not failed, capsys.readouterr().out


def test_every_library_that_is_imported_is_declared() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    core = {Requirement(text).name for text in project["dependencies"]}
    extras = {Requirement(text).name for extra in project["optional-dependencies"].values() for text in extra}
    undeclared = set()
    for path in sources():
        tree = ast.parse(path.read_text(encoding="utf-8"))
        # what an extra brings may be imported only where it is used
        found = set(libraries(tree.body)) - core | set(libraries(ast.walk(tree))) - core - extras
        undeclared |= {f"{name_of(path)}: {name}" for name in found}
    assert undeclared == set()


def test_no_file_is_long() -> None:
    lengths = {name_of(path): len(path.read_text(encoding="utf-8").splitlines()) for path in sources()}
    assert {name: length for name, length in lengths.items() if length > LONGEST_FILE} == {}


def test_no_function_is_long() -> None:
    long = {}
    for path in sources():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                length = (node.end_lineno or node.lineno) - node.lineno + 1
                if length > LONGEST_FUNCTION:
                    long[f"{name_of(path)}:{node.name}"] = length
    assert long == {}


def test_every_folder_with_code_is_a_package() -> None:
    # import contracts see packages only; the catalogue tool is no part of the product
    folders = {path.parent for path in sources() if path.name != "messages.py"}
    assert [name_of(folder) for folder in sorted(folders) if not (folder / "__init__.py").exists()] == []


def test_every_package_says_that_it_is_typed() -> None:
    assert [package for package in PACKAGES if not (ROOT / package / "py.typed").exists()] == []
