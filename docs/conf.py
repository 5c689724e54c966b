"""Settings of the documentation. Its reference pages are made from the code at every build."""

from __future__ import annotations

import sys
from pathlib import Path

DOCS = Path(__file__).parent
sys.path.insert(0, str(DOCS.parent))

from docs._generate import formulation, workbook  # noqa: E402 - needs the line above

project = "careplan"
author = "the careplan authors"
project_copyright = author
language = "en"

extensions = ["myst_parser"]
myst_heading_anchors = 3
exclude_patterns = ["_build"]

html_theme = "furo"
html_title = "careplan"
html_show_sphinx = False

GENERATED = DOCS / "generated"
GENERATED.mkdir(exist_ok=True)
for page in (workbook, formulation):
    target = GENERATED / f"{page.__name__.rpartition('.')[2]}.md"
    target.write_text(page.page(), encoding="utf-8", newline="\n")
