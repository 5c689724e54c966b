"""Every constraint has its golden LP file and says what it is; a constraint without either fails here.

After a change that is meant, write the files anew with ``python -m tests.planning_model.test_golden`` and read the
difference.
"""

from __future__ import annotations

import ast
import inspect
from collections.abc import Callable, Collection
from pathlib import Path

import pyomo.environ as pyo
import pytest

from instances.futures import futures_of, in_future
from instances.instance import Instance
from planning_model import constraints
from planning_model.build import build
from planning_model.futures import build_futures, levels_over_futures
from tests.planning_model.test_small_cooperation import network
from tests.planning_model.worlds import (
    Frames,
    borough,
    choosy_village,
    covered_village,
    fairest_village,
    funded_hamlet,
    hamlet,
    infirmary,
    instance_of,
    uncertain_hamlet,
)

GOLDEN = Path(__file__).parent / "golden"
ONE_FUTURE = (hamlet, network, choosy_village, borough, funded_hamlet, infirmary, fairest_village, covered_village)
WORLDS = (*ONE_FUTURE, uncertain_hamlet)
SOURCES = sorted(Path(inspect.getfile(constraints)).parent.glob("*.py"))


def declared() -> dict[str, str]:
    """The docstring of every constraint function, by name, read from the source."""
    found = {}
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef) and any(
                "model.Constraint" in ast.unparse(d) for d in node.decorator_list
            ):
                found[node.name] = ast.get_docstring(node) or ""
    return found


def lp_texts(folder: Path) -> dict[str, str]:
    """The LP file of every constraint on its own, of the first world that has rows of it."""
    texts: dict[str, str] = {}
    for world in WORLDS:
        texts = lp_texts_of(world, folder, done=texts) | texts
    return texts


def lp_texts_of(world: Callable[[], Frames], folder: Path, done: Collection[str]) -> dict[str, str]:
    """The LP file of every constraint of a world but for those that are done."""
    model = model_of(instance_of(world()))
    model.nothing = pyo.Objective(expr=0)
    families = list(model.component_objects(pyo.Constraint, active=True))
    texts = {}
    for family in families:
        for other in families:
            other.deactivate()
        family.activate()
        if not len(family) or family.local_name in {*done, *texts}:
            continue
        path = folder / f"{family.local_name}.lp"
        model.write(str(path), io_options={"symbolic_solver_labels": True})
        texts[family.local_name] = path.read_text(encoding="utf-8").replace("\r\n", "\n")
    return texts


def model_of(instance: Instance) -> pyo.ConcreteModel:
    """The model; that of all futures, with every goal over them, where there are several."""
    futures = futures_of(instance)
    if not futures:
        return build(instance).model
    instances = {future.name: in_future(instance, future) for future in futures}
    joint = build_futures(instances, {future.name: future.probability for future in futures})
    best = dict.fromkeys(joint.goals, 1000.0)
    levels_over_futures(joint, "regret", 0.2, best)
    levels_over_futures(joint, "cvar", 0.2, best)
    return joint.model


@pytest.fixture(scope="module")
def texts(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    return lp_texts(tmp_path_factory.mktemp("lp"))


@pytest.mark.parametrize("name", sorted(declared()))
def test_constraint_equals_its_golden_file(name: str, texts: dict[str, str]) -> None:
    assert name in texts, f"no world has a row of {name}: add what makes one"
    assert texts[name] == (GOLDEN / f"{name}.lp").read_text(encoding="utf-8")


def test_no_constraint_without_declaration_and_no_file_without_constraint(texts: dict[str, str]) -> None:
    assert set(texts) == set(declared()) == {path.stem for path in GOLDEN.glob("*.lp")}


@pytest.mark.parametrize("name", sorted(declared()))
def test_docstring_has_sentence_equation_range_unit_and_source(name: str) -> None:
    doc = declared()[name]
    sentence, *rest = [line for line in doc.splitlines() if line.strip()]
    assert sentence.endswith("."), "the first line is a sentence"
    assert doc.count("$$") == 2
    for start in ("∀ ", "Unit: ", "Source: "):
        assert any(line.startswith(start) and len(line) > len(start) for line in rest), f"no line '{start}…'"


if __name__ == "__main__":
    for old in GOLDEN.glob("*.lp"):
        old.unlink()
    lp_texts(GOLDEN)
