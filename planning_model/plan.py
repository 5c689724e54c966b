"""The plan: tidy frames and nothing else, and how they are saved and loaded.

Imports neither Pyomo nor the constraint families, so that reports and the verifier can use it alone.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pandas as pd

from instances.findings import CareplanError

SCHEMA_VERSION = 5
"""Raised whenever the frames of a plan change; a folder of another version is refused, not guessed at."""

Schema = Mapping[str, str]


def _columns(texts: str, numbers: str = "") -> Schema:
    return MappingProxyType({**dict.fromkeys(texts.split(), "str"), **dict.fromkeys(numbers.split(), "float64")})


FUNDING_CLASS = "type carrier origin legal_basis area district rescue_area care_region labour_market site"

FRAMES: Mapping[str, Schema] = MappingProxyType(
    {
        # one row a site and period; `type` is empty where the site is closed; `change` is one of CHANGES
        "sites": _columns("site period type change"),
        # capacity of open sites: units = kept + added (cumulated), in the resource's unit; where the plan is for
        # several futures, what was added and stands idle is not among the units
        "modules": _columns("site type resource period", "units kept added"),
        # share of the place's demand for the service that goes to the site; only positive shares
        "flows": _columns("place site service period", "share"),
        # share of the place's demand that is not served; only positive shares
        "unmet": _columns("place service period", "share"),
        # service units per year that the resource produces at the site
        "work": _columns("site type resource service period", "amount"),
        # contracts in use: the partner works, or stands ready to work, for the site
        "links": _columns("site partner period"),
        # service units per year that a partner's resource works for the site's patients (task ``work``), or spends on
        # supervision there as work of its own (task ``supervision``); type is what the partner runs as
        "remote": _columns("site partner type resource service task period", "amount"),
        # million EUR within the period, by funding class (an empty attribute, group or site = not told apart)
        "funding": _columns(f"pot category {FUNDING_CLASS} period", "amount"),
        # million EUR within the period of the site's cost that its revenue covers; pots pay the rest
        "revenues": _columns("site type category period", "amount"),
        # FTE recruited within the period
        "recruits": _columns("grouping group profession period", "fte"),
        # every named rule in every group and period: what is asked for, what the plan reaches, what is missing
        "rules": _columns("rule group period", "target achieved shortfall"),
        # value of every goal in the unit of its measure
        "goals": _columns("goal", "priority value weight"),
        # one row a priority: the weighted sum in equivalent residents unserved (where there are several futures, their
        # sums combined by the goal over futures), its proven bound and gap
        "levels": _columns("", "priority objective bound gap"),
        # where there are several futures, the one as expected first: the priority's weighted sum of this plan; of the
        # best plan for that future alone, and the bound on it; the regret, which lies between low and high; and the sum
        # of the plan that is made for the future as expected alone (NaN: not possible in this one)
        "futures": _columns("future", "priority probability objective best bound regret_low regret_high unprepared"),
    }
)

BASELINE: Mapping[str, Schema] = MappingProxyType(
    {
        # computed supply ratio of today (doctors only) beside the official one (NaN where not given)
        "areas": _columns("area", "residents seats_needed seats supply_ratio official_supply_ratio"),
        # share of the state's residents with an offering site of today within so many minutes
        "reach": _columns("service", "minutes share"),
        # demand of the area's places beside the capacity of the area's sites, service units per year
        "load": _columns("area service", "demand capacity"),
    }
)

EXPLANATION: Mapping[str, Schema] = MappingProxyType(
    {
        # one row for each pot, labour pool and rule with a target (rules on access once, others in every group), where
        # it is tightest: `sheet` and `item` name it in the workbook, `future` is empty unless there are several;
        # `slack` is what is left, in the unit of `limit`.
        # Worth by the goals of the first priority, in equivalent residents unserved: one more (`step`: one of STEPS)
        # saves `local` by the prices at the plan's openings, and by a solve something between `low` and `high`; one
        # less costs between `less_low` and `less_high` (both inf: without it there is no plan). `method` is one of
        # METHODS
        "binding": _columns(
            "sheet item grouping group future period step method", "limit used slack local low high less_low less_high"
        ),
        # one row for each site that the plan decides on; `question`, one of QUESTIONS, is the other decision, and what
        # it costs by the goals of the first priority stands in `local` (all other openings as in the plan) and between
        # `low` and `high` (by a solve; inf as above); `sheet`, `item` and `group` name what is in the way of a site
        "why": _columns("site question sheet item grouping group method", "local low high"),
    }
)
"""What :func:`careplan.explain_plan` adds to a plan; empty before, and NaN where nothing was computed."""

CHANGES_MADE: Mapping[str, Schema] = MappingProxyType(
    {
        # every cell of the workbook that a scenario changed for this plan, old → new, as text; `row` is its identity as
        # a filter says it
        "variant": _columns("scenario sheet row column before after"),
    }
)

STEPS = ("million", "post", "seat", "site", "minutes")
"""One more of a scarce thing: a million EUR a year, a post, a seat, a site, five minutes more of a rule's standard."""

METHODS = ("resolved", "local", "none", "ample")
"""How a value was found: solved again (which counts, where both are there), by the LP at the plan, or not at all.

What is ``ample`` was not asked about: more than a little of it is left.
"""

QUESTIONS = ("without", "with")
"""The plan without a site that it opens or keeps, and with one that it leaves closed."""

SCHEMAS: Mapping[str, Schema] = MappingProxyType({**FRAMES, **EXPLANATION, **CHANGES_MADE})
"""Every frame that a plan holds by itself."""

CHANGES = ("none", "new", "closed", "converted")
"""What happens to a site against today: nothing, it opens, it closes, it changes its type."""


TASKS = ("work", "supervision")
"""What a partner does for a site."""


class PlanFolderError(CareplanError):
    """A plan folder that cannot be read; the message names the file and what is wrong with it."""


MAPPINGS = ("baseline", "provenance", "in_futures")
"""What a plan holds that is no frame: read-only mappings."""


@dataclass(frozen=True)
class Plan:
    """A solved plan.

    ``status`` is one of the solver's status words; ``gap`` = (objective − bound) / |objective| of the last level.
    The frames have the columns of :data:`FRAMES`; where there are several futures they show the one as expected,
    ``futures`` and ``levels`` speak of all, and ``in_futures`` holds the same plan as it is in each of the others.
    ``variant`` lists what a scenario changed in the workbook. ``provenance`` holds workbook hash, versions, options,
    seed, times.
    """

    status: str
    objective: float
    bound: float | None
    gap: float | None
    sites: pd.DataFrame
    modules: pd.DataFrame
    flows: pd.DataFrame
    unmet: pd.DataFrame
    work: pd.DataFrame
    funding: pd.DataFrame
    revenues: pd.DataFrame
    recruits: pd.DataFrame
    rules: pd.DataFrame
    goals: pd.DataFrame
    levels: pd.DataFrame
    links: pd.DataFrame = field(default_factory=lambda: empty_frame("links"))
    remote: pd.DataFrame = field(default_factory=lambda: empty_frame("remote"))
    binding: pd.DataFrame = field(default_factory=lambda: empty_frame("binding"))
    why: pd.DataFrame = field(default_factory=lambda: empty_frame("why"))
    futures: pd.DataFrame = field(default_factory=lambda: empty_frame("futures"))
    variant: pd.DataFrame = field(default_factory=lambda: empty_frame("variant"))
    baseline: Mapping[str, pd.DataFrame] = field(default_factory=dict)
    provenance: Mapping[str, Any] = field(default_factory=dict)
    in_futures: Mapping[str, Plan] = field(default_factory=dict)

    def with_baseline(self, baseline: Mapping[str, pd.DataFrame]) -> Plan:
        """The same plan beside the status quo it starts from."""
        return replace(self, baseline=MappingProxyType(dict(baseline)))

    def with_explanation(self, binding: pd.DataFrame, why: pd.DataFrame) -> Plan:
        """The same plan with what binds it and why its sites are where they are."""
        return replace(self, binding=binding, why=why)

    def with_variant(self, changes: pd.DataFrame) -> Plan:
        """The same plan with what was changed in the workbook before it was made."""
        return replace(self, variant=changes.astype(dict(CHANGES_MADE["variant"])))

    def with_provenance(self, provenance: Mapping[str, Any]) -> Plan:
        """The same plan with where it comes from."""
        return replace(self, provenance=MappingProxyType(dict(provenance)))

    def with_futures(self, futures: pd.DataFrame, in_futures: Mapping[str, Plan]) -> Plan:
        """The same plan with what it comes to in all futures, and as it is in each but the one as expected."""
        return replace(self, futures=futures, in_futures=MappingProxyType(dict(in_futures)))

    def __reduce__(self) -> tuple[Any, ...]:
        """Plans travel between processes, which read-only mappings cannot."""
        parts = {one.name: getattr(self, one.name) for one in fields(self)}
        return _as_plan, (parts | {name: dict(parts[name]) for name in MAPPINGS},)

    def save(self, folder: Path) -> None:
        """Write ``plan.json`` and ``tables/*.csv`` into ``folder`` (created where missing).

        The plan in other futures is written into folders ``futures/1``, ``futures/2``, … of the same form.
        """
        tables = folder / "tables"
        tables.mkdir(parents=True, exist_ok=True)
        for name in SCHEMAS:
            _write_csv(getattr(self, name), tables / f"{name}.csv")
        for name, frame in self.baseline.items():
            _write_csv(frame, tables / f"baseline_{name}.csv")
        summary = {
            "schema_version": SCHEMA_VERSION,
            "status": self.status,
            "objective": self.objective,
            "bound": self.bound,
            "gap": self.gap,
            "provenance": dict(self.provenance),
            "in_futures": list(self.in_futures),
        }
        for number, plan in enumerate(self.in_futures.values(), start=1):
            plan.save(_folder_of_future(folder, number))
        (folder / "plan.json").write_text(json.dumps(summary, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def _folder_of_future(folder: Path, number: int) -> Path:
    """Names of futures are the planner's, and need not be names of folders."""
    return folder / "futures" / str(number)


def empty_frame(name: str) -> pd.DataFrame:
    """The frame ``name`` of a plan without a row, with the right columns and types."""
    return pd.DataFrame({column: pd.Series([], dtype=kind) for column, kind in _schema(name).items()})


def as_frame(name: str, rows: list[tuple[Any, ...]]) -> pd.DataFrame:
    """``rows`` as the frame ``name`` of a plan."""
    if not rows:
        return empty_frame(name)
    schema = _schema(name)
    return pd.DataFrame(rows, columns=list(schema)).astype(dict(schema))


def _schema(name: str) -> Schema:
    return SCHEMAS[name]


def load_plan(folder: str | Path) -> Plan:
    """The plan saved in ``folder``; raises :class:`PlanFolderError` when something is missing or damaged."""
    folder = Path(folder)
    summary = _read_summary(folder / "plan.json")
    frames = {name: _read_csv(folder / "tables" / f"{name}.csv", columns) for name, columns in SCHEMAS.items()}
    baseline = {
        name: _read_csv(folder / "tables" / f"baseline_{name}.csv", columns) for name, columns in BASELINE.items()
    }
    return Plan(
        status=summary["status"],
        objective=summary["objective"],
        bound=summary["bound"],
        gap=summary["gap"],
        baseline=MappingProxyType(baseline),
        provenance=MappingProxyType(summary["provenance"]),
        in_futures=MappingProxyType(
            {
                name: load_plan(_folder_of_future(folder, number))
                for number, name in enumerate(summary["in_futures"], start=1)
            }
        ),
        **frames,
    )


def _read_summary(path: Path) -> dict[str, Any]:
    if not path.is_file():
        raise PlanFolderError(f"{path}: there is no saved plan here")
    try:
        summary = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise PlanFolderError(f"{path}: {error}") from error
    if not isinstance(summary, dict) or "schema_version" not in summary:
        raise PlanFolderError(f"{path}: not a plan written by careplan")
    if summary["schema_version"] != SCHEMA_VERSION:
        raise PlanFolderError(
            f"{path}: schema version {summary['schema_version']}, this program reads {SCHEMA_VERSION}"
        )
    if {"status", "objective", "bound", "gap", "provenance", "in_futures"} - summary.keys():
        raise PlanFolderError(f"{path}: not a plan written by careplan")
    return summary


# Text that a spreadsheet would take for a formula gets one quote in front, and loses it again on loading.
_FORMULA_LIKE = re.compile(r"^'*[=+\-@\t\r]")
_QUOTED = re.compile(r"^'+[=+\-@\t\r]")


def _write_csv(frame: pd.DataFrame, path: Path) -> None:
    safe = frame.copy()
    for name in safe.columns:
        if not pd.api.types.is_numeric_dtype(safe[name]):
            text = safe[name].astype("str")
            safe[name] = text.where(~text.str.match(_FORMULA_LIKE), "'" + text)
    safe.to_csv(path, index=False, encoding="utf-8", lineterminator="\n")


def _read_csv(path: Path, columns: Schema) -> pd.DataFrame:
    numeric = {name: [""] for name, kind in columns.items() if kind == "float64"}
    try:
        raw = pd.read_csv(path, dtype=dict(columns), keep_default_na=False, na_values=numeric, encoding="utf-8")
    except (OSError, ValueError) as error:
        raise PlanFolderError(f"{path}: {error}") from error
    if list(raw.columns) != list(columns):
        raise PlanFolderError(f"{path}: columns {', '.join(raw.columns)} instead of {', '.join(columns)}")
    for name, kind in columns.items():
        if kind == "str":
            raw[name] = raw[name].where(~raw[name].str.match(_QUOTED), raw[name].str[1:])
    return raw


def _as_plan(parts: dict[str, Any]) -> Plan:
    return Plan(**parts | {name: MappingProxyType(parts[name]) for name in MAPPINGS})
