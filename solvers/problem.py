"""The problem as the solver sees it: matrices alone, without Pyomo, names or units."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import sparse

from planning_model.structure import Role
from solvers.proof import Proof, pack, unpack

FloatArray: TypeAlias = NDArray[np.float64]
Columns: TypeAlias = NDArray[np.intp]
Matrix: TypeAlias = "sparse.csr_array[np.float64, tuple[int, int]]"

# A cap equal to the incumbent itself would cut it off by rounding.
CAP_SLACK = 1e-7


@dataclass(frozen=True, eq=False)
class Level:
    """One goal to be minimised: ``cost @ x + offset``, ``cost`` of shape (columns,).

    Later levels may worsen it by the larger of the two tolerances (``tolerance_rel`` is a share of its value). A level
    that is not ``in_search`` only chooses, at the very end, between plans that are equal on all others. ``proof`` is
    what is known of its bound before the search.
    """

    name: str
    cost: FloatArray
    offset: float = 0.0
    tolerance_abs: float = 0.0
    tolerance_rel: float = 0.0
    in_search: bool = True
    proof: Proof | None = None

    def value(self, x: FloatArray) -> float:
        """The goal's value at the column values ``x``."""
        return float(self.cost @ x) + self.offset

    def cap(self, value: float) -> float:
        """What later levels may worsen the goal to, once it has reached ``value``."""
        slack = CAP_SLACK * max(1.0, abs(value))
        return value + max(self.tolerance_abs, self.tolerance_rel * abs(value), slack)

    def within(self, caps: tuple[float, ...]) -> Level:
        """The level with what is known of it where earlier levels keep these caps."""
        proof = self.proof
        return replace(self, proof=proof and replace(proof, bound=proof.within(caps), caps=caps))


@dataclass(frozen=True, eq=False)
class MatrixProblem:
    """Minimise the levels one after the other, over ``row_lower <= matrix @ x <= row_upper`` and the column bounds.

    Rows m, columns n: ``matrix`` (m, n); ``row_*`` (m,); ``col_*``, ``integer``, ``role``, ``block`` (n,). ``role``
    holds `planning_model.structure.Role`; ``block`` numbers the site that a column belongs to (−1: none). ``start``
    (n,) is a plan or a part of one to begin with, nan where unknown. Infinite bounds are ±inf.
    """

    matrix: Matrix
    row_lower: FloatArray
    row_upper: FloatArray
    col_lower: FloatArray
    col_upper: FloatArray
    integer: NDArray[np.bool_]
    role: NDArray[np.int8]
    block: NDArray[np.int32]
    levels: tuple[Level, ...]
    start: FloatArray | None = field(default=None)

    def __post_init__(self) -> None:
        rows, columns = self.matrix.shape
        of_columns = [self.col_lower, self.col_upper, self.integer, self.role, self.block]
        of_columns += [level.cost for level in self.levels] + ([] if self.start is None else [self.start])
        if any(len(array) != rows for array in (self.row_lower, self.row_upper)):
            raise ValueError(f"the matrix has {rows} rows, a row bound has another length")
        if any(len(array) != columns for array in of_columns):
            raise ValueError(f"the matrix has {columns} columns, a column array has another length")
        if not self.levels or len({level.name for level in self.levels}) < len(self.levels):
            raise ValueError("a problem needs at least one level, each with a name of its own")

    @classmethod
    def of(
        cls,
        matrix: Any,
        rows: tuple[ArrayLike, ArrayLike],
        columns: tuple[ArrayLike, ArrayLike],
        *levels: Level,
        integer: ArrayLike = False,
        role: ArrayLike = 0,
        block: ArrayLike = -1,
        start: FloatArray | None = None,
    ) -> MatrixProblem:
        """A problem from plain arrays; scalars stand for every row or column."""
        table = as_matrix(matrix)
        m, n = table.shape
        return cls(
            table,
            _spread(rows[0], m),
            _spread(rows[1], m),
            _spread(columns[0], n),
            _spread(columns[1], n),
            _spread(integer, n).astype(np.bool_),
            _spread(role, n).astype(np.int8),
            _spread(block, n).astype(np.int32),
            levels,
            start,
        )

    @property
    def level(self) -> Level:
        """The goal that counts now: the first."""
        return self.levels[0]

    @property
    def openings(self) -> Columns:
        """The columns that open a site."""
        binary = self.integer & (self.col_lower >= 0) & (self.col_upper <= 1)
        return np.flatnonzero(binary & (self.role == Role.OPENING))

    def of_closed_sites(self, col_upper: FloatArray) -> NDArray[np.bool_]:
        """Which columns (columns,) belong to a site that cannot open within these bounds: nothing goes there."""
        openings = self.openings
        may_open = col_upper[openings] > 0
        closed = np.setdiff1d(self.block[openings], self.block[openings[may_open]])
        return (self.block >= 0) & np.isin(self.block, closed)

    def at(self, index: int, caps: Mapping[int, float], start: FloatArray | None) -> MatrixProblem:
        """The problem of one level alone, with a row ``g_k(x) <= cap`` for each level ``k`` in ``caps``."""
        capped = [self.levels[k] for k in caps]
        costs = np.array([level.cost for level in capped]).reshape(len(capped), self.matrix.shape[1])
        upper = np.array([cap - level.offset for cap, level in zip(caps.values(), capped, strict=True)])
        level = self.levels[index].within(tuple(caps.values()))
        return replace(self.with_rows(costs, upper), levels=(level,), start=start)

    def with_rows(self, matrix: Any, upper: ArrayLike) -> MatrixProblem:
        """The problem with more rows: ``matrix @ x <= upper``."""
        added = as_matrix(matrix)
        return replace(
            self,
            matrix=as_matrix(sparse.vstack([self.matrix, added])),
            row_lower=np.concatenate([self.row_lower, np.full(added.shape[0], -np.inf)]),
            row_upper=np.concatenate([self.row_upper, _spread(upper, added.shape[0])]),
        )

    def of_columns(self, columns: Columns) -> MatrixProblem:
        """The problem of some columns alone, in their order."""
        return replace(
            self,
            matrix=as_matrix(self.matrix[:, columns]),
            col_lower=self.col_lower[columns],
            col_upper=self.col_upper[columns],
            integer=self.integer[columns],
            role=self.role[columns],
            block=self.block[columns],
            levels=tuple(replace(level, cost=level.cost[columns]) for level in self.levels),
            start=None if self.start is None else self.start[columns],
        )

    def rounded(self, x: FloatArray) -> FloatArray:
        """``x`` with its integers rounded and every value moved inside its bounds."""
        whole = np.where(self.integer, np.round(x), x)
        return np.clip(whole, self.col_lower, self.col_upper)

    def violation(self, x: FloatArray) -> float:
        """By how much ``x`` breaks a row, a bound or integrality, at worst, each relative to max(1, |bound|)."""
        activity = np.asarray(self.matrix @ x)
        parts = [
            _excess(activity, self.row_lower, self.row_upper),
            _excess(x, self.col_lower, self.col_upper),
            np.abs(x - np.round(x))[self.integer],
        ]
        return max([0.0, *(float(part.max()) for part in parts if part.size)])

    def save(self, path: Path) -> None:
        """Write the problem to one ``.npz`` file, without pickle."""
        np.savez(
            path,
            data=self.matrix.data,
            indices=self.matrix.indices,
            indptr=self.matrix.indptr,
            shape=np.array(self.matrix.shape),
            row_lower=self.row_lower,
            row_upper=self.row_upper,
            col_lower=self.col_lower,
            col_upper=self.col_upper,
            integer=self.integer,
            role=self.role,
            block=self.block,
            names=np.array([level.name for level in self.levels], dtype=np.str_),
            costs=np.array([level.cost for level in self.levels]),
            terms=np.array([(level.offset, level.tolerance_abs, level.tolerance_rel) for level in self.levels]),
            in_search=np.array([level.in_search for level in self.levels]),
            start=np.empty(0) if self.start is None else self.start,
            **pack(tuple(level.proof for level in self.levels)),
        )

    @classmethod
    def load(cls, path: Path) -> MatrixProblem:
        """Read what `save` wrote."""
        with np.load(path, allow_pickle=False) as stored:
            parts = {name: stored[name] for name in stored.files}
        shape = (int(parts["shape"][0]), int(parts["shape"][1]))
        proofs = unpack(parts, len(parts["names"]))
        levels = zip(parts["names"], parts["costs"], parts["terms"], parts["in_search"], proofs, strict=True)
        return cls(
            as_matrix(sparse.csr_array((parts["data"], parts["indices"], parts["indptr"]), shape=shape)),
            parts["row_lower"],
            parts["row_upper"],
            parts["col_lower"],
            parts["col_upper"],
            parts["integer"],
            parts["role"],
            parts["block"],
            tuple(
                Level(str(name), cost, float(offset), float(absolute), float(relative), bool(in_search), proof)
                for name, cost, (offset, absolute, relative), in_search, proof in levels
            ),
            parts["start"] if parts["start"].size else None,
        )


def as_matrix(table: Any) -> Matrix:
    """Any two-dimensional table, dense or sparse, as compressed rows of floats without duplicates."""
    matrix: Matrix = sparse.csr_array(table, dtype=np.float64)
    matrix.sum_duplicates()
    return matrix


def _spread(values: ArrayLike, length: int) -> FloatArray:
    return np.array(np.broadcast_to(np.asarray(values, dtype=np.float64), (length,)))


def _excess(values: FloatArray, lower: FloatArray, upper: FloatArray) -> FloatArray:
    """How far each value lies outside its bounds, relative to max(1, |bound|)."""
    return np.maximum((lower - values) / _scale(lower), (values - upper) / _scale(upper))


def _scale(bound: FloatArray) -> FloatArray:
    return np.where(np.isfinite(bound), np.maximum(1.0, np.abs(bound)), 1.0)
