"""Functional coverage: what care amounts to in doctors' seats if the work that doctors delegate is counted.

It is not the supply ratio of needs planning, which counts doctors only, and is never mixed with it.
"""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd


def work_of_a_seat(tables: Mapping[str, pd.DataFrame]) -> pd.Series:
    """By service: the most that one counted seat does of it in a year, after the sheet Production.

    Services that no counted resource produces have no row: what others do of them replaces no doctor.
    """
    factor = tables["Resources"].set_index("resource")["counting_factor"]
    rows = tables["Production"].assign(factor=tables["Production"]["resource"].map(factor))
    doctors = rows[rows["factor"] > 0]
    return (doctors["productivity"] / doctors["factor"]).groupby(doctors["service"]).max()
