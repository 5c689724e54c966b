"""Revenue is paid for something that there is."""

from __future__ import annotations

from instances.checks.table import Tables
from instances.findings import Finding
from instances.i18n import N_


def service_by_basis(tables: Tables) -> list[Finding]:
    """Amounts per unit or resident without a service, and lump sums with one."""
    rows = tables["Revenue"]
    basis = rows.text("basis")
    found = rows.error(
        "service",
        ((basis == "unit") | (basis == "resident")) & rows.empty("service"),
        N_("{column}: the cell is empty, but the amount is paid for a service."),
        N_("Enter the service, or let the amount be paid per site and year."),
    )
    return found + rows.warning(
        "service",
        (basis == "site") & rows.has("service"),
        N_("{column}: “{value}” has no effect, because the amount is paid per site and year."),
        N_("Empty the cell, or choose another basis."),
    )
