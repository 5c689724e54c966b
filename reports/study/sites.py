"""Sites by run: who is open where, in the last period."""

from __future__ import annotations

import pandas as pd


def last_types(sites: pd.DataFrame) -> pd.DataFrame:
    """The type of every site in the last period ("" closed): one row a site, one column a run, in the order given."""
    last = sites.drop_duplicates(["run", "site"], keep="last")
    wide = last.pivot(index="site", columns="run", values="type")
    return wide.loc[sites["site"].drop_duplicates(), sites["run"].drop_duplicates()].fillna("")


def open_share(sites: pd.DataFrame) -> pd.Series:
    """By site: in what share of the runs it is open in the last period."""
    return (last_types(sites) != "").mean(axis=1)
