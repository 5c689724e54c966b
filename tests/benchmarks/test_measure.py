"""The stopwatch counts what it should; on made-up seconds, since real ones are never the same twice."""

from __future__ import annotations

import json

import pytest

from benchmarks.measure import Stopwatch, print_json, print_table


@pytest.fixture
def watch() -> Stopwatch:
    found = Stopwatch()
    for name, wall, cpu in (("read", [4.0, 6.0, 90.0], [4.0, 4.0, 5.0]), ("plain", [2.0, 3.0, 4.0], [2.0, 2.0, 1.0])):
        found.wall[name], found.cpu[name] = wall, cpu
    return found


def test_every_round_is_entered_with_wall_clock_and_work() -> None:
    watch = Stopwatch()
    for _ in range(3):
        with watch.time("nothing"):
            pass
    assert len(watch.wall["nothing"]) == len(watch.cpu["nothing"]) == 3
    assert min(watch.wall["nothing"]) >= 0


def test_a_slow_round_does_not_move_the_median(watch: Stopwatch) -> None:
    assert watch.seconds("read") == 6.0


def test_the_ratio_is_one_of_work_not_of_waiting(watch: Stopwatch) -> None:
    assert watch.ratio("read", "plain") == 2.0


def test_sums_and_differences_are_taken_round_by_round(watch: Stopwatch) -> None:
    watch.add_sum("both", "read", "plain")
    watch.subtract("plain", "read")
    assert watch.wall["both"] == [6.0, 9.0, 94.0]
    assert watch.wall["plain"] == [0.0, 0.0, 0.0]
    watch.subtract("both", "read")
    assert watch.cpu["both"] == [2.0, 2.0, 1.0]


def test_the_table_shows_each_name_with_its_figures(watch: Stopwatch, capsys: pytest.CaptureFixture[str]) -> None:
    print_table("loading", watch, ("read", "plain"), "plain")
    heading, read, plain = capsys.readouterr().out.strip().splitlines()
    assert heading.split() == ["loading", "seconds", "CPU", "ratio", "to", "plain"]
    assert read.split() == ["read", "6.000", "4.000", "2.00"]
    assert plain.split() == ["plain", "3.000", "2.000", "1.00"]


def test_the_line_of_json_says_what_the_table_says(watch: Stopwatch, capsys: pytest.CaptureFixture[str]) -> None:
    print_json("loading", watch, "plain", {"rows": 7})
    line = json.loads(capsys.readouterr().out)
    assert line["size"] == {"rows": 7}
    assert line["ratio"] == {"read": 2.0, "plain": 1.0}
    assert line["seconds"]["read"] == 6.0
    assert "pyomo" in line["versions"]
