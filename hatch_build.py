"""Build hook: compiles the message catalogues, so that a wheel and an editable install both speak German."""

from __future__ import annotations

import runpy
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CompileMessages(BuildHookInterface):  # type: ignore[type-arg]
    """Runs before hatchling collects the files of the wheel."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile every ``.po`` beside itself; ``artifacts`` in ``pyproject.toml`` picks the results up."""
        script = Path(self.root, "instances", "locale", "messages.py")
        runpy.run_path(str(script))["compile_all"]()
