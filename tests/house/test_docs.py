"""The documentation builds without a warning, asks no other host for anything, and tells what the code says."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest

from docs._generate import formulation, markdown, mathml, workbook
from instances.catalogue import MEASURES, SETTINGS, SHEETS
from instances.catalogue.fields import Field, Kind
from instances.i18n import Text
from tests.house.project import ROOT

FETCHING = {
    "script": "src", "img": "src", "iframe": "src", "source": "src", "video": "src", "audio": "src", "embed": "src",
    "link": "href", "object": "data", "form": "action",
}  # fmt: skip
OUTSIDE = re.compile(r"^\s*(?:https?:)?//", re.IGNORECASE)
OUTSIDE_STYLE = re.compile(r"(?:url\(|@import)\s*['\"]?\s*(?:https?:)?//", re.IGNORECASE)

CONSTRAINTS = '''
r"""Who is served where.

======== ===================
symbol   meaning
======== ===================
flow     share of the demand
======== ===================
"""

def add_assignment(model, instance):
    @model.Constraint(model.I, model.T)
    def everyone_is_served(model, i, t):
        r"""Every resident is served somewhere
        or counted as unserved.

        $$ \\sum_{j \\in J} \\text{flow}_{i,j,t} + \\text{unmet}_{i,t} = 1 $$

        ∀ i ∈ I,
        t ∈ T
        Unit: share of demand
        Source: definition
        """

    @model.Expression(model.T)
    def helper(model, t):
        """Not shown: it has no equation."""

    def plain(t):
        """Not a part of the model."""
'''


class Fetches(HTMLParser):
    """What a browser would fetch to show a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.addresses: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        address = dict(attrs).get(FETCHING.get(tag, ""))
        if address:
            self.addresses.append(address)


@pytest.mark.slow
def test_the_documentation_builds_and_asks_no_other_host(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "sphinx", "-q", "-W", "--keep-going", "-b", "html", "-d"]
    folders = map(str, (tmp_path / "trees", ROOT / "docs", tmp_path / "html"))
    done = subprocess.run([*command, *folders], check=False, capture_output=True, text=True, encoding="utf-8")
    assert done.returncode == 0, done.stderr
    pages = sorted((tmp_path / "html").rglob("*.html"))
    fetched = {page.name: Fetches(page.read_text(encoding="utf-8")).addresses for page in pages}
    assert any(fetched.values())
    assert [(page, to) for page, addresses in fetched.items() for to in addresses if OUTSIDE.match(to)] == []
    assert_notebook_ran(tmp_path / "html" / "tour.html")
    styles = [*(tmp_path / "html").rglob("*.css"), *pages]
    assert [style.name for style in styles if OUTSIDE_STYLE.search(style.read_text(encoding="utf-8"))] == []


def assert_notebook_ran(page: Path) -> None:
    """The page shows what its cells gave: every table and chart, plans in all of them, and no error."""
    text = page.read_text(encoding="utf-8")
    notebook = json.loads((ROOT / "docs" / "tour.ipynb").read_text(encoding="utf-8"))
    code = ["".join(cell["source"]) for cell in notebook["cells"] if cell["cell_type"] == "code"]
    tables = [cell for cell in code if "print(" not in cell.splitlines()[-1] and "plt." not in cell]
    assert text.count('<table border="1" class="dataframe"') == len(tables) >= 6
    assert text.count('<img alt="_images/') == sum("plt." in cell for cell in code) == 3
    assert "gap_reached" in text
    assert "NaN" not in text
    assert "Traceback" not in text


def test_notebooks_are_stored_without_results() -> None:
    for path in sorted((ROOT / "docs").rglob("*.ipynb")):
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        assert [cell["id"] for cell in cells if cell.get("outputs") or cell.get("execution_count")] == [], path.name


def test_every_sheet_column_and_setting_stands_in_the_workbook_page() -> None:
    page = workbook.page()
    fields = [*SETTINGS, *(field for sheet in SHEETS for field in sheet.fields)]
    assert [
        field.name for field in fields if f"| `{field.name}` | {field.label.en} | {field.label.de} |" not in page
    ] == []
    assert [sheet.key for sheet in SHEETS if f"## {sheet.label.en} · {sheet.label.de}" not in page] == []


def test_a_column_tells_unit_bounds_and_default() -> None:
    label = Text("Anteil", "Share")
    share = Field("share", Kind.SHARE, label, label, unit=Text("%", "%"), minimum=0, maximum=0.5, default=0.125)
    assert workbook.column(share) == (
        "`share`",
        "Share",
        "Anteil",
        "share, 0 % to 50 %",
        "12.5 % (assumption)",
        "Share",
    )
    minutes = Field("minutes", Kind.NUMBER, label, label, unit=Text("Minuten", "minutes"), minimum=1, required=True)
    assert workbook.column(minutes)[3:5] == ("number, minutes, at least 1", "refused")
    site = Field("site", Kind.REF, label, label, target="Sites")
    assert workbook.column(site)[3:5] == ("key of `Sites`", "stays empty")


def test_a_table_keeps_its_cells_apart() -> None:
    assert markdown.table(("A", "B"), [("a|b", "two\nlines")]).splitlines()[2] == "| a\\|b | two lines |"


def test_a_constraint_is_read_from_its_docstring(tmp_path: Path) -> None:
    (tmp_path / "assignment.py").write_text(CONSTRAINTS, encoding="utf-8")
    family = formulation.read_family(tmp_path / "assignment.py")
    assert family.title == "Who is served where"
    (equation,) = family.equations
    assert equation.name == "everyone_is_served"
    assert equation.sentence == "Every resident is served somewhere or counted as unserved."
    assert (equation.where, equation.unit, equation.source) == ("i ∈ I, t ∈ T", "share of demand", "definition")
    shown = formulation.section(family)
    assert "flow     share of the demand" in shown
    assert ".. math::\n\n   \\sum_{j \\in J}" in shown


def test_a_constraint_without_an_equation_is_refused(tmp_path: Path) -> None:
    code = "def add_x(model):\n    @model.Constraint()\n    def silent(model):\n        '''Words.'''\n"
    (tmp_path / "x.py").write_text(code, encoding="utf-8")
    with pytest.raises(formulation.DocstringError, match=r"x\.py:3: the docstring of silent"):
        formulation.read_family(tmp_path / "x.py")


def test_mathematics_needs_no_script() -> None:
    shown = mathml.mathml(r"\sum_{j \in J} x_j \le 1", "block")
    assert shown.startswith("<math")
    assert "&#x02211;" in shown


@pytest.mark.parametrize("latex", [r"a &= b", r"a \\ b", r"\nosuchcommand x"])
def test_an_equation_that_cannot_be_shown_is_refused(latex: str) -> None:
    with pytest.raises(mathml.MathError, match="cannot be shown"):
        mathml.mathml(latex, "block")


def test_a_name_in_the_formulation_means_one_thing() -> None:
    families = [formulation.read_family(path) for path in formulation.modules(formulation.MODEL)]
    names = [equation.name for family in families for equation in family.equations]
    assert len(names) == len(set(names)) > 0


def test_the_measure_of_every_goal_is_documented() -> None:
    documented = {equation.name for equation in formulation.read_family(formulation.MODEL / "goals.py").equations}
    assert {measure.key for measure in MEASURES} - documented == set()
