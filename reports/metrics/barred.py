"""Which types the hard rules on founding and consent bar at which sites."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd

from instances.catalogue.founding import FOUNDING
from instances.founding import Founding
from reports.metrics.facts import Facts


def barred_types(facts: Facts, sites: pd.DataFrame) -> pd.DataFrame:
    """Site × type: a hard rule lets the type begin there in no period. ``sites`` has the columns site, type_names."""
    tables = facts.instance.tables
    founding = Founding(tables, facts.instance.settings)
    barred = pd.DataFrame(False, index=sites.index, columns=list(tables["Types"]["type"]))
    rules = tables["Rules"]
    rules = rules[(rules["strictness"] == "hard") & rules["kind"].isin(FOUNDING) & (rules["type"] != "")]
    rows: Iterator[Any] = rules.itertuples(index=False)
    for rule in rows:
        groups = facts.group_of(rule.grouping, sites["site"], "Sites")
        concerned = sites["type_names"].map(lambda names, kind=rule.type: kind in names)
        concerned &= (groups == rule.group) | (rule.group == "")
        for row, site in sites.loc[concerned, "site"].items():
            if not any(founding.allows(rule, site, period) for period in facts.periods):
                barred.loc[row, rule.type] = True
    return barred
