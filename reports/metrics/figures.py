"""The key figures of a plan by name; the names are stable and appear in ``--json``."""

from __future__ import annotations

from instances.catalogue.fields import Choice
from instances.i18n import Text

FIGURES = (
    Choice("sites_opened", Text("Standorte, die eröffnen", "Sites that open")),
    Choice("sites_converted", Text("Standorte, die umgewandelt werden", "Sites that convert")),
    Choice("sites_closed", Text("Standorte, die schließen", "Sites that close")),
    Choice("sites_open", Text("Offene Standorte", "Open sites")),
    Choice("cost_present", Text("Mehrkosten, Barwert", "Additional cost, present value")),
    Choice("residual_value", Text("Restwert am Ende, Barwert", "Residual value at the end, present value")),
    Choice("cost_one_off", Text("Einmalige Kosten", "One-off cost")),
    Choice("cost_per_year", Text("Laufende Mehrkosten je Jahr", "Additional running cost per year")),
    Choice("revenue_covered", Text("Durch Erlöse gedeckt", "Covered by revenue")),
    Choice("cost_pot", Text("Zahlt im ganzen Plan", "Pays in the whole plan")),
    Choice("unmet", Text("Unversorgter Bedarf", "Unmet need")),
    Choice("unmet_share", Text("Anteil unversorgt", "Share unserved")),
    Choice("served", Text("Versorgter Bedarf", "Need served")),
    Choice("within_standard", Text("Einwohner im Maßstab", "Residents within the standard")),
    Choice("areas_below", Text("Bereiche unter der Schwelle", "Areas below the threshold")),
    Choice("recruited", Text("Neu gewonnenes Personal", "Staff recruited")),
    Choice("rules_missed", Text("Verfehlte Regeln", "Rules missed")),
    Choice("goal_value", Text("Zielwert", "Goal value")),
    Choice("goal_bound", Text("Bewiesene Schranke", "Proven bound")),
    Choice("gap_units", Text("Bewiesene Lücke", "Proven gap")),
    Choice("gap_share", Text("Bewiesene Lücke, Anteil", "Proven gap, share")),
)
FIGURES_BY_KEY = {figure.key: figure for figure in FIGURES}
