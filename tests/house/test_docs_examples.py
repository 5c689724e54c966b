"""The examples in the documentation run: its Python on the small workbook, its command lines as far as options go."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer.main
from typer.core import TyperGroup

import careplan
from careplan.cli.app import app
from instances.workbook.writer import write_workbook
from tests.house.project import ROOT
from tests.planning_model.worlds import hamlet, instance_of, with_fewer_candidates

PAGES = {"README.md": "plan/plan.xlsx", "docs/python.md": "plan/plan.xlsx", "docs/studies.md": "study/study.json"}
"""The pages whose Python runs, and a file that each leaves behind."""
TUTORIALS = ("docs/tutorial.md", "docs/tutorial_de.md")
SMALL = ROOT / "instances" / "examples" / "eifel_small.xlsx"
OF_THE_EXAMPLE = ("docs/python.md",)
"""Pages that speak of the care models of the small workbook; the others run on any, and the notebook studies it."""
BLOCK = re.compile(r"^```python\n(.*?)^```", re.MULTILINE | re.DOTALL)
FILE_READ = re.compile(r'read_workbook\("([^"]+)"\)')
COMMAND = re.compile(r"^\$ careplan (.+)$", re.MULTILINE)
LARGEST_PICTURE = 300_000  # bytes


def python_of(page: str) -> str:
    """All Python of a page as one program, every line where it stands in the page."""
    text = (ROOT / page).read_text(encoding="utf-8")
    program = [""] * len(text.splitlines())
    for block in BLOCK.finditer(text):
        first = text.count("\n", 0, block.start(1))
        lines = block[1].splitlines()
        program[first : first + len(lines)] = lines
    return "\n".join(program) + "\n"


@pytest.mark.parametrize("page", PAGES)
def test_the_python_of_the_page_runs(
    page: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    program = python_of(page)
    # a small workbook stands in for the file that the text reads first
    named = FILE_READ.search(program)
    assert named, "the page reads no workbook"
    write_workbook(
        with_fewer_candidates(careplan.read_workbook(SMALL)) if page in OF_THE_EXAMPLE else instance_of(hamlet()),
        tmp_path / named[1],
    )
    monkeypatch.chdir(tmp_path)
    exec(compile(program, page, "exec"), {"__name__": "example"})
    assert (tmp_path / PAGES[page]).is_file()
    assert capsys.readouterr().out.strip()


def commands() -> Iterator[tuple[str, str]]:
    """Page and arguments of every command line that a tutorial shows."""
    for page in TUTORIALS:
        for found in COMMAND.finditer((ROOT / page).read_text(encoding="utf-8")):
            yield page, found[1]


def test_the_tutorials_show_the_same_verbs_in_the_same_order() -> None:
    english, german = ([line.split()[0] for page, line in commands() if page == name] for name in TUTORIALS)
    assert english == german
    assert {"check", "baseline", "plan", "compare", "verify", "template"} <= set(english)


@pytest.mark.parametrize(("page", "line"), list(commands()))
def test_the_command_line_knows_what_a_tutorial_asks_of_it(page: str, line: str) -> None:
    group = typer.main.get_command(app)
    assert isinstance(group, TyperGroup)
    verb, *arguments = shlex.split(line)
    assert verb in group.commands, page
    # raises for an option or an argument that the verb does not have
    group.commands[verb].make_context(verb, arguments)


def test_every_picture_is_small_and_shown() -> None:
    pictures = sorted((ROOT / "docs" / "images").glob("*.png"))
    shown = "".join(page.read_text(encoding="utf-8") for page in (ROOT / "README.md", *(ROOT / "docs").glob("*.md")))
    assert pictures
    assert [picture.name for picture in pictures if f"images/{picture.name})" not in shown] == []
    assert [picture.name for picture in pictures if picture.stat().st_size > LARGEST_PICTURE] == []
