"""The checks one by one where the table of faults does not reach."""

from __future__ import annotations

from datetime import date, datetime
from string import Formatter

import pandas as pd
import pytest

from instances.catalogue import RULE_KINDS, SHEETS, SHEETS_BY_KEY
from instances.catalogue.rule_kind import RuleKind
from instances.checks import check_tables
from instances.checks.cells import Fault, reader_of
from instances.checks.numerals import number_in, number_in_date
from instances.checks.reach import reach_findings
from instances.checks.wording import close_match, number_text, number_to_type, shown
from instances.findings import Finding, Severity
from instances.i18n import Text
from tests.instances.faults.base import Frames, good_frames, raw_tables
from tests.instances.faults.faults import Change, all_of, put, without_rows
from tests.instances.faults.finding import assert_well_formed


def checked(change: Change) -> tuple[Frames, list[Finding]]:
    frames = good_frames()
    change(frames)
    return check_tables(raw_tables(frames), "de")


def lines(findings: list[Finding]) -> list[str]:
    return [finding.line("en") for finding in findings]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1.234,50", 1234.5),
        ("1,234.50", 1234.5),
        ("12,5", 12.5),
        ("12.5", 12.5),
        ("1.234", 1234.0),
        ("1.234.567", 1234567.0),
        ("1,234,567", 1234567.0),
        ("0.125", 125 / 1000),
        ("1 234", 1234.0),
        ("1'234,5", 1234.5),
        ("-3", -3.0),
        ("−3,5", -3.5),
        ("95 %", 0.95),
        ("12 min", 12.0),
        ("3.000 €", 3000.0),
        ("abc", None),
        ("", None),
        ("1,2,3", None),
        ("12.04.2026", None),
        (",", None),
    ],
)
def test_numbers_in_text(text: str, value: float | None) -> None:
    assert number_in(text) == (value if value is None else pytest.approx(value))


@pytest.mark.parametrize(
    ("moment", "value"), [(datetime(2026, 5, 1), 1.5), (date(2026, 12, 24), 24.12), (datetime(1900, 1, 4), 5.0)]
)
def test_numbers_in_dates(moment: date, value: float) -> None:
    assert number_in_date(moment) == value


@pytest.mark.parametrize(
    ("sheet", "column", "cell", "typed"),
    [
        ("Places", "place", 7232296, "7232296"),
        ("Places", "place", 7232296.0, "7232296"),
        ("Places", "place", " MB\xa0 Prüm ", "MB Prüm"),
        ("Places", "place", "Pru\u0308m", "Prüm"),
        ("Places", "label", "zwei\nZeilen", "zwei\nZeilen"),
        ("Places", "label", "=keine Formel", "=keine Formel"),
        ("Places", "label", datetime(2025, 4, 2), "02.04.2025"),
        ("Places", "residents", 5, 5.0),
        ("Sites", "allowed_types", "pvz;igz\npvz,", "pvz, igz"),
        ("Sites", "status", "BESTAND", "existing"),
        ("Sites", "status", "existing", "existing"),
        ("Sites", "may_close", True, "yes"),
        ("Sites", "may_close", 0, "no"),
        ("Sites", "may_close", "x", "yes"),
        ("Sites", "may_close", "Nein", "no"),
        ("Sites", "may_close", None, ""),
        ("Rules", "kind", "Mindest-Versorgungsgrad", "supply_floor"),
    ],
)
def test_cells_are_read(sheet: str, column: str, cell: object, typed: object) -> None:
    assert reader_of(SHEETS_BY_KEY[sheet].by_name[column])(cell) == typed


def test_what_is_refused_says_why() -> None:
    fault = reader_of(SHEETS_BY_KEY["Places"].by_name["residents"])("1.234,5")
    assert isinstance(fault, Fault)
    assert fault.values["suggestion"] == Text("1234,5", "1234.5")


def test_numbers_are_shown_in_both_languages() -> None:
    assert number_text(1234.5) == Text("1234,5", "1234.5")
    assert number_text(0.954, percent=True) == Text("95,4 %", "95.4 %")
    assert number_text(1234567.5) == Text("1.234.567,5", "1,234,567.5")
    assert number_to_type(1234567.5) == Text("1234567,5", "1234567.5")
    assert number_text(-20_000).en == "-20,000"
    assert shown("x" * 100) == "x" * 60 + "…"


@pytest.mark.parametrize(
    ("word", "match"), [("pruem", "Prüm"), ("PRÜM ", "Prüm"), ("Prühm", "Prüm"), ("Daun", ""), ("", "")]
)
def test_close_matches(word: str, match: str) -> None:
    assert close_match(word, ["Prüm", "Bitburg"]) == match


def test_settings_are_text_in_the_order_of_the_catalogue() -> None:
    given, findings = checked(put("Settings", "parameter", 4, "Umwegfaktor"))
    assert lines(findings) == ["error: Settings!B4 – Detour factor: 0.02 is less than 1. – Enter a value from 1 to 3."]
    given, findings = checked(put("Settings", "value", 2, None))
    assert lines(findings) == []
    assert given["Settings"].to_dict("list") == {
        "parameter": ["language", "base_year", "discount_rate"],
        "value": ["de", "2026.0", "0.02"],
    }


def test_what_is_given_keeps_to_the_catalogue() -> None:
    given, _ = check_tables({}, "de")
    assert {key: list(frame) for key, frame in given.items()} == {s.key: list(s.by_name) for s in SHEETS}


def test_types_that_are_all_called_alike_are_told() -> None:
    def alike(frames: Frames) -> None:
        frames["Types"] = pd.concat([frames["Types"].assign(type="same")] * 2)

    _, findings = checked(alike)
    assert any(finding.sheet == "Types" and finding.severity is Severity.ERROR for finding in findings)


def test_nothing_at_all_lacks_the_required_sheets() -> None:
    _, findings = check_tables({}, "de")
    missing = {finding.sheet for finding in findings if finding.severity is Severity.ERROR}
    assert missing == {sheet.key for sheet in SHEETS if sheet.required}


DEFAULTED = (
    "Services",
    "Resources",
    "Production",
    "Types",
    "TypeResources",
    "Professions",
    "Staffing",
    "Rules",
    "Goals",
)


def test_empty_sheets_are_checked_as_their_defaults() -> None:
    change = all_of(
        *(without_rows(sheet) for sheet in (*DEFAULTED, "Pathways", "Demand", "PotRules", "LabourPools", "Sizes")),
        *map(without_rows, ("Futures", "Scenarios", "Studies")),  # which speak of labour pools and of each other
    )
    _, findings = checked(change)
    assert lines(findings) == []
    _, findings = checked(all_of(change, put("Sites", "allowed_types", 3, "pvz, igzz")))
    [line] = lines(findings)
    assert "Sites!H3" in line
    assert "“igz”" in line


def test_the_default_period_has_a_name() -> None:
    one = all_of(
        without_rows("Periods"),
        without_rows("Demand"),
        put("Pots", "period", 4, "2029-2033"),
        put("LabourPools", "period", 3, "2029-2033"),
        put("LabourPools", "period", 4, "2029-2033"),
        put("Existing", "period", 6, "2029-2033"),
    )
    assert lines(checked(one)[1]) == []
    [line] = lines(checked(all_of(one, put("Pots", "period", 4, "2029-2034")))[1])
    assert "2029-2033" in line


def numbers(sheet: str, column: str) -> Change:
    """Keys of digits as numbers, as a spreadsheet makes them of a CSV file."""

    def change(frames: Frames) -> None:
        cells = frames[sheet][column]
        frames[sheet][column] = [int(c) if isinstance(c, str) and c.isdigit() else c for c in cells]

    return change


PLACE_COLUMNS = [("Places", "place"), ("Sites", "place"), ("Demand", "place"), ("TravelTimes", "place")]
NODES = [("Roads", "from_node"), ("Roads", "to_node")]
DISTRICTS = [("Places", "district"), ("LabourPools", "group")]


def test_lost_zeros_are_restored_in_keys_and_references() -> None:
    columns = PLACE_COLUMNS + NODES + DISTRICTS
    given, findings = checked(all_of(*(numbers(*column) for column in columns)))
    expected, _ = checked(all_of())
    assert all(given[key].equals(expected[key]) for key in expected)
    assert {finding.severity for finding in findings} == {Severity.WARNING}
    assert {(finding.sheet, finding.column) for finding in findings} == set(columns)
    assert next(f.values["count"] for f in findings if f.column == "district") == 6


@pytest.mark.parametrize("spoilt", PLACE_COLUMNS)
def test_one_numeric_column_finds_back_to_the_others(spoilt: tuple[str, str]) -> None:
    given, findings = checked(numbers(*spoilt))
    expected, _ = checked(all_of())
    assert all(given[key].equals(expected[key]) for key in expected)
    assert [(finding.sheet, finding.column) for finding in findings] == [spoilt]


def test_own_numbers_are_no_official_keys() -> None:
    def renumber(frames: Frames) -> None:
        own = {key: 1_000_000 + position for position, key in enumerate(frames["Places"]["place"])}
        for sheet, column in PLACE_COLUMNS + NODES:
            frames[sheet][column] = [own.get(cell, cell) for cell in frames[sheet][column]]
        frames["Places"]["district"] = ["D"] * len(own)
        frames["LabourPools"] = frames["LabourPools"].iloc[[0, 2]]

    given, findings = checked(renumber)
    assert lines(findings) == []
    assert given["Places"]["place"][0] == "1000000"


def test_a_place_may_lack_coordinates_where_its_travel_times_are_given() -> None:
    nowhere = all_of(put("Places", "lat", 5, None), put("Places", "lon", 5, None))
    [line] = lines(checked(nowhere)[1])
    assert "07901004" in line

    def all_times(frames: Frames) -> None:
        pairs = [{"place": "07901004", "site": site, "minutes": 20} for site in ("KH-1", "Z-2", "Z-3")]
        frames["TravelTimes"] = pd.concat([frames["TravelTimes"], pd.DataFrame(pairs)], ignore_index=True)

    assert lines(checked(all_of(nowhere, all_times))[1]) == []


def test_one_row_may_carry_several_findings() -> None:
    _, findings = checked(all_of(put("Places", "residents", 3, "x"), put("Places", "area", 3, "A-Nrd")))
    assert [(finding.cell, finding.severity) for finding in findings] == [
        ("C3", Severity.ERROR),
        ("L3", Severity.ERROR),
    ]


def test_many_misspelt_keys_are_all_found() -> None:
    def misspell(frames: Frames) -> None:
        keys = [f"{key}x" for key in frames["Places"]["place"]]
        frames["TravelTimes"] = pd.DataFrame({"place": keys * 20, "site": "KH-1", "minutes": 50}, dtype=object)
        frames["TravelTimes"]["place"] += [f"{n}" for n in range(len(keys) * 20)]

    findings = checked(misspell)[1]
    assert len(findings) == 160
    assert len({finding.cell for finding in findings}) == 160


def test_travel_times_that_may_be_hours() -> None:
    def in_hours(frames: Frames) -> None:
        places, sites = frames["Places"]["place"], frames["Sites"]["site"]
        pairs = [(place, site, 0.4) for place in places for site in sites]
        frames["TravelTimes"] = pd.DataFrame(pairs, columns=["place", "site", "minutes"], dtype=object)

    [line] = lines(checked(in_hours)[1])
    assert "hours" in line


PLACES = pd.DataFrame({"place": ["a", "b", "c"], "label": ["A", "", "C"], "residents": [10.0, 5.0, 0.0]})
SITES = pd.DataFrame(
    {"site": ["s", "t", "u"], "label": ["S", "t", "U"], "status": ["existing", "candidate", "excluded"]}
)
SERVICES = pd.DataFrame({"service": ["x", "y"], "limit_minutes": [20.0, 30.0]})


def test_who_reaches_nobody() -> None:
    travel = pd.DataFrame({"place": ["a", "b", "b"], "site": ["s", "s", "u"], "minutes": [30.0, 31.0, 1.0]})
    findings = reach_findings(travel, PLACES, SITES, SERVICES)
    assert [(finding.sheet, finding.found, finding.severity) for finding in findings] == [
        ("Places", "b", Severity.WARNING),
        ("Sites", "t", Severity.WARNING),
    ]
    for finding in findings:
        assert_well_formed(finding)


def test_everybody_reaches_everything() -> None:
    travel = pd.DataFrame({"place": ["a", "b", "a"], "site": ["s", "s", "t"], "minutes": [3.0, 4.0, 5.0]})
    assert reach_findings(travel, PLACES, SITES, SERVICES) == []


@pytest.mark.parametrize("kind", RULE_KINDS, ids=lambda kind: kind.key)
def test_a_kind_of_rule_asks_for_every_column_that_its_sentence_names(kind: RuleKind) -> None:
    """A rule would otherwise be read without its target, and warned against having one."""
    for sentence in (kind.sentence.de, kind.sentence.en):
        named = {name for _, name, _, _ in Formatter().parse(sentence) if name} - {"scope"}
        assert named == {*kind.parameters, *kind.optional}
