"""Columns and sheet about pooled capacity: units that stand in for each other, and the sizes they may have."""

from __future__ import annotations

from instances.catalogue.columns import assumed, choice, ref
from instances.catalogue.fields import Choice, Field, Kind, Sheet
from instances.i18n import Text

POOLED = ("erlang_b", "erlang_c")

POOL_COLUMNS: tuple[Field, ...] = (
    choice(
        "capacity_rule",
        Text("Kapazitätsregel", "Capacity rule"),
        Text(
            "Linear: jede Einheit leistet ihre Produktivität, wie viele es auch sind. Abweisung (Erlang B) und Warten "
            "(Erlang C): Einheiten vertreten sich, eine große Station nimmt je Einheit mehr auf als eine kleine.",
            "Linear: each unit does its productivity, however many there are. Turned away (Erlang B) and waiting "
            "(Erlang C): units stand in for each other, and a large ward takes more for each unit than a small one.",
        ),
        (
            Choice("linear", Text("linear", "linear")),
            Choice("erlang_b", Text("Abweisung (Erlang B)", "turned away (Erlang B)")),
            Choice("erlang_c", Text("Warten (Erlang C)", "waiting (Erlang C)")),
        ),
        default="linear",
        basic=False,
    ),
    Field(
        "target",
        Kind.SHARE,
        Text("Abweisung oder Warten höchstens", "Turned away or waiting at most"),
        Text(
            "Wie wahrscheinlich in der Planungsspitze abgewiesen (Erlang B) oder gewartet (Erlang C) werden darf. "
            "Leer: 5 %.",
            "How likely people may be turned away (Erlang B) or have to wait (Erlang C) in the planned peak. "
            "Empty: 5 %.",
        ),
        unit=Text("%", "%"),
        minimum=0.001,
        maximum=0.5,
        default=0.05,
        source=assumed(),
        basic=False,
        matters_where=("capacity_rule", POOLED),
    ),
    Field(
        "opening_hours",
        Kind.NUMBER,
        Text("Öffnungszeit", "Opening hours"),
        Text(
            "Stunden, in denen eine Einheit belegt sein kann. Geteilt durch die Produktivität: wie lange ein Fall sie "
            "belegt; daraus berechnet der Bericht die Wartezeit. Leer: 8.760 (rund um die Uhr, wie ein Bett).",
            "Hours in which a unit can be occupied. Divided by the productivity: how long a case occupies it, from "
            "which the report computes waiting times. Empty: 8,760 (around the clock, as a bed).",
        ),
        unit=Text("Stunden je Jahr", "hours per year"),
        minimum=1,
        maximum=8784,
        default=8760.0,
        source=assumed(),
        basic=False,
        matters_where=("capacity_rule", POOLED),
    ),
    Field(
        "peak_factor",
        Kind.NUMBER,
        Text("Spitzenfaktor", "Peak factor"),
        Text(
            "Andrang der Zeit, für die geplant wird, geteilt durch den mittleren. Leer: 1.",
            "Demand of the time that is planned for, divided by the mean. Empty: 1.",
        ),
        minimum=1,
        maximum=10,
        default=1.0,
        source=assumed(),
        basic=False,
        matters_where=("capacity_rule", POOLED),
    ),
)

SIZES = Sheet(
    "Sizes",
    Text("Größen", "Sizes"),
    Text(
        "Größen, die Stationen einer Ressource mit Abweisung oder Warten haben können. Ohne Zeilen: jeder Schritt vom "
        "Mindest- zum Höchstwert des Typs. Was heute steht, darf bleiben, wie groß es auch ist.",
        "Sizes that units of a resource with turning away or waiting may have. Without rows: every step from the "
        "type's minimum to its maximum. What stands today may stay, whatever its size.",
    ),
    Text("Ressource × Größe", "resource × size"),
    (
        ref("resource", "Resources", Text("Ressource", "Resource"), Text("Schlüssel.", "Key."), required=True),
        Field(
            "units",
            Kind.INTEGER,
            Text("Größe", "Size"),
            Text("Zahl der Einheiten, z. B. Betten einer Station.", "Number of units, such as the beds of a ward."),
            minimum=1,
            maximum=10_000,
            required=True,
        ),
    ),
    identity=("resource", "units"),
)
