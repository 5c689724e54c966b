"""Units: what a site has of one resource while it runs as one type, recognised row by row.

A unit is a column of role AMOUNT with the rows that tie it to one opening and to its steps::

    least · open ≤ amount ≤ most · open
    amount = kept + step · (steps added)      or      amount = Σ size · chosen,  Σ chosen ≤ open  (or = open)
    Σ units · work ≤ amount                   or      Σ units · work ≤ Σ load · chosen

Rows that look otherwise are left alone: whoever prices all rows that no unit uses has a valid bound, only a weaker one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from math import ceil, floor, inf

import numpy as np

from planning_model.structure import Role
from solvers.decomposition.rows import Row, Rows
from solvers.problem import MatrixProblem

# A step that fits but for rounding.
ROUNDING = 1e-9


@dataclass
class Size:
    """One size of a menu: its column, the amount it stands for, and the load it takes."""

    column: int
    amount: float
    load: float


@dataclass
class Unit:
    """Columns are −1 where there is none; ``rows`` are those that the unit answers for."""

    amount: int
    owner: int = -1
    least: float = 0.0
    most: float = inf
    step: float = 0.0
    steps: int = -1
    kept: int = -1
    kept_least: float = 0.0
    kept_most: float = 0.0
    consumers: dict[int, float] = field(default_factory=dict)
    """Units that each work column takes; of the load where there is a menu."""
    menu: list[Size] = field(default_factory=list)
    rows: list[int] = field(default_factory=list)

    @property
    def can_run(self) -> bool:
        """Whether some size, or some number of steps, lies between its least and its most."""
        if self.menu:
            least, most = self.least - ROUNDING, self.most + ROUNDING
            return self.least <= 0 or any(least <= size.amount <= most for size in self.menu)
        return self.fewest_steps <= self.most_steps

    @property
    def fewest_steps(self) -> int:
        """Steps that an open site has at least; 0 where a menu says what it may have."""
        return 0 if self.menu else max(0, ceil((self.least - self.kept_most) / self.step - ROUNDING))

    @property
    def most_steps(self) -> int:
        """Steps that an open site has at most; 0 where a menu says what it may have."""
        return 0 if self.menu else floor((self.most - self.kept_least) / self.step + ROUNDING)

    @property
    def largest(self) -> float:
        """The most that it can have, or, where there is a menu, the largest load."""
        return max(size.load for size in self.menu) if self.menu else self.most

    def own_columns(self) -> list[int]:
        """The columns that the unit decides."""
        single = [column for column in (self.amount, self.kept, self.steps) if column >= 0]
        return single + [size.column for size in self.menu]


class Recognition:
    """Reads the units of a problem."""

    def __init__(self, problem: MatrixProblem, rows: Rows) -> None:
        self.problem = problem
        self.rows = rows
        self.role = rows.role
        self._choices = self._size_choices()

    def units(self) -> Iterator[Unit]:
        """Every unit that is understood, and shares none of its columns with another."""
        claimed: set[int] = set()
        for amount in np.flatnonzero(self.role == Role.AMOUNT).tolist():
            unit = self._unit(amount)
            if unit is not None and claimed.isdisjoint(unit.own_columns()):
                claimed.update(unit.own_columns())
                yield unit

    def _unit(self, amount: int) -> Unit | None:
        unit = Unit(amount)
        local = [(number, row) for number in self.rows.local(amount) if (row := self.rows[number]) is not None]
        for number, row in local:
            self._read_limit(unit, number, row)
        if unit.owner < 0 or unit.most == inf:
            return None
        menu = [(number, row) for number, row in local if self._is_menu(unit, row)]
        understood = self._read_menu(unit, *menu[0]) if menu else self._read_steps(unit, local)
        return unit if understood and unit.can_run else None

    def _read_limit(self, unit: Unit, number: int, row: Row) -> None:
        """``amount ≤ most · open`` or ``amount ≥ least · open``."""
        others, factors = row.others(unit.amount)
        if row.equation or row.right != 0 or len(others) != 1 or self.role[others[0]] != Role.OPENING:
            return
        own, factor = row.coefficient(unit.amount), float(factors[0])
        if unit.owner not in (-1, int(others[0])):
            return
        if own > 0 > factor:
            unit.owner, unit.most = int(others[0]), min(unit.most, -factor / own)
            unit.rows.append(number)
        elif own < 0 < factor:
            unit.owner, unit.least = int(others[0]), max(unit.least, factor / -own)
            unit.rows.append(number)

    def _read_steps(self, unit: Unit, local: list[tuple[int, Row]]) -> bool:
        """The balance of the amount, and the work that it limits."""
        balances = [(number, row) for number, row in local if self._is_balance(unit, row)]
        exact = [(number, row) for number, row in balances if row.equation]
        upper = [row for _, row in balances if not row.equation]
        if not exact and not (upper and any(self._holds_from_below(unit, row, upper[0]) for _, row in local)):
            return False
        number, row = exact[0] if exact else balances[0]
        self._read_balance(unit, number, row)
        if not self._read_kept(unit, exact=bool(exact)):
            return False
        for number, row in local:
            if self._is_capacity(unit, row):
                self._read_capacity(unit, number, row, -row.coefficient(unit.amount))
        return True

    def _is_balance(self, unit: Unit, row: Row) -> bool:
        """``amount − kept − step · Σ added``, equal to or at most 0."""
        others, factors = row.others(unit.amount)
        own = row.coefficient(unit.amount)
        steps = self.role[others] == Role.MODULE
        if own <= 0 or row.right != 0 or not steps.any() or any(column in self._choices for column in others.tolist()):
            return False
        kept = ~steps
        same_step = bool((factors[steps] == factors[steps][0]).all()) and factors[steps][0] < 0
        return (
            same_step
            and int(kept.sum()) <= 1
            and bool((self.role[others[kept]] == Role.OTHER).all() and (factors[kept] == -own).all())
        )

    def _holds_from_below(self, unit: Unit, row: Row, balance: Row) -> bool:
        """Whether the row says that an open site has at least what the balance allows it."""
        others, factors = row.others(unit.owner) if unit.owner in row.columns else (row.columns, row.coefficients)
        if row.equation or unit.owner not in row.columns or len(others) != len(balance.columns):
            return False
        order, same = np.argsort(others), np.argsort(balance.columns)
        opposite = np.array_equal(others[order], balance.columns[same]) and bool(
            np.allclose(factors[order], -balance.coefficients[same], rtol=1e-12)
        )
        return opposite and row.right == row.coefficient(unit.owner)

    def _read_balance(self, unit: Unit, number: int, row: Row) -> None:
        others, factors = row.others(unit.amount)
        own = row.coefficient(unit.amount)
        steps = self.role[others] == Role.MODULE
        unit.step = float(-factors[steps][0] / own)
        unit.kept = int(others[~steps][0]) if (~steps).any() else -1
        if row.equation and steps.sum() == 1:
            # steps of several periods are shared with other units, so that their row has to be priced
            unit.steps = int(others[steps][0])
            unit.rows.append(number)

    def _read_kept(self, unit: Unit, *, exact: bool) -> bool:
        """What is kept: ``least · open ≤ kept ≤ most · open``; nothing where the site is closed."""
        if unit.kept < 0:
            return True
        bounds = self.problem.col_lower[unit.kept], self.problem.col_upper[unit.kept]
        unit.kept_least, unit.kept_most = float(bounds[0]), float(bounds[1])
        ends_with_site = exact
        for number in self.rows.local(unit.kept):
            row = self.rows[number]
            if row is None or row.equation or row.right != 0 or set(row.columns.tolist()) != {unit.kept, unit.owner}:
                continue
            own, factor = row.coefficient(unit.kept), row.coefficient(unit.owner)
            if own > 0 > factor:
                unit.kept_most = min(unit.kept_most, -factor / own)
                ends_with_site = True
                unit.rows.append(number)
            elif own < 0 < factor:
                unit.kept_least = max(unit.kept_least, factor / -own)
                unit.rows.append(number)
        return ends_with_site and unit.kept_least >= 0 and bool(np.isfinite(unit.kept_most))

    def _is_capacity(self, unit: Unit, row: Row) -> bool:
        """``Σ units · work − amount ≤ 0``."""
        others, factors = row.others(unit.amount)
        works = len(others) > 0 and bool((self.role[others] == Role.WORK).all() and (factors > 0).all())
        return works and not row.equation and row.right == 0 and row.coefficient(unit.amount) < 0

    def _read_capacity(self, unit: Unit, number: int, row: Row, scale: float) -> None:
        works = self.role[row.columns] == Role.WORK
        if not unit.consumers:
            unit.consumers = dict(
                zip(row.columns[works].tolist(), (row.coefficients[works] / scale).tolist(), strict=True)
            )
            unit.rows.append(number)

    def _size_choices(self) -> dict[int, int]:
        """Columns that choose a size, and the row ``Σ chosen ≤ open``, or ``= open``, in which they do."""
        found: dict[int, int] = {}
        for opening in np.flatnonzero(self.role == Role.OPENING).tolist():
            for number in self.rows.local(opening):
                row = self.rows[number]
                if row is None or row.right != 0:
                    continue
                others, factors = row.others(opening)
                chooses = bool((self.role[others] == Role.MODULE).all() and (factors == 1).all())
                if len(others) and chooses and row.coefficient(opening) == -1:
                    found |= dict.fromkeys(others.tolist(), number)
        return found

    def _is_menu(self, unit: Unit, row: Row) -> bool:
        """``amount = Σ size · chosen``."""
        others, factors = row.others(unit.amount)
        chosen = [self._choices.get(column) for column in others.tolist()]
        one_menu = bool(chosen) and None not in chosen and len(set(chosen)) == 1
        return (
            one_menu and row.equation and row.right == 0 and bool((factors * row.coefficient(unit.amount) <= 0).all())
        )

    def _read_menu(self, unit: Unit, number: int, row: Row) -> bool:
        own = row.coefficient(unit.amount)
        others, factors = row.others(unit.amount)
        sizes = {int(column): -float(factor) / own for column, factor in zip(others, factors, strict=True)}
        choice = self._choices[int(others[0])]
        chooser = self.rows[choice]
        if chooser is None or unit.owner not in chooser.columns or len(chooser.columns) != len(sizes) + 1:
            return False
        loads = dict.fromkeys(sizes, 0.0)
        for candidate in self.rows.local(int(others[0])):
            limit = self.rows[candidate]
            if limit is not None and self._is_load(limit, sizes):
                loads = {column: -limit.coefficient(column) for column in sizes if column in limit.columns}
                self._read_capacity(unit, candidate, limit, 1.0)
        unit.rows += [number, choice]
        if chooser.equation:
            unit.least = max(unit.least, min(sizes.values()))
        unit.menu = [Size(column, amount, loads.get(column, 0.0)) for column, amount in sizes.items()]
        return True

    def _is_load(self, row: Row, sizes: dict[int, float]) -> bool:
        """``Σ units · work ≤ Σ load · chosen``."""
        works = self.role[row.columns] == Role.WORK
        chosen = set(row.columns[~works].tolist())
        signs = bool((row.coefficients[works] > 0).all() and (row.coefficients[~works] < 0).all())
        return works.any() and bool(chosen) and chosen <= set(sizes) and signs and not row.equation and row.right == 0
