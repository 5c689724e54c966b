"""Where types begin and resources are added against rules that forbid it."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from planning_model.plan import Plan
from tests.planning_model.verify.expecting import expect
from tests.planning_model.verify.valley import P1, P2, Frames, edited, frames, instance, plan, table, with_row


def ruled(strictness: str = "soft", **cells: Any) -> Frames:
    """The rules of the valley and one more, which weighs nothing."""
    row = {"rule": "it", "type": "centre", "strictness": strictness, "weight": 0, **cells}
    return {"Rules": pd.concat([frames()["Rules"].astype(object), pd.DataFrame([row])], ignore_index=True)}


def claiming(*missed: float) -> Plan:
    """The plan, which says of that rule that so much is missing in either period."""
    told = plan()
    for period, amount in zip((P1, P2), missed, strict=True):
        told = with_row(told, "rules", "it", "", period, 0, amount, amount)
    return told


@pytest.mark.parametrize(
    ("cells", "sheets", "missed"),
    [
        # the north has 4 of 10 seats, and 3 later; the south 3 of 2.5
        ({"kind": "founding_need", "value": 1.25}, {}, (0, 0)),
        ({"kind": "founding_need", "value": 1.2}, {}, (1, 1)),
        ({"kind": "founding_need", "value": 0.4}, {}, (2, 2)),
        ({"kind": "founding_need", "value": 1.1, "type": "hub"}, {}, (0, 1)),
        ({"kind": "founding_deprivation", "value": 0.5}, edited("Places", {"place": "b"}, deprivation=0.5), (1, 1)),
        ({"kind": "founding_rurality", "parameter": "urban"}, edited("Areas", {"area": "south"}, rurality="urban"),
         (1, 1)),
        ({"kind": "founding_carrier", "parameter": "municipal, private"}, {}, (0, 0)),
        ({"kind": "founding_carrier", "parameter": "municipal"}, {}, (1, 1)),
        ({"kind": "founding_carrier", "parameter": "municipal", "type": "practice"}, {}, (0, 0)),
        ({"kind": "founding_legal_basis", "parameter": "§ 95"}, edited("Sites", {"site": "cb"}, legal_basis="§ 95"),
         (1, 1)),
        ({"kind": "consent", "parameter": "KV"}, {"Consents": table("site actor answer", ("cb", "KV", "refused"))},
         (1, 1)),
        ({"kind": "consent", "parameter": "KV"}, {"Consents": table("site actor answer", ("cb", "KV", "open"))},
         (0, 0)),
        ({"kind": "resource_legal_basis", "type": None, "resource": "nurse", "parameter": "§ 95"}, {}, (7, 7.5)),
        ({"kind": "resource_legal_basis", "type": None, "resource": "seat", "parameter": "§ 95"},
         edited("Sites", {"site": "cb"}, legal_basis="§ 95"), (2, 2.25)),
    ],
)  # fmt: skip
def test_what_is_done_against_a_founding_rule_is_counted(
    cells: dict[str, Any], sheets: Frames, missed: tuple[float, float]
) -> None:
    world = instance(ruled(**cells) | sheets)
    expect(world, claiming(*missed), {})
    lies = {(check, "it", P1): missed[0] + 1 for check in ("rule_achieved", "rule_shortfall")}
    expect(world, claiming(2 * missed[0] + 1, missed[1]), lies)


def test_a_hard_founding_rule_bears_its_own_name() -> None:
    refused = {"Consents": table("site actor answer", ("cb", "KV", "refused"))}
    world = instance(ruled("hard", kind="consent", parameter="KV") | refused)
    expect(world, claiming(1, 1), {("it", "", P1): 1.0, ("it", "", P2): 1.0})
