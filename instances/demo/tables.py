"""A short way to write a table down by hand."""

from __future__ import annotations

from typing import Any

import pandas as pd

Frames = dict[str, pd.DataFrame]


def table(columns: str, *rows: tuple[Any, ...]) -> pd.DataFrame:
    """One row a tuple; ``columns`` are separated by blanks, ``None`` is an empty cell."""
    return pd.DataFrame(list(rows), columns=columns.split())
