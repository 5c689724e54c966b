"""Columns about staff, numbers of sites, and how full sites are."""

from __future__ import annotations

from instances.catalogue.columns import FTE
from instances.i18n import Text
from reports.metrics.column import Column, Form

LOAD = (
    Column(
        "need_today",
        Text("Heute", "Today"),
        Text("Personal für die Kapazität von heute.", "Staff for the capacity of today."),
        Form.ONE,
        FTE,
    ),
    Column(
        "need_after",
        Text("Bedarf im Plan", "Needed in plan"),
        Text("Personal für die Kapazität im Plan.", "Staff for the capacity in the plan."),
        Form.ONE,
        FTE,
    ),
    Column(
        "available",
        Text("Vorhanden", "Available"),
        Text(
            "Personal ohne Neugewinnung, wie im Personalmarkt angegeben; leer: nicht begrenzt.",
            "Staff without recruiting, as given in the labour pools; empty: not limited.",
        ),
        Form.ONE,
        FTE,
    ),
    Column(
        "recruited",
        Text("Neu gewonnen", "Recruited"),
        Text("Neugewinnung in diesem Zeitraum.", "Recruited within this period."),
        Form.ONE,
        FTE,
    ),
    Column(
        "recruitable",
        Text("Gewinnbar", "Recruitable"),
        Text("Höchste Neugewinnung im Zeitraum, wie angegeben.", "Largest recruitment within the period as given."),
        Form.ONE,
        FTE,
    ),
    Column(
        "free",
        Text("Frei", "Free"),
        Text("Vorhanden plus bis dahin gewonnen minus Bedarf.", "Available plus recruited by then minus needed."),
        Form.ONE,
        FTE,
    ),
    Column(
        "sites_before",
        Text("Standorte heute", "Sites today"),
        Text("Offene Standorte heute.", "Sites open today."),
        Form.WHOLE,
    ),
    Column(
        "sites_after",
        Text("Standorte im Plan", "Sites in plan"),
        Text("Offene Standorte im Plan.", "Sites open in the plan."),
        Form.WHOLE,
    ),
    Column(
        "count_new", Text("davon neu", "of these new"), Text("Eröffnete Standorte.", "Sites that open."), Form.WHOLE
    ),
    Column(
        "count_converted",
        Text("umgewandelt", "converted"),
        Text("Umgewandelte Standorte.", "Sites that convert."),
        Form.WHOLE,
    ),
    Column(
        "count_closed", Text("geschlossen", "closed"), Text("Geschlossene Standorte.", "Sites that close."), Form.WHOLE
    ),
    Column(
        "load_free",
        Text("Nachfrage bei freier Wahl", "Demand if all choose"),
        Text(
            "Bedarf aller Orte, deren nächster anbietender Standort dieser ist.",
            "Demand of all places nearest to this site.",
        ),
        Form.WHOLE,
    ),
    Column(
        "used_free",
        Text("Auslastung freie Wahl", "Load if all choose"),
        Text("Nachfrage bei freier Wahl / Kapazität.", "Demand if everyone chooses the nearest site / capacity."),
        Form.SHARE,
    ),
    Column(
        "load_plan",
        Text("Zugeordnet", "Assigned"),
        Text("Im Plan zugeordneter Bedarf.", "Demand assigned in the plan."),
        Form.WHOLE,
    ),
    Column(
        "used_plan",
        Text("Auslastung im Plan", "Load in plan"),
        Text("Zugeordneter Bedarf / Kapazität.", "Assigned demand / capacity."),
        Form.SHARE,
    ),
    Column(
        "overload",
        Text("Überlast", "Overload"),
        Text(
            "Nachfrage bei freier Wahl, die über die Kapazität geht.",
            "Demand beyond capacity if everyone chooses the nearest.",
        ),
        Form.WHOLE,
    ),
    Column(
        "count_over",
        Text("davon überlastet", "of these overloaded"),
        Text("Standorte mit mehr Nachfrage als Kapazität.", "Sites with more demand than capacity."),
        Form.WHOLE,
    ),
    Column(
        "share_over",
        Text("Anteil Überlast", "Share overload"),
        Text("Überlast / Nachfrage bei freier Wahl.", "Overload / demand if all choose."),
        Form.SHARE,
    ),
    Column("share", Text("Anteil", "Share"), Text("Anteil der Einwohner.", "Share of residents."), Form.SHARE),
)
