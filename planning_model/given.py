"""What a plan has to take as given beside its workbook: the openings of another plan, or a most for some measures."""

from __future__ import annotations

from dataclasses import dataclass

import pyomo.environ as pyo

from planning_model.build import BuiltModel

# A most that is the value of another plan would cut that plan off by rounding.
SLACK = 1e-7


@dataclass(frozen=True)
class Given:
    """``openings``: site, period and type of every site that is open, no other may be (None: the plan decides).

    ``at_most``: measure and the most it may come to, in the measure's unit.
    """

    openings: tuple[tuple[str, str, str], ...] | None = None
    at_most: tuple[tuple[str, float], ...] = ()

    def __bool__(self) -> bool:
        return self.openings is not None or bool(self.at_most)


NOTHING_GIVEN = Given()


class NotPossibleError(Exception):
    """The openings that are given are none that this workbook allows."""


def hold(built: BuiltModel, given: Given) -> None:
    """Let the model have plans of this kind alone; raises :class:`NotPossibleError` where it knows no such opening."""
    model = built.model
    if given.openings is not None:
        wanted = {(site, kind, period) for site, period, kind in given.openings}
        if wanted - set(model.open):
            raise NotPossibleError
        for index, variable in model.open.items():
            variable.fix(float(index in wanted))
    if given.at_most:
        most = dict(given.at_most)
        scale = {name: max(1.0, abs(value)) for name, value in most.items()}
        model.given_at_most = pyo.Constraint(
            list(most), rule=lambda m, name: m.measure[name] / scale[name] <= most[name] / scale[name] + SLACK
        )
