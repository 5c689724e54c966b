"""The formulation of the model, made from the docstrings of its constraints and goals.

The code is read, not run: a constraint is a function with a decorator such as ``@model.Constraint(...)`` inside
``add_<family>``, and its docstring reads sentence, ``$$ equation $$``, ``∀ ...``, ``Unit: ...``, ``Source: ...``.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from inspect import cleandoc
from pathlib import Path

from latex2mathml.converter import convert

MODEL = Path(__file__).parents[2] / "planning_model"
COMPONENTS = ("Constraint", "Objective", "Expression")
EQUATION = re.compile(r"\$\$(.+?)\$\$", re.DOTALL)
# an unknown command; an alignment mark or a line break outside align*, cases or array
NOT_SHOWN = re.compile(r"\\[A-Za-z]+|<mi>&</mi>|linebreak")
INTRODUCTION = """# The formulation

Every equation of the model, family by family, under the name it has in the model, in the report of binding rules and
in the explanation of an infeasible plan. A workbook that leaves a sheet empty gets a model without that family.
"""


class DocstringError(ValueError):
    """A constraint without an equation, or an equation that cannot be shown; names file, line and constraint."""


@dataclass(frozen=True)
class Equation:
    """One constraint or goal as its docstring tells it; ``latex`` has one entry an equation block."""

    name: str
    sentence: str
    latex: tuple[str, ...]
    where: str
    unit: str
    source: str


@dataclass(frozen=True)
class Family:
    """One module of the model: the first line of its docstring, the rest of it, its equations."""

    module: str
    title: str
    text: str
    equations: tuple[Equation, ...]


def page() -> str:
    """The whole page in Markdown, families in the order in which the model is built."""
    families = [family for path in modules(MODEL) if (family := read_family(path)).equations]
    return "\n".join([INTRODUCTION, *map(section, families)])


def modules(model: Path) -> list[Path]:
    """The constraint families as ``build.py`` lists them, then the goals."""
    order = (model / "build.py").read_text(encoding="utf-8") if (model / "build.py").exists() else ""
    families = [path for path in sorted((model / "constraints").glob("*.py")) if path.stem != "__init__"]
    families.sort(key=lambda path: order.find(f"add_{path.stem}"))
    return families + [path for path in (model / "goals.py",) if path.exists()]


def read_family(path: Path) -> Family:
    """The documented equations of one module; raises :class:`DocstringError`."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    title, _, text = cleandoc(ast.get_docstring(tree) or path.stem).partition("\n")
    equations = tuple(read_equation(function, path) for function in _components(tree))
    return Family(path.stem, title.rstrip("."), text.strip(), equations)


def read_equation(function: ast.FunctionDef, path: Path) -> Equation:
    """What the docstring of one constraint says; raises :class:`DocstringError` where it has no equation."""
    docstring = ast.get_docstring(function) or ""
    latex = tuple(block.strip() for block in EQUATION.findall(docstring))
    if not latex:
        place = f"{path.name}:{function.lineno}"
        raise DocstringError(f"{place}: the docstring of {function.name} has no $$ equation $$")
    sentence, rest = docstring.partition("$$")[0], docstring.rpartition("$$")[2]
    parts = _labelled(rest)
    return Equation(function.name, " ".join(sentence.split()), latex, parts["∀"], parts["Unit:"], parts["Source:"])


def section(family: Family) -> str:
    """One family in Markdown."""
    head = f"## {family.title}\n\n`planning_model`, module `{family.module}`\n\n{family.text}\n"
    return "\n".join([head, *map(entry, family.equations)])


def entry(equation: Equation) -> str:
    """One equation in Markdown: name, sentence, mathematics, unit and source."""
    mathematics = "\n".join(mathml(block, equation.name) for block in equation.latex)
    where = f"<p>{escape('∀ ' + equation.where)}</p>\n" if equation.where else ""
    facts = [("Unit", equation.unit), ("Source", equation.source)]
    lines = [
        f"### `{equation.name}`\n",
        equation.sentence + "\n",
        f"```{{raw}} html\n{mathematics}\n{where}```\n",
        " · ".join(f"{label}: {text}" for label, text in facts if text) + "\n",
    ]
    return "\n".join(lines)


def mathml(latex: str, name: str) -> str:
    """The equation as MathML, which browsers show without a script; raises :class:`DocstringError`."""
    shown: str = convert(latex, display="block")
    if not_shown := NOT_SHOWN.search(shown):
        raise DocstringError(f"{name}: {not_shown.group()} cannot be shown in {latex}")
    return shown


def _components(tree: ast.Module) -> Iterator[ast.FunctionDef]:
    """Functions that become a component of the model, in the order of the file; expressions only with an equation."""
    found = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef) and _component(node)]
    for function in sorted(found, key=lambda node: node.lineno):
        if _component(function) != "Expression" or "$$" in (ast.get_docstring(function) or ""):
            yield function


def _component(function: ast.FunctionDef) -> str:
    """``Constraint`` for ``@model.Constraint(...)`` or ``@model.Constraint``; empty for other functions."""
    for decorator in function.decorator_list:
        target = decorator.func if isinstance(decorator, ast.Call) else decorator
        if isinstance(target, ast.Attribute) and target.attr in COMPONENTS:
            return target.attr
    return ""


def _labelled(text: str) -> dict[str, str]:
    """The lines after the equation by the label they start with; a line without one goes on with the last."""
    parts = {"∀": "", "Unit:": "", "Source:": ""}
    current = ""
    for line in filter(None, map(str.strip, text.splitlines())):
        label = next((label for label in parts if line.startswith(label)), "")
        current = label or current
        if current:
            parts[current] = f"{parts[current]} {line.removeprefix(label)}".strip()
    return parts
