"""The checkout as the tests of the house see it."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGES = ("careplan", "instances", "planning_model", "reports", "solvers")


def sources() -> Iterator[Path]:
    """Every Python file of the five packages."""
    for package in PACKAGES:
        yield from sorted((ROOT / package).rglob("*.py"))


def committed_files() -> list[Path]:
    """Every file that is tracked by git, or would be after ``git add .``; needs a git checkout."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True, encoding="utf-8").stdout
    return [path for name in listed.split("\0") if name and (path := ROOT / name).is_file()]


def name_of(path: Path) -> str:
    """``path`` below the root of the checkout, with forward slashes."""
    return path.relative_to(ROOT).as_posix()
