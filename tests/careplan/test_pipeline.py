"""What the pipeline says of a model that contradicts itself before it is solved."""

from __future__ import annotations

import pyomo.environ as pyo

from careplan.pipeline import _rule_behind
from planning_model.build import build
from tests.planning_model.worlds import hamlet, instance_of


def test_a_row_is_named_by_its_rule_and_by_itself_where_none_asks_for_it() -> None:
    """A rule may be called like the first letter of a site, and some rows have no index or a single one."""
    world = hamlet()
    rules, sites = world["Rules"].astype(object), world["Sites"]
    rules.loc[0, ["rule", "label"]] = [sites["site"].iloc[0][0], "the first"]
    built = build(instance_of(world | {"Rules": rules}))
    labels = built.context.parameters.tables["Rules"].set_index("rule")["label"].to_dict()
    names = [part.name for part in built.model.component_data_objects((pyo.Constraint, pyo.Var))]
    expected = {name: labels.get(name.partition("[")[2].partition(",")[0], name) for name in names}
    assert set(labels.values()) <= set(expected.values())
    assert {name: _rule_behind(built, name) for name in names} == expected
