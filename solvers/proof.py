"""What a bound rests on: prices of rows. They outlive their problem, for any prices prove something in any problem."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

_Floats: TypeAlias = NDArray[np.float64]
_Numbers: TypeAlias = NDArray[np.intp]


class Prices(NamedTuple):
    """Prices of a level's rows (rows,), those of earlier levels' caps at the end, and of columns that are doubled.

    A column is doubled for a row (see `solvers.decomposition.blocks.Copies`): ``copy_column``, ``copy_row`` and
    ``copy_price`` are (copies,), all empty where nothing is known of them.
    """

    rows: _Floats
    copy_column: _Numbers
    copy_row: _Numbers
    copy_price: _Floats

    @classmethod
    def of_rows(cls, rows: _Floats) -> Prices:
        """Prices of the rows alone, such as a relaxation's duals."""
        return cls(rows, np.zeros(0, dtype=np.intp), np.zeros(0, dtype=np.intp), np.zeros(0))


@dataclass(frozen=True, eq=False)
class Proof:
    """A lower bound on a level, what the search for it reached, and the prices behind it.

    No plan that keeps each earlier level within its cap (``caps``, in their order) costs less than ``bound``; ``best``
    is what the best of them found costs. ``prices`` are those that proved most in a problem like this one; None where
    the search knew none.
    """

    bound: float = -np.inf
    best: float = np.inf
    caps: tuple[float, ...] = ()
    prices: Prices | None = None

    def within(self, caps: tuple[float, ...]) -> float:
        """The bound of plans within these caps: nothing is known of plans that may cost more than those it is of."""
        known = len(caps) == len(self.caps) and all(cap <= mine for cap, mine in zip(caps, self.caps, strict=True))
        return self.bound if known else -np.inf


def pack(proofs: tuple[Proof | None, ...]) -> dict[str, Any]:
    """Proofs as named arrays for a file without pickle."""
    parts: dict[str, Any] = {}
    for number, proof in enumerate(proofs):
        if proof is not None:
            parts[f"proof{number}_bound"] = np.array([proof.bound, proof.best, *proof.caps])
            for name, values in (proof.prices._asdict() if proof.prices else {}).items():
                parts[f"proof{number}_{name}"] = values
    return parts


def unpack(parts: dict[str, Any], count: int) -> tuple[Proof | None, ...]:
    """The inverse of `pack` for so many levels; further arrays are not looked at."""
    return tuple(_unpacked(parts, f"proof{number}_") for number in range(count))


def _unpacked(parts: dict[str, Any], prefix: str) -> Proof | None:
    if f"{prefix}bound" not in parts:
        return None
    bound, best, *caps = parts[f"{prefix}bound"].tolist()
    has_prices = f"{prefix}rows" in parts
    prices = Prices(*(parts[prefix + name] for name in Prices._fields)) if has_prices else None
    return Proof(bound, best, tuple(caps), prices)
