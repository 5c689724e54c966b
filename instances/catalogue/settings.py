"""The parameters of the settings sheet: one field each, one row each."""

from __future__ import annotations

from instances.catalogue.areas import GENERAL_RATIO_SOURCE
from instances.catalogue.columns import MINUTES, RESIDENTS, assumed, choice
from instances.catalogue.fields import Choice, Field, Kind, Sheet, Source, Status
from instances.catalogue.places import AGE_GROUPS, AGE_TEXTS
from instances.i18n import Text

AGE_DEFAULTS = {"0_17": 0.165, "18_64": 0.605, "65_74": 0.120, "75_plus": 0.110}

SETTINGS: tuple[Field, ...] = (
    Field(
        "state",
        Kind.TEXT,
        Text("Land", "State"),
        Text(
            "Name des Landes oder der Region; steht im Titel der Berichte.",
            "Name of the state or region; title of reports.",
        ),
        default="",
        example="Rheinland-Pfalz",
    ),
    choice(
        "language",
        Text("Sprache", "Language"),
        Text(
            "Sprache der mitgelieferten Bezeichnungen und der Berichte.", "Language of supplied labels and of reports."
        ),
        (Choice("de", Text("Deutsch", "German")), Choice("en", Text("Englisch", "English"))),
        default="de",
    ),
    Field(
        "base_year",
        Kind.INTEGER,
        Text("Basisjahr", "Base year"),
        Text("Jahr, auf das sich Einwohner und Bestand beziehen.", "Year of the residents and of what exists."),
        minimum=2000,
        maximum=2100,
        default=2026,
    ),
    Field(
        "legal_status_date",
        Kind.TEXT,
        Text("Rechtsstand", "Legal status"),
        Text("Stand der Rechtsvorschriften, die den Werten zugrunde liegen.", "Date of the law behind the figures."),
        default="02.04.2025",
    ),
    Field(
        "data_note",
        Kind.TEXT,
        Text("Hinweis zu den Daten", "Note on the data"),
        Text(
            "Steht auf jeder Seite der Berichte, z. B. dass Daten synthetisch sind.",
            "Stands on every page of the reports, e.g. that data are synthetic.",
        ),
        default="",
    ),
    Field(
        "discount_rate",
        Kind.SHARE,
        Text("Abzinsung", "Discount rate"),
        Text("Jährlicher Zinssatz für Barwerte.", "Yearly rate for present values."),
        unit=Text("% je Jahr", "% per year"),
        minimum=0,
        maximum=0.2,
        default=0.02,
    ),
    Field(
        "general_ratio",
        Kind.NUMBER,
        Text("Allgemeine Verhältniszahl", "General ratio"),
        Text(
            "Einwohner je Hausarzt, wo der Planungsbereich nichts angibt.",
            "Residents per GP where the area gives none.",
        ),
        unit=Text("Einwohner je Hausarzt", "residents per GP"),
        minimum=500,
        maximum=5000,
        default=1633,
        source=GENERAL_RATIO_SOURCE,
    ),
    *(
        Field(
            f"share_{group}",
            Kind.SHARE,
            Text(f"Anteil {AGE_TEXTS[group].de}", f"Share {AGE_TEXTS[group].en}"),
            Text(
                f"Altersanteil {AGE_TEXTS[group].de}, wo der Ort nichts angibt.",
                f"Share aged {AGE_TEXTS[group].en} where the place gives none.",
            ),
            unit=Text("%", "%"),
            minimum=0,
            maximum=1,
            default=AGE_DEFAULTS[group],
        )
        for group in AGE_GROUPS
    ),
    Field(
        "spread_min_residents",
        Kind.NUMBER,
        Text("Mindestgröße für Praxen", "Smallest place with practices"),
        Text(
            "Sitze, die je Planungsbereich angegeben sind, werden nach Einwohnern auf Orte ab dieser Größe verteilt "
            "(mindestens auf den größten Ort).",
            "Seats given per area are spread by residents over places of at least this size (at least the "
            "largest place).",
        ),
        unit=RESIDENTS,
        minimum=0,
        maximum=100_000,
        default=2000,
    ),
    Field(
        "detour_factor",
        Kind.NUMBER,
        Text("Umwegfaktor", "Detour factor"),
        Text(
            "Straßenweg je Luftlinie, wo nur Koordinaten vorliegen.",
            "Road length per beeline where only coordinates are given.",
        ),
        minimum=1,
        maximum=3,
        default=1.3,
    ),
    Field(
        "speed_kmh",
        Kind.NUMBER,
        Text("Tempo", "Speed"),
        Text("Mittleres Tempo mit dem Pkw.", "Mean speed by car."),
        unit=Text("km/h", "km/h"),
        minimum=5,
        maximum=130,
        default=55,
    ),
    Field(
        "access_minutes",
        Kind.NUMBER,
        Text("Zugangszeit", "Access time"),
        Text("Feste Zeit je Fahrt (Weg zum Pkw, Parken).", "Fixed time per trip (walk to the car, parking)."),
        unit=MINUTES,
        minimum=0,
        maximum=30,
        default=3,
    ),
    Field(
        "unmet_minutes",
        Kind.NUMBER,
        Text("Minuten je unversorgtem Bedarf", "Minutes of unmet need"),
        Text(
            "Fahrzeit, mit der unversorgter Bedarf in mittlere Fahrzeiten eingeht.",
            "Travel time at which unmet need enters mean travel times.",
        ),
        unit=MINUTES,
        minimum=0,
        maximum=600,
        default=90,
        source=assumed(),
    ),
    Field(
        "cvar_share",
        Kind.SHARE,
        Text("Anteil der Fernsten", "Share of the worst-off"),
        Text(
            "Anteil des Bedarfs mit den längsten Fahrzeiten, den das Ziel „Fahrzeit der Fernsten“ mittelt; gezählt je "
            "Ort und Leistung.",
            "Share of the demand with the longest travel times, which the goal “travel time of the worst-off” "
            "averages; counted by place and service.",
        ),
        unit=Text("%", "%"),
        minimum=0.001,
        maximum=1,
        default=0.1,
        source=assumed(),
    ),
    Field(
        "deprivation_weight",
        Kind.NUMBER,
        Text("Gewicht der Deprivierten", "Weight of the most deprived"),
        Text(
            "So viel zählt im Ziel „unversorgt nach Deprivation“ eine Person im am stärksten deprivierten "
            "Fünftel, 1 im am geringsten deprivierten, dazwischen gleichmäßig. Orte ohne Angabe zählen als mittleres.",
            "How much a person in the most deprived fifth counts in the goal “unmet need by deprivation”, 1 in the "
            "least deprived, evenly in between. Places without a score count as the middle.",
        ),
        minimum=1,
        maximum=100,
        default=2.0,
        source=assumed(),
    ),
    choice(
        "futures_goal",
        Text("Ziel über die Zukünfte", "Goal over futures"),
        Text(
            "Wie die Ziele über die Zukünfte (Blatt „Zukünfte“) zusammengefasst werden: nach Wahrscheinlichkeit "
            "gemittelt, nach der schlechtesten, nach dem Mittel der schlechtesten, oder nach dem größten Rückstand "
            "(Bedauern) auf den Plan, der nur für die eingetretene Zukunft gemacht wäre.",
            "How the goals are combined over the futures (sheet “Futures”): their mean by probability, the worst, the "
            "mean of the worst, or the largest regret, which is the distance to the plan that had been made for the "
            "future that came alone.",
        ),
        (
            Choice("expected", Text("Mittel aller Zukünfte", "expected value")),
            Choice("worst_case", Text("schlechteste Zukunft", "worst future")),
            Choice("cvar", Text("Mittel der schlechtesten", "mean of the worst")),
            Choice("regret", Text("größter Rückstand", "largest regret")),
        ),
        default="expected",
        source=assumed(),
    ),
    Field(
        "futures_cvar_share",
        Kind.SHARE,
        Text("Anteil der schlechtesten Zukünfte", "Share of the worst futures"),
        Text(
            "Welchen Anteil, nach Wahrscheinlichkeit, das „Mittel der schlechtesten“ Zukünfte mittelt.",
            "Which share, by probability, the “mean of the worst” futures averages.",
        ),
        unit=Text("%", "%"),
        minimum=0.001,
        maximum=1,
        default=0.2,
        source=assumed(),
    ),
    Field(
        "gap",
        Kind.SHARE,
        Text("Zulässige Lücke", "Gap asked for"),
        Text("Das Programm hört auf, sobald diese Lücke bewiesen ist.", "The program stops once this gap is proven."),
        unit=Text("%", "%"),
        minimum=0,
        maximum=1,
        default=0.001,
        source=Source(Status.ASSUMPTION),
    ),
    Field(
        "time_limit",
        Kind.NUMBER,
        Text("Rechenzeit", "Time limit"),
        Text("Längste Rechenzeit der Optimierung.", "Longest time of the optimisation."),
        unit=Text("Sekunden", "seconds"),
        minimum=1,
        maximum=86_400,
        default=180,
    ),
)

SETTINGS_SHEET = Sheet(
    "Settings",
    Text("Einstellungen", "Settings"),
    Text(
        "Allgemeine Parameter; jede fehlende oder leere Zeile erhält den Vorgabewert.",
        "General parameters; every missing or empty row gets its default.",
    ),
    Text("Parameter", "parameter"),
    (
        Field(
            "parameter",
            Kind.CHOICE,
            Text("Parameter", "Parameter"),
            Text("Name des Parameters.", "Name of the parameter."),
            required=True,
            choices=tuple(Choice(setting.name, setting.label) for setting in SETTINGS),
        ),
        Field(
            "value",
            Kind.TEXT,
            Text("Wert", "Value"),
            Text("Wert in der Einheit der Zeile.", "Value in the row's unit."),
        ),
    ),
    identity=("parameter",),
    basic=True,
)
