"""What every test relies on."""

from __future__ import annotations

import pytest

from instances.locale import messages


def pytest_configure(config: pytest.Config) -> None:
    """Compile the German texts: a bare checkout has none yet, and an edited one has stale ones."""
    if not hasattr(config, "workerinput"):
        messages.compile_all()
