"""What the caller may ask of a solve."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal, get_args

Method = Literal["auto", "highs", "dive"]


@dataclass(frozen=True)
class SolveOptions:
    """Limits and settings of one solve.

    ``time_limit`` in seconds (``math.inf``: none); ``gap`` is the relative gap at which the search may stop, on each
    level; ``grace`` is how many seconds beyond the limit, or after a cancel, the process may take before it is killed.
    ``confirm``: that there is no plan is believed only after a second solve without presolve. ``method`` is the search:
    plain HiGHS, the dive for large models, or ``auto`` by size.
    """

    time_limit: float = 60.0
    gap: float = 0.0
    seed: int = 0
    threads: int = 1
    presolve: bool = True
    confirm: bool = True
    method: Method = "auto"
    mip_feasibility_tolerance: float = 1e-6
    grace: float = 15.0

    def __post_init__(self) -> None:
        if math.isnan(self.time_limit) or self.time_limit < 0:
            raise ValueError(f"time_limit must be a number of seconds, not {self.time_limit}")
        if not 0 <= self.gap < math.inf:
            raise ValueError(f"gap must be a share such as 0.005, not {self.gap}")
        if not 0 <= self.seed < 2**31:
            raise ValueError(f"seed must lie between 0 and {2**31 - 1}, not {self.seed}")
        if self.method not in get_args(Method):
            raise ValueError(f"method must be one of {', '.join(get_args(Method))}, not {self.method}")
