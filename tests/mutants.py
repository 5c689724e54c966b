"""Mutants of the verifier, as mutmut makes them: a sample to run, and what became of those that ran.

``python -m tests.mutants sample 300`` names that many of them, drawn with a fixed seed; ``python -m tests.mutants``
counts who was found out. A mutant that differs in nothing but a text is left out: it breaks the name of a column, so
that nothing runs at all, or a word in a message.
"""

from __future__ import annotations

import ast
import json
import math
import random
import sys
from collections.abc import Iterator
from pathlib import Path

MUTANTS = Path("mutants/planning_model/verify")
SEED = 1
SURVIVED, WITHOUT_A_TEST = 0, 33
NORMAL_95 = 1.96


def mutants() -> Iterator[tuple[str, int | None]]:
    """Name and exit code of its tests (None: not run) of every mutant that differs in more than a text."""
    for path in sorted(MUTANTS.glob("*.py.meta")):
        codes = json.loads(path.read_text(encoding="utf-8"))["exit_code_by_key"]
        bodies = dict(_bodies(path.with_suffix("")))
        for name, code in codes.items():
            function = name.rpartition(".")[2]
            original = function.partition("__mutmut_")[0] + "__mutmut_orig"
            if bodies[function] != bodies[original]:
                yield name, code


def _bodies(path: Path) -> Iterator[tuple[str, str]]:
    """Every function of the file in words, with all texts alike."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef):
            for inner in ast.walk(node):
                if isinstance(inner, ast.Constant) and isinstance(inner.value, str):
                    inner.value = ""
            yield node.name, ast.dump(node.args) + ast.dump(ast.Module(node.body, []))


def interval(share: float, number: int) -> tuple[float, float]:
    """The 95 % interval of a share of a sample (Wilson)."""
    square = NORMAL_95**2
    middle = (share + square / (2 * number)) / (1 + square / number)
    spread = math.sqrt(share * (1 - share) / number + square / (4 * number**2))
    half = NORMAL_95 * spread / (1 + square / number)
    return middle - half, middle + half


def main(arguments: list[str]) -> None:
    """Print the sample, or what became of the mutants."""
    found = dict(mutants())
    if arguments[:1] == ["sample"]:
        drawn = random.Random(SEED).sample(sorted(found), int(arguments[1]))
        sys.stdout.write("\n".join(drawn) + "\n")
        return
    run = {name: code for name, code in found.items() if code is not None}
    alive = sorted(name for name, code in run.items() if code in (SURVIVED, WITHOUT_A_TEST))
    share = 1 - len(alive) / len(run)
    low, high = interval(share, len(run))
    sys.stdout.write("".join(f"{name}\n" for name in alive))
    sys.stdout.write(f"{len(found)} mutants, {len(run)} run, {share:.1%} found out (95 %: {low:.1%} to {high:.1%})\n")


if __name__ == "__main__":
    main(sys.argv[1:])
