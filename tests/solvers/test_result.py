from __future__ import annotations

import math
import pickle
from typing import Any

import numpy as np
import pytest

from solvers.errors import SolverCrashed
from solvers.messages import Request, read_request, request_line
from solvers.options import SolveOptions
from solvers.result import LevelResult, SolveResult, Status, relative_gap


@pytest.mark.parametrize(
    ("plan", "bound", "gap"),
    [
        (100.0, 90.0, 0.1),
        (-90.0, -100.0, 1 / 9),
        (0.0, 0.0, 0.0),
        (100.0, 100.0 + 1e-6, 0.0),
        (0.0, -5.0, math.inf),
        (None, 3.0, None),
        (3.0, None, None),
    ],
)
def test_the_gap_is_a_share_of_the_plan(plan: float | None, bound: float | None, gap: float | None) -> None:
    assert relative_gap(plan, bound) == (gap if gap is None else pytest.approx(gap))


def level(best: float | None, bound: float | None) -> LevelResult:
    return LevelResult("goal", Status.TIME_LIMIT, best, best, bound, 1.0)


@pytest.mark.parametrize(
    ("levels", "gap"),
    [([(100.0, 90.0)], 0.1), ([(100.0, 90.0), (10.0, 5.0)], 0.5), ([(100.0, 90.0), (10.0, None)], None), ([], None)],
)
def test_a_result_is_as_far_from_proof_as_its_worst_level(levels: list[tuple[Any, Any]], gap: float | None) -> None:
    result = SolveResult(Status.TIME_LIMIT, np.zeros(1), tuple(level(*pair) for pair in levels), 1.0, "highs")
    assert result.gap == (gap if gap is None else pytest.approx(gap))
    assert result.has_plan
    assert not result.is_proven_optimal


@pytest.mark.parametrize(
    "wrong",
    [{"time_limit": -1}, {"time_limit": math.nan}, {"gap": -0.1}, {"gap": math.inf}, {"seed": -1}, {"method": "guess"}],
)
def test_wrong_options_are_refused_by_name(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=next(iter(wrong))):
        SolveOptions(**wrong)


def test_a_request_survives_the_pipe() -> None:
    request = Request(
        "Pfad/Ä.npz", "plan.npy", "proofs.npz", 12.5, SolveOptions(time_limit=math.inf, gap=0.25, method="dive")
    )
    assert read_request(request_line(request)) == request
    assert "\n" not in request_line(request)


def test_a_crash_tells_how_and_can_be_sent_on() -> None:
    crash = SolverCrashed(-9, "last line")
    assert "signal 9" in str(crash)
    again = pickle.loads(pickle.dumps(crash))
    assert (again.exit_code, again.last_words, str(again)) == (-9, "last line", str(crash))
