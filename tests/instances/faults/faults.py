"""Faults that planners make, each with the one finding that must come of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from string import ascii_uppercase
from typing import Any

import pandas as pd

from instances.findings import Severity
from tests.instances.faults.base import Frames

Change = Callable[[Any], object]
"""Spoils frames, or an open workbook."""


@dataclass(frozen=True)
class Fault:
    """A change to the good tables or their workbook; ``word`` must occur in the English message or remedy."""

    name: str
    change: Change
    sheet: str
    column: str
    cell: str
    word: str
    severity: Severity = Severity.ERROR


def put(sheet: str, column: str, row: int, value: Any) -> Change:
    """Write one cell; ``row`` counts as in Excel."""

    def change(frames: Frames) -> None:
        frames[sheet][column] = [
            value if position == row - 2 else cell for position, cell in enumerate(frames[sheet][column])
        ]

    return change


def add(sheet: str, **cells: Any) -> Change:
    """Append a row."""

    def change(frames: Frames) -> None:
        row = {name: cells.get(name) for name in frames[sheet]}
        frames[sheet] = pd.concat([frames[sheet], pd.DataFrame([row], dtype=object)], ignore_index=True)

    return change


def all_of(*changes: Change) -> Change:
    """Several changes that make one fault."""

    def change(frames: Frames) -> None:
        for one in changes:
            one(frames)

    return change


def no_seats_in(labour_market: str) -> Change:
    """A labour market of a single place in which nothing stands: the seats of its area stand in another place."""
    moved = [(row, column, value) for row in (2, 6) for column, value in (("area", None), ("place", "07901002"))]
    return all_of(
        *(put("Existing", column, row, value) for row, column, value in moved),
        put("Places", "labour_market", 5, labour_market),
    )


def floor_in(labour_market: str, kind: str) -> Change:
    scope = {"grouping": "labour_market", "group": labour_market}
    return add("Rules", rule="x", kind=kind, **scope, value=0.5, strictness="hart")


def without_sheet(sheet: str) -> Change:
    def change(frames: Frames) -> None:
        del frames[sheet]

    return change


def without_column(sheet: str, column: str) -> Change:
    def change(frames: Frames) -> None:
        frames[sheet] = frames[sheet].drop(columns=column)

    return change


def without_rows(sheet: str) -> Change:
    def change(frames: Frames) -> None:
        frames[sheet] = frames[sheet].iloc[:0]

    return change


def cell(name: str, sheet: str, column: str, address: str, value: Any, word: str) -> Fault:
    """One wrong cell; the finding stands right there."""
    return Fault(name, put(sheet, column, _row(address), value), sheet, column, address, word)


def odd_cell(name: str, sheet: str, column: str, address: str, value: Any, word: str) -> Fault:
    """One doubtful cell; the warning stands right there."""
    return warning(name, put(sheet, column, _row(address), value), sheet, column, address, word)


def _row(address: str) -> int:
    return int(address.lstrip(ascii_uppercase))


def warning(name: str, change: Change, sheet: str, column: str, cell: str, word: str) -> Fault:
    return Fault(name, change, sheet, column, cell, word, Severity.WARNING)


CELLS = [
    cell("word for a number", "Places", "residents", "L3", "viele", "not a number"),
    cell("number as text", "Places", "residents", "L3", "1800", "type 1800"),
    cell("German number as text", "Resources", "investment", "E2", "1.234,50", "1234.5"),
    cell("decimal comma as text", "Places", "lat", "H4", "50,16", "type 50.16"),
    cell("thousands dot as text", "Places", "residents", "L2", "5.200", "type 5200"),
    cell("percentage as text", "Rules", "value", "I3", "75 %", "type 0.75"),
    cell("share as text", "PotRules", "max_share", "G2", "90 %", "type 90 %"),
    cell("amount with unit", "Types", "setup_cost", "C4", "1.200.000 €", "1200000"),
    cell("unicode minus as text", "Places", "growth", "Q2", "−0,4 %", "type -0.4 %"),
    cell("#NV", "Places", "residents", "L3", "#NV", "#NV"),
    cell("#N/A in a text", "Places", "label", "B3", "#N/A", "#N/A"),
    cell("#DIV/0!", "Existing", "units", "F2", "#DIV/0!", "#DIV/0!"),
    cell("#BEZUG! in a reference", "Places", "area", "C5", "#BEZUG!", "#BEZUG!"),
    cell("#REF! in a choice", "Rules", "grouping", "F3", "#REF!", "#REF!"),
    cell("formula as text", "Places", "residents", "L4", "=B4*2", "formula"),
    cell("formula as a key", "Production", "supervised_by", "G3", "=A1", "formula"),
    cell("yes for a number", "Places", "residents", "L4", True, "yes/no"),
    cell("date for a number", "Places", "lon", "I4", datetime(2026, 5, 1), "1.5"),
    cell("date of 1900", "Periods", "years", "C2", datetime(1900, 1, 4), "5"),
    cell("date of 1904", "Existing", "units", "F3", date(1904, 1, 5), "date"),
    cell("time for a number", "TravelTimes", "minutes", "C2", time(0, 4), "time of day"),
    cell("span for a number", "TravelTimes", "minutes", "C2", timedelta(minutes=4), "time"),
    cell("date for a key", "Rules", "rule", "A2", datetime(2026, 1, 3), "date"),
    cell("yes for a key", "Goals", "goal", "A2", False, "yes/no"),
    cell("list for a number", "Places", "residents", "L4", [1, 2], "not a number"),
    cell("decimal object", "Places", "residents", "L4", Decimal("5"), "not a number"),
    cell("infinite", "Pots", "budget", "D2", float("inf"), "infinite"),
    cell("integer beyond floats", "Pots", "budget", "D2", 10**400, "too large"),
    cell("half a year", "Sites", "earliest_year", "M3", 2027.5, "whole number"),
    cell("empty number", "Places", "residents", "L3", None, "empty"),
    cell("blank key", "Goals", "goal", "A2", " \xa0 ", "empty"),
    cell("empty reference", "Places", "area", "C3", None, "empty"),
    cell("control character in a key", "Rules", "rule", "A2", "a\x07b", "invisible"),
    cell("zero-width space in a key", "Rules", "rule", "A2", "a\u200bb", "invisible"),
    cell("lone surrogate", "Areas", "label", "B2", "Nord \ud800", "invisible"),
    cell("very long key", "Goals", "goal", "A2", "k" * 101, "longer than 100"),
    cell("very long text", "Areas", "label", "B2", "x" * 40_000, "longer than"),
    cell("16 digits", "Goals", "goal", "A2", 1234567890123456, "1,234,567,890,123,456 is too long"),
    cell("unknown choice", "Sites", "status", "F3", "Kandidatt", "“Kandidat”"),
    cell("nothing like a choice", "Areas", "rurality", "H2", "zzz", "Choose one of"),
    cell("unknown assignment", "Services", "assignment", "K3", "ein Standord", "“ein Standort”"),
    cell("neither yes nor no", "Sites", "may_close", "I2", "vielleicht", "not in the list"),
    cell("2 for a flag", "Sites", "may_close", "I2", 2, "not in the list"),
    cell("unknown grouping of a pool", "LabourPools", "grouping", "A3", "Kreiss", "“Kreis”"),
    cell("unknown grouping of a rule", "Rules", "grouping", "F5", "Planungsbereichh", "“Planungsbereich”"),
    cell("unknown setting", "Settings", "parameter", "A4", "Abzinsunk", "“Abzinsung”"),
    cell("setting as text", "Settings", "value", "B4", "2 %", "type 2 %"),
    cell("setting out of bounds", "Settings", "value", "B4", 2, "Did you mean 2 %"),
    cell("half a base year", "Settings", "value", "B3", 2026.5, "whole number"),
]

STRUCTURE = [
    Fault("no places", without_sheet("Places"), "Places", "", "", "is missing"),
    Fault("no column of residents", without_column("Places", "residents"), "Places", "residents", "", "“Residents”"),
    Fault("no rows of pots", without_rows("Pots"), "Pots", "", "", "no rows"),
]

KEYS = [
    cell("duplicate place", "Places", "place", "A9", "07901004", "first in row 5"),
    Fault("duplicate site by blanks", add("Sites", site=" KH-1 ", place="07901001", status="ausgeschlossen"),
          "Sites", "site", "A5", "first in row 2"),
    Fault("duplicate pot and period", add("Pots", pot="land", budget=3), "Pots", "pot", "A5", "first in row 2"),
    Fault("duplicate stock", add("Existing", area="A-Sued", resource="gp_seat", units=1),
          "Existing", "area", "C7", "first in row 3"),
    Fault("duplicate pool by default", add("LabourPools", grouping="Land", profession="gp", available=20),
          "LabourPools", "grouping", "A5", "“state × gp” stands here"),
    Fault("duplicate travel", add("TravelTimes", place="07901001", site="KH-1", minutes=5),
          "TravelTimes", "place", "A5", "first in row 2"),
    cell("dangling area", "Places", "area", "C2", "A-Nrd", "“A-Nord”"),
    cell("area in other case", "Places", "area", "C2", "a nord", "“A-Nord”"),
    cell("dangling place", "Sites", "place", "C3", "Nirgendwo", "Known keys"),
    cell("dangling type in a list", "Sites", "allowed_types", "H3", "pvz, iggz", "“igz”"),
    cell("dangling resource", "Staffing", "resource", "A2", "gpseat", "“gp_seat”"),
    cell("dangling profession", "Staffing", "profession", "B4", "nrse", "“nurse”"),
    cell("dangling service", "Rules", "service", "D2", "gp care x", "“gp_care”"),
    cell("dangling period", "Existing", "period", "E6", "2032-2035", "2032-2036"),
    cell("dangling pot", "PotRules", "match_pot", "H2", "kkv", "“kv”"),
    cell("dangling site", "TravelTimes", "site", "B3", "KH-7", "“KH-1”"),
    cell("unknown area as group", "LabourPools", "group", "B4", "A-Nordd", "“A-Nord”"),
    cell("unknown district", "LabourPools", "group", "B3", "99999", "does not exist"),
    cell("group of the state", "LabourPools", "group", "B2", "RLP", "no groups"),
    cell("pool without group", "LabourPools", "group", "B4", None, "the state only"),
    cell("grouping nobody has", "Rules", "grouping", "F3", "care_region", "no place belongs"),
    Fault("comma in a type", add("Types", type="a, b"), "Types", "type", "A6", "comma"),
]  # fmt: skip

BOUNDS = [
    cell("negative people", "Places", "residents", "L3", -5, "people"),
    cell("too many people", "Places", "residents", "L3", 6_000_000, "more than 5,000,000"),
    cell("50 for 50 %", "PotRules", "max_share", "G3", 50, "Did you mean 50 %"),
    cell("growth in per cent", "Places", "growth", "Q2", -0.4, "Did you mean -0.4 %"),
    cell("supply ratio in per cent", "Areas", "official_supply_ratio", "F2", 95, "Did you mean 95 %"),
    cell("share beyond repair", "Areas", "official_supply_ratio", "F2", 5000, "more than 300 %"),
    cell("budget in €", "Pots", "budget", "D2", 10_000_000, "did you mean 10?"),
    cell("negative cost", "Types", "setup_cost", "C4", -1, "less than 0"),
    cell("morbidity of 3", "Areas", "morbidity_factor", "D3", 3, "0.5 to 2"),
    cell("negative demand", "Demand", "amount", "D2", -1, "at least 0"),
    Fault("easting with zone", all_of(put("Places", "easting", 2, 32_320_000), put("Places", "northing", 2, 5_560_000)),
          "Places", "easting", "J2", "leading 32"),
    Fault("swapped coordinates", all_of(put("Places", "lat", 2, 6.40), put("Places", "lon", 2, 50.20)),
          "Places", "lat", "H2", "swapped"),
    cell("in Spain", "Places", "lat", "H2", 40.2, "outside the country"),
    cell("site in Poland", "Sites", "lon", "E4", 19.9, "outside the country"),
    Fault("northing of Italy", all_of(put("Places", "easting", 2, 320_000), put("Places", "northing", 2, 5_050_000)),
          "Places", "northing", "K2", "outside the country"),
]  # fmt: skip

AGES = ("0_17", "18_64", "65_74", "75_plus")


def ages(*shares: float | None) -> Change:
    """The age shares of the first place."""
    return all_of(*(put("Places", f"share_{age}", 2, share) for age, share in zip(AGES, shares, strict=True)))


ROWS = [
    Fault("two ratios", put("Areas", "morbidity_factor", 2, 1.1), "Areas", "regional_ratio", "E2", "only one"),
    cell("latitude alone", "Places", "lon", "I3", None, "both coordinates"),
    Fault("easting alone", put("Places", "easting", 3, 320_000), "Places", "northing", "K3", "both coordinates"),
    Fault("no position", all_of(put("Places", "lat", 3, None), put("Places", "lon", 3, None)),
          "Places", "lat", "H3", "coordinates"),
    Fault("ages of 98 %", ages(0.16, 0.58, 0.12, 0.12), "Places", "share_0_17", "M2", "add up to 98 %"),
    Fault("three of four ages", ages(0.2, None, 0.1, 0.1), "Places", "share_18_64", "N2", "all four"),
    Fault("ages of the settings", add("Settings", parameter="Anteil 75+", value=0.3),
          "Settings", "value", "B6", "add up"),
    Fault("overlapping periods", put("Periods", "years", 2, 6), "Periods", "first_year", "B3", "the period above"),
    cell("existing without type", "Sites", "present_type", "G2", None, "exists today"),
    cell("candidate without types", "Sites", "allowed_types", "H3", None, "may open"),
    cell("fixed without type", "Sites", "allowed_types", "H4", None, "in any case"),
    Fault("type without resources", all_of(add("Types", type="nix"), put("Sites", "allowed_types", 3, "pvz, nix")),
          "Sites", "allowed_types", "H3", "nix"),
    cell("fixed after the end", "Sites", "earliest_year", "M4", 2040, "2040"),
    cell("nobody's stock", "Existing", "site", "A4", None, "none of"),
    Fault("stock of two", put("Existing", "place", 3, "07902001"), "Existing", "area", "C3", "more than one"),
    Fault("nobody collects", put("Types", "collects_existing", 2, "nein"), "Existing", "area", "C2", "takes it up"),
    Fault("key of practices", all_of(put("Sites", "site", 4, "practices-1"), put("Links", "partner", 3, "practices-1")),
          "Sites", "site", "A4", "the program itself"),
    cell("minimum above maximum", "TypeResources", "minimum", "C5", 13, "maximum of 12"),
    cell("site minimum above its maximum", "SiteLimits", "minimum", "C2", 9, "maximum of 8"),
    Fault("site minimum above the maximum of a type", add("SiteLimits", site="Z-3", resource="gp_seat", minimum=13),
          "SiteLimits", "minimum", "C4", "maximum of 12"),
    cell("site maximum below the type's minimum", "SiteLimits", "maximum", "D3", 0.5, "the 1 that"),
    cell("half a bay", "Resources", "step", "D5", 0.5, "stand in for each other are whole"),
    cell("a bay supervises", "Production", "supervised_by", "G3", "emergency_bay", "cannot supervise"),
    Fault("too many sizes", all_of(without_rows("Sizes"), put("TypeResources", "maximum", 4, 61)),
          "TypeResources", "maximum", "D4", "more than 60 sizes"),
    Fault("size between steps", put("Resources", "step", 5, 2), "Sizes", "units", "B3", "multiple of 2"),
    cell("nobody supervises", "Production", "supervised_by", "G3", None, "supervis"),
    cell("supervises itself", "Production", "supervised_by", "G3", "chn", "itself"),
    Fault("part with parts", all_of(add("Services", service="new", unit="x", limit_minutes=30,
                                        **{f"rate_{age}": 1 for age in AGES}),
                                    add("Pathways", service="new", component="hybrid", quantity=1)),
          "Pathways", "component", "B4", "parts itself"),
    Fault("part of itself twice", add("Pathways", service="gp_care", component="gp_care", quantity=2),
          "Pathways", "quantity", "C4", "quantity 1"),
    Fault("nobody answers", all_of(put("Pathways", "quantity", 2, 0), put("Pathways", "linked_share", 3, 1)),
          "Pathways", "linked_share", "D2", "answers for it"),
    cell("replaces nothing", "Pathways", "replaced", "F2", None, "one occasion replaces"),
    Fault("more moved than there is", all_of(put("Pathways", "moved_share", 2, 0.7),
                                             add("Pathways", service="emergency", component="short_stay", quantity=1,
                                                 moved_share=0.6, replaced=1),
                                             put("Production", "service", 5, "short_stay")),
          "Pathways", "moved_share", "E2", "130 %"),
    cell("pathway to the closest", "Services", "assignment", "K5", "closest", "cannot go to the closest"),
    Fault("pathway produced whole", add("Production", resource="gp_seat", service="hybrid", productivity=1),
          "Production", "service", "C6", "only they are worked on"),
    Fault("partner twice", put("Links", "partner_place", 2, "07902001"), "Links", "partner", "B2", "exactly one"),
    Fault("nobody's partner", put("Links", "partner", 3, None), "Links", "partner", "B3", "exactly one"),
    cell("its own partner", "Links", "partner", "B2", "Z-2", "another site"),
    Fault("road without length", put("Roads", "km", 2, None), "Roads", "minutes", "D2", "neither"),
    cell("pool too small", "LabourPools", "available", "E2", 9, "needs 9.5"),
    cell("pool of a district too small", "LabourPools", "available", "E3", 9, "needs 10"),
    cell("pool too small later", "LabourPools", "available", "E4", 3.5, "needs 4"),
    Fault("no money", all_of(*(put("Pots", "budget", row, 0) for row in (2, 3, 4))),
          "Pots", "budget", "D2", "any money"),
    Fault("fixed sites too dear", all_of(*(put("Pots", "budget", row, 0.02) for row in (2, 3, 4))),
          "Pots", "budget", "D2", "1.25"),
    cell("match without share", "PotRules", "match_share", "I2", None, "both or none"),
    cell("share without match", "PotRules", "match_pot", "H2", None, "both or none"),
    cell("matches itself", "PotRules", "match_pot", "H2", "land", "match itself"),
    Fault("pot of no group", put("Pots", "grouping", 2, "Kreis"), "Pots", "group", "G2", "state only"),
    cell("pot of an unknown group", "Pots", "group", "G2", "A-Nord", "no groups"),
    Fault("pot of two groups", all_of(put("Pots", "grouping", 2, "area"), put("Pots", "group", 2, "A-Nord"),
                                      put("Pots", "grouping", 4, "area"), put("Pots", "group", 4, "A-Sued")),
          "Pots", "group", "G4", "another row of the same pot"),
    Fault("pot waits for two types", all_of(put("Pots", "needs_type", 2, "pvz"), put("Pots", "needs_type", 4, "igz")),
          "Pots", "needs_type", "H4", "another row of the same pot"),
    Fault("rule of an unknown group", all_of(put("PotRules", "grouping", 2, "Kreis"), put("PotRules", "group", 2, "1")),
          "PotRules", "group", "K2", "does not exist"),
    Fault("smallest above largest share", put("PotRules", "min_share", 3, 0.6), "PotRules", "min_share", "L3",
          "largest share"),
    cell("revenue for nothing", "Revenue", "service", "B3", None, "paid for a service"),
    cell("dangling service of a revenue", "Revenue", "service", "B3", "gp_cares", "“gp_care”"),
    cell("negative revenue", "Revenue", "amount", "D2", -1, "less than 0"),
    cell("excludes itself", "PotRules", "excludes_pot", "M2", "land", "exclude itself"),
    cell("reach without service", "Rules", "service", "D2", None, "needs it"),
    cell("reach without minutes", "Rules", "minutes", "H2", None, "needs it"),
    cell("reach of 95", "Rules", "value", "I2", 95, "Did you mean 95 %"),
    cell("supply ratio of 400 %", "Rules", "value", "I4", 4, "Did you mean 4 %"),
    cell("half a site", "Rules", "value", "I6", 2.5, "whole number"),
    cell("too many wanted", "Rules", "value", "I5", 3, "only 2 are possible (A-Sued)"),
    Fault("too few allowed", all_of(put("Rules", "value", 6, 0), put("Rules", "value", 5, 0)),
          "Rules", "value", "I6", "cannot be avoided"),
    Fault("contradiction", all_of(add("Rules", rule="x", kind="count_min", type="igz", value=1, strictness="hart"),
                                  add("Rules", rule="y", kind="count_max", type="igz", value=0, strictness="hart")),
          "Rules", "value", "I9", "the rule “y”"),
    Fault("floor without seats", all_of(no_seats_in("AM-Ost"), floor_in("AM-Ost", "supply_floor")),
          "Rules", "value", "I9", "(AM-Ost)"),
    Fault("no seats and no delegates", all_of(no_seats_in("AM-Ost"), floor_in("AM-Ost", "functional_floor")),
          "Rules", "value", "I9", "(AM-Ost)"),
    cell("no actors", "Rules", "parameter", "M7", None, "needs it"),
    cell("no resource", "Rules", "resource", "L8", None, "needs it"),
    cell("consent to nothing", "Rules", "type", "E7", None, "needs it"),
    cell("reach without value", "Rules", "value", "I2", None, "needs it"),
    Fault("no rurality", add("Rules", rule="x", kind="founding_rurality", type="igz", strictness="hart",
                             parameter="grün"), "Rules", "parameter", "M9", "“grün”"),
    Fault("carrier of a fixed site", add("Rules", rule="x", kind="founding_carrier", type="pvz", strictness="hart",
                                         parameter="kommunal"), "Rules", "rule", "A9", "Z-3"),
    Fault("refusal of a fixed site", all_of(put("Rules", "type", 7, "pvz"), put("Consents", "site", 4, "Z-3")),
          "Rules", "rule", "A7", "Z-3"),
    cell("dangling host", "Types", "host_types", "G5", "hospitl", "“hospital”"),
    cell("host of itself", "Types", "host_types", "G5", "hospital, igz", "need each other"),
    Fault("hosts in a circle", all_of(put("Types", "host_types", 4, "igz"), put("Types", "host_minutes", 4, 20)),
          "Types", "host_types", "G4", "igz, pvz"),
    cell("saves more than it costs", "Types", "host_saving", "I5", 700_000, "fixed yearly cost"),
    cell("negative life", "Types", "minimum_life", "J5", -1, "less than 0"),
    cell("consent of nobody", "Consents", "actor", "B2", None, "empty"),
    cell("unknown answer", "Consents", "answer", "C3", "vielleicht", "not in the list"),
    cell("future without probability", "Futures", "probability", "B5", None, "other futures"),
    cell("probabilities above 1", "Futures", "probability", "B2", 0.7, "110 %"),
    cell("two probabilities", "Futures", "probability", "B4", 0.2, "same future"),
    Fault("no future as expected", all_of(put("Futures", "future", 2, "teurer"), put("Futures", "probability", 2, 0.7),
                                          put("Futures", "probability", 5, None)),
          "Futures", "future", "A2", "every future changes"),
    cell("sheet decided before", "Futures", "sheet", "C5", "Sites", "not in the list"),
    cell("column decided before", "Futures", "column", "E5", "lead_time", "before it is known"),
    cell("no such column", "Futures", "column", "E5", "set-up", "has no column"),
    cell("change by nothing", "Futures", "value", "G5", None, "changes something"),
    cell("no condition", "Futures", "filter", "D3", "gp", "no condition"),
    cell("condition on nothing", "Futures", "filter", "D3", "Beruf = gpp", "“gp”"),
    Fault("stock of today", all_of(put("Futures", "sheet", 4, "Existing"), put("Futures", "column", 4, "units"),
                                   put("Futures", "filter", 4, "Ressource = gp_seat")),
          "Futures", "filter", "D4", "“Period”"),
    Fault("change on an empty sheet", all_of(without_rows("Links"), put("Futures", "sheet", 5, "Links"),
                                             put("Futures", "column", 5, "yearly_cost")),
          "Futures", "filter", "D5", "no rows"),
    cell("scenario of nothing", "Scenarios", "scenario", "A3", None, "empty"),
    cell("scenario of half a change", "Scenarios", "value", "G3", None, "changes something"),
    cell("mistyped column", "Scenarios", "column", "E3", "minuts", "“minutes”"),
    cell("name of a row", "Scenarios", "column", "E2", "Ort", "names the rows"),
    cell("scenario of no row", "Scenarios", "filter", "D2", "Standort = KH-l", "“KH-1”"),
    cell("no number for a number", "Scenarios", "value", "G3", "sechs", "not a number"),
    Fault("counting on a text", all_of(put("Scenarios", "action", 3, "dazuzählen"),
                                       put("Scenarios", "column", 3, "from_node")),
          "Scenarios", "value", "G3", "holds no numbers"),
    Fault("changed twice", all_of(put("Scenarios", "scenario", 4, "Spar"), put("Scenarios", "based_on", 4, None),
                                  put("Scenarios", "sheet", 4, "TravelTimes"), put("Scenarios", "column", 4, "minutes"),
                                  put("Scenarios", "filter", 4, "Ort = 07901001")),
          "Scenarios", "column", "E4", "same cells"),
    cell("no such base", "Scenarios", "based_on", "B4", "Spaar", "“Spar”"),
    cell("based on itself", "Scenarios", "based_on", "B4", "Spar weit", "Spar weit → Spar weit"),
    Fault("based in a circle", put("Scenarios", "based_on", 2, "Spar weit"), "Scenarios", "based_on", "B4", "→"),
    cell("study of no kind", "Studies", "kind", "B5", None, "what kind"),
    cell("study of two kinds", "Studies", "kind", "B3", "Stichprobe (Sobol)", "same study"),
    cell("study without values", "Studies", "values", "G2", None, "which values"),
    cell("study upside down", "Studies", "low", "H3", 7, "not below"),
    cell("study of words", "Studies", "values", "G2", "wenig; viel", "no list of numbers"),
    cell("study of no column", "Studies", "column", "E2", "kmm", "“km”"),
    cell("study of no row", "Studies", "filter", "D2", "to_node = Kreuzungen", "“Kreuzung”"),
    cell("study of a text", "Studies", "column", "E2", "to_node", "holds no numbers"),
    cell("study of no scenario", "Studies", "values", "G4", "Spaar", "“Spar”"),
    cell("study of no goal", "Studies", "values", "G5", "unmet; kost", "“cost”"),
    cell("study of one goal", "Studies", "values", "G5", "unmet", "two or three"),
    cell("sample of no number", "Studies", "steps", "J6", None, "how many"),
    cell("sample of no power of two", "Studies", "steps", "J6", 20, "power of two"),
]  # fmt: skip

WARNINGS = [
    warning("unknown column", lambda frames: frames["Places"].insert(19, "Einwohnr", 1),
            "Places", "", "T1", "“Einwohner”"),
    warning("nothing like a column", lambda frames: frames["Areas"].insert(0, "xyz", 1),
            "Areas", "", "I1", "Known columns"),
    warning("unknown sheet", lambda frames: frames.update(Ortee=pd.DataFrame({"a": [1]})), "", "", "", "“Orte”"),
    odd_cell("budget in thousands", "Pots", "budget", "D2", 200_000, "unusually much"),
    odd_cell("investment in thousands", "Resources", "investment", "E2", 12, "unusually little"),
    odd_cell("a city of millions", "Places", "residents", "L2", 3_000_000, "unusually much"),
    odd_cell("nobody lives there", "Places", "residents", "L5", 0, "nobody lives"),
    odd_cell("5.2 for 5,200", "Places", "residents", "L2", 5.2, "5200"),
    odd_cell("numeric place", "Places", "place", "A5", 7901004, "07901004"),
    odd_cell("numeric reference", "TravelTimes", "place", "A3", 7901002, "07901002"),
    odd_cell("numeric node", "Roads", "from_node", "A2", 7902001, "07902001"),
    odd_cell("numeric district", "Places", "district", "D2", 7901, "07901"),
    odd_cell("numeric group", "LabourPools", "group", "B3", 7901.0, "07901"),
    odd_cell("same name twice", "Places", "label", "B5", "Aldorf ", "twice"),
    warning("area without places", add("Areas", area="A-Leer"), "Areas", "area", "A4", "No place lies"),
    warning("area without seats", put("Existing", "units", 3, 0), "Areas", "area", "A3", "no doctors"),
    odd_cell("gap between periods", "Periods", "first_year", "B3", 2033, "nobody plans"),
    warning("before the base year", put("Settings", "value", 3, 2030), "Periods", "first_year", "B2", "base year"),
    odd_cell("types without effect", "Sites", "allowed_types", "H2", "igz", "no effect"),
    odd_cell("nothing to convert to", "Sites", "may_convert", "J2", "ja", "no other type"),
    warning("grows by itself", all_of(put("Existing", "units", 6, 6), put("LabourPools", "available", 4, 6)),
            "Existing", "units", "F6", "only 5 today"),
    warning("candidate with seats", add("Existing", site="Z-2", resource="gp_seat", units=1),
            "Existing", "site", "A7", "candidate"),
    warning("beyond its maximum", all_of(put("Existing", "units", 4, 61), put("LabourPools", "available", 3, 40)),
            "Existing", "units", "F4", "at most 60"),
    warning("below its minimum", put("Existing", "units", 5, 0), "Sites", "present_type", "G2", "at least 1"),
    warning("beyond its own maximum", put("Existing", "units", 5, 5), "Existing", "units", "F5", "SiteLimits"),
    warning("below its own minimum", put("SiteLimits", "minimum", 3, 4), "Sites", "present_type", "G2", "at least 4"),
    warning("no room at all", put("TypeResources", "maximum", 3, 0), "Existing", "units", "F4", "at most 0"),
    warning("links it cannot have", all_of(put("Types", "links_needed", 5, 3), put("Sites", "allowed_types", 3, "igz")),
            "Sites", "allowed_types", "H3", "2; it can"),
    warning("place without practices", all_of(put("Links", "partner", 3, None),
                                              put("Links", "partner_place", 3, "07902001"),
                                              put("Existing", "area", 3, None),
                                              put("Existing", "place", 3, "07902002")),
            "Links", "partner_place", "C3", "no practices"),
    odd_cell("unknown carrier", "PotRules", "carrier", "D3", "komunal", "“kommunal”"),
    odd_cell("minutes without host", "Types", "host_minutes", "H4", 10, "no host type"),
    odd_cell("saving without host", "Types", "host_saving", "I4", 10, "no host type"),
    warning("host that never runs", all_of(add("Types", type="svz"), put("Types", "host_types", 5, "svz")),
            "Types", "host_types", "G5", "open nowhere"),
    odd_cell("unknown actor", "Rules", "parameter", "M7", "KV, Komune", "“Kommune”"),
    odd_cell("unknown legal basis", "Rules", "parameter", "M8", "§ 311", "or correct the rule"),
    odd_cell("useless value", "Rules", "value", "I7", 0.5, "no effect"),
    warning("no such area", add("Rules", rule="x", kind="founding_rurality", type="igz", strictness="hart",
                                parameter="städtisch"), "Rules", "parameter", "M9", "founded nowhere"),
    warning("nobody so deprived", add("Rules", rule="x", kind="founding_deprivation", type="igz", strictness="hart",
                                      value=0.6), "Rules", "value", "I9", "founded nowhere"),
    odd_cell("uplift without teams", "LabourPools", "team_uplift", "I2", 0.5, "no type is a team type"),
    odd_cell("service of a lump sum", "Revenue", "service", "B2", "gp_care", "no effect"),
    warning("nobody runs it", all_of(add("Types", type="unit"), put("Pots", "needs_type", 3, "unit")),
            "Pots", "needs_type", "H3", "never pays"),
    odd_cell("road to itself", "Roads", "to_node", "B2", "07902001", "back to itself"),
    odd_cell("useless parameter", "Rules", "minutes", "H3", 20, "no effect"),
    odd_cell("floor above cap", "Rules", "value", "I3", 1.2, "the rule “cap”"),
    warning("soft and impossible", all_of(put("Rules", "value", 5, 3), put("Rules", "strictness", 5, "weich")),
            "Rules", "value", "I5", "only 2 are possible"),
    warning("service nobody provides", put("Production", "service", 5, "short_stay"),
            "Services", "service", "A4", "unmet"),
    warning("service nobody needs", all_of(*(put("Services", f"rate_{age}", 4, 0) for age in AGES)),
            "Services", "rate_0_17", "D4", "nobody needs"),
    odd_cell("site limit without a limit", "SiteLimits", "maximum", "D3", None, "neither"),
    odd_cell("site limit without effect", "SiteLimits", "resource", "B3", "chn", "no type that"),
    odd_cell("exempt from nothing", "Services", "split_above", "L2", 10_000, "assigned freely"),
    odd_cell("target of a linear resource", "Resources", "target", "I2", 0.05, "no effect"),
    warning("no size fits", add("TypeResources", type="igz", resource="emergency_bay", maximum=1),
            "TypeResources", "maximum", "D8", "none of the sizes"),
    warning("sizes of a linear resource", add("Sizes", resource="chn", units=2),
            "Sizes", "resource", "A6", "no effect"),
    warning("occupancy counted twice", put("Resources", "capacity_rule", 4, "Abweisung (Erlang B)"),
            "Production", "productivity", "D4", "34.4 hours"),
    warning("nobody is deprived", all_of(*(put("Places", "deprivation", row, None) for row in range(2, 10)),
                                         put("Goals", "measure", 2, "unversorgt nach Deprivation")),
            "Goals", "measure", "C2", "deprivation"),
    odd_cell("opens too late", "Sites", "earliest_year", "M3", 2050, "2050"),
    warning("nothing today", without_rows("Existing"), "Existing", "", "", "No capacity"),
]  # fmt: skip

FAULTS = [*CELLS, *STRUCTURE, *KEYS, *BOUNDS, *ROWS, *WARNINGS]
