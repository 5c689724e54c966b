"""The tables themselves: right columns, known keys, no row twice, no number missing or impossible.

Everything else is computed from these tables; where one of these checks fails, the others are not run.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from instances.catalogue.staff_and_money import CATEGORIES, ORIGINS
from instances.i18n import N_
from planning_model.plan import CHANGES, FRAMES, FUNDING_CLASS, TASKS
from planning_model.verify.tolerance import TOLERANCE, excess
from planning_model.verify.violation import Violation, violations

if TYPE_CHECKING:
    from planning_model.verify.case import Case

ROWS = N_("rows")
NUMBER, TEXT = "float64", "str"
# what makes a row of a frame; one type a site and period follows from the first
IDENTITY = {
    "sites": ["site", "period"],
    "modules": ["site", "type", "resource", "period"],
    "flows": ["place", "site", "service", "period"],
    "unmet": ["place", "service", "period"],
    "work": ["site", "type", "resource", "service", "period"],
    "links": ["site", "partner", "period"],
    "remote": ["site", "partner", "type", "resource", "service", "task", "period"],
    "funding": ["pot", "category", *FUNDING_CLASS.split(), "period"],
    "revenues": ["site", "type", "category", "period"],
    "recruits": ["grouping", "group", "profession", "period"],
    "rules": ["rule", "group", "period"],
    "goals": ["goal"],
    "levels": ["priority"],
    "futures": ["future", "priority"],
}
KEY_SHEETS = {
    "site": "Sites",
    "partner": "Sites",
    "place": "Places",
    "type": "Types",
    "resource": "Resources",
    "service": "Services",
    "period": "Periods",
    "pot": "Pots",
    "profession": "Professions",
    "rule": "Rules",
    "goal": "Goals",
    "future": "Futures",
}
CHOICES = {
    "change": CHANGES,
    "task": TASKS,
    "category": tuple(choice.key for choice in CATEGORIES),
    "origin": ("", *(choice.key for choice in ORIGINS)),
}
# closed sites have no type, and funding need not tell types and sites apart
MAY_BE_EMPTY = {("sites", "type"), ("funding", "type"), ("funding", "site")}
# a bound, and so a gap, may be unknown; nothing is achieved where there is nobody to count
MAY_BE_UNKNOWN = {
    *(("levels", "bound"), ("levels", "gap"), ("rules", "achieved")),
    *(("futures", "bound"), ("futures", "regret_high"), ("futures", "unprepared")),
}
MAY_BE_NEGATIVE = {
    *(("levels", "bound"), ("levels", "gap")),
    *(("futures", "bound"), ("futures", "regret_low"), ("futures", "regret_high")),
}
# regret of a lower priority: for the sake of a higher one the best plan for a future alone may be worse in it
NEGATIVE_OVER_FUTURES = {("levels", "objective")}
SHARES = ("flows", "unmet")


def frame_columns(case: Case) -> list[Violation]:
    """Every table has its columns, with numbers where numbers belong."""
    found = [(name, _column_fault(getattr(case.plan, name), dict(columns))) for name, columns in FRAMES.items()]
    rows = pd.DataFrame(found, columns=["frame", "fault"])
    rows["amount"] = (rows["fault"] != "").astype(float)
    message = N_("the column {fault} is missing, unknown or not of its kind")
    return violations("frame_columns", rows, message, N_("tables"), ("frame",))


def frame_keys(case: Case) -> list[Violation]:
    """Every key in the plan is one of the workbook."""
    found = []
    for name, columns in FRAMES.items():
        for column in [column for column in columns if column in KEY_SHEETS or column in CHOICES]:
            known = _known(case, name, column)
            counts = Counter(getattr(case.plan, name)[column])
            found += [(name, column, key, float(count)) for key, count in counts.items() if key not in known]
    rows = pd.DataFrame(found, columns=["frame", "column", "key", "amount"])
    return violations("frame_keys", rows, N_("this key is unknown to the workbook"), ROWS, ("frame", "column", "key"))


def frame_numbers(case: Case) -> list[Violation]:
    """No number is missing, infinite or negative."""
    found = []
    negative = MAY_BE_NEGATIVE if case.futures.empty else MAY_BE_NEGATIVE | NEGATIVE_OVER_FUTURES
    for name, columns in FRAMES.items():
        for column in [column for column, kind in columns.items() if kind == NUMBER]:
            wrong = _impossible(getattr(case.plan, name)[column].to_numpy(), (name, column), negative)
            found.append((name, column, float(wrong.sum())))
    rows = pd.DataFrame(found, columns=["frame", "column", "amount"])
    message = N_("numbers are missing, infinite or negative")
    return violations("frame_numbers", rows, message, ROWS, ("frame", "column"))


def frame_duplicates(case: Case) -> list[Violation]:
    """No row stands twice."""
    found = [
        (name, row, count - 1.0)
        for name, identity in IDENTITY.items()
        if name != "sites"
        for row, count in _repeated(getattr(case.plan, name), identity).items()
    ]
    rows = pd.DataFrame(found, columns=["frame", "row", "amount"])
    return violations("frame_duplicates", rows, N_("the row stands there more than once"), ROWS, ("frame", "row"))


def one_type_per_site(case: Case) -> list[Violation]:
    """A site has at most one type in a period."""
    counts = case.plan.sites.groupby(["site", "period"], as_index=False).size()
    counts["amount"] = (counts["size"] - 1).astype(float)
    return violations("one_type_per_site", counts, N_("the site has {size} types at once"), N_("types"), ("site",))


def sites_complete(case: Case) -> list[Violation]:
    """The plan says of every site in every period what becomes of it."""
    wanted = case.table("Sites")[["site"]].merge(case.table("Periods")[["period"]], how="cross")
    rows = wanted.merge(case.plan.sites[["site", "period"]].drop_duplicates(), how="left", indicator=True)
    rows["amount"] = (rows["_merge"] == "left_only").astype(float)
    return violations("sites_complete", rows, N_("the plan says nothing about the site"), ROWS, ("site",))


def share_range(case: Case) -> list[Violation]:
    """No share of a demand is above one."""
    found = []
    for name in SHARES:
        rows = getattr(case.plan, name)
        rows = rows.assign(site=rows.get("site", ""), amount=excess(rows["share"], 1.0))
        message = N_("a share of {share} of the demand is more than all")
        found += violations("share_range", rows, message, N_("share of the demand"), ("place", "site", "service"))
    return found


def _column_fault(frame: pd.DataFrame, columns: dict[str, str]) -> str:
    """The first column that is missing, unknown or of the wrong kind; empty if all are right."""
    strangers = [*(set(columns) - set(frame.columns)), *(set(frame.columns) - set(columns))]
    wrong = [
        column
        for column, kind in columns.items()
        if column in frame and pd.api.types.is_numeric_dtype(frame[column]) != (kind == NUMBER)
    ]
    return min([*strangers, *wrong], default="")


def _known(case: Case, frame: str, column: str) -> set[Any]:
    if column in CHOICES:
        return set(CHOICES[column])
    keys = set(case.table(KEY_SHEETS[column]).iloc[:, 0])
    return keys | {""} if (frame, column) in MAY_BE_EMPTY else keys


def _impossible(numbers: NDArray[Any], column: tuple[str, str], negative: set[tuple[str, str]]) -> NDArray[np.bool_]:
    wrong = np.zeros(len(numbers), dtype=bool)
    if column not in MAY_BE_UNKNOWN:
        wrong |= ~np.isfinite(numbers)
    if column not in negative:
        wrong |= numbers < -TOLERANCE
    return wrong


def _repeated(frame: pd.DataFrame, identity: list[str]) -> Counter[str]:
    """The rows that stand more than once, in words, and how often."""
    repeated = frame.duplicated(identity, keep=False)
    if not repeated.any():
        return Counter()
    return Counter(" ".join(map(str, row)) for row in frame.loc[repeated, identity].itertuples(index=False))
