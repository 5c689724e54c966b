"""Shows the mathematics of the documentation as MathML, which browsers draw without a script from anywhere."""

from __future__ import annotations

import re
from typing import Any

from docutils import nodes
from latex2mathml.converter import convert
from sphinx.application import Sphinx

# an unknown command; an alignment mark or a line break outside align*, cases or array
NOT_SHOWN = re.compile(r"\\[A-Za-z]+|<mi>&</mi>|linebreak")


class MathError(ValueError):
    """LaTeX that cannot be shown; names what is in the way."""


def mathml(latex: str, display: str) -> str:
    """``latex`` as a ``<math>`` element, ``display`` being ``block`` or ``inline``; raises :class:`MathError`."""
    shown: str = convert(latex, display=display)
    if hurdle := NOT_SHOWN.search(shown):
        raise MathError(f"{hurdle.group()} cannot be shown in {latex}")
    return shown


def _visit_inline(writer: Any, node: nodes.Element) -> None:
    writer.body.append(mathml(node.astext(), "inline"))
    raise nodes.SkipNode


def _visit_block(writer: Any, node: nodes.Element) -> None:
    writer.body.append(mathml(node.astext(), "block"))
    raise nodes.SkipNode


def setup(app: Sphinx) -> dict[str, bool]:
    """Make the renderer known to Sphinx; ``conf.py`` chooses it."""
    app.add_html_math_renderer("mathml", (_visit_inline, None), (_visit_block, None))
    return {"parallel_read_safe": True, "parallel_write_safe": True}
