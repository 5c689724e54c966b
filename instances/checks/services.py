"""Services: how their demand is assigned."""

from __future__ import annotations

from instances.checks.table import Tables
from instances.findings import Finding
from instances.i18n import N_

FREE = ("", "free")


def exempt_from_nothing(tables: Tables) -> list[Finding]:
    """Places are exempt from an assignment that is free anyway."""
    services = tables["Services"]
    free = services["assignment"].isin(FREE).to_numpy(dtype=bool) & ~services.refused_in("assignment")
    return services.warning(
        "split_above",
        free & services.has("split_above"),
        N_("{column}: {value} has no effect, because the service is assigned freely."),
        N_("Choose another “{other}”, or empty the cell."),
        other=services.sheet.by_name["assignment"].label,
    )


def closest_of_parts(tables: Tables) -> list[Finding]:
    """Services of several parts cannot go to the closest site: which of the sites offer them is no simple question."""
    services, rows = tables["Services"], tables["Pathways"]
    composed = set(rows["service"][rows["service"] != rows["component"]])
    return services.error(
        "assignment",
        services["service"].isin(composed).to_numpy(dtype=bool) & (services.text("assignment") == "closest"),
        N_("{column}: “{service}” consists of parts (sheet “{sheet}”) and cannot go to the closest site."),
        N_("Choose free or single."),
        service=list(services["service"]),
        sheet=rows.sheet.label,
    )
