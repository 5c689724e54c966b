"""Plans to report on: one worked out on paper, one of a random region."""

from __future__ import annotations

import pytest

from instances.instance import Instance
from planning_model.plan import Plan
from reports.metrics import Facts
from tests.reports.cases import Case, region
from tests.reports.valley import valley_instance, valley_plan


@pytest.fixture(scope="session")
def instance() -> Instance:
    return valley_instance()


@pytest.fixture(scope="session")
def plan(instance: Instance) -> Plan:
    return valley_plan(instance)


@pytest.fixture(scope="session")
def facts(instance: Instance, plan: Plan) -> Facts:
    return Facts(instance, plan)


@pytest.fixture(scope="session")
def case() -> Case:
    """Forty places in six areas."""
    return region(40, 6, 12)
