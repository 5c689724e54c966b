"""What can go wrong in a solve that is not a property of the model."""

from __future__ import annotations


class SolverError(Exception):
    """The solve gave no answer of any kind."""


class SolverFailed(SolverError):  # noqa: N818
    """HiGHS refused the model, reported an error, or returned a plan that breaks the model."""


class SolverCrashed(SolverError):  # noqa: N818
    """The worker process ended without an answer.

    ``exit_code`` is negative where a signal ended it (``-9``: killed from outside); ``last_words`` holds the last
    lines that the process wrote to its error stream.
    """

    def __init__(self, exit_code: int, last_words: str = "") -> None:
        self.exit_code = exit_code
        self.last_words = last_words
        how = f"signal {-exit_code}" if exit_code < 0 else f"exit code {exit_code}"
        super().__init__(f"the solver process ended by itself ({how})" + (f":\n{last_words}" if last_words else ""))

    def __reduce__(self) -> tuple[type[SolverCrashed], tuple[int, str]]:
        return type(self), (self.exit_code, self.last_words)


class InfeasibleAtBuild(Exception):  # noqa: N818 - it is a verdict on the model, not an error of the program
    """A row of constants contradicts itself, or a variable's bounds cross; ``name`` is the row's or the variable's."""

    def __init__(self, name: str) -> None:
        self.name = name
        super().__init__(f"no plan can satisfy {name}")


class OutOfTimeError(Exception):
    """A question has had no answer in time, neither yes nor no."""
