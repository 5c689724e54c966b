"""The store: a folder with one sub-folder for each run, under its key; what is there is never solved again.

A run's folder is the plan folder without workbook and report, and ``run.json`` beside it. It is written beside and then
renamed, so that it is there as a whole or not at all.
"""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from careplan.folder import OVERRIDES, WORKBOOK
from careplan.studies.metrics import Figure
from careplan.studies.solve import FAILED, Outcome
from instances.findings import CareplanError
from instances.i18n import Text
from instances.instance import Instance
from instances.workbook.writer import write_workbook
from planning_model.plan import Plan, load_plan
from solvers.precedent import Precedent

STUDY, RUN, PRECEDENT = "study.json", "run.json", "precedent.npz"
SCHEMA_VERSION = 1


class StudyFolderError(CareplanError):
    """A folder that holds no study, or a damaged one."""


class Store:
    """The results in a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @property
    def claims(self) -> Path:
        """Where claims on runs stand."""
        return self.folder / "claims"

    def of(self, key: str) -> Path:
        """The folder of a run."""
        return self.folder / "runs" / key

    def has(self, key: str) -> bool:
        """Whether the run has a result; one that failed may be tried again."""
        summary = self.summary(key)
        return summary is not None and summary["status"] != FAILED

    def outcome(self, key: str, *, with_plan: bool = False) -> Outcome | None:
        """What came of a run, with its plan if asked for; None where it is not known yet."""
        summary = self.summary(key)
        if summary is None:
            return None
        figures = {
            name: Figure(float(one["value"]), Text(one["unit"]["de"], one["unit"]["en"]))
            for name, one in summary["figures"].items()
        }
        plan = load_plan(self.of(key)) if summary["has_plan"] and with_plan else None
        return Outcome(
            summary["status"], plan, figures, summary["seconds"], summary["reason"], summary.get("source", "solved")
        )

    def has_precedent(self, key: str) -> bool:
        """Whether a run leaves anything to those like it."""
        return (self.of(key) / PRECEDENT).exists()

    def precedent(self, key: str) -> Precedent | None:
        """What a run leaves to those like it; None where it left nothing."""
        return Precedent.load(self.of(key) / PRECEDENT)

    def save(self, key: str, records: list[dict[str, Any]], outcome: Outcome) -> None:
        """Keep what came of a run, and the records of its changes, unless another has done so already."""
        place = self.of(key)
        place.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=place.parent, prefix="unfinished-", ignore_cleanup_errors=True) as beside:
            fresh = Path(beside) / "run"
            fresh.mkdir()
            _write(fresh, records, outcome)
            if place.exists() and not self.has(key):
                shutil.rmtree(place, ignore_errors=True)
            try:
                fresh.rename(place)
            except OSError:
                if not self.has(key):
                    raise

    def describe(self, base: Instance, description: Mapping[str, Any]) -> None:
        """Say what study this is, and keep its workbook."""
        self.folder.mkdir(parents=True, exist_ok=True)
        workbook = self.folder / WORKBOOK
        if not workbook.exists():
            if base.source:
                _replace(workbook, base.source.content)
            else:
                write_workbook(base, workbook)
        content = {"schema_version": SCHEMA_VERSION, **description}
        _replace(self.folder / STUDY, (json.dumps(content, indent=2, ensure_ascii=False) + "\n").encode())

    def description(self) -> dict[str, Any]:
        """What study this is; raises :class:`StudyFolderError`."""
        path = self.folder / STUDY
        try:
            content = json.loads(path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            raise StudyFolderError(f"{path}: there is no study here") from None
        except (OSError, ValueError) as error:
            raise StudyFolderError(f"{path}: {error}") from error
        if not isinstance(content, dict) or content.get("schema_version") != SCHEMA_VERSION:
            raise StudyFolderError(f"{path}: not a study that this version of careplan reads")
        return content

    def summary(self, key: str) -> Any:
        """Status, seconds, objective, bound and gap of a run, and its figures; None where it is not known yet."""
        try:
            return json.loads((self.of(key) / RUN).read_text(encoding="utf-8"))
        except OSError:
            return None
        except ValueError as error:
            raise StudyFolderError(f"{self.of(key) / RUN}: {error}") from error


def _write(folder: Path, records: list[dict[str, Any]], outcome: Outcome) -> None:
    plan = outcome.plan
    if plan is not None:
        plan.save(folder)
    if outcome.precedent is not None:
        outcome.precedent.save(folder / PRECEDENT)
    (folder / OVERRIDES).write_text(json.dumps(records, indent=2, ensure_ascii=False) + "\n", "utf-8")
    summary = {
        "status": outcome.status,
        "reason": outcome.reason,
        "source": outcome.source,
        "seconds": round(outcome.seconds, 3),
        "has_plan": plan is not None,
        **_first_priority(plan),
        "figures": {
            name: {"value": figure.value, "unit": {"de": figure.unit.de, "en": figure.unit.en}}
            for name, figure in outcome.figures.items()
        },
    }
    (folder / RUN).write_text(json.dumps(summary, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def _first_priority(plan: Plan | None) -> dict[str, float | None]:
    """Objective, bound and gap of the goals that count first: those of later ones are within what these reach."""
    names = ("objective", "bound", "gap")
    if plan is None:
        return dict.fromkeys(names)
    first = plan.levels.sort_values("priority").iloc[0]
    return {name: None if first[name] != first[name] else float(first[name]) for name in names}


def _replace(path: Path, content: bytes) -> None:
    """Write the file in one step."""
    with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
        file.write(content)
    os.replace(file.name, path)  # noqa: PTH105  a name of a closed file
