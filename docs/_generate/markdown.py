"""The little Markdown that the generated pages need."""

from __future__ import annotations

from collections.abc import Iterable, Sequence


def table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table; ``rows`` have as many cells as there are ``headings``."""
    lines = [headings, ["---"] * len(headings), *([cell(value) for value in row] for row in rows)]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines) + "\n"


def cell(value: str) -> str:
    """``value`` on one line, with nothing in it that ends the cell."""
    return " ".join(value.split()).replace("|", "\\|")


def code(value: object) -> str:
    """``value`` in the type of the machine; empty stays empty."""
    return f"`{value}`" if value != "" else ""
