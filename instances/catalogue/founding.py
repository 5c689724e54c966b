"""Kinds of planning rule that say where a type may be founded, and where units of a resource may be added."""

from __future__ import annotations

from typing import Any

from instances.catalogue.relaxing import PRICE_OF_UNIT
from instances.catalogue.rule_kind import RuleKind
from instances.i18n import Text

SITES = Text("Standorte", "sites")


def _founding(
    key: str, label: Text, sentence: Text, parameters: tuple[str, ...], unit: Text = SITES, **rest: Any
) -> RuleKind:
    where = "planning_model/constraints/founding.py"
    return RuleKind(key, label, sentence, parameters, unit, False, where, forbids=True, **rest)


FOUNDING_KINDS = (
    _founding(
        "founding_need",
        Text("Gründung nur bei Bedarf", "founding only where needed"),
        Text(
            "{scope}: {type} beginnt nur, wo der rechnerische Versorgungsgrad des Planungsbereichs ohne den Plan in "
            "diesem Zeitraum unter {value} liegt.",
            "{scope}: {type} begins only where the computed supply ratio of the planning area, without the plan, is "
            "below {value} in that period.",
        ),
        ("type", "value"),
        share=True,
    ),
    _founding(
        "founding_deprivation",
        Text("Gründung nur bei Deprivation", "founding only where deprived"),
        Text(
            "{scope}: {type} beginnt nur in Orten mit einer Deprivation von mindestens {value}.",
            "{scope}: {type} begins only in places with a deprivation of at least {value}.",
        ),
        ("type", "value"),
    ),
    _founding(
        "founding_rurality",
        Text("Gründung nach Raumtyp", "founding by rurality"),
        Text(
            "{scope}: {type} beginnt nur in Planungsbereichen dieses Raumtyps: {parameter}.",
            "{scope}: {type} begins only in planning areas of this rurality: {parameter}.",
        ),
        ("type", "parameter"),
    ),
    _founding(
        "founding_carrier",
        Text("Gründung nach Träger", "founding by carrier"),
        Text(
            "{scope}: {type} beginnt nur mit einem dieser Träger: {parameter}.",
            "{scope}: {type} begins only under one of these carriers: {parameter}.",
        ),
        ("type", "parameter"),
    ),
    _founding(
        "founding_legal_basis",
        Text("Gründung nach Rechtsgrundlage", "founding by legal basis"),
        Text(
            "{scope}: {type} beginnt nur mit einer dieser Rechtsgrundlagen: {parameter}.",
            "{scope}: {type} begins only on one of these legal bases: {parameter}.",
        ),
        ("type", "parameter"),
    ),
    _founding(
        "resource_legal_basis",
        Text("Ressource nach Rechtsgrundlage", "resource by legal basis"),
        Text(
            "{scope}: {resource} wird nur an Standorten mit einer dieser Rechtsgrundlagen neu geschaffen: {parameter}.",
            "{scope}: {resource} is added only at sites with one of these legal bases: {parameter}.",
        ),
        ("resource", "parameter"),
        Text("Einheiten der Ressource", "units of the resource"),
        relax_price=PRICE_OF_UNIT,
    ),
    _founding(
        "consent",
        Text("Zustimmung", "consent"),
        Text(
            "{scope}: {type} beginnt nicht, wo einer dieser Beteiligten abgelehnt hat: {parameter}.",
            "{scope}: {type} does not begin where one of these actors has refused: {parameter}.",
        ),
        ("type", "parameter"),
    ),
)
FOUNDING = tuple(kind.key for kind in FOUNDING_KINDS)
