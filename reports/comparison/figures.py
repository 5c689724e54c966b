"""Key figures, money and staff of the plans side by side."""

from __future__ import annotations

import pandas as pd

from reports.comparison.comparison import PLAN, Comparison
from reports.metrics import METRICS
from reports.metrics.figures import FIGURES
from reports.metrics.money import CATEGORY_KEYS

FIGURE = ["figure", "subject_sheet", "subject", "form", "unit_de", "unit_en"]

COUNTED = ("sites_opened", "sites_converted", "sites_closed", "sites_open", "cost_pot", "recruited")
"""Figures that a plan leaves out where they are 0."""


def figures(comparison: Comparison) -> pd.DataFrame:
    """Every key figure today (by the first workbook) and in each plan; shares as 0.95, otherwise in the row's unit."""
    tables = _metric(comparison, "kpis")
    today = next(iter(tables.values())).set_index(["figure", "subject"])["before"]
    table = comparison.beside(tables, FIGURE, "after")
    counted = table["figure"].isin(COUNTED)
    plans = {PLAN + name: table[PLAN + name].mask(counted, table[PLAN + name].fillna(0.0)) for name in comparison.names}
    table = comparison.with_differences(table.assign(**plans))
    order = {figure.key: position for position, figure in enumerate(FIGURES)}
    table = table.sort_values("figure", key=lambda names: names.map(order), kind="stable", ignore_index=True)
    return table.assign(before=today.reindex(pd.MultiIndex.from_frame(table[["figure", "subject"]])).to_numpy())


def payers(comparison: Comparison) -> pd.DataFrame:
    """Million EUR by pot in the whole plan."""
    return comparison.beside(_metric(comparison, "payers"), ["pot"], "total")


def spending(comparison: Comparison) -> pd.DataFrame:
    """Million EUR in the whole plan by pot and category; only what some plan pays."""
    keys = ["pot", "category"]
    tables = {name: _by_category(rows, keys) for name, rows in _metric(comparison, "funding").items()}
    table = comparison.beside(tables, keys, "amount")
    paid = table[[PLAN + name for name in comparison.names]].abs().sum(axis=1) > 0
    return table[paid].reset_index(drop=True)


def pots(comparison: Comparison) -> pd.DataFrame:
    """Million EUR by pot and period."""
    return comparison.beside(_metric(comparison, "funding"), ["pot", "period"], "total")


def recruits(comparison: Comparison) -> pd.DataFrame:
    """Posts recruited in the whole plan by profession; a profession that a plan does not recruit has 0."""
    table = comparison.beside(_metric(comparison, "recruits"), ["profession"], "recruited")
    filled = {PLAN + name: table[PLAN + name].fillna(0.0) for name in comparison.names}
    return comparison.with_differences(table.assign(**filled))


def staff(comparison: Comparison) -> pd.DataFrame:
    """Posts needed by profession, group and period."""
    keys = ["profession", "grouping", "group", "period"]
    return comparison.beside(_metric(comparison, "staff"), keys, "need_after")


def _by_category(funding: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    total = funding.groupby("pot", sort=False)[CATEGORY_KEYS].sum()
    long = total.reset_index().melt("pot", CATEGORY_KEYS, "category", "amount")
    order = {pot: position for position, pot in enumerate(total.index)}
    return long.sort_values("pot", key=lambda names: names.map(order), kind="stable")[[*keys, "amount"]]


def _metric(comparison: Comparison, key: str) -> dict[str, pd.DataFrame]:
    return {name: facts.once(METRICS[key].of) for name, facts in comparison.plans.items()}
