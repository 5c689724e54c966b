"""Why an LP has no solution, and which column bounds are to blame."""

from __future__ import annotations

from dataclasses import dataclass
from operator import attrgetter

import numpy as np

from solvers.problem import Columns, FloatArray, MatrixProblem
from solvers.relaxation import Relaxation

# Below this share of the largest pull a number is rounding; on a column without a bound already below this.
ROUNDING, UNLIMITED_ROUNDING = 1e-9, 1e-6


@dataclass(frozen=True, eq=False)
class Conflict:
    """Rows added up to one that cannot be kept: pull·x must be at least a number that no x within the bounds reaches.

    ``pull``: (columns,); ``missing``: by how much the best x fails. A bound moved by d on the side to which the pull
    points takes |pull|·d off what is missing.

        Σ_r price_r·(the row's bound on the price's side)  −  Σ_j max(pull_j·lower_j, pull_j·upper_j)  =  missing  >  0
    """

    pull: FloatArray
    missing: float

    def relief(self, relaxation: Relaxation) -> FloatArray:
        """What each column (columns,) would contribute, if it got back the bounds that it has in the problem."""
        problem = relaxation.problem
        room = np.where(
            self.pull > 0,
            _room(relaxation.col_upper, problem.col_upper),
            _room(problem.col_lower, relaxation.col_lower),
        )
        pull = np.abs(self.pull)
        relief: FloatArray = np.minimum(np.where(pull > 0, room, 0.0) * pull, self.missing)
        return relief


def conflict(relaxation: Relaxation) -> Conflict | None:
    """The conflict that HiGHS has found in a relaxation without solution; None if it cannot tell.

    Source: Farkas's lemma. HiGHS does not say which sign its ray has, so both are tried.
    """
    ray = relaxation.ray()
    if ray is None:
        return None
    problem, (lower, upper) = relaxation.problem, relaxation.reach
    found = max((_added_up(problem, sign * ray, lower, upper) for sign in (1.0, -1.0)), key=attrgetter("missing"))
    return found if found.missing > 0 else None


def give_way(relaxation: Relaxation, reluctance: FloatArray) -> Columns | None:
    """Remove what stands in the way of a solution; None if HiGHS cannot tell, or nothing can be removed.

    Columns that nobody looks at come first; else the fewest columns get back, on one side, the bounds that they have in
    the problem, those of little ``reluctance`` (columns,) first. Returns these, which may be none.
    """
    found = conflict(relaxation)
    if found is None:
        return None
    if relaxation.widen(found.pull > 0):
        return np.zeros(0, dtype=np.intp)
    relief = found.relief(relaxation)
    order = np.argsort(-relief / reluctance, kind="stable")
    enough = int(np.searchsorted(np.cumsum(relief[order]), found.missing)) + 1
    columns = order[:enough][relief[order[:enough]] > 0]
    upwards = found.pull[columns] > 0
    problem = relaxation.problem
    lower = np.where(upwards, relaxation.col_lower[columns], problem.col_lower[columns])
    upper = np.where(upwards, problem.col_upper[columns], relaxation.col_upper[columns])
    relaxation.bound_columns(columns, lower, upper)
    return columns if columns.size else None


def _added_up(problem: MatrixProblem, prices: FloatArray, lower: FloatArray, upper: FloatArray) -> Conflict:
    """The rows at prices (rows,); a price on a side where its row has no bound is rounding."""
    side = np.where(prices > 0, problem.row_lower, problem.row_upper)
    prices, side = np.where(np.isfinite(side), (prices, side), 0.0)
    pull: FloatArray = np.asarray(problem.matrix.T @ prices)
    unlimited = ~np.isfinite(np.where(pull > 0, upper, lower))
    scale = np.abs(pull).max(initial=0.0)
    pull[np.abs(pull) <= np.where(unlimited, UNLIMITED_ROUNDING, ROUNDING) * scale] = 0.0
    reached = np.where(pull > 0, upper, np.where(pull < 0, lower, 0.0)) @ pull
    return Conflict(pull, float(side @ prices - reached))


def _room(narrow: FloatArray, wide: FloatArray) -> FloatArray:
    """``wide − narrow``, where both may be infinite."""
    equal = narrow == wide
    return np.where(equal, 0.0, wide - np.where(equal, 0.0, narrow))
