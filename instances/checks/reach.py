"""Who reaches whom: places that no site can serve, and sites that nobody reaches."""

from __future__ import annotations

import pandas as pd

from instances.catalogue import SHEETS_BY_KEY
from instances.checks.wording import number_text
from instances.findings import Finding, Severity
from instances.i18n import N_, Text


def reach_findings(
    travel: pd.DataFrame, places: pd.DataFrame, sites: pd.DataFrame, services: pd.DataFrame
) -> list[Finding]:
    """Warnings about places without any site, and sites without any place, within the widest limit of any service.

    ``travel`` has the columns place, site, minutes; ``places``, ``sites`` and ``services`` are completed tables.
    Excluded sites serve nobody and are not asked about, nor are places without residents.
    """
    limit = float(services["limit_minutes"].max()) if len(services) else 0.0
    usable = sites[sites["status"] != "excluded"]
    pairs = travel[(travel["minutes"] <= limit) & travel["site"].isin(usable["site"])]
    unserved = places[(places["residents"] > 0) & ~places["place"].isin(pairs["place"])]
    unreached = usable[~usable["site"].isin(pairs["site"])]
    minutes = number_text(limit)
    return [
        *_warnings(
            "Places",
            unserved,
            N_("No site is within {minutes} minutes of {name}; its residents stay without care."),
            N_("Check its position and travel times, or add a candidate site nearby."),
            minutes,
        ),
        *_warnings(
            "Sites",
            unreached,
            N_("No place is within {minutes} minutes of {name}; nobody would use the site."),
            N_("Check its position and travel times."),
            minutes,
        ),
    ]


def _warnings(sheet: str, rows: pd.DataFrame, message: str, remedy: str, minutes: Text) -> list[Finding]:
    column = SHEETS_BY_KEY[sheet].identity[0]
    names = rows[column].where(rows["label"].isin(["", *rows[column]]), rows["label"] + " (" + rows[column] + ")")
    return [
        Finding(Severity.WARNING, message, remedy, sheet, column, found=key, values={"name": name, "minutes": minutes})
        for key, name in zip(rows[column], names, strict=True)
    ]
