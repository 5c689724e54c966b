"""Values that are allowed but doubtful: wrong by a factor of 1000, double, or empty where something should be."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from instances.checks.table import Tables
from instances.checks.wording import number_text, number_to_type, plain
from instances.findings import Finding
from instances.i18n import N_


class Usual(NamedTuple):
    """Between which values a column usually lies, where it is not 0; ``factor`` is the slip that explains the rest."""

    sheet: str
    column: str
    low: float
    high: float


# Everything outside is reported: most often thousands or millions were meant, or a decimal comma went missing.
USUAL = (
    Usual("Places", "residents", 1, 2_000_000),
    Usual("Pots", "budget", 0.001, 100_000),
    Usual("Resources", "investment", 100, 20_000_000),
    Usual("Resources", "running_cost", 100, 10_000_000),
    Usual("Types", "setup_cost", 1_000, 500_000_000),
    Usual("Types", "yearly_cost", 100, 200_000_000),
    Usual("Sites", "extra_setup_cost", 100, 500_000_000),
    Usual("Professions", "staff_cost", 5_000, 500_000),
    Usual("LabourPools", "recruit_cost", 10, 200_000),
    Usual("Staffing", "fte", 0.01, 50),
)
MOST_HOURS = 5.0  # travel times that are all below this may be hours
LEAST_ROWS = 20
SMALL_FRACTION = 100.0


def usual_values(tables: Tables) -> list[Finding]:
    """Amounts that look as if they were in thousands or millions of the column's unit, or the reverse."""
    found: list[Finding] = []
    for sheet, column, low, high in USUAL:
        table = tables[sheet]
        value = table.number(column)
        unit = table.sheet.by_name[column].unit
        texts = {"low": number_text(low), "high": number_text(high), "unit": unit}
        found += table.warning(
            column,
            (value > 0) & (value < low),
            N_("{column}: {value} is unusually little; usual are {low} to {high}."),
            N_("Check whether thousands or millions were meant; the unit is {unit}."),
            **texts,
        )
        found += table.warning(
            column,
            value > high,
            N_("{column}: {value} is unusually much; usual are {low} to {high}."),
            N_("Check whether the amount is in another unit; the unit is {unit}."),
            **texts,
        )
    return found


def residents(tables: Tables) -> list[Finding]:
    """Places where nobody lives, or where a thousands separator was read as a decimal sign."""
    places = tables["Places"]
    value = places.number("residents")
    found = places.warning(
        "residents",
        value == 0,
        N_("{column}: nobody lives in this place."),
        N_("Check the number; a place without residents has no demand."),
    )
    fraction = (value >= 1) & (value < SMALL_FRACTION) & (value != np.round(value))
    return found + places.warning(
        "residents",
        fraction,
        N_("{column}: {value} is small and not whole."),
        N_("Did you mean {meant}? A thousands separator may have been read as a decimal sign."),
        meant=[
            number_to_type(round(number * 1000)) if odd else "" for number, odd in zip(value, fraction, strict=True)
        ],
    )


def places_listed_twice(tables: Tables) -> list[Finding]:
    """Places with the same name in the same area under different keys."""
    places = tables["Places"]
    names = places["label"].map(plain)
    named = places.has("label") & places.has("area")
    rows = places.frame[["area"]].assign(name=names)[named]
    repeated = np.zeros(len(places), dtype=bool)
    repeated[named] = rows.duplicated()
    return places.warning(
        "label",
        repeated,
        N_("{column}: “{value}” stands on the sheet twice in the same planning area, under different keys."),
        N_("Check whether the place was entered twice; its residents would count twice."),
    )


def areas_without(tables: Tables) -> list[Finding]:
    """Areas that have no places, or no doctors today."""
    areas, places, existing = tables["Areas"], tables["Places"], tables["Existing"]
    if not len(places):
        return []
    has_key = areas.has("area")
    no_places = has_key & ~areas["area"].isin(places["area"]).to_numpy(dtype=bool)
    found = areas.warning(
        "area",
        no_places,
        N_("No place lies in the planning area “{value}”."),
        N_("Add its places on the sheet “{sheet}”, or delete the row."),
        sheet=places.sheet.label,
    )
    if not len(existing) or not existing.is_sound:
        return found
    return found + areas.warning(
        "area",
        has_key & ~no_places & ~areas["area"].isin(_areas_with_doctors(tables)).to_numpy(dtype=bool),
        N_("The planning area “{value}” has no doctors' seats today."),
        N_("Enter its seats on the sheet “{sheet}”, unless there really are none."),
        sheet=existing.sheet.label,
    )


def _areas_with_doctors(tables: Tables) -> set[str]:
    existing, resources = tables["Existing"].frame, tables.effective("Resources")
    counting = resources.loc[resources["counting_factor"] > 0, "resource"]
    seats = existing[existing["resource"].isin(counting) & (existing["units"] > 0)]
    area_of = tables["Places"].frame.drop_duplicates("place").set_index("place")["area"]
    place_of = tables["Sites"].frame.drop_duplicates("site").set_index("site")["place"]
    places = {*seats["place"], *seats["site"].map(place_of).dropna()}
    return {*seats["area"], *area_of.reindex(list(places)).dropna()} - {""}


def hours_for_minutes(tables: Tables) -> list[Finding]:
    """Travel times that are all so small that they may be hours."""
    travel = tables["TravelTimes"]
    minutes = travel.number("minutes")[travel.has("minutes")]
    if len(minutes) < LEAST_ROWS or minutes.max() > MOST_HOURS:
        return []
    return [
        travel.note(
            N_("No travel time is longer than {longest} minutes."),
            N_("Check whether the times are in hours; they are expected in minutes."),
            longest=number_text(float(minutes.max())),
        )
    ]
