"""What opens, closes and changes its type in each plan."""

from __future__ import annotations

import pandas as pd

from instances.i18n import LANGUAGES, N_, translator
from reports.comparison.comparison import PLAN, Comparison, JointLabels
from reports.metrics import Facts

OPENS, CLOSES, BECOMES = N_("{year}: opens as {type}"), N_("{year}: closes"), N_("{year}: becomes {type}")
STAYS, STAYS_CLOSED, UNKNOWN = N_("stays {type}"), N_("does not open"), N_("not in this workbook")
KEYS = ["site", "place", "area", "district", "type_before"]


def site_types(comparison: Comparison) -> pd.DataFrame:
    """site, period and the type it runs as in each plan ("" closed, missing where the workbook lacks the site)."""
    parts = [
        facts.plan.sites.set_index(["site", "period"])["type"].rename(PLAN + name)
        for name, facts in comparison.plans.items()
    ]
    return pd.concat(parts, axis=1, sort=False).reset_index()


def site_courses(comparison: Comparison) -> pd.DataFrame:
    """Every site that some plan changes: what it is today, what each plan makes of it, in words of both languages.

    ``differs``: not all plans make the same of it; those come first.
    """
    labels = {language: JointLabels(comparison, language) for language in LANGUAGES}
    steps = {name: _steps(facts) for name, facts in comparison.plans.items()}
    homes = pd.concat([_homes(facts) for facts in comparison.plans.values()]).drop_duplicates("site", ignore_index=True)
    courses = {name: [steps[name].get(site) for site in homes["site"]] for name in steps}
    moved = pd.Series([any(course) for course in zip(*courses.values(), strict=True)])
    told = {
        f"{PLAN}{name}_{language}": [
            _words(course, today, labels[language])
            for course, today in zip(courses[name], homes["type_before"], strict=True)
        ]
        for name in courses
        for language in LANGUAGES
    }
    differs = [len(set(course)) > 1 for course in zip(*courses.values(), strict=True)]
    table = homes.assign(differs=differs, **told)[moved.to_numpy(dtype=bool)]
    return table.sort_values("differs", ascending=False, kind="stable", ignore_index=True)


def site_changes(comparison: Comparison) -> pd.DataFrame:
    """By period, change against today and type: number of sites in each plan, with differences."""
    keys = ["period", "change", "type"]
    counts = {name: _counts(facts, keys) for name, facts in comparison.plans.items()}
    table = comparison.beside(counts, keys, "sites")
    numbers = [PLAN + name for name in comparison.names]
    table = comparison.with_differences(table.assign(**{name: table[name].fillna(0.0) for name in numbers}))
    order = {"new": 0, "converted": 1, "closed": 2}
    position = {period: place for place, period in enumerate(comparison.first.periods)}
    by = table["period"].map(position) * len(order) + table["change"].map(order)
    return table.assign(order=by).sort_values("order", kind="stable", ignore_index=True).drop(columns="order")


Course = tuple[tuple[int, str, str], ...]
"""What happens to a site in order: year, type before, type after; "" is closed."""


def _steps(facts: Facts) -> dict[str, Course]:
    """By site, in the order of the periods."""
    wide = facts.plan.sites.pivot(index="site", columns="period", values="type")[facts.periods]
    today = facts.sites["type_today"].reindex(wide.index)
    before = wide.shift(axis=1)
    before[facts.periods[0]] = today
    years = [int(facts.first_year[period]) for period in facts.periods]
    return {
        str(site): tuple((year, was, then) for year, was, then in zip(years, old, new, strict=True) if was != then)
        for site, old, new in zip(wide.index, before.to_numpy(), wide.to_numpy(), strict=True)
    }


def _homes(facts: Facts) -> pd.DataFrame:
    return facts.sites.reset_index(drop=True).rename(columns={"type_today": "type_before"})[KEYS]


def _words(course: Course | None, today: str, labels: JointLabels) -> str:
    _ = translator(labels.language)
    if course is None:
        return _(UNKNOWN)
    if not course:
        return _(STAYS).format(type=labels.of("Types", today)) if today else _(STAYS_CLOSED)
    return "; ".join(_step(year, was, then, labels) for year, was, then in course)


def _step(year: int, was: str, then: str, labels: JointLabels) -> str:
    _ = translator(labels.language)
    message = CLOSES if not then else BECOMES if was else OPENS
    return _(message).format(year=year, type=labels.of("Types", then))


def _counts(facts: Facts, keys: list[str]) -> pd.DataFrame:
    """Sites by period, change and type: the one they get, of closed ones that of today."""
    rows = facts.plan.sites[facts.plan.sites["change"] != "none"]
    kind = rows["type"].where(rows["change"] != "closed", rows["site"].map(facts.sites["type_today"]))
    return (
        rows.assign(type=kind.astype("str"))
        .groupby(keys, sort=False)
        .size()
        .astype("float64")
        .reset_index(name="sites")
    )
