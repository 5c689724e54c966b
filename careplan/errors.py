"""The errors a user can meet, all under :class:`CareplanError`."""

from __future__ import annotations

from collections.abc import Iterable

from instances.findings import CareplanError, WorkbookError
from instances.i18n import N_, Language, translator
from planning_model.verify import Violation

__all__ = [
    "CareplanError",
    "InfeasibleError",
    "NoPlanError",
    "SolverError",
    "VerificationError",
    "WorkbookError",
]


class WordedError(CareplanError):
    """An error that can be said in both languages; ``str()`` is the English."""

    template = ""

    def __init__(self, **values: object) -> None:
        self.values = values
        super().__init__(self.text("en"))

    def text(self, language: Language) -> str:
        """The error in one sentence."""
        return translator(language)(self.template).format(**self.values)


class InfeasibleError(WordedError):
    """No plan satisfies every hard rule; ``explanation`` lists the demands that are in force, as planners read them."""

    template = N_("No plan satisfies all hard rules and obligations together.")

    def __init__(self, explanation: Iterable[str] = ()) -> None:
        self.explanation = tuple(explanation)
        super().__init__()


class NoPlanError(WordedError):
    """The search ended before it found a plan; none has been ruled out either."""

    template = N_("No plan was found within {seconds:.0f} seconds. Allow more time, or relax a hard rule.")


class SolverError(WordedError):
    """The solver's process died; ``detail`` is what is known of why."""

    template = N_("The solver's process ended unexpectedly ({detail}). Nothing was changed; please run it again.")


class VerificationError(WordedError):
    """The plan does not hold what it says; ``violations`` lists every rule it breaks, with the amount."""

    template = N_("The independent check found {number} violations. The plan is not published.")

    def __init__(self, violations: Iterable[Violation]) -> None:
        self.violations = tuple(violations)
        super().__init__(number=len(self.violations))
