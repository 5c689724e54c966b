"""What a solved problem says to one like it: a plan to start from, prices, and bounds where it is a relaxation of it.

Rows and columns are found again by the names of their constraints and variables, so that sites may have come or gone.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from pathlib import Path
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from solvers.problem import FloatArray, Level, MatrixProblem
from solvers.proof import Prices, Proof, pack, unpack
from solvers.result import SolveResult
from solvers.standard_form import StandardForm

# What no name from a workbook can hold.
BETWEEN = "\0"
NOWHERE = -1

_BOUNDS = ("row_lower", "row_upper", "col_lower", "col_upper")


@dataclass(frozen=True, eq=False)
class Precedent:
    """A solved problem: rows m, columns n.

    ``rows`` and ``columns`` are their names; ``x`` (n,) is the plan; ``bounds`` are the bounds of the rows (m,) and
    columns (n,) by their names in `MatrixProblem`; ``terms`` is a hash of all else that was asked. ``proofs`` has one
    for each level, by its name.
    """

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    x: FloatArray
    bounds: dict[str, FloatArray]
    terms: str
    proofs: dict[str, Proof]

    @classmethod
    def of(cls, form: StandardForm, result: SolveResult) -> Precedent | None:
        """What a solve leaves; None where it found no plan."""
        if result.x is None:
            return None
        proofs = zip(result.levels, result.proofs, strict=False)  # a solve that was killed has none
        return cls(
            form.row_keys,
            form.column_keys,
            result.x,
            {name: getattr(form.problem, name) for name in _BOUNDS},
            _terms(form.problem),
            {level.name: proof for level, proof in proofs if proof is not None},
        )

    def guide(self, form: StandardForm) -> MatrixProblem:
        """The form's problem with all that the precedent says to it."""
        problem = form.problem
        columns, rows = _places(form.column_keys, self.columns), _places(form.row_keys, self.rows)
        start = np.where(columns == NOWHERE, np.nan, self.x[columns])
        relaxed = self._relaxes(problem, rows, columns)
        levels = tuple(self._guided(level, rows, columns, relaxed=relaxed) for level in problem.levels)
        return replace(problem, start=start, levels=levels)

    def save(self, path: Path) -> None:
        """Write it to one ``.npz`` file, without pickle."""
        texts = {"rows": BETWEEN.join(self.rows), "columns": BETWEEN.join(self.columns), "terms": self.terms}
        texts["levels"] = BETWEEN.join(self.proofs)
        parts = pack(tuple(self.proofs.values())) | self.bounds | {"x": self.x}
        parts |= {name: np.frombuffer(text.encode(), dtype=np.uint8) for name, text in texts.items()}
        np.savez_compressed(path, **parts)

    @classmethod
    def load(cls, path: Path) -> Precedent | None:
        """Read what `save` wrote; None where there is nothing that can be read."""
        try:
            with path.open("rb") as file, np.load(file, allow_pickle=False) as stored:
                parts = dict(stored)
        except (OSError, ValueError, BadZipFile):
            return None
        texts = {name: parts[name].tobytes().decode() for name in ("rows", "columns", "terms", "levels")}
        levels = texts["levels"].split(BETWEEN)
        proofs = zip(levels, unpack(parts, len(levels)), strict=True)
        return cls(
            tuple(texts["rows"].split(BETWEEN)),
            tuple(texts["columns"].split(BETWEEN)),
            parts["x"],
            {name: parts[name] for name in _BOUNDS},
            texts["terms"],
            {name: proof for name, proof in proofs if proof is not None},
        )

    def _relaxes(self, problem: MatrixProblem, rows: NDArray[np.intp], columns: NDArray[np.intp]) -> bool:
        """Whether every plan of the problem is one here as well, and costs the same: then so do the bounds hold."""
        same = _in_order(rows, len(self.rows)) and _in_order(columns, len(self.columns))
        return (
            same
            and self.terms == _terms(problem)
            and all(bool((self.bounds[name] <= getattr(problem, name)).all()) for name in ("row_lower", "col_lower"))
            and all(bool((self.bounds[name] >= getattr(problem, name)).all()) for name in ("row_upper", "col_upper"))
        )

    def _guided(self, level: Level, rows: NDArray[np.intp], columns: NDArray[np.intp], *, relaxed: bool) -> Level:
        proof = self.proofs.get(level.name)
        if proof is None:
            return level
        prices = proof.prices and self._found_again(proof.prices, rows, columns)
        return replace(level, proof=replace(proof, bound=proof.bound if relaxed else -np.inf, prices=prices))

    def _found_again(self, prices: Prices, rows: NDArray[np.intp], columns: NDArray[np.intp]) -> Prices:
        """The prices of rows and copies that are still there; new rows are worth nothing yet."""
        caps = prices.rows[len(self.rows) :]
        of_rows = np.where(rows == NOWHERE, 0.0, prices.rows[rows])
        new_column, new_row = _inverse(columns, len(self.columns)), _inverse(rows, len(self.rows))
        column, row = new_column[prices.copy_column], new_row[prices.copy_row]
        there = (column != NOWHERE) & (row != NOWHERE)
        return Prices(np.concatenate([of_rows, caps]), column[there], row[there], prices.copy_price[there])


def _places(names: tuple[str, ...], known: tuple[str, ...]) -> NDArray[np.intp]:
    """Where each name (names,) stands among those that are known; NOWHERE where it does not."""
    if names == known:
        return np.arange(len(names))
    place = {name: number for number, name in enumerate(known)}
    return np.array([place.get(name, NOWHERE) for name in names], dtype=np.intp)


def _inverse(places: NDArray[np.intp], count: int) -> NDArray[np.intp]:
    """Where each of ``count`` known names (count,) stands now."""
    found = np.full(count, NOWHERE)
    there = places != NOWHERE
    found[places[there]] = np.flatnonzero(there)
    return found


def _in_order(places: NDArray[np.intp], count: int) -> bool:
    return np.array_equal(places, np.arange(count))


def _terms(problem: MatrixProblem) -> str:
    """A hash of matrix, integrality and goals: of all that a plan must be but for the bounds of rows and columns."""
    digest = hashlib.sha256()
    matrix = problem.matrix
    arrays = [matrix.data, matrix.indices.astype(np.int64), matrix.indptr.astype(np.int64), problem.integer]
    for level in problem.levels:
        digest.update(f"{level.name}{BETWEEN}{level.offset!r}{BETWEEN}".encode())
        arrays.append(level.cost)
    for array in arrays:
        digest.update(np.ascontiguousarray(array).tobytes())
    return digest.hexdigest()
