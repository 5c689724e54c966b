"""How the tests say what the verifier has to find."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import pytest

from instances.instance import Instance
from planning_model.plan import Plan
from planning_model.verify import verify

Place = tuple[str, str, str]
"""Rule, where, period."""


def expect(instance: Instance, plan: Plan, broken: Mapping[Place, float], also: Collection[str] = ()) -> None:
    """The verifier finds exactly ``broken`` with these amounts, and besides violations of the rules ``also`` alone."""
    found = verify(instance, plan)
    told = "\n".join(one.line("en") for one in found)
    mine = {(one.rule, one.where, one.period): one.amount for one in found if one.rule not in also}
    assert mine == pytest.approx(dict(broken)), told
    assert {one.rule for one in found} == {rule for rule, _, _ in broken} | set(also), told
    assert all(one.line("de").startswith(one.rule) for one in found)
