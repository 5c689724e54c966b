"""Pooled resources: whole units, sizes that a type can have, and nothing said that has no effect."""

from __future__ import annotations

import numpy as np
import pandas as pd

from instances.catalogue.capacity import POOLED
from instances.checks.table import Mask, Table, Tables
from instances.checks.wording import listed, number_text
from instances.findings import Finding
from instances.i18n import N_
from instances.pooling import MOST_SIZES, ROUNDING

HOURS_OF_A_DAY = 24.0
WORDS_FOR_DAYS = ("tage", "tag", "days", "day")


def whole_steps(tables: Tables) -> list[Finding]:
    """Pooled resources that are added by halves: two halves of a bed do not stand in for each other."""
    resources = tables["Resources"]
    step = resources.number("step")
    return resources.error(
        "step",
        _pooled(resources) & (step != np.round(step)) & ~np.isnan(step),
        N_("{column}: {value} is not a whole number, but units that stand in for each other are whole."),
        N_("Enter a whole number, or choose the linear capacity rule."),
    )


def without_effect(tables: Tables) -> list[Finding]:
    """What is said about turning away or waiting where the capacity is linear."""
    resources, sizes = tables["Resources"], tables["Sizes"]
    message = N_("{column}: “{value}” has no effect, since the resource's capacity is linear.")
    remedy = N_("Choose turning away or waiting under “{rule}”, or empty the cell.")
    rule = resources.sheet.by_name["capacity_rule"].label
    linear = ~_pooled(resources) & ~resources.refused_in("capacity_rule")
    found = [
        finding
        for field in resources.sheet.fields
        if field.matters_where
        for finding in resources.warning(field.name, linear & resources.has(field.name), message, remedy, rule=rule)
    ]
    known = {*tables.effective("Resources")["resource"]} - {*_pools(tables)["resource"]}
    return found + sizes.warning("resource", sizes["resource"].isin(known).to_numpy(), message, remedy, rule=rule)


def pools_that_supervise(tables: Tables) -> list[Finding]:
    """Supervision by beds or bays: what supervises is staff."""
    rows = tables["Production"]
    return rows.error(
        "supervised_by",
        rows["supervised_by"].isin(_pools(tables)["resource"]).to_numpy(dtype=bool),
        N_("{column}: the capacity of “{value}” is not linear; it cannot supervise."),
        N_("Enter a resource of linear capacity, or empty the cell."),
    )


def too_many_sizes(tables: Tables) -> list[Finding]:
    """Types with so many steps that their sizes have to be listed."""
    rows, pools = tables["TypeResources"], _pools(tables)
    step = _of(rows, pools[~pools["resource"].isin(tables["Sizes"]["resource"])].set_index("resource")["step"])
    return rows.error(
        "maximum",
        (rows.number("maximum") / step) > MOST_SIZES,
        N_("{column}: up to {value} in steps of {step} are more than {most} sizes to choose from."),
        N_("List the sizes that make sense on the sheet “{sheet}”, or lower the maximum."),
        step=[number_text(value) for value in step],
        most=MOST_SIZES,
        sheet=tables["Sizes"].sheet.label,
    )


def sizes_that_fit(tables: Tables) -> list[Finding]:
    """Sizes that are no whole number of steps, and types that none of the listed sizes fits."""
    sizes, rows, pools = tables["Sizes"], tables["TypeResources"], _pools(tables)
    step = _of(sizes, pools.set_index("resource")["step"])
    found = sizes.error(
        "units",
        np.abs(sizes.number("units") / step - np.round(sizes.number("units") / step)) > ROUNDING,
        N_("{column}: {value} is no multiple of {step}, in which the resource is added."),
        N_("Enter a multiple, or change the step of the resource."),
        step=[number_text(value) for value in step],
    )
    by_resource = sizes.frame[sizes.has("units")].groupby("resource")["units"].apply(list).to_dict()
    choice = [by_resource.get(name, []) if name in {*pools["resource"]} else [] for name in rows["resource"]]
    low, high = np.nan_to_num(rows.number("minimum")), rows.number("maximum")
    fits = [
        not sizes_of or not high[row] > 0 or any(low[row] <= size <= high[row] for size in sizes_of)
        for row, sizes_of in enumerate(choice)
    ]
    return found + rows.warning(
        "maximum",
        ~np.array(fits, dtype=bool),
        N_("{column}: none of the sizes listed for the resource ({sizes}) fits the type."),
        N_("Add a size on the sheet “{sheet}”, or change minimum or maximum."),
        sizes=[listed(f"{size:g}" for size in sorted(sizes_of)) for sizes_of in choice],
        sheet=sizes.sheet.label,
    )


def occupancy_counted_twice(tables: Tables) -> list[Finding]:
    """Bed-days that take more than a day: the productivity probably holds an occupancy already."""
    rows, pools = tables["Production"], _pools(tables)
    hours = _of(rows, pools.set_index("resource")["opening_hours"].fillna(_default_hours(tables)))
    services = tables.effective("Services").drop_duplicates("service").set_index("service")["unit"]
    of_days = services.index[services.str.casefold().str.endswith(WORDS_FOR_DAYS)]
    in_days = rows["service"].isin(of_days).to_numpy(dtype=bool)
    each = hours / rows.number("productivity")
    return rows.warning(
        "productivity",
        in_days & (each > HOURS_OF_A_DAY * (1.0 + ROUNDING)),
        N_("{column}: with {value} a year each day takes {hours} hours; an occupancy seems to be contained in it."),
        N_("With turning away or waiting enter what a unit does that is always busy; the formula sees to the rest."),
        hours=[number_text(round(value, 1)) for value in each],
    )


def _default_hours(tables: Tables) -> float:
    return float(tables["Resources"].sheet.by_name["opening_hours"].default)


def _pooled(resources: Table) -> Mask:
    return np.isin(resources.text("capacity_rule"), POOLED)


def _pools(tables: Tables) -> pd.DataFrame:
    """The rows of the pooled resources, each key once."""
    rows = tables.effective("Resources")
    return rows[rows["capacity_rule"].isin(POOLED) & (rows["resource"] != "")].drop_duplicates("resource")


def _of(table: Table, values: pd.Series) -> np.ndarray:
    """For each row of ``table`` its resource's number; NaN where there is none."""
    return np.asarray(table["resource"].map(values).astype("float64"))
