"""The search for large models, stage by stage.

1. Openings that fit nowhere are closed, and the LP relaxation gives a first bound. Beside very large ones its prices
   are estimated; if that is over sooner, the LP is solved once the openings are fixed that are sure, or that HiGHS
   decides for sites that share staff and the like (`solvers.decomposition.districts`).
2. The dive fixes the openings, the surest first (`solvers.dive`). The decomposition by sites says which are sure, if it
   understands enough of the problem, else the LP itself; its bound rises on the second core from then on, in the end
   by way of districts or of HiGHS's cuts, which may find plans as well (`solvers.decomposition.linking`).
3. The rounding makes steps, sizes and links whole, and has the first plan (`solvers.rounding`).
4. Sites open, close and change their type, one by one and then in groups, while the LP says that this saves, and what
   results is rounded again (`solvers.climb`).
5. HiGHS sizes the openings that each turn of the climb ends at. When the climb finds nothing more, it searches one
   neighbourhood of sites after the other (`solvers.neighbourhoods`).

Where a problem like this one has left a plan and prices, these are tried first: the openings of the plan are rounded,
and the climb begins there, while the bound rises from the prices; only if that is not enough do the stages follow
(`solvers.precedent`).
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext
from functools import partial

import numpy as np

from solvers.climb import Climb
from solvers.conflict import give_way
from solvers.decomposition.advice import Advice, understood
from solvers.decomposition.blocks import Blocks
from solvers.decomposition.probing import without_impossible
from solvers.dive import fix_openings
from solvers.estimate import Estimate
from solvers.highs import Part, solve_part
from solvers.neighbourhoods import improve
from solvers.problem import Columns, FloatArray, MatrixProblem
from solvers.proof import Prices
from solvers.relaxation import Relaxation, never
from solvers.result import Stage, Status
from solvers.rounding import WHOLE, Rounding
from solvers.search import Search
from solvers.twins import Twins

# What HiGHS may take of the time left for the modules, with a plan at hand and without one, and the gap it stops at as
# a share of the gap that was asked for.
MODULE_TIME, FIRST_PLAN_TIME, MODULE_GAP = 0.8, 0.5, 0.05
MODULE_NODES = 2_000
# What HiGHS may take of the time left for the openings of a start.
START_TIME = 0.15
# An amount that costs this share of the whole more than what the LP does instead is left out when sizes are decided:
# half of the columns of a state, and HiGHS is done in two thirds of the time.
UNLIKELY = 5e-6
# From so many columns on, prices are estimated beside the LP: for two periods the simplex method takes 36 s, the
# estimate 10 s, and 13 s the LP of what the advice then leaves open. At 130,000 columns there is nothing to gain.
MANY_COLUMNS, ESTIMATE_TIME = 200_000, 0.3
# The search for better openings goes on for this share of the time left, or so many seconds, before its result is
# rounded.
CLIMB_TIME, SHORTEST = 0.4, 5.0


def search_by_stages(search: Search) -> Status:
    """Search until the gap is reached, the time is over or the user stops it. Plans and bounds go to ``search``."""
    start_is_plan = search.best is not None
    if not start_is_plan and search.problem.start is not None:
        _complete_start(search, search.problem.start)
    search.report(Stage.RELAXATION)
    blocks = Blocks(search.problem)
    search.problem = without_impossible(blocks)
    with Relaxation(search.problem, search.options, search.watch) as relaxation:
        can_advise = understood(blocks)
        if can_advise and search.prices is not None:
            at_known_prices = Advice(search, blocks, search.prices, answers=0)
            search.implied = start_is_plan and search.proven
            _begin_at_start(search, relaxation, blocks, at_known_prices)
            if search.done:
                return search.status
        status, roughly = _first_prices(search, relaxation, race=can_advise)
        advice = _advice(search, blocks, relaxation) if can_advise and status is Status.OPTIMAL else None
        if advice is not None and roughly:
            advice.decide_districts()
        with nullcontext() if advice is None else advice.bound.rising():
            if roughly and advice is not None and not _settle(relaxation, *advice.settled()):
                status = _relax(search, relaxation)
            if status in (Status.INFEASIBLE, Status.UNBOUNDED) and search.best is None:
                return status
            if status is Status.OPTIMAL:
                _dive(search, relaxation, advice, roughly=roughly)
                _plan(search, relaxation, blocks, advice)
            return improve(search, relaxation.x)


def _advice(search: Search, blocks: Blocks, relaxation: Relaxation) -> Advice:
    """Advice from the relaxation's prices on, or from those known already."""
    duals = Prices.of_rows(relaxation.prices)
    return Advice(search, blocks, duals, *([] if search.prices is None else [search.prices]))


def _first_prices(search: Search, relaxation: Relaxation, *, race: bool) -> tuple[Status, bool]:
    """Solve the relaxation, or estimate its prices where that is over sooner; whether they are estimated."""
    if not race or search.problem.matrix.shape[1] < MANY_COLUMNS:
        return _relax(search, relaxation), False
    estimate = Estimate(search.problem, search.options, ESTIMATE_TIME * search.watch.remaining)
    status = _relax(search, relaxation, unless=lambda: estimate.found)
    if status is not Status.TIME_LIMIT or estimate.prices is None:
        return status, False
    relaxation.prices = estimate.prices
    relaxation.forget()
    return Status.OPTIMAL, True


def _relax(search: Search, relaxation: Relaxation, unless: Callable[[], bool] = never) -> Status:
    """Solve the relaxation, which gives a first bound."""
    status = relaxation.solve(confirm=True, unless=unless)
    if status not in (Status.INFEASIBLE, Status.UNBOUNDED):
        search.raise_bound(relaxation.bound())
    search.report(Stage.RELAXATION)
    return status


def _begin_at_start(search: Search, relaxation: Relaxation, blocks: Blocks, advice: Advice) -> None:
    """Make a better plan with the openings of the start, and look for better openings, while the bound rises.

    Where they fit the problem as well as that which they are from, rounding them is all that has to be done; and where
    they do not, they are nearer to good ones than nothing is. Then all is free again.
    """
    if search.done:
        return
    with advice.bound.rising():
        if _settle(relaxation, *_started(search)):
            _round_start(search, relaxation, advice)
            if search.best is not None and not search.done:
                with Twins.of(relaxation) as twins:
                    _search_openings(search, Climb(search, twins, blocks, advice), search.best)
    problem = search.problem
    relaxation.bound_columns(np.arange(relaxation.x.size), problem.col_lower, problem.col_upper)
    relaxation.widen(np.ones(relaxation.x.size, dtype=np.bool_))
    relaxation.forget()


def _round_start(search: Search, relaxation: Relaxation, advice: Advice) -> None:
    """Round the LP with the openings of the start.

    HiGHS sizes them if the gap is reached half of the way from the plan to what the LP says of them.
    """
    relaxation.narrow(advice.likely())
    fix_openings(search, relaxation, None)
    value = relaxation.value
    Rounding(search, relaxation).finish()
    if search.value is not None and (value + search.value) / 2.0 < _good_enough(search):
        relaxation.restart(*_opened_as(search.problem, relaxation.x))
        _size(search, *_likely(search, relaxation), START_TIME)


def _started(search: Search) -> tuple[Columns, FloatArray]:
    """The openings that the best plan or the start knows, and at what."""
    problem, openings = search.problem, search.problem.openings
    plan = problem.start if search.best is None else search.best
    if plan is None:
        return openings[:0], np.zeros(0)
    known = openings[~np.isnan(plan[openings])]
    return known, problem.rounded(plan)[known]


def _settle(relaxation: Relaxation, columns: Columns, values: FloatArray) -> bool:
    """Fix openings, but for what is in the way, and solve the much smaller LP that is left.

    Where one is in the way, its site is free: all that is known of its other types and periods fitted together with
    it, and each more that HiGHS has to name takes seconds. All is free again if nothing that gives way is enough.
    """
    site, before = relaxation.problem.block[columns], (relaxation.col_lower[columns], relaxation.col_upper[columns])
    relaxation.bound_columns(columns, values, values)
    status, reluctance = relaxation.solve(), np.ones(relaxation.x.size)
    while status is Status.INFEASIBLE and (freed := give_way(relaxation, reluctance)) is not None:
        beside = (site >= 0) & np.isin(site, relaxation.problem.block[freed])
        relaxation.bound_columns(columns[beside], before[0][beside], before[1][beside])
        # from the basis of a failure it takes three times as long
        relaxation.forget()
        status = relaxation.solve()
    if status is not Status.OPTIMAL:
        relaxation.bound_columns(columns, *before)
    return status is Status.OPTIMAL


def _dive(search: Search, relaxation: Relaxation, advice: Advice | None, *, roughly: bool) -> None:
    """Fix the openings. From then on only the columns are looked at that the advice names likely; as a rule before.

    Advice that began at estimated prices does not know them well enough: such a dive ended two per cent too high.
    """
    if advice is not None and not roughly:
        relaxation.narrow(advice.likely())
    fix_openings(search, relaxation, advice)
    if advice is not None and roughly:
        relaxation.narrow(advice.likely())


def _complete_start(search: Search, start: FloatArray) -> None:
    """Make a plan of a start (columns,) that knows some of the integers."""
    problem = search.problem
    known = problem.integer & ~np.isnan(start)
    kept = problem.rounded(start)
    _size(search, np.where(known, kept, problem.col_lower), np.where(known, kept, problem.col_upper))


def _plan(search: Search, relaxation: Relaxation, blocks: Blocks, advice: Advice | None) -> None:
    """Make a plan of the dive's openings, then look for better openings.

    What a plan for another problem decided well is no advice for other openings.
    """
    dived = relaxation.col_lower.copy(), relaxation.col_upper.copy()
    Rounding(search, relaxation).finish(anew=search.problem.level.proof is not None)
    if search.best is not None:
        with Twins.of(relaxation) as twins:
            _search_openings(search, Climb(search, twins, blocks, advice), search.best)
        _size(search, *_opened_as(search.problem, search.best))
    else:
        _size(search, *dived)
    if search.best is None:
        # whole steps take more staff and money than the relaxation's fractions: something must not open
        openings = search.problem.openings
        dived[0][openings] = search.problem.col_lower[openings]
        _size(search, *dived)


def _search_openings(search: Search, climb: Climb, plan: FloatArray) -> None:
    """Look for better openings than those of a plan (columns,), round what is found and let HiGHS size it, in turns.

    Once HiGHS has had its turn at the sizes, roundings keep to the best plan.
    """
    relaxation, sized, had_turn = climb.relaxation, False, False
    while not (search.done or climb.exhausted):
        relaxation.restart(*_opened_as(search.problem, plan))
        before = relaxation.value
        turn = search.watch.slot(max(SHORTEST, CLIMB_TIME * search.watch.remaining))
        climb.go_on(turn, partial(_enough, search, search.value, before))
        if relaxation.value < before:
            plan, sized = relaxation.x, False
            Rounding(search, relaxation).finish(keeping=had_turn)
            relaxation.restart(*_opened_as(search.problem, plan))
        if not sized:
            _size(search, *_likely(search, relaxation))
            sized = had_turn = True


def _enough(search: Search, plan: float | None, value: float) -> float:
    """What the LP is to come down to from its ``value``, so that its rounding may reach the gap that was asked for.

    The cost of the ``plan`` is taken to come down with it. Lower than it was it has to be, or nothing would be new.
    """
    if plan is None or not plan > 0:
        return -np.inf
    return float(min(value * _good_enough(search) / plan, np.nextafter(value, -np.inf)))


def _good_enough(search: Search) -> float:
    """What a plan may cost that reaches the gap that was asked for; −inf while nothing says."""
    if search.bound is None or search.options.gap >= 1:
        return -np.inf
    return search.bound / (1.0 - search.options.gap) if search.bound > 0 else search.bound


def _opened_as(problem: MatrixProblem, x: FloatArray) -> tuple[FloatArray, FloatArray]:
    """The problem's column bounds, with the openings fixed as they are in ``x`` (columns,)."""
    lower, upper, openings = problem.col_lower.copy(), problem.col_upper.copy(), problem.openings
    lower[openings] = upper[openings] = np.round(x[openings])
    return lower, upper


def _likely(search: Search, relaxation: Relaxation) -> tuple[FloatArray, FloatArray]:
    """The relaxation's column bounds, without amounts that neither it nor the best plan uses and that cost too much."""
    problem, lower, upper = search.problem, relaxation.col_lower, relaxation.col_upper
    cost = relaxation.reduced_costs() * np.where(np.isfinite(relaxation.largest), relaxation.largest, 0.0)
    used = relaxation.x if search.best is None else np.maximum(relaxation.x, search.best)
    left_out = (cost > UNLIKELY * max(1.0, abs(relaxation.value))) & (used <= WHOLE) & (lower <= 0) & ~problem.integer
    return lower, np.where(left_out, 0.0, upper)


def _size(search: Search, col_lower: FloatArray, col_upper: FloatArray, share: float | None = None) -> None:
    """Let HiGHS decide what the bounds (columns,) leave open, within a share of the time left."""
    if not search.done:
        share = share or (FIRST_PLAN_TIME if search.best is None else MODULE_TIME)
        part = Part(col_lower, col_upper, share * search.watch.remaining, MODULE_NODES, MODULE_GAP * search.options.gap)
        solve_part(search, part, Stage.MODULES)
