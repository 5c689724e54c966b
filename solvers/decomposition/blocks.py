"""The problem taken apart: blocks that an oracle can price, rows that couple them, and columns that stand alone.

Whatever is not recognised is priced or stands alone, so that the bound holds for every problem; the more is recognised,
the tighter it is.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from planning_model.structure import Role
from solvers.decomposition.reach import largest_values
from solvers.decomposition.rows import Rows
from solvers.decomposition.services import Delegate, Reader, Service
from solvers.decomposition.units import Recognition, Unit
from solvers.problem import Columns, FloatArray, Matrix, MatrixProblem, as_matrix


@dataclass(frozen=True)
class Copies:
    """Columns that stand in two blocks, doubled: the block of the copy prices it, a row of its own holds both equal.

    ``column`` is the original of each copy, ``rows`` are those that the copy stands in, ``factors`` (copies, rows of
    the problem) its coefficients there. Delegates come first, then the flows of pathways, by (flow, row of the
    service).
    """

    column: Columns
    rows: list[list[int]]
    factors: Matrix
    of_flow: dict[tuple[int, int], int]

    @property
    def row(self) -> Columns:
        """The row of the service (copies,) that each copy was made for: with its column, what tells it from others."""
        return np.array([rows[0] for rows in self.rows], dtype=np.intp)


class Items(NamedTuple):
    """What units may do: a column each, the unit, units of its capacity for one of it, and the most of it.

    Columns beyond those of the problem are copies. A flow is produced by work of its unit: ``demand`` of it for each
    one of the column ``work`` (−1: none).
    """

    column: Columns
    unit: Columns
    size: FloatArray
    most: FloatArray
    demand: FloatArray
    work: Columns


class Blocks:
    """The parts of a problem. Units are numbered in the order of ``units``, groups as in ``group_of``."""

    def __init__(self, problem: MatrixProblem) -> None:
        self.problem = problem
        rows = Rows(problem)
        self.openings, self.group_of, self.must_open, choices = _groups(problem, rows)
        self.units: list[Unit] = list(Recognition(problem, rows).units())
        group = np.full(problem.matrix.shape[1], -1, dtype=np.intp)
        group[self.openings] = self.group_of
        self.services: list[Service] = Reader(rows, self.units, group).services()
        priced = np.ones(len(rows), dtype=bool)
        priced[choices] = False
        for unit in self.units:
            priced[unit.rows] = False
        for service in self.services:
            priced[service.row] = False
            if service.delegate is not None:
                priced[service.delegate.rows] = False
        self.coupling = np.flatnonzero(priced)
        self.copies = _copies(problem, self.services, self.units)
        self.upper = largest_values(problem)
        self.items = _items(self)
        self.loose = self._standing_alone()

    @property
    def recognised(self) -> float:
        """The share of amounts that belong to a unit; 0 where the problem has none."""
        amounts = int(np.count_nonzero(self.problem.role == Role.AMOUNT))
        return len(self.units) / amounts if amounts else 0.0

    @cached_property
    def delegates(self) -> list[tuple[int, Delegate]]:
        """Delegates with the unit that they help."""
        return [(service.unit, service.delegate) for service in self.services if service.delegate is not None]

    @cached_property
    def matrix(self) -> Matrix:
        """The coupling rows."""
        return sparse.csr_array(self.problem.matrix[self.coupling])

    def _standing_alone(self) -> Columns:
        """Columns that no unit decides."""
        alone = np.ones(self.problem.matrix.shape[1], dtype=bool)
        alone[self.openings] = False
        alone[self.items.column[self.items.column < len(alone)]] = False
        for unit in self.units:
            alone[unit.own_columns()] = False
        alone[[service.work for service in self.services]] = False
        return np.flatnonzero(alone)


def _groups(problem: MatrixProblem, rows: Rows) -> tuple[Columns, Columns, NDArray[np.bool_], list[int]]:
    """Openings sorted by group, their groups, which groups must choose one, and the rows ``Σ open ≤ 1`` behind them."""
    is_opening = rows.role == Role.OPENING
    group = np.full(len(is_opening), -1, dtype=np.intp)
    must: list[bool] = []
    choices: list[int] = []
    for number in np.flatnonzero(rows.block >= 0).tolist():
        row = rows[number]
        if row is None or row.right != 1 or not (is_opening[row.columns].all() and (row.coefficients == 1).all()):
            continue
        if (group[row.columns] < 0).all():
            group[row.columns] = len(must)
            must.append(row.equation)
            choices.append(number)
    for opening in np.flatnonzero(is_opening & (group < 0)).tolist():
        group[opening] = len(must)
        must.append(False)
    openings = np.flatnonzero(is_opening)
    openings = openings[np.argsort(group[openings], kind="stable")]
    return openings, group[openings], np.array(must, dtype=bool), choices


def _items(blocks: Blocks) -> Items:
    """All things that units may do, sorted by unit."""
    upper, units = blocks.upper, blocks.units
    done = {service.work for service in blocks.services} | {delegate.work for _, delegate in blocks.delegates}
    parts = [_of_service(blocks, service) for service in blocks.services]
    for _, delegate in blocks.delegates:
        most = min(upper[delegate.work], units[delegate.helper].most / delegate.helper_units)
        parts.append(_single(delegate.work, delegate.helper, delegate.helper_units, most))
    for work, (unit, taken) in _tightest(units).items():
        if work not in done and np.isfinite(upper[work]):
            parts.append(_single(work, unit, taken, upper[work]))
    none, nothing = np.zeros(0, dtype=np.intp), np.zeros(0)
    parts.append(Items(none, none, nothing, nothing, nothing, none))
    columns = [np.concatenate(column) for column in zip(*parts, strict=True)]
    order = np.argsort(columns[1], kind="stable")
    return Items(*(column[order] for column in columns))


def _of_service(blocks: Blocks, service: Service) -> Items:
    flows, own = service.flows, len(blocks.upper)
    columns = [blocks.copies.of_flow.get((flow, service.row), flow - own) + own for flow in flows.tolist()]
    unit, work = np.full(len(flows), service.unit), np.full(len(flows), service.work)
    size = service.units * service.demands
    return Items(np.array(columns, dtype=np.intp), unit, size, blocks.upper[flows], service.demands, work)


def _single(column: int, unit: int, size: float, most: float) -> Items:
    """Work that is no flow."""
    whole, number = np.array([column, unit, -1], dtype=np.intp), np.array([size, most, 0.0])
    return Items(whole[:1], whole[1:2], number[:1], number[1:2], number[2:], whole[2:])


def _tightest(units: list[Unit]) -> dict[int, tuple[int, float]]:
    """For each work column the unit that can do least of it, and what it takes there."""
    found: dict[int, tuple[int, float]] = {}
    for number, unit in enumerate(units):
        for work, taken in unit.consumers.items():
            if work not in found or unit.most / taken < units[found[work][0]].most / found[work][1]:
                found[work] = number, taken
    return found


def _copies(problem: MatrixProblem, services: list[Service], units: list[Unit]) -> Copies:
    """Delegated work, and flows that stand in more than one service of their site."""
    column: list[int] = []
    rows: list[list[int]] = []
    for service in services:
        if service.delegate is not None:
            column.append(service.delegate.work)
            rows.append([service.row, *service.delegate.rows, *units[service.unit].rows])
    home: dict[int, int] = {}
    of_flow: dict[tuple[int, int], int] = {}
    for service in services:
        for flow in service.flows.tolist():
            if home.setdefault(flow, service.row) != service.row and (flow, service.row) not in of_flow:
                of_flow[flow, service.row] = len(column)
                column.append(flow)
                rows.append([service.row])
    return Copies(np.array(column, dtype=np.intp), rows, _factors(problem, column, rows), of_flow)


def _factors(problem: MatrixProblem, column: list[int], rows: list[list[int]]) -> Matrix:
    """Coefficients (copies, rows) of each column in the rows named for it, 0 in all others."""
    copy = np.repeat(np.arange(len(rows)), [len(part) for part in rows])
    at = np.array([row for part in rows for row in part], dtype=np.intp)
    shape = len(rows), problem.matrix.shape[0]
    stands = sparse.csr_array((np.ones(len(at)), (copy, at)), shape=shape)
    return as_matrix(stands.multiply(problem.matrix.T.tocsr()[column]))
