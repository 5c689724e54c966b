"""Types, resources and services: limits in order, supervision complete, nothing that nobody can do."""

from __future__ import annotations

import numpy as np
import pandas as pd

from instances.catalogue.places import AGE_GROUPS
from instances.checks.table import Tables
from instances.checks.wording import number_text
from instances.findings import Finding
from instances.i18n import N_

RATES = tuple(f"rate_{group}" for group in AGE_GROUPS)


def minimum_above_maximum(tables: Tables) -> list[Finding]:
    """Types that must have more of a resource than they may."""
    rows = tables["TypeResources"]
    return rows.error(
        "minimum",
        rows.number("minimum") > rows.number("maximum"),
        N_("{column}: {value} is more than the maximum of {maximum}."),
        N_("Lower the minimum or raise the maximum."),
        maximum=[number_text(value) for value in rows.number("maximum")],
    )


def supervision(tables: Tables) -> list[Finding]:
    """Work that needs supervision, but by nobody or by the resource itself."""
    rows = tables["Production"]
    needed = np.nan_to_num(rows.number("supervision")) > 0
    found = rows.error(
        "supervised_by",
        needed & rows.empty("supervised_by"),
        N_("{column}: the cell is empty, but the row asks for supervision."),
        N_("Enter the resource that supervises, or empty the supervision."),
    )
    return found + rows.error(
        "supervised_by",
        rows.has("supervised_by") & (rows.text("supervised_by") == rows.text("resource")),
        N_("{column}: “{value}” cannot supervise itself."),
        N_("Enter another resource, or empty the cell."),
    )


def services_nobody_provides(tables: Tables) -> list[Finding]:
    """Services without a resource that produces them, or that nobody uses."""
    services, pathways = tables["Services"], tables["Pathways"]
    produced = pd.concat([tables.effective("Production")["service"], pathways["service"]])
    found = services.warning(
        "service",
        services.has("service") & ~services["service"].isin(produced).to_numpy(dtype=bool),
        N_("No resource produces the service “{value}”; all of its demand stays unmet."),
        N_("Add a row for it on the sheet “{sheet}”."),
        sheet=tables["Production"].sheet.label,
    )
    unused = np.all([services.number(rate) == 0 for rate in RATES], axis=0)
    needed = pd.concat([tables["Demand"]["service"], pathways["component"], pathways["service"]])
    return found + services.warning(
        RATES[0],
        unused & ~services["service"].isin(needed).to_numpy(dtype=bool),
        N_("All rates of the service are 0, so nobody needs it."),
        N_("Enter how often people of each age use it, or delete the row."),
    )
