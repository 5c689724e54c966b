"""The errors a user can meet, all under :class:`CareplanError`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from instances.findings import CareplanError, WordedError, WorkbookError
from instances.i18n import N_, Language
from planning_model.verify import Violation
from reports.comparison.fit import Misfit

if TYPE_CHECKING:
    from careplan.explain.infeasible import Explanation

__all__ = [
    "CareplanError",
    "FuturesWithGivenError",
    "InfeasibleError",
    "NoPlanError",
    "SolverError",
    "UnlikePlansError",
    "VerificationError",
    "WordedError",
    "WorkbookError",
]


class InfeasibleError(WordedError):
    """No plan satisfies every hard rule. ``explanation`` says what collides, and which ways out there are.

    It is None where none was asked for.
    """

    template = N_("No plan satisfies all hard rules and obligations together.")

    def __init__(
        self, explanation: Explanation | None = None, words: Mapping[Language, Iterable[str]] = MappingProxyType({})
    ) -> None:
        self.explanation = explanation
        self._words = {language: tuple(lines) for language, lines in words.items()}
        super().__init__()

    def lines(self, language: Language) -> tuple[str, ...]:
        """The explanation in planners' words; lines that belong to the one above begin with a dash."""
        return self._words.get(language, ())

    def __reduce__(self) -> tuple[Any, ...]:
        return (type(self), (self.explanation, self._words))


class NoPlanError(WordedError):
    """The search ended before it found a plan; none has been ruled out either."""

    template = N_("No plan was found within {seconds:.0f} seconds. Allow more time, or relax a hard rule.")


class FuturesWithGivenError(WordedError):
    """Robustness, trade-offs and alternatives are not worked out for a plan for several futures."""

    template = N_("Robustness, trade-offs and alternatives are worked out for a workbook without futures only.")


class SolverError(WordedError):
    """The solver's process died; ``detail`` is what is known of why."""

    template = N_("The solver's process ended unexpectedly ({detail}). Nothing was changed; please run it again.")


class UnlikePlansError(WordedError):
    """Plans that cannot be compared; ``misfits`` says what differs."""

    template = N_("These plans cannot be compared: they must have the same places and periods.")

    def __init__(self, misfits: Iterable[Misfit]) -> None:
        self.misfits = tuple(misfits)
        super().__init__()

    def lines(self, language: Language) -> tuple[str, ...]:
        """What differs, a sentence each."""
        return tuple(misfit.text(language) for misfit in self.misfits)

    def __reduce__(self) -> tuple[Any, ...]:
        return (type(self), (self.misfits,))


class VerificationError(WordedError):
    """The plan does not hold what it says; ``violations`` lists every rule it breaks, with the amount."""

    template = N_("The independent check found {number} violations. The plan is not published.")

    def __init__(self, violations: Iterable[Violation]) -> None:
        self.violations = tuple(violations)
        super().__init__(number=len(self.violations))

    def __reduce__(self) -> tuple[Any, ...]:
        return (type(self), (self.violations,))
