"""The formulation of the model, made from the docstrings of its constraints and goals.

The code is read, not run: a constraint is a function with a decorator such as ``@model.Constraint(...)`` inside
``add_<family>``, and its docstring reads sentence, ``$$ equation $$``, ``∀ ...``, ``Unit: ...``, ``Source: ...``.
The measure of a goal is a plain function with such a docstring.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from inspect import cleandoc
from pathlib import Path
from textwrap import indent

MODEL = Path(__file__).parents[2] / "planning_model"
COMPONENTS = ("Constraint", "Objective")
EQUATION = re.compile(r"\$\$(.+?)\$\$", re.DOTALL)
INTRODUCTION = """\
The formulation
===============

Every equation of the model, family by family, under the name it has in the model, in the report of binding rules and
in the explanation of an infeasible plan. A workbook that leaves a sheet empty gets a model without that family.
"""


class DocstringError(ValueError):
    """A constraint without an equation; names file, line and constraint."""


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
    """The whole page in reStructuredText, families in the order in which the model is built."""
    families = [family for path in modules(MODEL) if (family := read_family(path)).equations]
    return "\n".join([INTRODUCTION, *map(section, families)])


def modules(model: Path) -> list[Path]:
    """The constraint families as ``build.py`` lists them, then the goals."""
    order = (model / "build.py").read_text(encoding="utf-8") if (model / "build.py").exists() else ""
    families = [path for path in sorted((model / "constraints").glob("*.py")) if path.stem != "__init__"]
    families.sort(key=lambda path: order.rfind(f"add_{path.stem}"))
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
    name = function.name.lstrip("_")
    return Equation(name, " ".join(sentence.split()), latex, parts["∀"], parts["Unit:"], parts["Source:"])


def section(family: Family) -> str:
    """One family in reStructuredText."""
    head = [heading(family.title, "-"), f"Module ``{family.module}``\n", f"{family.text}\n"]
    return "\n".join([*head, *map(entry, family.equations)])


def entry(equation: Equation) -> str:
    """One equation in reStructuredText: name, sentence, mathematics, unit and source."""
    facts = (("∀ ", equation.where), ("Unit: ", equation.unit), ("Source: ", equation.source))
    lines = [
        heading(f"``{equation.name}``", "~"),
        f"{equation.sentence}\n",
        *(f".. math::\n\n{indent(latex, '   ')}\n" for latex in equation.latex),
        *(f"| {label}{text}" for label, text in facts if text),
        "",
    ]
    return "\n".join(lines)


def heading(text: str, line: str) -> str:
    """``text`` underlined with the character ``line``."""
    return f"{text}\n{line * len(text)}\n"


def _components(tree: ast.Module) -> Iterator[ast.FunctionDef]:
    """Constraints, and whatever else has an equation in its docstring, in the order of the file."""
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    for function in sorted(functions, key=lambda node: node.lineno):
        if _is_component(function) or EQUATION.search(ast.get_docstring(function) or ""):
            yield function


def _is_component(function: ast.FunctionDef) -> bool:
    """Whether it is decorated ``@model.Constraint(...)`` or ``@model.Constraint``."""
    targets = (call.func if isinstance(call, ast.Call) else call for call in function.decorator_list)
    return any(isinstance(target, ast.Attribute) and target.attr in COMPONENTS for target in targets)


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
