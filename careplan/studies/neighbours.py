"""Which finished run a new one begins at: the one whose factors are nearest to its own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from careplan.studies.runs import Label, Run


class Neighbours:
    """The distances between runs, by their keys.

    Each factor counts alike: the difference of two values as a share of the study's range of it, and 1 between names,
    or between a value and a factor that leaves the workbook as it is.
    """

    def __init__(self, runs: Mapping[str, Run]) -> None:
        self._labels = {key: run.labels for key, run in runs.items()}
        factors = dict.fromkeys(name for labels in self._labels.values() for name in labels)
        self._range = {name: _range([labels.get(name, "") for labels in self._labels.values()]) for name in factors}

    def nearest(self, key: str, others: Iterable[str]) -> str | None:
        """The nearest of some others, the first of those that are equally near; None where there are none."""
        return min(others, key=lambda other: self._distance(key, other), default=None)

    def _distance(self, one: str, other: str) -> float:
        mine, theirs = self._labels[one], self._labels[other]
        return sum(_difference(mine.get(name, ""), theirs.get(name, ""), width) for name, width in self._range.items())


def _range(labels: Iterable[Label]) -> float:
    """Between the lowest and the highest number; 1 where there are no two."""
    numbers = [number for label in labels if (number := _number(label)) is not None]
    return (max(numbers) - min(numbers) if numbers else 0.0) or 1.0


def _difference(one: Label, other: Label, width: float) -> float:
    mine, theirs = _number(one), _number(other)
    if mine is None or theirs is None:
        return 0.0 if mine is theirs and str(one) == str(other) else 1.0
    return abs(mine - theirs) / width


def _number(label: Label) -> float | None:
    """None for a name, and for a factor that leaves the workbook as it is."""
    return None if isinstance(label, str) or label != label else label
