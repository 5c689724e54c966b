"""The demands of a workbook that may give way, and the workbook without some of them.

Demands are named as the explanation of an infeasible workbook names them: ``("Rules", rule, group)`` of a hard rule in
one of its groups (``""`` for the whole state), ``("Pots", pot)``, ``("LabourPools", grouping, group, profession)`` and
``("Sites", site)`` of a site that must run, or must not.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import replace
from types import MappingProxyType
from typing import Any

import pandas as pd

from instances.instance import Instance
from planning_model.names import records
from planning_model.parameters import Parameters
from planning_model.rules import Groups

Demand = tuple[str, ...]
MORE_THAN_ENOUGH = 1000.0


def demands_of(instance: Instance) -> tuple[Demand, ...]:
    """Every demand of the workbook that may give way."""
    tables = instance.tables
    rules = [("Rules", row.rule, row.group) for row in _rules_by_group(instance) if row.strictness == "hard"]
    sites = [("Sites", row.site) for row in records(tables["Sites"]) if _is_bound(row)]
    pots = [("Pots", pot) for pot in tables["Pots"]["pot"].unique()]
    pools = {("LabourPools", row.grouping, row.group, row.profession) for row in records(tables["LabourPools"])}
    return (*rules, *pots, *sorted(pools), *sites)


def with_only(instance: Instance, kept: Collection[Demand]) -> Instance:
    """The instance in which all other demands have given way; what may not give way is as it was."""
    tables = dict(instance.tables)
    tables["Rules"] = pd.DataFrame(_softened(instance, kept), columns=tables["Rules"].columns)
    tables["Pots"] = _plenty(tables["Pots"], "budget", lambda row: ("Pots", row.pot) in kept)
    tables["LabourPools"] = _plenty(
        tables["LabourPools"],
        "available",
        lambda row: ("LabourPools", row.grouping, row.group, row.profession) in kept,
    )
    tables["Sites"] = _free(tables["Sites"], kept)
    return replace(instance, tables=MappingProxyType(tables))


def _rules_by_group(instance: Instance) -> Iterator[Any]:
    """The rows of the rules, one for each group that a rule speaks of."""
    groups = Groups(Parameters(instance))
    for row in records(instance.tables["Rules"]):
        for group in groups.named(row.grouping, row.group):
            yield row._replace(group=group)


def _softened(instance: Instance, kept: Collection[Demand]) -> Iterator[Any]:
    """A rule that gives way is soft without weight; it stays, for its minutes tell how far people travel."""
    for row in _rules_by_group(instance):
        stays = row.strictness == "soft" or ("Rules", row.rule, row.group) in kept
        name = f"{row.rule} {row.group}"
        yield row._replace(rule=name) if stays else row._replace(rule=name, strictness="soft", weight=0.0)


def _plenty(table: pd.DataFrame, column: str, stays: Callable[[Any], bool]) -> pd.DataFrame:
    amounts = [getattr(row, column) if stays(row) else MORE_THAN_ENOUGH for row in records(table)]
    return table.assign(**{column: amounts})


def _free(sites: pd.DataFrame, kept: Collection[Demand]) -> pd.DataFrame:
    """The sites, those that give way as candidates or with leave to close."""
    rows = [_released(row) if _is_bound(row) and ("Sites", row.site) not in kept else row for row in records(sites)]
    return pd.DataFrame(rows, columns=sites.columns).astype(sites.dtypes.to_dict())


def _is_bound(row: Any) -> bool:
    """Whether the status says that the site must run, or must not."""
    stays = row.status == "existing" and not row.may_close and not row.outside
    return stays or row.status in ("fixed", "excluded")


def _released(row: Any) -> Any:
    if row.status == "existing":
        return row._replace(may_close=True)
    types = row.types or tuple(row.allowed_types.split(", "))
    return row._replace(status="candidate", types=types)
