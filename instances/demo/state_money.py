"""The state's full rules: more pots, and what they may pay for."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from instances.demo.money import may_pay, pot_rules

FUND = "§ 12b KHG"
RGZ = "bis zu 90 % und ohne andere Landesmittel, wie NKHVO Niedersachsen; Betrag: Annahme"
ADVICE_LAW = "§ 7c SGB XI; Anteile: Annahme"
CARE_FUNDS, RGZ_GRANT, REGIONAL = 0.04, 0.15, 0.9  # shares of the GKV's, the Land's and the GKV's money
EARNED = 0.9  # of the GKV's money is left as a pot; the rest sites earn as revenue
OWN_SHARE = 0.05


def all_pots(basic: pd.DataFrame, residents: pd.Series, region: str) -> pd.DataFrame:
    """The basic ``pots`` and four more; ``residents`` by district say what part of the money the ``region`` gets."""
    budget = basic.set_index("pot")["budget"]
    part = residents[region] / residents.sum()
    more = [
        ("pflegekassen", "Pflegekassen", CARE_FUNDS * budget["gkv"], "state", "", ""),
        ("rgz", "RGZ-Förderung", RGZ_GRANT * budget["land"], "state", "", ""),
        (
            "regional",
            f"Regionalbudget {region}",
            REGIONAL * part * budget["gkv"],
            "district",
            region,
            "management_unit",
        ),
    ]
    rows = pd.DataFrame(more, columns=["pot", "label", "budget", "grouping", "group", "needs_type"])
    pots = pd.concat([basic.assign(grouping="state", group="", needs_type=""), rows], ignore_index=True)
    pots.loc[pots["pot"] == "gkv", "budget"] *= EARNED - CARE_FUNDS
    pots["budget"] = pots["budget"].round(1).clip(lower=0.1)
    return pots.assign(carry_over=pots["pot"].isin(["transformation", "rgz"]).map({True: "yes", False: "no"}))


def all_pot_rules() -> pd.DataFrame:
    """The basic rules, with an own share of every carrier, and those of the other models and pots.

    The regional budget has no rule: it pays for everything in its region.
    """
    basic = pot_rules()
    own = (basic["pot"] == "eigen") & (basic["category"] == "setup")
    basic["min_share"] = own.map({True: OWN_SHARE, False: 0.0})
    return pd.concat([basic, pd.DataFrame([*_building(), *_care(), *_grants()])], ignore_index=True)


def _building() -> Iterator[dict[str, object]]:
    for category in ("setup", "investment"):
        for kind in ("sve", "inz"):
            yield may_pay(
                "transformation", category, type=kind, max_share=0.5, match_pot="land", match_share=0.5, source=FUND
            )
        for kind in ("ipvz_tele", "ipvz_virtual", "out_of_hours"):
            yield may_pay("kv", category, type=kind, max_share=0.5, source="§ 105 Abs. 1a SGB V; Anteile: Annahme")


def _care() -> Iterator[dict[str, object]]:
    """The care funds pay for advice and help with nurses; the municipalities bear kiosks with them."""
    for category in ("setup", "investment", "running", "staff"):
        yield may_pay("pflegekassen", category, type="care_advice_centre", max_share=0.5, source=ADVICE_LAW)
        yield may_pay("kommunen", category, type="care_advice_centre", max_share=0.5, source=ADVICE_LAW)
    for kind in ("ipvz_tele", "ipvz_virtual", "kiosk"):
        yield may_pay("pflegekassen", "staff", type=kind, max_share=0.3)


def _grants() -> Iterator[dict[str, object]]:
    for category in ("setup", "investment"):
        yield may_pay("rgz", category, type="rgz", max_share=0.9, excludes_pot="land", source=RGZ)
