"""Columns about capacity, staff, need and the supply ratio."""

from __future__ import annotations

from instances.catalogue.columns import RESIDENTS
from instances.i18n import Text
from reports.metrics.column import Column, Form

SEATS = Text("Sitze", "seats")
EQUIVALENTS = Text("gleichw. Einw.", "equiv. residents")

CARE = (
    Column(
        "opens",
        Text("Ab", "From"),
        Text("Erstes Jahr, in dem der Standort so läuft; leer: wie heute.", "First year it runs so; empty: as today."),
        Form.YEAR,
    ),
    Column(
        "units",
        Text("Menge", "Units"),
        Text(
            "Kapazität am Ende des Plans, in der Einheit der Ressource.",
            "Capacity in the plan, in the resource's unit.",
        ),
        Form.TWO,
    ),
    Column(
        "kept",
        Text("davon vorhanden", "kept"),
        Text("Kapazität von heute, die bleibt.", "Capacity of today that stays."),
        Form.TWO,
    ),
    Column(
        "added",
        Text("davon neu", "added"),
        Text("Kapazität, die der Plan bis dahin hinzufügt.", "Capacity that the plan has added by then."),
        Form.TWO,
    ),
    Column(
        "assigned",
        Text("Zugeordnet", "Assigned"),
        Text(
            "Einwohner, die dem Standort rechnerisch in mindestens einer Leistung zugeordnet sind; freie Arztwahl.",
            "Residents assigned to the site by computation for at least one service; patients choose freely.",
        ),
        Form.WHOLE,
        RESIDENTS,
    ),
    Column(
        "residents",
        Text("Einwohner", "Residents"),
        Text("Einwohner im Basisjahr.", "Residents in the base year."),
        Form.WHOLE,
    ),
    Column(
        "residents_then",
        Text("Einwohner im Zeitraum", "Residents in period"),
        Text("Einwohner im ersten Jahr des Zeitraums.", "Residents in the first year of the period."),
        Form.WHOLE,
    ),
    Column(
        "seats_needed",
        Text("Bedarf", "Needed"),
        Text(
            "Hausarztsitze nach der Verhältniszahl des Bereichs: Einwohner / Verhältniszahl.",
            "GP seats by the area's ratio: residents / residents per doctor.",
        ),
        Form.ONE,
        SEATS,
    ),
    Column(
        "seats_before",
        Text("Heute", "Today"),
        Text("Sitze von heute nach Anrechnungsfaktoren.", "Seats of today by counting factors."),
        Form.TWO,
        SEATS,
    ),
    Column(
        "seats_after",
        Text("Plan", "Plan"),
        Text("Sitze im Plan nach Anrechnungsfaktoren.", "Seats in the plan by counting factors."),
        Form.TWO,
        SEATS,
    ),
    Column(
        "supply_before",
        Text("Versorgungsgrad heute", "Supply ratio today"),
        Text(
            "Rechnerischer Versorgungsgrad heute: Sitze / Bedarf; nur Ärztinnen und Ärzte zählen.",
            "Computed supply ratio of today: seats / seats needed; doctors only.",
        ),
        Form.SHARE,
    ),
    Column(
        "supply_after",
        Text("Versorgungsgrad im Plan", "Supply ratio in plan"),
        Text(
            "Rechnerischer Versorgungsgrad im Plan: Sitze / Bedarf des Zeitraums; nur Ärztinnen und Ärzte zählen.",
            "Computed supply ratio in the plan: seats / seats needed in the period; doctors only.",
        ),
        Form.SHARE,
    ),
    Column(
        "official",
        Text("amtlich", "official"),
        Text("Veröffentlichter Versorgungsgrad, wie angegeben.", "Published supply ratio as given."),
        Form.SHARE,
    ),
    Column(
        "deviation",
        Text("Abweichung", "Deviation"),
        Text("Errechneter minus amtlicher Versorgungsgrad.", "Computed minus official supply ratio."),
        Form.SHARE,
    ),
    Column(
        "flagged",
        Text("über 1 Punkt", "over 1 point"),
        Text(
            "Weicht um mehr als einen Prozentpunkt vom amtlichen Wert ab.", "More than one point from the official one."
        ),
        Form.FLAG,
    ),
    Column(
        "functional",
        Text("Funktionale Deckung", "Functional coverage"),
        Text(
            "Sitze und, in Sitze umgerechnet, die im Plan delegierte Arbeit / Bedarf. Nicht der gesetzliche "
            "Versorgungsgrad, in dem nur Ärztinnen und Ärzte zählen.",
            "Seats plus the work delegated in the plan, expressed in seats / seats needed. Not the statutory supply "
            "ratio, which counts doctors only.",
        ),
        Form.SHARE,
    ),
    Column(
        "served",
        Text("Versorgt", "Served"),
        Text(
            "Anteil des Bedarfs der Einwohner, der zugeordnet ist; Leistungen nach ihrem Gewicht gemittelt.",
            "Share of the residents' demand that is assigned; services averaged by their weights.",
        ),
        Form.SHARE,
    ),
    Column(
        "demand",
        Text("Bedarf", "Demand"),
        Text("Bedarf in der Einheit der Leistung.", "Demand in the service's unit."),
        Form.WHOLE,
    ),
    Column(
        "capacity",
        Text("Kapazität", "Capacity"),
        Text(
            "Was die Ressourcen im Jahr leisten, wenn sie nur diese Leistung erbringen.",
            "What the resources produce in a year if they produce this service alone.",
        ),
        Form.WHOLE,
    ),
    Column("load", Text("Auslastung", "Load"), Text("Bedarf / Kapazität.", "Demand / capacity."), Form.SHARE),
    Column(
        "demand_equivalents",
        Text("Bedarf", "Demand"),
        Text(
            "Bedarf in gleichwertigen Einwohnern: Bedarf / landesweiter Bedarf je Kopf.",
            "Demand in equivalent residents: demand / state-wide demand per head.",
        ),
        Form.WHOLE,
        EQUIVALENTS,
    ),
    Column(
        "unmet",
        Text("Unversorgt", "Unserved"),
        Text(
            "Bedarf ohne Zuordnung im Plan, in gleichwertigen Einwohnern.",
            "Demand without an assignment in the plan, in equivalent residents.",
        ),
        Form.WHOLE,
        EQUIVALENTS,
    ),
    Column(
        "unmet_share",
        Text("Anteil unversorgt", "Share unserved"),
        Text("Unversorgt / Bedarf.", "Unserved / demand."),
        Form.SHARE,
    ),
    Column(
        "unmet_today",
        Text("heute mindestens", "today at least"),
        Text(
            "Was mit der Kapazität von heute auch bei bester Verteilung der Einwohner unversorgt bleibt, "
            "gleichwertige Einwohner; "
            "Bedarf des ersten Zeitraums.",
            "What stays unserved with today's capacity however residents are distributed, equivalent residents; "
            "demand of the "
            "first period.",
        ),
        Form.WHOLE,
        EQUIVALENTS,
    ),
    Column(
        "unmet_without",
        Text("ohne Plan mindestens", "without plan at least"),
        Text(
            "Dasselbe mit dem, was vom heutigen Bestand im letzten Zeitraum noch steht, und mit dessen Bedarf.",
            "The same with what of today's capacity still stands in the last period, and that period's demand.",
        ),
        Form.WHOLE,
        EQUIVALENTS,
    ),
    Column(
        "unmet_plan",
        Text("mit Plan", "with plan"),
        Text("Unversorgt im letzten Zeitraum des Plans.", "Unserved in the plan's last period."),
        Form.WHOLE,
        EQUIVALENTS,
    ),
    Column(
        "share_today",
        Text("Anteil heute", "Share today"),
        Text("Unversorgt / Bedarf heute.", "Unserved / demand today."),
        Form.SHARE,
    ),
    Column(
        "share_plan",
        Text("Anteil mit Plan", "Share with plan"),
        Text("Unversorgt / Bedarf im letzten Zeitraum.", "Unserved / demand in the last period."),
        Form.SHARE,
    ),
)
