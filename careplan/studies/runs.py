"""One run of a study: what is changed for it, how it is solved, and the key under which its result is kept."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Self

from careplan.pipeline import PlanOptions
from careplan.provenance import origin_of, version_of
from instances.instance import Instance
from instances.overrides import Override
from instances.scenarios import Scenario, as_records, varied

Label = float | str
USUAL = PlanOptions(explain=False)
"""The options of a run: what the workbook's settings say, and no search for what stands in the way of a plan."""


@dataclass(frozen=True)
class Run:
    """A run: what it is called (one label for each factor), what is changed, and the options of its search.

    ``scenario`` is changed first, then the ``overrides`` of the factors.
    """

    labels: Mapping[str, Label]
    overrides: tuple[Override, ...] = ()
    options: PlanOptions = USUAL
    scenario: Scenario | None = None

    @property
    def words(self) -> str:
        """What it is called, as a message says it."""
        return ", ".join(f"{name} = {value}" for name, value in self.labels.items())

    @property
    def changes(self) -> tuple[Override, ...]:
        """Everything that is changed, in its order."""
        return (*(self.scenario.overrides if self.scenario else ()), *self.overrides)

    @property
    def owners(self) -> tuple[str, ...]:
        """The scenario that each of the changes belongs to; empty for those of the study."""
        lineage = self.scenario.lineage if self.scenario else ()
        return (*(one.name for one in lineage for _ in one.changes), *("" for _ in self.overrides))

    def of(self, instance: Instance) -> Instance:
        """The instance as the run changes it; raises :class:`OverrideError` and :class:`WorkbookError`."""
        name = self.scenario.name if self.scenario else ""
        return varied(instance, self.changes, name, self.owners)[0]


@dataclass(frozen=True)
class Prepared:
    """A run whose changes make a workbook, and what is kept of that workbook; the run is made of it where it is solved.

    ``origin`` says where its plan comes from, ``records`` what is stored of its changes.
    """

    run: Run
    key: str
    origin: Mapping[str, str]
    records: list[dict[str, Any]]

    @classmethod
    def of(cls, run: Run, instance: Instance) -> Self:
        """The run as a change of the instance; raises :class:`OverrideError` and :class:`WorkbookError`."""
        changed = run.of(instance)
        return cls(run, key_of(changed, run.options), origin_of(changed), as_records(changed))


def key_of(changed: Instance, options: PlanOptions) -> str:
    """What tells a run from all others: everything its result depends on, hashed.

    That is the instance as it is changed, what is asked of the search, and the versions of the program and the solver;
    not how the change was said.
    """
    asked = asdict(options.for_solver(changed)) | {"given": asdict(options.given)}
    versions = [version_of("careplan"), version_of("highspy")]
    text = json.dumps([changed.fingerprint, asked, versions], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:32]
