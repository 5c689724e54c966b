"""From what the user gave to what the model reads: every default filled, every reference resolved.

Runs once, at the door; afterwards nothing guesses or fills in. The steps are small functions from tables to tables,
in the order of :func:`complete`; each notes the defaults it used.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from instances.beyond import open_to_us, with_sites_beyond
from instances.catalogue import SETTINGS, SHEETS, SHEETS_BY_KEY
from instances.catalogue.areas import rurality_of
from instances.catalogue.fields import Field, Kind, Sheet, Status
from instances.catalogue.places import AGE_GROUPS
from instances.defaults import default_sources, default_table
from instances.i18n import Language, Text
from instances.pathways import resolved_links, with_simple_services
from instances.spread import sites_from_seats
from instances.travel import utm32_to_latlon

TODAY = "today"
PLACE_GROUPS = ("area", "district", "rescue_area", "care_region", "labour_market")
YEARS_OF_DEFAULT_PERIOD = 5
YEARS_UNTIL_DEFAULT_PERIOD = 3
LENGTH_OF_AGS = 8
DIGITS_OF_DISTRICT = 5

Tables = dict[str, pd.DataFrame]
Given = Mapping[str, pd.DataFrame]


@dataclass
class DefaultsUsed:
    """Every default that filled an empty cell or sheet."""

    rows: list[dict[str, Any]] = field(default_factory=list)

    def note(self, sheet: str, column: str, count: int, value: Any, status: Status, citation: Text) -> None:
        """Remember one default; ``column`` is empty for whole rows, ``count`` the number of cells or rows."""
        self.rows.append(
            {
                "sheet": sheet,
                "column": column,
                "rows": count,
                "value": str(value),
                "status": status.value,
                "source_de": citation.de,
                "source_en": citation.en,
            }
        )

    def frame(self) -> pd.DataFrame:
        """All notes: sheet, column, rows, value, status, source_de, source_en."""
        columns = ["sheet", "column", "rows", "value", "status", "source_de", "source_en"]
        return pd.DataFrame(self.rows, columns=columns)


@dataclass(frozen=True)
class Settings:
    """The general parameters by name; see the settings sheet of the catalogue for units and sources."""

    state: str
    language: Language
    base_year: int
    legal_status_date: str
    data_note: str
    discount_rate: float
    general_ratio: float
    share_0_17: float
    share_18_64: float
    share_65_74: float
    share_75_plus: float
    spread_min_residents: float
    detour_factor: float
    speed_kmh: float
    access_minutes: float
    unmet_minutes: float
    cvar_share: float
    deprivation_weight: float
    futures_goal: str
    futures_cvar_share: float
    gap: float
    time_limit: float


def complete(given: Given, language: Language) -> tuple[Tables, Settings, pd.DataFrame]:
    """The resolved tables, the settings, and the list of defaults used.

    ``given`` holds a typed frame for every sheet of the catalogue, as the checks return them.
    """
    used = DefaultsUsed()
    settings = _settings(given["Settings"], language, used)
    tables = {sheet.key: _filled(sheet, given, settings.language, used) for sheet in SHEETS}
    tables["Periods"] = _periods(tables["Periods"], settings, used)
    tables["Areas"] = _areas(tables["Areas"], settings)
    tables["Places"] = _places(tables["Places"], settings, used)
    tables["Rules"] = _rules(tables["Rules"])
    tables["Sites"] = with_sites_beyond(tables["Sites"].assign(derived=False))
    tables["Sites"], tables["Existing"] = sites_from_seats(tables, settings.spread_min_residents)
    tables["Sites"] = _sites(tables["Sites"], tables["Places"])
    tables["Pathways"] = with_simple_services(tables["Pathways"], tables["Services"])
    tables["Links"] = resolved_links(tables["Links"], tables["Sites"])
    periods = list(tables["Periods"]["period"])
    tables["Existing"] = open_to_us(tables["Existing"], tables["Sites"])
    tables["Existing"] = _existing(tables["Existing"], periods)
    for sheet, identity in _BY_PERIOD.items():
        tables[sheet] = _every_period(tables[sheet], list(identity), periods)
    tables["Pots"] = _pots(tables["Pots"], periods)
    return tables, settings, used.frame()


_BY_PERIOD = {
    "Pots": ("pot",),
    "LabourPools": ("grouping", "group", "profession"),
    "Demand": ("place", "service"),
}


def _settings(given: pd.DataFrame, language: Language, used: DefaultsUsed) -> Settings:
    texts = dict(zip(given["parameter"], given["value"], strict=True))
    values: dict[str, Any] = {}
    for setting in SETTINGS:
        text = texts.get(setting.name, "")
        if text != "":
            values[setting.name] = _as_setting(setting, text)
            continue
        default = language if setting.name == "language" else setting.default
        values[setting.name] = default
        if default != "":
            used.note("Settings", setting.name, 1, default, setting.source.status, setting.source.citation)
    return Settings(**values)


def _as_setting(setting: Field, text: str) -> Any:
    if setting.kind in (Kind.NUMBER, Kind.SHARE):
        return float(text)
    return int(float(text)) if setting.kind is Kind.INTEGER else text


def _filled(sheet: Sheet, given: Given, language: Language, used: DefaultsUsed) -> pd.DataFrame:
    """The sheet with default rows where it is empty and default values in empty cells."""
    table = given[sheet.key].reset_index(drop=True)
    if table.empty and sheet.has_defaults:
        table = default_table(sheet.key, language)
        fits = _refers_to_given(sheet, table, given, language)
        for row, (status, citation) in enumerate(default_sources(sheet.key)):
            if fits[row]:
                used.note(sheet.key, "", 1, _row_name(sheet, table.iloc[row]), status, citation)
        table = table[fits].reset_index(drop=True)
    if table.empty:
        return _without_rows(table, sheet)
    columns = {entry.name: _fill_column(sheet, entry, table, used) for entry in sheet.fields}
    if "label" in columns:
        columns["label"] = columns["label"].where(columns["label"] != "", columns[sheet.identity[0]])
    return pd.DataFrame(columns)


def _without_rows(table: pd.DataFrame, sheet: Sheet) -> pd.DataFrame:
    return table.astype({entry.name: bool for entry in sheet.fields if entry.kind is Kind.FLAG})


def _refers_to_given(sheet: Sheet, table: pd.DataFrame, given: Given, language: Language) -> np.ndarray:
    """Which default rows speak of keys that there are: a planner's own services do without the rules for ours."""
    fits = np.ones(len(table), dtype=bool)
    for entry in sheet.fields:
        if entry.kind is Kind.REF:
            target = given[entry.target] if len(given[entry.target]) else default_table(entry.target, language)
            known = target[SHEETS_BY_KEY[entry.target].identity[0]]
            fits &= (table[entry.name].isin(known) | (table[entry.name] == "")).to_numpy()
    return fits


def _row_name(sheet: Sheet, row: pd.Series) -> str:
    parts = [row["label"]] if "label" in row else [row[name] for name in sheet.identity]
    return " × ".join(part for part in parts if part)


def _fill_column(sheet: Sheet, entry: Field, table: pd.DataFrame, used: DefaultsUsed) -> pd.Series:
    column = table[entry.name]
    if entry.kind is Kind.FLAG:
        return column == "yes" if not entry.default else column != "no"
    if entry.default is None:
        return column
    empty = column.isna() if pd.api.types.is_float_dtype(column) else column == ""
    if not empty.any():
        return column
    count = int((empty & matters(entry, table)).sum())
    if count:
        used.note(sheet.key, entry.name, count, entry.default, entry.source.status, entry.source.citation)
    return column.where(~empty, entry.default)


def matters(entry: Field, table: pd.DataFrame) -> pd.Series:
    """Where the column says something: in every row, or where another column has certain values."""
    if entry.matters_where is None:
        return pd.Series(True, index=table.index)
    column, values = entry.matters_where
    return table[column].isin(values)


def _periods(periods: pd.DataFrame, settings: Settings, used: DefaultsUsed) -> pd.DataFrame:
    if periods.empty:
        first = settings.base_year + YEARS_UNTIL_DEFAULT_PERIOD
        name = f"{first}-{first + YEARS_OF_DEFAULT_PERIOD - 1}"
        used.note("Periods", "", 1, name, Status.ASSUMPTION, Text("", ""))
        periods = pd.DataFrame({"period": [name], "first_year": [first], "years": [YEARS_OF_DEFAULT_PERIOD]})
    return periods.astype({"period": "str", "first_year": "int64", "years": "int64"})


def _areas(areas: pd.DataFrame, settings: Settings) -> pd.DataFrame:
    """Adds ``ratio``: residents per doctor that the area's need for seats is computed with."""
    general = areas["general_ratio"].fillna(settings.general_ratio)
    adjusted = general / areas["morbidity_factor"].fillna(1.0)
    return areas.assign(ratio=areas["regional_ratio"].fillna(adjusted))


def _places(places: pd.DataFrame, settings: Settings, used: DefaultsUsed) -> pd.DataFrame:
    table = places.copy()
    lat, lon = utm32_to_latlon(table["easting"].to_numpy(), table["northing"].to_numpy())
    table["lat"] = table["lat"].fillna(pd.Series(lat, index=table.index))
    table["lon"] = table["lon"].fillna(pd.Series(lon, index=table.index))
    table["district"] = _districts(table)
    for group in PLACE_GROUPS:
        table[group] = table[group].where(~table["outside"], "")
    shares = [f"share_{group}" for group in AGE_GROUPS]
    missing = table[shares].isna().any(axis=1)
    for share in shares:
        value = getattr(settings, share)
        table[share] = table[share].where(~missing, value)
        if missing.any():
            used.note("Places", share, int(missing.sum()), value, Status.ASSUMPTION, Text("", ""))
    return table


def _districts(places: pd.DataFrame) -> pd.Series:
    """The district as given, else the first five digits of an official key."""
    official = places["place"].str.fullmatch(rf"\d{{{LENGTH_OF_AGS},12}}")
    from_key = places["place"].str[:DIGITS_OF_DISTRICT].where(official, "")
    return places["district"].where(places["district"] != "", from_key)


def _sites(sites: pd.DataFrame, places: pd.DataFrame) -> pd.DataFrame:
    """Adds the position, the groups of the site's place, and ``types``: what the site may run as."""
    home = places.set_index("place").loc[sites["place"]]
    table = sites.reset_index(drop=True)
    for column in ("lat", "lon"):
        table[column] = table[column].fillna(pd.Series(home[column].to_numpy()))
    for group in PLACE_GROUPS:
        table[group] = home[group].where(~table["outside"].to_numpy(), "").to_numpy()
    table["types"] = [
        _types_of(status, present, allowed, may_convert=convert)
        for status, present, allowed, convert in zip(
            table["status"], table["present_type"], table["allowed_types"], table["may_convert"], strict=True
        )
    ]
    return table


def _rules(rules: pd.DataFrame) -> pd.DataFrame:
    """Adds ``words``: what the parameter lists, ruralities by their keys."""
    of_areas = rules["kind"] == "founding_rurality"
    words = [
        tuple(rurality_of(word) if spatial else word for word in text.split(", ") if word)
        for text, spatial in zip(rules["parameter"], of_areas, strict=True)
    ]
    return rules.assign(words=pd.Series(words, index=rules.index, dtype=object))


def _types_of(status: str, present: str, allowed: str, *, may_convert: bool) -> tuple[str, ...]:
    others = [name for name in allowed.split(", ") if name and name != present]
    if status == "excluded":
        return ()
    if status == "existing":
        return (present, *others) if may_convert else (present,)
    return tuple([present, *others] if present else others)


def _existing(existing: pd.DataFrame, periods: list[str]) -> pd.DataFrame:
    """One row for each site, resource and moment (``today`` and every period); what is not said stays as it was."""
    moments = [TODAY, *periods]
    rows = existing.assign(period=existing["period"].replace("", TODAY))
    wide = rows.groupby(["site", "resource", "period"], sort=False)["units"].sum().unstack("period")
    wide = wide.reindex(columns=moments)
    wide[TODAY] = wide[TODAY].fillna(0.0)
    wide = wide.ffill(axis=1)
    tidy = wide.stack().reset_index()
    tidy.columns = pd.Index(["site", "resource", "period", "units"])
    return tidy.astype({"site": "str", "resource": "str", "period": "str", "units": "float64"})


def _every_period(table: pd.DataFrame, identity: list[str], periods: list[str]) -> pd.DataFrame:
    """Rows without a period hold in every period that has no row of its own."""
    if table.empty:
        return table
    general = table[table["period"] == ""]
    special = table[table["period"] != ""]
    repeated = pd.concat([general.assign(period=period) for period in periods], ignore_index=True)
    both = pd.concat([special, repeated], ignore_index=True)
    unique = both.drop_duplicates([*identity, "period"])
    order = unique["period"].map({period: position for position, period in enumerate(periods)})
    first_seen = np.asarray(unique.groupby(identity, sort=False).ngroup())
    return unique.iloc[np.lexsort((np.asarray(order), first_seen))].reset_index(drop=True)


def _pots(pots: pd.DataFrame, periods: list[str]) -> pd.DataFrame:
    """Every pot in every period, without money where nothing is said; what one row says of the pot holds in all."""
    if pots.empty:
        return pots
    by_pot = pots.groupby("pot", sort=False)
    whole = pd.DataFrame({name: by_pot[name].agg(_first_said) for name in ("label", "group", "needs_type")})
    whole["carry_over"] = by_pot["carry_over"].any()
    whole["relax_price"] = by_pot["relax_price"].max()
    whole["grouping"] = pots["grouping"].replace("state", "").groupby(pots["pot"], sort=False).agg(_first_said)
    whole["grouping"] = whole["grouping"].replace("", "state")
    every = whole.reset_index().merge(pd.DataFrame({"period": periods}), how="cross")
    rows = every.merge(pots[["pot", "period", "budget"]], on=["pot", "period"], how="left").fillna({"budget": 0.0})
    return rows[list(pots.columns)].astype(pots.dtypes.to_dict())


def _first_said(values: pd.Series) -> str:
    return next((str(value) for value in values if value), "")
