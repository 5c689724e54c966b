"""What is planned for: a state, so many sites, so much money, simple rules or all of them."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from importlib.util import find_spec
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from instances.demo.tables import Frames

Rules = Literal["trial", "basic", "full"]
Alone = Literal["highs", "scip"]
STATES = ("RP", "NI", "BW", "DE")
"""Three states, and all of Germany."""
RULES: tuple[Rules, ...] = ("trial", "basic", "full")
ALONE: tuple[Alone, ...] = ("highs", "scip")
WORKBOOK = ("state", "places", "sites", "budget", "rules", "periods", "seed")
"""What tells the workbook of a case from that of another."""


@dataclass(frozen=True)
class Case:
    """One workbook, and how long it may be searched.

    ``places`` is the number of its largest places, all of them if None: the trial's rules alone can leave some out.
    ``budget`` is a share of what everything would cost; ``seed`` that of the workbook and of the search; ``time`` the
    seconds of the search, ``stop_at`` the gap that is good enough. ``alone`` names a solver that gets the same matrix
    and no help from ours.
    """

    state: str = "RP"
    sites: int = 300
    budget: float = 0.5
    rules: Rules = "trial"
    periods: int = 1
    seed: int = 1
    time: float = 60.0
    stop_at: float = 0.0
    alone: Alone | None = None
    places: int | None = None

    @property
    def frames(self) -> Frames:
        """The tables of the workbook."""
        # a second of imports, for which asking for help need not wait
        from benchmarks.scale.trial import trial_frames
        from instances.demo.state import state_frames

        if self.rules == "trial":
            return trial_frames(self.state, self.sites, self.budget, self.seed, self.periods, self.places)
        if self.places is not None:
            raise ValueError("--places needs --rules trial")
        return state_frames(self.state, self.sites, self.budget, self.seed, self.periods, self.rules)

    @property
    def solver_is_there(self) -> bool:
        """Whether what should solve it is installed."""
        return self.alone != "scip" or find_spec("pyscipopt") is not None

    def arguments(self) -> Iterator[str]:
        """The command line that runs this case."""
        for name, value in asdict(self).items():
            if value is not None:
                yield from (f"--{name.replace('_', '-')}", str(value))


def parser() -> ArgumentParser:
    """The options of one case."""
    options = ArgumentParser(prog="python -m benchmarks.scale", description="Plan for a state; one line of JSON.")
    options.add_argument("--state", choices=STATES, default=Case.state, help="(%(default)s)")
    options.add_argument("--sites", type=int, default=Case.sites, help="rows of the sheet Sites (%(default)s)")
    options.add_argument("--places", type=int, help="the largest places alone; with --rules trial (all)")
    options.add_argument("--budget", type=float, default=Case.budget, help="share of the full cost (%(default)s)")
    options.add_argument("--rules", choices=RULES, default=Case.rules, help="what the workbook asks for (%(default)s)")
    options.add_argument("--periods", type=int, default=Case.periods, help="of five years (%(default)s)")
    options.add_argument("--seed", type=int, default=Case.seed, help="of the workbook and the search (%(default)s)")
    options.add_argument("--time", type=float, default=Case.time, help="seconds of the search (%(default)s)")
    options.add_argument("--stop-at", type=float, default=Case.stop_at, help="gap that is good enough (%(default)s)")
    options.add_argument("--alone", choices=ALONE, help="give the same matrix to this solver alone")
    return options
