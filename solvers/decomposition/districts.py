r"""Districts: sites that share a dear row, decided together.

The oracle prices every row between sites. Where a dozen sites share the nurses of a labour market, its mean answer
opens part of one more centre with those that are left over, and no plan can. So sites that share dear rows are joined,
while their district is small, and decided as a whole by HiGHS: rows inside a district :math:`d` are kept, all others
cost their prices :math:`\pi`. With :math:`L` the oracle's bound, :math:`L_d` its share of it, and :math:`z_d` the
district's optimum or a bound on that,

$$ L(\pi) + \sum_d \max(0,\, z_d(\pi) - L_d(\pi)) $$

is a bound on every plan.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.cluster.hierarchy import DisjointSet

from planning_model.structure import Role
from solvers.decomposition.blocks import Blocks
from solvers.decomposition.linking import capacity_of
from solvers.decomposition.merging import Merged, merge
from solvers.decomposition.oracle import Answer
from solvers.highs import Limits, solve_apart
from solvers.options import SolveOptions
from solvers.problem import Columns, FloatArray, MatrixProblem, as_matrix

# A row is dear whose limit costs this share of the whole.
DEAR = 1e-4
# A district holds this share of the columns of all sites at most.
LARGEST = 0.2
# A solution that misses this share of the whole decides nothing: HiGHS's first ones open hardly any site.
POOR = 5e-3
# Merging columns may add this share of the whole to what a row costs.
MERGING = 5e-7


class Decision(NamedTuple):
    """What is best for a district: a bound on it, and values ``x`` of some ``columns``, its integers among them.

    There are none where the time was over before HiGHS had any that are good.
    """

    bound: float
    columns: Columns
    x: FloatArray


class Districts:
    """The districts of a problem that have more than one site: ``numbers``, by their columns the smallest first."""

    def __init__(self, problem: MatrixProblem, blocks: Blocks, answer: Answer) -> None:
        self._problem = problem
        self._blocks = blocks
        self._scale = max(1.0, abs(answer.value))
        self._capacities: dict[int, list[tuple[int, float]]] = defaultdict(list)
        for service in blocks.services:
            owner = blocks.units[service.unit].owner
            self._capacities[service.row].append((owner, capacity_of(blocks, service)))
        of_block = _joined(blocks, np.abs(answer.of_rows), DEAR * self._scale)
        self._of_column, self._of_row = _inside(problem, of_block)
        sites = np.bincount(of_block, minlength=1)
        columns = np.bincount(self._of_column[self._of_column >= 0], minlength=len(sites))
        several = np.flatnonzero(sites > 1)
        self.numbers: list[int] = several[np.argsort(columns[several], kind="stable")].tolist()

    def costs(self, answer: Answer) -> FloatArray:
        """What the oracle's answer says that each district costs, by number; other sites are districts as well."""
        blocks, count = self._blocks, int(self._of_column.max(initial=0)) + 1
        of_group = np.zeros(len(blocks.must_open), dtype=np.intp)
        of_group[blocks.group_of] = self._of_column[blocks.openings]
        total = np.zeros(count)
        for labels, costs in (
            (of_group, answer.of_groups),
            (self._of_column[blocks.loose], answer.of_loose),
            (self._of_row[blocks.coupling], answer.of_rows),
        ):
            total += np.bincount(labels[labels >= 0], weights=costs[labels >= 0], minlength=count)
        return total

    def decided(self, number: int, prices: FloatArray, options: SolveOptions, limits: Limits) -> Decision:
        """Decide a district at ``prices`` (coupling rows, and any more); nothing is known if that is stopped before."""
        if limits.stopped():
            return Decision(-np.inf, np.zeros(0, dtype=np.intp), np.zeros(0))
        columns, rows = np.flatnonzero(self._of_column == number), np.flatnonzero(self._of_row == number)
        merged = merge(self._at_prices(columns, rows, prices), MERGING * self._scale)
        kept = columns[merged.kept]
        problem = self._linked(merged, kept, rows)
        bound, x = solve_apart(problem, options, limits)
        if x is None or problem.level.value(x) > bound + POOR * self._scale:
            return Decision(bound - merged.loss, kept[:0], np.zeros(0))
        return Decision(bound - merged.loss, kept, x[: len(kept)])

    def _at_prices(self, columns: Columns, rows: NDArray[np.intp], prices: FloatArray) -> MatrixProblem:
        """A district as a problem of its own: its rows are kept, all others cost their prices."""
        problem, blocks = self._problem, self._blocks
        of_rows = np.zeros(problem.matrix.shape[0])
        of_rows[blocks.coupling] = prices[: len(blocks.coupling)]
        of_rows[self._of_row >= 0] = 0.0
        part = problem.of_columns(columns)
        cost = part.level.cost - np.asarray(part.matrix.T @ of_rows)
        return replace(
            part,
            matrix=as_matrix(part.matrix[rows]),
            row_lower=problem.row_lower[rows],
            row_upper=problem.row_upper[rows],
            col_upper=np.minimum(part.col_upper, blocks.upper[columns]),
            levels=(replace(part.level, cost=cost, offset=0.0, proof=None),),
            start=None,
        )

    def _linked(self, merged: Merged, kept: Columns, rows: NDArray[np.intp]) -> MatrixProblem:
        """The district with rows that say that a closed site does nothing (see `solvers.decomposition.linking`).

        Of merged flows there are few, so that all are given.
        """
        place = {column: number for number, column in enumerate(kept.tolist())}
        entries: list[tuple[int, int, float]] = []
        limited = 0
        most = merged.problem.col_upper[len(kept) :]
        for piece in np.flatnonzero(merged.pays).tolist():
            capacities = self._capacities.get(int(rows[merged.row[piece]]))
            if capacities is not None:
                entries.append((limited, len(kept) + piece, 1.0))
                entries += [(limited, place[owner], -min(most[piece], most_of)) for owner, most_of in capacities]
                limited += 1
        if not limited:
            return merged.problem
        row, column, factor = zip(*entries, strict=True)
        links = sparse.csr_array((factor, (row, column)), shape=(limited, merged.problem.matrix.shape[1]))
        return merged.problem.with_rows(links, 0.0)


def _joined(blocks: Blocks, costs: FloatArray, dear: float) -> Columns:
    """The district of each site: sites that share a dear row are joined, the dearest first, while that stays small.

    ``costs`` (coupling rows,) is what the limit of each row costs. Rows of flows do not count: whom else a place can
    turn to does not end at any border.
    """
    block, matrix = blocks.problem.block, blocks.matrix
    columns = np.bincount(block[block >= 0])
    sites = DisjointSet(range(len(columns)))
    size = columns.astype(np.float64)
    flows = blocks.problem.role == Role.FLOW
    for row in np.argsort(-costs, kind="stable")[: np.count_nonzero(costs > dear)].tolist():
        members = matrix.indices[matrix.indptr[row] : matrix.indptr[row + 1]]
        roots = {sites[site] for site in block[members].tolist() if site >= 0}
        total = float(size[list(roots)].sum())
        if len(roots) > 1 and not flows[members].any() and total <= LARGEST * columns.sum():
            for site in roots:
                sites.merge(site, next(iter(roots)))
            size[sites[next(iter(roots))]] = total
    found: Columns = np.unique([sites[site] for site in range(len(columns))], return_inverse=True)[1]
    return found


def _inside(problem: MatrixProblem, of_block: Columns) -> tuple[Columns, Columns]:
    """The district of each column and of each row; −1 where there is none.

    A row lies in a district if all its columns do. A column of no site does if all rows in which it stands beside sites
    are of one district. Where it stands beside flows, as what is left of a demand does, the row has no district.
    """
    entries = problem.matrix.tocoo()
    at_site = problem.block >= 0
    of_column = np.where(at_site, of_block[np.maximum(problem.block, 0)], -1).astype(np.intp)
    rows = problem.matrix.shape[0]
    has_flow = np.bincount(entries.row, weights=problem.role[entries.col] == Role.FLOW, minlength=rows) > 0
    has_more = np.bincount(entries.row, weights=~at_site[entries.col], minlength=rows) > 0
    beside = at_site[entries.col]
    of_row = _common(entries.row[beside], of_column[entries.col[beside]], rows)
    of_row[has_flow & has_more] = -1
    counts = ~beside & (of_row[entries.row] >= 0)
    homeless = _common(entries.col[counts], of_row[entries.row[counts]], len(of_column))
    of_column = np.where(at_site, of_column, homeless)
    whole = _common(entries.row, of_column[entries.col], rows)
    return of_column, np.where(of_row >= 0, whole, -1)


def _common(what: NDArray[np.integer[Any]], labels: Columns, count: int) -> Columns:
    """The label that all mentions of each thing (count,) have in common; −1 where there is none."""
    least, most = np.full(count, np.iinfo(np.intp).max), np.full(count, -1)
    np.minimum.at(least, what, labels)
    np.maximum.at(most, what, labels)
    return np.where(least == most, most, -1)
