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
