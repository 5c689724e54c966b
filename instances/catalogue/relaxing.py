"""What it is worth to hold on to a demand: the prices by which the cheapest way out of an infeasible workbook is found.

They are compared with each other and with nothing else; a plan does not depend on them.
"""

from __future__ import annotations

from instances.catalogue.fields import Field, Kind
from instances.i18n import Text

PRICE_OF_POT, PRICE_OF_POST, PRICE_OF_STATUS = 1.0, 100_000.0, 5_000_000.0
"""EUR for each EUR more in a pot, each post more in a labour pool, each site that does otherwise than its status."""
PRICE_OF_RESIDENT, PRICE_OF_SEAT, PRICE_OF_SITE, PRICE_OF_UNIT = 1_000.0, 200_000.0, 1_000_000.0, 50_000.0
"""EUR for each unit that a rule misses, by what the rule counts."""


def relax_price(de: str, en: str) -> Field:
    """The column with the price of giving way; ``de`` and ``en`` say for what, and what an empty cell means."""
    return Field(
        "relax_price",
        Kind.NUMBER,
        Text("Preis des Nachgebens", "Price of relaxing"),
        Text(
            f"{de} Gebraucht wird der Preis nur, wenn es keinen Plan gibt: um den günstigsten Ausweg zu finden.",
            f"{en} The price is used only where there is no plan: to find the cheapest way out.",
        ),
        unit=Text("€", "€"),
        minimum=0.01,
        maximum=1_000_000_000,
        basic=False,
    )
