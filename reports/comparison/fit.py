"""Whether plans can be compared: the same places and the same periods."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import pandas as pd

from instances.i18n import N_, Language, translator
from instances.instance import Instance

MOST_NAMED = 4
PERIOD = ["period", "first_year", "years"]


@dataclass(frozen=True)
class Misfit:
    """One reason why a plan cannot stand beside the first; ``message`` is an English template (``N_``)."""

    message: str
    values: Mapping[str, object]

    def text(self, language: Language) -> str:
        """The reason as a sentence."""
        return translator(language)(self.message).format(**self.values)


def misfits(instances: Mapping[str, Instance]) -> list[Misfit]:
    """What keeps the plans of these instances, by name, from standing beside the first; empty where nothing does."""
    (first, base), *others = instances.items()
    return [misfit for name, other in others for misfit in _against(first, base, name, other)]


def _against(first: str, base: Instance, name: str, other: Instance) -> Iterator[Misfit]:
    ours, theirs = base.tables["Places"]["place"], other.tables["Places"]["place"]
    lacking, added = ours[~ours.isin(theirs)], theirs[~theirs.isin(ours)]
    if len(lacking):
        yield Misfit(
            N_("{number} places of “{first}” are not in “{name}”: {examples}."),
            {"number": len(lacking), "first": first, "name": name, "examples": _examples(lacking)},
        )
    if len(added):
        yield Misfit(
            N_("{number} places of “{name}” are not in “{first}”: {examples}."),
            {"number": len(added), "first": first, "name": name, "examples": _examples(added)},
        )
    now, then = (_periods(instance) for instance in (base, other))
    if now != then:
        yield Misfit(
            N_("“{name}” has the periods {then}, “{first}” has {now}."),
            {"first": first, "name": name, "now": now, "then": then},
        )


def _examples(keys: pd.Series) -> str:
    return ", ".join(keys.head(MOST_NAMED)) + (", …" if len(keys) > MOST_NAMED else "")


def _periods(instance: Instance) -> str:
    rows = instance.tables["Periods"][PERIOD].itertuples(index=False)
    return ", ".join(f"{name} ({first}–{first + years - 1})" for name, first, years in rows)
