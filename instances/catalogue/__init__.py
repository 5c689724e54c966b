"""The field catalogue: one table of every input field, which drives template, validation, docs and legend."""

from __future__ import annotations

from instances.catalogue.areas import AREAS, PERIODS
from instances.catalogue.capacity import SIZES
from instances.catalogue.care import PRODUCTION, RESOURCES, TYPE_RESOURCES, TYPES
from instances.catalogue.cooperation import LINKS, PATHWAYS
from instances.catalogue.fields import Choice, Field, Kind, Sheet, Source, Status
from instances.catalogue.futures import FUTURES
from instances.catalogue.measures import MEASURES
from instances.catalogue.places import DEMAND, PLACES
from instances.catalogue.revenue import REVENUE
from instances.catalogue.rules import GOALS, RULE_KINDS, RULES
from instances.catalogue.scenarios import scenarios_sheet
from instances.catalogue.services import SERVICES
from instances.catalogue.settings import SETTINGS, SETTINGS_SHEET
from instances.catalogue.sites import CONSENTS, EXISTING, SITE_LIMITS, SITES
from instances.catalogue.staff_and_money import LABOUR_POOLS, POT_RULES, POTS, PROFESSIONS, STAFFING
from instances.catalogue.studies import studies_sheet
from instances.catalogue.travel import ROADS, TRAVEL_TIMES
from instances.i18n import Language, Text

README_LABEL = Text("Lesen", "Readme")

INPUTS: tuple[Sheet, ...] = (
    SETTINGS_SHEET,
    PERIODS,
    AREAS,
    PLACES,
    SITES,
    EXISTING,
    CONSENTS,
    POTS,
    POT_RULES,
    REVENUE,
    SERVICES,
    PATHWAYS,
    DEMAND,
    RESOURCES,
    PRODUCTION,
    TYPES,
    TYPE_RESOURCES,
    LINKS,
    SITE_LIMITS,
    SIZES,
    PROFESSIONS,
    STAFFING,
    LABOUR_POOLS,
    RULES,
    GOALS,
    FUTURES,
    TRAVEL_TIMES,
    ROADS,
)
"""The sheets that a plan is made from."""
VARIANTS = (scenarios_sheet(INPUTS), studies_sheet(INPUTS))
"""The sheets that say which variants of the workbook there are; no plan depends on them."""
SHEETS = (*INPUTS, *VARIANTS)
SHEETS_BY_KEY = {sheet.key: sheet for sheet in SHEETS}


def sheet_label(key: str, language: Language) -> str:
    """The heading of a sheet as the user sees it; a name that is no sheet of ours is returned as it is."""
    sheet = SHEETS_BY_KEY.get(key)
    return sheet.label.in_(language) if sheet else key


__all__ = [
    "INPUTS",
    "MEASURES",
    "README_LABEL",
    "RULE_KINDS",
    "SETTINGS",
    "SHEETS",
    "SHEETS_BY_KEY",
    "VARIANTS",
    "Choice",
    "Field",
    "Kind",
    "Sheet",
    "Source",
    "Status",
    "sheet_label",
]
