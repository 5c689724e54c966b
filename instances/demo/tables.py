"""A short way to write a table down by hand."""

from __future__ import annotations

from typing import Any

import pandas as pd

from instances.defaults import default_table

Frames = dict[str, pd.DataFrame]


def table(columns: str, *rows: tuple[Any, ...]) -> pd.DataFrame:
    """One row a tuple; ``columns`` are separated by blanks, ``None`` is an empty cell."""
    return pd.DataFrame(list(rows), columns=columns.split())


MODELS = ("practice_cluster", "hospital", "branch_practice", "mvz_municipal", "pvz", "ipvz", "igz", "rgz")
"""The supplied care models that the examples plan with."""


def supplied_models(sheet: str) -> pd.DataFrame:
    """The default rows of Types or TypeResources about these models."""
    rows = default_table(sheet, "de")
    return rows[rows["type"].isin(MODELS)].reset_index(drop=True)
