"""What every test relies on."""

from __future__ import annotations

import gc
import os

import pytest

from instances.locale import messages


def pytest_configure(config: pytest.Config) -> None:
    """Compile the German texts: a bare checkout has none yet, and an edited one has stale ones.

    Programs that tests start keep what Python has compiled, as they do outside of tests, whatever the shell says.
    """
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    if not hasattr(config, "workerinput"):
        messages.compile_all()


def pytest_collection_finish() -> None:
    """Look for garbage more rarely: a tenth of the time went into searching a million objects that stay to the end."""
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)
