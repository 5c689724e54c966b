"""Sites, modules, changes and the decisions they need."""

from __future__ import annotations

from collections.abc import Hashable

import numpy as np
import pandas as pd

from instances.i18n import Text
from reports.metrics.columns import BY_RESOURCE
from reports.metrics.costs import EVERY_YEAR
from reports.metrics.facts import Facts
from reports.metrics.lookup import numbers
from reports.metrics.metric import Metric

# smaller amounts are the solver's tolerance
ROUNDING = 1e-6
CHANGE_ORDER = {"new": 0, "converted": 1, "closed": 2, "none": 3}


def sites(facts: Facts) -> pd.DataFrame:
    """Every site that is open in the last period or closes until then; changes first, then by size."""
    rows = _with_homes(facts, facts.states.reset_index())
    rows = rows[(rows["type"] != "") | (rows["change"] != "none")]
    size = _capacity_by_resource(facts)
    table = rows.merge(size, left_on="site", right_index=True, how="left").merge(
        _cost_by_site(facts), left_on="site", right_index=True, how="left"
    )
    table = table.merge(_assigned(facts), left_on="site", right_index=True, how="left")
    numbers = [*size.columns, "site_one_off", "per_year", "assigned"]
    table[numbers] = table[numbers].fillna(0.0)
    return _in_order(table)


def modules(facts: Facts) -> pd.DataFrame:
    """Capacity of every open site by resource and period."""
    rows = facts.plan.modules[facts.plan.modules[["kept", "added"]].sum(axis=1) > 0]
    spare = rows["kept"] + rows["added"] - rows["units"]
    rows = rows.assign(idle=spare.where(spare > ROUNDING, 0.0))
    rows = _with_homes(facts, rows).assign(resource_unit=rows["resource"].to_numpy())
    changed = numbers(rows["site"].map(facts.states["change"]), CHANGE_ORDER)
    return rows.assign(order=changed).sort_values(["order", "site", "resource"], kind="stable", ignore_index=True)


def changes(facts: Facts) -> pd.DataFrame:
    """Every site whose state in the last period is not that of today."""
    rows = facts.states[facts.states["change"] != "none"].reset_index().rename(columns={"type": "type_after"})
    rows["opens"] = rows["opens"].fillna(_first_year_of_change(facts).reindex(rows["site"]).set_axis(rows.index))
    table = _with_homes(facts, rows).assign(type_before=rows["site"].map(facts.sites["type_today"]).to_numpy())
    return _in_order(table)


def decisions(facts: Facts) -> pd.DataFrame:
    """Who has to decide what until when, and what the workbook does not say yet."""
    rows = facts.once(changes)
    lead = facts.instance.tables["Types"].set_index("type")["lead_time"]
    years = numbers(rows["type_after"], lead).fillna(0.0)
    start = np.floor(rows["opens"] - years)
    no_carrier, no_basis = rows["carrier"] == "", rows["legal_basis"] == ""
    missing = np.select([no_carrier & no_basis, no_carrier, no_basis], ["both", "carrier", "legal_basis"], "")
    table = rows.assign(
        lead_time=years,
        latest_start=start,
        due=start <= facts.instance.settings.base_year,
        missing=pd.Series(missing, index=rows.index, dtype="str"),
        consents_missing=_consents_missing(facts, rows),
    )
    return table.sort_values(["latest_start", "opens"], kind="stable", ignore_index=True)


def _consents_missing(facts: Facts, rows: pd.DataFrame) -> pd.Series:
    """By row: the actors whose consent the rules ask for the new type and who have not given it, in words."""
    answers = facts.instance.tables["Consents"]
    given = set(zip(*(answers.loc[answers["answer"] == "given", name] for name in ("site", "actor")), strict=True))
    missing: dict[Hashable, list[str]] = {row: [] for row in rows.index}
    rules = facts.instance.tables["Rules"]
    rules = rules.loc[rules["kind"] == "consent", ["type", "grouping", "group", "words"]]
    for kind, grouping, group, actors in zip(*(rules[name] for name in rules), strict=True):
        groups = facts.group_of(grouping, rows["site"], "Sites")
        concerned = (rows["type_after"] == kind) & ((groups == group) | (group == ""))
        for row, site in rows.loc[concerned, "site"].items():
            missing[row] += [actor for actor in actors if (site, actor) not in given]
    return pd.Series({row: ", ".join(dict.fromkeys(actors)) for row, actors in missing.items()}, dtype="str")


def _with_homes(facts: Facts, rows: pd.DataFrame) -> pd.DataFrame:
    home = facts.sites[["place", "area", "district", "carrier", "legal_basis"]]
    return rows.reset_index(drop=True).merge(home, left_on="site", right_index=True, how="left", sort=False)


def _in_order(rows: pd.DataFrame) -> pd.DataFrame:
    order = numbers(rows["change"], CHANGE_ORDER)
    by = ["order", "opens", "assigned"] if "assigned" in rows else ["order", "opens"]
    ascending = [True, True, False][: len(by)]
    return rows.assign(order=order).sort_values(by, ascending=ascending, kind="stable", ignore_index=True)


def _first_year_of_change(facts: Facts) -> pd.Series:
    rows = facts.plan.sites[facts.plan.sites["change"] != "none"]
    return numbers(rows["period"], facts.first_year).groupby(rows["site"]).min().astype("float64")


def _capacity_by_resource(facts: Facts) -> pd.DataFrame:
    rows = facts.plan.modules[facts.plan.modules["period"] == facts.last]
    wide = rows.groupby(["site", "resource"])["units"].sum().unstack("resource", fill_value=0)
    known = [name for name in facts.instance.tables["Resources"]["resource"] if name in wide.columns]
    return wide[known].add_prefix(BY_RESOURCE)


def _cost_by_site(facts: Facts) -> pd.DataFrame:
    costs = facts.site_costs
    once = costs[costs["category"].isin(("setup", "closing", "investment"))].groupby("site")["amount"].sum()
    last = costs[(costs["period"] == facts.last) & costs["category"].isin(EVERY_YEAR)]
    yearly = last.groupby("site")["amount"].sum() / float(facts.years[facts.last])
    return pd.DataFrame({"site_one_off": once, "per_year": yearly}).fillna(0.0)


def _assigned(facts: Facts) -> pd.Series:
    flows = facts.plan.flows[facts.plan.flows["period"] == facts.last]
    most = flows.groupby(["site", "place"], sort=False)["share"].max().reset_index()
    residents = most["share"] * numbers(most["place"], facts.residents_then[facts.last])
    return residents.groupby(most["site"]).sum().rename("assigned")


SITE_METRICS = (
    Metric(
        "sites",
        Text("Standorte im Plan", "Sites in the plan"),
        Text(
            "Alle Standorte, die am Ende des Plans offen sind oder bis dahin schließen; Änderungen zuerst.",
            "All sites that are open at the end of the plan or close until then; changes first.",
        ),
        (
            "site",
            "change",
            "type",
            "opens",
            "place",
            "area",
            "district",
            BY_RESOURCE,
            "site_one_off",
            "per_year",
            "assigned",
        ),
        sites,
    ),
    Metric(
        "modules",
        Text("Kapazität", "Capacity"),
        Text(
            "Was an jedem offenen Standort steht: davon heute vorhanden, davon neu.",
            "What stands at every open site: kept of today, and added.",
        ),
        ("site", "type", "place", "resource", "resource_unit", "period", "kept", "added", "idle", "units"),
        modules,
        ("idle",),
    ),
    Metric(
        "changes",
        Text("Änderungen gegenüber heute", "Changes to today"),
        Text(
            "Alle Standorte, deren Zustand am Ende des Plans nicht der heutige ist.",
            "All sites whose state at the end of the plan is not that of today.",
        ),
        ("site", "change", "type_before", "type_after", "opens", "place", "area", "district"),
        changes,
    ),
    Metric(
        "decisions",
        Text("Entscheidungen", "Decisions"),
        Text(
            "Je Änderung: Träger, Rechtsgrundlage, fehlende Zustimmungen und das Jahr, in dem spätestens zu "
            "beschließen ist.",
            "For each change: carrier, legal basis, consents missing and the year of the latest decision.",
        ),
        (
            "site",
            "change",
            "type_after",
            "district",
            "carrier",
            "legal_basis",
            "opens",
            "lead_time",
            "latest_start",
            "due",
            "missing",
            "consents_missing",
        ),
        decisions,
    ),
)
