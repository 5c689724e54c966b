"""Columns about money; amounts are additional to today, in million euros."""

from __future__ import annotations

from instances.catalogue.fields import Choice
from instances.i18n import Text
from reports.metrics.column import Column, Form

MILLIONS = Text("Mio. €", "million €")
MILLIONS_PER_YEAR = Text("Mio. €/Jahr", "million €/year")

MONEY = (
    Column(
        "site_one_off",
        Text("Einmalig", "One-off"),
        Text(
            "Gründung, Schließung und Investitionen am Standort im ganzen Plan.",
            "Set-up, closing and investment at the site in the whole plan.",
        ),
        Form.MONEY,
        MILLIONS,
    ),
    Column(
        "per_year",
        Text("Laufend", "Running"),
        Text(
            "Laufende Mehrkosten je Jahr gegenüber heute, mit Personal, im letzten Zeitraum.",
            "Running cost per year additional to today, with staff, in the last period.",
        ),
        Form.MONEY,
        MILLIONS_PER_YEAR,
    ),
    Column(
        "setup",
        Text("Gründung", "Set-up"),
        Text("Einmalige Kosten der Eröffnung.", "One-off cost of opening."),
        Form.MONEY,
        MILLIONS,
    ),
    Column(
        "closing",
        Text("Schließung", "Closing"),
        Text("Einmalige Kosten der Schließung oder Umwandlung.", "One-off cost of closing or converting."),
        Form.MONEY,
        MILLIONS,
    ),
    Column(
        "investment",
        Text("Investition", "Investment"),
        Text("Einmalige Kosten zusätzlicher Kapazität.", "One-off cost of capacity added."),
        Form.MONEY,
        MILLIONS,
    ),
    Column(
        "running",
        Text("Laufend", "Running"),
        Text("Laufende Kosten ohne Personal.", "Running cost without staff."),
        Form.MONEY,
        MILLIONS,
    ),
    Column(
        "staff", Text("Personal", "Staff"), Text("Zusätzliches Personal.", "Additional staff."), Form.MONEY, MILLIONS
    ),
    Column(
        "recruiting",
        Text("Gewinnung", "Recruiting"),
        Text("Kosten der Personalgewinnung.", "Cost of recruiting."),
        Form.MONEY,
        MILLIONS,
    ),
    Column("total", Text("Summe", "Total"), Text("Summe der Zeile.", "Total of the row."), Form.MONEY, MILLIONS),
    Column(
        "budget",
        Text("Budget", "Budget"),
        Text("Budget der Quelle im ganzen Zeitraum.", "Budget of the pot in the whole period."),
        Form.MONEY,
        MILLIONS,
    ),
    Column(
        "carried_in",
        Text("Übertrag", "Carried in"),
        Text(
            "Was frühere Zeiträume übrig ließen; nur bei übertragbaren Quellen.",
            "What earlier periods left over; only for pots that carry over.",
        ),
        Form.MONEY,
        MILLIONS,
    ),
    Column(
        "used",
        Text("ausgeschöpft", "used"),
        Text("Summe / (Budget + Übertrag).", "Total / (budget + carried in)."),
        Form.SHARE,
    ),
    Column(
        "payer",
        Text("Kostenträger", "Payer"),
        Text("Wer den Erlös zahlt, wie im Blatt „Erlöse“.", "Who pays the revenue, as on the sheet “Revenue”."),
    ),
    Column(
        "earned",
        Text("Erlös", "Revenue"),
        Text("Was die Standorte einnehmen.", "What the sites earn."),
        Form.MONEY,
        MILLIONS,
    ),
    Column(
        "covered",
        Text("davon kostendeckend", "of it covering cost"),
        Text(
            "Was davon laufende Kosten und Personal deckt; den Rest behalten die Standorte.",
            "What of it covers running cost and staff; the sites keep the rest.",
        ),
        Form.MONEY,
        MILLIONS,
    ),
    Column("share_paid", Text("Anteil", "Share"), Text("Anteil an allen Kosten.", "Share of all costs."), Form.SHARE),
    Column(
        "year", Text("Jahr", "Year"), Text("Haushaltsjahr (Kalenderjahr).", "Budget year (calendar year)."), Form.YEAR
    ),
    Column(
        "invested",
        Text("Einmalig", "One-off"),
        Text(
            "Gründung, Investition, Personalgewinnung: im ersten Jahr des Zeitraums.",
            "Set-up, investment, recruiting: in the first year of the period.",
        ),
        Form.MONEY,
        MILLIONS,
    ),
    Column(
        "running_all",
        Text("Laufend mit Personal", "Running with staff"),
        Text(
            "Laufende Kosten und Personal, gleichmäßig über die Jahre.",
            "Running cost and staff, evenly over the years.",
        ),
        Form.MONEY,
        MILLIONS,
    ),
    Column(
        "committed",
        Text("Bindung späterer Jahre", "Later years bound"),
        Text(
            "Verpflichtungen: was das in diesem Jahr Laufende bis zum Ende des Plans in späteren Jahren kostet.",
            "Commitments: what runs in this year costs so much in later years, up to the plan's end.",
        ),
        Form.MONEY,
        MILLIONS,
    ),
    Column(
        "lead_time",
        Text("Vorlauf", "Lead time"),
        Text("Jahre vom Beschluss bis zur Eröffnung.", "Years from decision to opening."),
        Form.ONE,
        Text("Jahre", "years"),
    ),
    Column(
        "latest_start",
        Text("Spätester Beschluss", "Latest decision"),
        Text("Jahr der Änderung minus Vorlauf des Typs.", "Year of the change minus the type's lead time."),
        Form.YEAR,
    ),
    Column(
        "due",
        Text("drängt", "due now"),
        Text(
            "Der Beschluss ist spätestens im Basisjahr fällig.", "The decision is due in the base year at the latest."
        ),
        Form.FLAG,
    ),
    Column(
        "missing",
        Text("Offen", "Still open"),
        Text("Was die Arbeitsmappe noch nicht sagt.", "What the workbook does not say yet."),
        choices=(
            Choice("carrier", Text("Träger", "carrier")),
            Choice("legal_basis", Text("Rechtsgrundlage", "legal basis")),
            Choice("both", Text("Träger und Rechtsgrundlage", "carrier and legal basis")),
        ),
    ),
    Column(
        "consents_missing",
        Text("Fehlende Zustimmungen", "Consents missing"),
        Text("Wer nach den Regeln noch nicht zugestimmt hat.", "Who has not consented yet, of those the rules name."),
    ),
)
