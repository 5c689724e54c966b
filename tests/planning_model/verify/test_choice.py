"""Services that leave less choice: the plan of the valley breaks them, for it was made without them."""

from __future__ import annotations

import pytest

from planning_model.verify import verify
from tests.planning_model.verify.expecting import expect
from tests.planning_model.verify.valley import P1, P2, edited, instance, plan

NURSING = {"service": "nursing"}


def test_a_place_goes_to_one_site_as_a_whole() -> None:
    """Half of a is nursed at cb, the other half nowhere; b and c are not split."""
    split = {("single_site", "a · nursing", period): 0.5 for period in (P1, P2)}
    expect(instance(edited("Services", NURSING, assignment="single")), plan(), split)


@pytest.mark.parametrize(("split_above", "broken"), [(5999, False), (6000, True)])
def test_larger_places_may_be_split(split_above: float, *, broken: bool) -> None:
    """6,000 live in a."""
    single = instance(edited("Services", NURSING, assignment="single", split_above=split_above))
    assert bool(verify(single, plan())) == broken


def test_nobody_passes_by_a_site_that_offers_the_service() -> None:
    """From a, pa is 5 minutes away and cb 15; from b it is the reverse; from c, the practice pc is the closest."""
    violations = {
        ("closest_site", "a · cb · gp", P1): 0.5,
        ("closest_site", "b · pa · gp", P1): 0.2,
        ("closest_site", "c · fc · gp", P1): 0.4,
        ("closest_site", "c · oc · gp", P1): 0.2,
        ("closest_site", "a · cb · gp", P2): 0.5,
        ("closest_site", "c · fc · gp", P2): 0.5,
    }
    expect(instance(edited("Services", {"service": "gp"}, assignment="closest")), plan(), violations)


def test_a_site_without_the_service_may_be_passed_by() -> None:
    """The hub pc has half a nurse from 2030 on, so that c must no longer go to fc."""
    closest = instance(edited("Services", NURSING, assignment="closest"))
    expect(closest, plan(), {("closest_site", "c · fc · nursing", P2): 1.0})
