"""Settings of the documentation. Its reference pages are made from the code at every build."""

from __future__ import annotations

import os
import sys
from pathlib import Path

DOCS = Path(__file__).parent
sys.path.insert(0, str(DOCS.parent))

from docs._generate import formulation, workbook  # noqa: E402 - needs the line above

project = "careplan"
author = "the careplan authors"
project_copyright = author
language = "en"

extensions = ["myst_nb", "docs._generate.mathml"]
myst_heading_anchors = 3
exclude_patterns = ["_build", "**.ipynb_checkpoints"]

# Notebooks are stored without results and run whenever their page is built.
# Their kernels are programs of their own, and show this checkout, whatever else is installed.
nb_execution_mode = "force"
nb_execution_in_temp = True
nb_execution_timeout = 300
nb_execution_raise_on_error = True
nb_output_stderr = "remove"
os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, [str(DOCS.parent), os.environ.get("PYTHONPATH")]))

html_theme = "furo"
html_title = "careplan"
html_static_path = ["_static"]
html_css_files = ["careplan.css"]
html_show_sphinx = False
html_math_renderer = "mathml"

GENERATED = DOCS / "generated"
GENERATED.mkdir(exist_ok=True)
for name, text in (("workbook.md", workbook.page()), ("formulation.rst", formulation.page())):
    (GENERATED / name).write_text(text, encoding="utf-8", newline="\n")
