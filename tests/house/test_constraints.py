"""``constraints.txt`` pins all that is installed for the program and its extras, and names nothing but versions."""

from __future__ import annotations

import re
import tomllib
from importlib.metadata import PackageNotFoundError, distribution, distributions

from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

from tests.house.project import ROOT

PIN = re.compile(r"(?P<name>[a-z0-9-]+)==(?P<version>[0-9][0-9a-z.]*)")


def pinned() -> dict[str, str]:
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pins = [PIN.fullmatch(line) for line in lines if line and not line.startswith("#")]
    assert all(pins), "a line is neither a comment nor name==version"
    return {pin["name"]: pin["version"] for pin in pins if pin}


def asked_for() -> list[Requirement]:
    """What ``pyproject.toml`` names, with every extra."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"].values()
    return [Requirement(text) for text in project["dependencies"] + [text for extra in extras for text in extra]]


def needed() -> set[str]:
    """Every distribution that these requirements bring along on this machine."""
    names: set[str] = set()
    waiting = asked_for()
    while waiting:
        requirement = waiting.pop()
        name = canonicalize_name(requirement.name)
        if name == "careplan" or (name in names and not requirement.extras):
            continue
        names.add(name)
        waiting += brought_by(name, requirement.extras)
    return names


def brought_by(name: str, extras: set[str]) -> list[Requirement]:
    """The requirements of an installed distribution with these extras; none where it is not installed."""
    try:
        found = map(Requirement, distribution(name).requires or [])
    except PackageNotFoundError:
        return []
    environments = [{"extra": extra} for extra in (extras or {""})]
    return [need for need in found if need.marker is None or any(map(need.marker.evaluate, environments))]


def test_everything_that_is_needed_is_pinned() -> None:
    assert needed() - pinned().keys() == set()


def test_every_pin_is_allowed_by_the_project() -> None:
    pins = pinned()
    allowed = [need for need in asked_for() if need.name != "careplan"]
    refused = [str(need) for need in allowed if pins[canonicalize_name(need.name)] not in need.specifier]
    assert refused == []


def test_every_pin_installs_on_the_oldest_python() -> None:
    found = {name: distribution(name) for name in needed() & {canonicalize_name(d.name) for d in distributions()}}
    pins = pinned()
    refused = [
        name
        for name, installed in found.items()
        if installed.version == pins.get(name)
        and "3.11.0" not in SpecifierSet(installed.metadata.get("Requires-Python", ""))
    ]
    assert refused == []


def test_the_solver_that_returned_wrong_optima_is_excluded() -> None:
    highs = next(need for need in asked_for() if need.name == "highspy")
    assert "1.14.0" not in highs.specifier
