"""One case, planned for as an analyst would, and all that is worth knowing of it in one line."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from benchmarks.measure import Stopwatch
from benchmarks.scale.alone import solved_by
from benchmarks.scale.cases import Case
from benchmarks.scale.diary import Diary
from benchmarks.scale.memory import PeakMemory
from careplan import InfeasibleError, Instance, NoPlanError, Plan, VerificationError, solve

WITHOUT_PLAN: dict[type[Exception], str] = {
    InfeasibleError: "infeasible",
    NoPlanError: "no_plan",
    VerificationError: "not_verified",
}


def measure(case: Case) -> dict[str, Any]:
    """The line of one case; None where something is not known. Goal and bounds in equivalent residents unserved.

    ``lp_bound`` is the first bound that was told; ``first_plan`` and ``gaps`` count seconds from the instance in memory
    on; ``verified`` is the independent verifier's word on the plan.
    """
    frames, watch = case.frames, Stopwatch()
    with PeakMemory() as memory, solved_by(case.alone) as witness:
        with watch.time("instance"):
            instance = Instance.from_frames(frames)
        diary = Diary()
        plan, status = _plan(instance, case, diary)
        diary.close()
    return {
        **asdict(case),
        "places": len(frames["Places"]),
        **witness.size,
        "method": plan.provenance["method"] if plan else case.alone,
        "status": status,
        "lp_bound": diary.first_bound,
        "bound": plan.bound if plan else diary.last_bound,
        "objective": plan.objective if plan else None,
        "gap": plan.gap if plan else None,
        "first_plan": diary.first_plan,
        "gaps": diary.gaps(case.time),
        "memory_mb": memory.megabytes,
        "verified": True if plan else {"not_verified": False}.get(status),
        "seconds": {"instance": round(watch.seconds("instance"), 3), **diary.phases()},
    }


def _plan(instance: Instance, case: Case, diary: Diary) -> tuple[Plan | None, str]:
    """The plan and its status; what stood in the way where there is none."""
    try:
        plan = solve(instance, time_limit=case.time, gap=case.stop_at, seed=case.seed, progress=diary)
    except tuple(WITHOUT_PLAN) as reason:
        return None, WITHOUT_PLAN[type(reason)]
    return plan, plan.status
