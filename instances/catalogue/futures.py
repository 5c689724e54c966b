"""The sheet of futures: what may come otherwise than the workbook says, while the plan stays one."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from instances.catalogue.care import PRODUCTION, RESOURCES, TYPES
from instances.catalogue.changes import action, changed_column, changed_rows, changed_sheet, note
from instances.catalogue.columns import PERCENT, key
from instances.catalogue.cooperation import LINKS
from instances.catalogue.fields import Field, Kind, Sheet
from instances.catalogue.places import AGE_GROUPS, DEMAND, PLACES
from instances.catalogue.revenue import REVENUE
from instances.catalogue.services import SERVICES
from instances.catalogue.sites import EXISTING
from instances.catalogue.staff_and_money import LABOUR_POOLS, POTS, PROFESSIONS
from instances.i18n import Text

UNCERTAIN: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "Places": ("growth",),
        "Services": tuple(f"rate_{group}" for group in AGE_GROUPS),
        "Demand": ("amount",),
        "Existing": ("units",),
        "LabourPools": ("available", "recruitable", "retention", "recruit_cost", "team_uplift"),
        "Production": ("max_share",),
        "Types": ("setup_cost", "conversion_cost", "closing_cost", "yearly_cost"),
        "Resources": ("investment", "running_cost"),
        "Professions": ("staff_cost",),
        "Links": ("yearly_cost",),
        "Revenue": ("amount",),
        "Pots": ("budget",),
    }
)
"""Columns that may differ between futures, by sheet.

Everything else is known, or decided, before a future comes: also the residents and the stock of today, which say where
the practices of today are.
"""

SHEETS_WITH_FUTURES = (
    *(PLACES, SERVICES, DEMAND, EXISTING, LABOUR_POOLS, PRODUCTION),
    *(TYPES, RESOURCES, PROFESSIONS, LINKS, REVENUE, POTS),
)

FUTURES = Sheet(
    "Futures",
    Text("Zukünfte", "Futures"),
    Text(
        "Was anders kommen kann, als die Arbeitsmappe sagt: Bedarf, Ruhestände, Personal, Kosten, Delegation. Geplant "
        "wird ein einziger Plan (Standorte, Typen, Ausbau, Kooperationen), der in jeder Zukunft gilt; wer wohin geht, "
        "wer eingestellt wird und was womit bezahlt wird, richtet sich nach der Zukunft. Eine Zukunft hat so viele "
        "Zeilen wie Änderungen; eine ohne Änderung ist „wie erwartet“ und muss dabei sein. Leer: nur wie erwartet.",
        "What may come otherwise than the workbook says: need, retirements, staff, cost, delegation. There is one "
        "plan (sites, types, capacity, cooperation) for all futures; who goes where, who is recruited and who pays "
        "what depends on the future. A future has as many rows as changes; one without a change is “as expected” and "
        "must be among them. Empty: as expected only.",
    ),
    Text("Zukunft × Änderung", "future × change"),
    (
        key("future", Text("Zukunft", "Future"), Text("Name der Zukunft.", "Name of the future."), "weniger Nachwuchs"),
        Field(
            "probability",
            Kind.SHARE,
            Text("Wahrscheinlichkeit", "Probability"),
            Text(
                "Wie wahrscheinlich die Zukunft ist; zusammen 100 %. Einmal je Zukunft genügt. Überall leer: alle "
                "gleich wahrscheinlich.",
                "How likely the future is; 100 % together. Once for each future is enough. Empty everywhere: all are "
                "equally likely.",
            ),
            unit=PERCENT,
            minimum=0,
            maximum=1,
            example=0.25,
        ),
        changed_sheet(
            Text(
                "Auf welchem Blatt etwas anders ist. Standorte, Typen und Regeln sind in allen Zukünften dieselben.",
                "On which sheet something differs. Sites, types and rules are the same in all futures.",
            ),
            SHEETS_WITH_FUTURES,
            "LabourPools",
        ),
        changed_rows("profession = gp"),
        changed_column("recruitable"),
        action(),
        Field(
            "value",
            Kind.NUMBER,
            Text("Wert", "Value"),
            Text(
                "In der Einheit der Spalte; Anteile als 0,95. Beim Malnehmen der Faktor.",
                "In the unit of the column; shares as 0.95. For multiplying the factor.",
            ),
            example=0.5,
        ),
        note(),
    ),
)
