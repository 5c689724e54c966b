"""Re-computes a plan from the instance and its stored tables, by code of its own, and names every rule it breaks."""

from __future__ import annotations

from planning_model.verify.checks import verify
from planning_model.verify.violation import Violation

__all__ = ["Violation", "verify"]
