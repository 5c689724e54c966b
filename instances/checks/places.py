"""Planning areas, places and periods: what the columns of one row say together."""

from __future__ import annotations

import numpy as np

from instances.catalogue.places import AGE_GROUPS
from instances.checks.table import Mask, Tables
from instances.checks.wording import number_text
from instances.findings import Finding
from instances.i18n import N_

AGE_SHARES = tuple(f"share_{group}" for group in AGE_GROUPS)
ROUNDING_OF_SHARES = 0.0051  # four percentages rounded to whole ones may miss 100 % by half a per cent and more


def without_area(tables: Tables) -> list[Finding]:
    """Places of ours that lie in no planning area."""
    places = tables["Places"]
    return places.error(
        "area",
        places.empty("area") & (places.text("outside") != "yes") & ~places.refused_in("outside"),
        N_("{column}: the cell is empty, and the place is not outside."),
        N_("Enter the planning area the place lies in."),
    )


def two_ratios(tables: Tables) -> list[Finding]:
    """Areas that give the regional ratio and also what it would be computed from."""
    areas = tables["Areas"]
    given = areas.has("regional_ratio")
    both = given & (areas.has("general_ratio") | areas.has("morbidity_factor"))
    return areas.error(
        "regional_ratio",
        both,
        N_("{column}: the area also gives a general ratio or a morbidity factor; only one of the two may be given."),
        N_("Empty either this cell, or those of the general ratio and the morbidity factor."),
    )


def age_shares(tables: Tables) -> list[Finding]:
    """Age profiles of places that are incomplete or do not add up."""
    places = tables["Places"]
    refused = places.refused_in(*AGE_SHARES)
    given = np.sum([places.has(share) for share in AGE_SHARES], axis=0)
    total = np.sum([np.nan_to_num(places.number(share)) for share in AGE_SHARES], axis=0)
    complete = (given == len(AGE_SHARES)) & ~refused
    found = places.error(
        AGE_SHARES[0],
        complete & (np.abs(total - 1) > ROUNDING_OF_SHARES),
        N_("The four age shares of the row add up to {total}."),
        N_("Correct them so that they add up to 100 %."),
        total=[number_text(value, percent=True) for value in total.round(6)],
    )
    for share in AGE_SHARES:
        found += places.error(
            share,
            (given > 0) & (given < len(AGE_SHARES)) & ~refused & places.empty(share),
            N_("{column}: the cell is empty, but the row gives other age shares."),
            N_("Enter all four age shares, or none: then those of the settings hold."),
        )
    return found


def age_shares_of_settings(tables: Tables) -> list[Finding]:
    """The general age profile, given or default, does not add up."""
    settings = tables["Settings"]
    own: Mask = np.isin(settings.text("parameter"), AGE_SHARES)
    if not own.any() or (settings.refused_in("value") & own).any():
        return []
    total = sum(float(tables.setting(share)) for share in AGE_SHARES)
    first = np.zeros(len(settings), dtype=bool)
    first[np.flatnonzero(own)[0]] = abs(total - 1) > ROUNDING_OF_SHARES
    return settings.error(
        "value",
        first,
        N_("The four age shares of the settings add up to {total}."),
        N_("Correct them so that they add up to 100 %; an empty one counts with its default."),
        total=number_text(round(total, 6), percent=True),
    )


def order_of_periods(tables: Tables) -> list[Finding]:
    """Periods that overlap, stand in the wrong order, leave gaps or begin before the data do."""
    periods = tables["Periods"]
    if not len(periods):
        return []
    first, years = periods.number("first_year"), periods.number("years")
    after_last = np.concatenate([[np.nan], (first + years)[:-1]])
    found = periods.error(
        "first_year",
        first < after_last,
        N_("{column}: {value} is before the end of the period above."),
        N_("Sort the periods by year and let each begin when the one above has ended, here {next}."),
        next=[number_text(year) for year in after_last],
    )
    found += periods.warning(
        "first_year",
        first > after_last,
        N_("{column}: between this period and the one above there are years that nobody plans."),
        N_("Let the period begin in {next}, or lengthen the one above."),
        next=[number_text(year) for year in after_last],
    )
    return found + periods.warning(
        "first_year",
        first < float(tables.setting("base_year")),
        N_("{column}: {value} is before the base year {base_year}."),
        N_("Check the base year on the sheet of settings: residents and what exists refer to it."),
        base_year=number_text(float(tables.setting("base_year"))),
    )
