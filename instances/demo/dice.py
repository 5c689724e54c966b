"""Chance that does not change: a number depends on the seed, on what it is for and on whom, and on nothing else."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

_BYTES = 8


@dataclass(frozen=True)
class Dice:
    """Numbers between 0 and 1 by key, the same on every machine, in any order and with every version of NumPy."""

    seed: int

    def roll(self, purpose: str, keys: Iterable[str]) -> np.ndarray:
        """One number in [0, 1) for each of ``keys``."""
        return np.array([self._one(f"{self.seed}|{purpose}|{key}") for key in keys], dtype=float)

    @staticmethod
    def _one(text: str) -> float:
        digest = hashlib.blake2b(text.encode(), digest_size=_BYTES).digest()
        return int.from_bytes(digest, "big") / float(2 ** (8 * _BYTES))
