"""What parent and worker say to each other: one JSON object a line."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import Any

from solvers.options import SolveOptions
from solvers.problem import FloatArray
from solvers.proof import Proof
from solvers.result import LevelResult, Progress, SolveResult, Stage, Status

CANCEL = "cancel"


@dataclass(frozen=True)
class Request:
    """Solve the problem in this file; ``started`` is a `time.time()`.

    ``plan`` is the file for each better plan, ``proofs`` that for the proofs at the end.
    """

    problem: str
    plan: str
    proofs: str
    started: float
    options: SolveOptions


def request_line(request: Request) -> str:
    """The request as the worker's first line of input."""
    return json.dumps(asdict(request))


def read_request(line: str | bytes) -> Request:
    """The inverse of `request_line`."""
    fields = json.loads(line)
    return Request(**{**fields, "options": SolveOptions(**fields["options"])})


def progress_line(progress: Progress) -> str:
    """One piece of news."""
    return json.dumps({"progress": asdict(progress)})


def result_line(result: SolveResult) -> str:
    """The end of a solve; the plan's values and the proofs are in files of their own."""
    summary = {
        "status": result.status,
        "has_plan": result.has_plan,
        "levels": [asdict(level) for level in result.levels],
        "seconds": result.seconds,
        "method": result.method,
        "implied": result.implied,
    }
    return json.dumps({"result": summary})


def read_progress(message: dict[str, Any]) -> Progress | None:
    """The news in a message of the worker; None if it is the result."""
    fields = message.get("progress")
    return None if fields is None else Progress(**{**fields, "stage": Stage(fields["stage"])})


def read_result(message: dict[str, Any], plan: FloatArray | None, proofs: tuple[Proof | None, ...] = ()) -> SolveResult:
    """The result in a message of the worker, with the column values and the proofs from their files."""
    fields = message["result"]
    levels = (LevelResult(**{**level, "status": Status(level["status"])}) for level in fields["levels"])
    return SolveResult(
        Status(fields["status"]),
        plan if fields["has_plan"] else None,
        tuple(levels),
        fields["seconds"],
        fields["method"],
        proofs,
        fields["implied"],
    )
