"""The types that signatures are written in, so that they read like the mathematics."""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Iterator
from functools import cache
from typing import Any, NewType

import pandas as pd

Place = NewType("Place", str)
Site = NewType("Site", str)
Type = NewType("Type", str)
Resource = NewType("Resource", str)
Service = NewType("Service", str)
Period = NewType("Period", str)

# Pyomo has no types of its own: an expression may be a number, a variable or a sum.
Expr = Any


def records(table: pd.DataFrame) -> Iterator[Any]:
    """The rows of a table, their columns as attributes.

    As ``itertuples``, which makes a class anew at every call: on small tables that takes longer than all the rest.
    """
    return map(_row_of(tuple(table.columns))._make, zip(*(table[name].tolist() for name in table.columns), strict=True))


@cache
def _row_of(columns: tuple[str, ...]) -> Any:
    return namedtuple("Row", columns)


def lookup(table: pd.DataFrame, key: str, value: str) -> dict[Any, Any]:
    """One column of a table by another."""
    return dict(zip(table[key], table[value], strict=True))
