"""Where a plan comes from: workbook, versions, options, times."""

from __future__ import annotations

import platform
from dataclasses import asdict
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from instances.instance import Instance
from solvers.options import SolveOptions
from solvers.result import SolveResult, Status

PACKAGES = ("careplan", "pyomo", "highspy", "pandas", "numpy", "scipy", "networkx", "openpyxl")


def provenance_of(
    instance: Instance, options: SolveOptions, result: SolveResult, seconds: dict[str, float]
) -> dict[str, Any]:
    """Where a plan comes from: workbook, versions, options, times."""
    travel = instance.travel["source"].value_counts()
    return {
        **origin_of(instance),
        "created": datetime.now(UTC).isoformat(timespec="seconds"),
        "careplan_version": version_of("careplan"),
        "versions": {name: version_of(name) for name in PACKAGES} | {"python": platform.python_version()},
        "platform": platform.platform(),
        "options": asdict(options),
        "seed": options.seed,
        "method": result.method,
        "solver_status": result.status.value,
        "stopped": result.status in (Status.CANCELLED, Status.TIME_LIMIT, Status.CRASHED),
        "seconds": seconds,
        "travel_sources": {str(source): int(pairs) for source, pairs in travel.items()},
    }


def origin_of(instance: Instance) -> dict[str, str]:
    """The workbook that an instance comes from."""
    return {
        "workbook": instance.source.name if instance.source else "",
        "workbook_sha256": instance.source.sha256 if instance.source else "",
        "fingerprint": instance.fingerprint,
        "scenario": instance.variant.scenario if instance.variant else "",
    }


def version_of(package: str) -> str:
    """The installed version, or `source` in a checkout that is not installed."""
    try:
        return version(package)
    except PackageNotFoundError:
        return "source"
