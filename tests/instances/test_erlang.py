"""Erlang's formulas against the published tables, and against their own definitions."""

from __future__ import annotations

import math

import pytest

from instances.erlang import ERLANG_B, ERLANG_C, largest_load, turned_away, waits
from instances.pooling import Pool


# offered load by units and probability of blocking, as in the Erlang B tables of telephone engineering
@pytest.mark.parametrize(
    ("units", "target", "load"),
    [
        (1, 0.01, 0.0101),
        (1, 0.05, 0.0526),
        (5, 0.01, 1.361),
        (10, 0.01, 4.461),
        (10, 0.05, 6.216),
        (20, 0.02, 13.182),
        (25, 0.05, 19.985),
        (50, 0.01, 37.901),
        (100, 0.05, 95.240),
    ],
)
def test_erlang_b_as_in_the_tables(units: int, target: float, load: float) -> None:
    assert largest_load(ERLANG_B, units, target) == pytest.approx(load, abs=1e-3)
    assert turned_away(units, largest_load(ERLANG_B, units, target)) == pytest.approx(target, rel=1e-10)


# probability of waiting for s servers at a given use, as worked out in textbooks of queueing theory
@pytest.mark.parametrize(
    ("units", "load", "probability"), [(1, 0.7, 0.7), (2, 1.0, 1 / 3), (3, 2.0, 4 / 9), (10, 8.0, 0.4092)]
)
def test_erlang_c_as_in_the_textbooks(units: int, load: float, probability: float) -> None:
    assert waits(units, load) == pytest.approx(probability, abs=1e-4)


@pytest.mark.parametrize("units", [1, 2, 7, 30])
def test_largest_load_of_waiting_is_the_inverse(units: int) -> None:
    assert waits(units, largest_load(ERLANG_C, units, 0.1)) == pytest.approx(0.1, rel=1e-10)


@pytest.mark.parametrize("load", [0.0, 0.3, 5.0, 40.0])
def test_erlang_b_is_the_last_of_the_truncated_poisson_probabilities(load: float) -> None:
    terms = [load**n / math.factorial(n) for n in range(13)]
    assert turned_away(12, load) == pytest.approx(terms[-1] / sum(terms), rel=1e-12)


def test_extremes_neither_overflow_nor_divide_by_zero() -> None:
    assert turned_away(0, 3.0) == 1.0
    assert turned_away(10_000, 9_000.0) == pytest.approx(0.0, abs=1e-12)
    assert turned_away(5_000, 1e9) == pytest.approx(1.0, abs=1e-5)
    assert waits(3, 3.0) == waits(3, 99.0) == 1.0
    assert largest_load(ERLANG_B, 0, 0.05) == 0.0


def test_large_units_take_more_for_each() -> None:
    each = [largest_load(rule, units, 0.05) / units for rule in (ERLANG_B, ERLANG_C) for units in range(1, 60)]
    assert each[:59] == sorted(each[:59])
    assert each[59:] == sorted(each[59:])


def test_twenty_five_beds_at_five_per_cent() -> None:
    """19.99 Erlang are offered, 18.99 carried."""
    offered = largest_load(ERLANG_B, 25, 0.05)
    assert (offered, 0.95 * offered) == pytest.approx((19.99, 18.99), abs=0.01)


def pool(*sizes: int, step: float = 1.0) -> Pool:
    return Pool(ERLANG_B, 0.05, 1.0, 8760.0, step, sizes)


@pytest.mark.parametrize(
    ("menu", "expected"),
    [
        (pool().menu(3, 6, 0, stood=False), [3, 4, 5, 6]),
        (pool(step=2).menu(3, 9.5, 0, stood=False), [4, 6, 8]),
        (pool(8, 16, 25).menu(6, 20, 0, stood=False), [8, 16]),
        (pool(8, 16).menu(0, 20, 10.5, stood=True), [8, 10, 16]),
        (pool(step=2).menu(0, 3.5, 2.5, stood=True), [1, 2, 3]),
        (pool().menu(0, 0, 0, stood=False), []),
    ],
)
def test_menu_of_sizes(menu: list[int], expected: list[int]) -> None:
    assert menu == expected


@pytest.mark.parametrize(
    ("units", "lasting", "size"), [(16.0, 0.0, 16), (17.0, 0.0, 16), (7.0, 0.0, 0), (12.5, 10.5, 10), (9.0, 9.0, 9)]
)
def test_size_that_units_fill(units: float, lasting: float, size: int) -> None:
    assert pool(8, 16).size_of(units, lasting) == size
    assert pool().size_of(units, lasting) == math.floor(units)
