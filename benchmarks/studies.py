"""``python -m benchmarks.studies``: a study of a state beside some of its runs, each solved from nothing.

The study varies the money of all pots, the nurses that can be recruited, and how fast demand grows. Of each run of the
sample the two solves must agree: neither's bound may lie above the other's plan.
"""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from dataclasses import replace
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

import numpy as np
import pandas as pd

from benchmarks.scale.cases import RULES, STATES, Case
from careplan import Instance, NoPlanError
from careplan.pipeline import plan_once
from careplan.studies.study import Study

# Shares of the workbook's money and nurses, and what is added to the growth of each place a year.
MONEY, NURSES, GROWTH = (0.8, 1.2), (0.5, 1.5), (-0.002, 0.002)
# By so much may a bound lie above a plan, relative to it: the solver's rounding.
ROUNDING = 1e-6


def main(arguments: Sequence[str] | None = None) -> int:
    """Solve the study and the sample, print both and the ratio; 1 where they contradict each other."""
    chosen = _options().parse_args(arguments)
    case = Case(chosen.state, chosen.sites, rules=chosen.rules, periods=chosen.periods)
    study = study_of(Instance.from_frames(case.frames), chosen)
    with TemporaryDirectory() as folder:
        begun = perf_counter()
        runs = study.run(folder, progress=lambda news: print(f"{news.done} of {news.of}", file=sys.stderr)).runs
        seconds = perf_counter() - begun
    both = runs.merge(from_nothing(study, chosen.sample), on="run", how="left")
    print(both[[*study_factors(study), *COLUMNS]].to_string(index=False, float_format=lambda value: f"{value:.5g}"))
    each, cold = seconds / len(runs), both["cold seconds"].mean()
    print(
        f"study: {seconds:.1f} s, {each:.1f} s a run; from nothing: {cold:.1f} s a run, {cold / each:.2f} times as long"
    )
    agree = bool(agreeing(both).all())
    print("the bounds and plans agree" if agree else "BOUNDS AND PLANS CONTRADICT EACH OTHER")
    return 0 if agree else 1


COLUMNS = ("status", "source", "seconds", "objective", "bound", "gap", "cold seconds", "cold objective", "cold bound")


def study_of(instance: Instance, chosen: Namespace) -> Study:
    """Every combination of so many values of money, nurses and growth."""
    money, nurses, growth = (
        np.linspace(*ends, number).round(6).tolist() if number > 1 else [ends[0]]
        for ends, number in zip((MONEY, NURSES, GROWTH), chosen.grid, strict=True)
    )
    study = (
        Study(instance)
        .vary("Pots", column="budget", multiply=money, name="money")
        .vary("LabourPools", {"profession": chosen.profession}, "recruitable", multiply=nurses, name="nurses")
        .vary("Places", column="growth", add=growth, name="growth")
    )
    return study.options(time_limit=chosen.time, gap=chosen.stop_at, seed=Case.seed)


def study_factors(study: Study) -> list[str]:
    """The names of what is varied."""
    return [factor.name for factor in study.factors]


def from_nothing(study: Study, sample: int) -> pd.DataFrame:
    """Some runs, evenly spread over the study, each solved as if it were the only one; NaN where there is no plan."""
    numbers = np.unique(np.linspace(0, len(study.runs) - 1, sample).round().astype(int)).tolist()
    return pd.DataFrame([{"run": number + 1, **_solved(study, number)} for number in numbers])


def _solved(study: Study, number: int) -> dict[str, Any]:
    run = study.runs[number]
    begun = perf_counter()
    instance = run.of(study.instance)
    try:
        plan = plan_once(instance, replace(run.options, explain=False))
    except NoPlanError:
        return {"cold seconds": perf_counter() - begun}
    seconds = perf_counter() - begun
    first = plan.levels.sort_values("priority").iloc[0]
    return {"cold seconds": seconds, "cold objective": first["objective"], "cold bound": first["bound"]}


def agreeing(both: pd.DataFrame) -> pd.Series:
    """Whether no bound lies above the other's plan, for each run (True where one of them is not known)."""
    slack = 1 + ROUNDING
    contradicted = (both["cold bound"] > both["objective"] * slack) | (both["bound"] > both["cold objective"] * slack)
    return ~contradicted


def _options() -> ArgumentParser:
    options = ArgumentParser(prog="python -m benchmarks.studies", description=__doc__)
    options.add_argument("--state", choices=STATES, default=Case.state)
    options.add_argument("--sites", type=int, default=Case.sites)
    options.add_argument("--rules", choices=RULES[1:], default="full")
    options.add_argument("--periods", type=int, choices=(1, 2, 3), default=Case.periods)
    options.add_argument("--grid", type=int, nargs=3, default=[5, 4, 3], help="values of money, nurses, growth")
    options.add_argument("--profession", default="chn", help="whose recruits are varied (%(default)s)")
    options.add_argument("--time", type=float, default=Case.time, help="seconds of each search (%(default)s)")
    options.add_argument("--stop-at", type=float, default=0.02, help="gap that is good enough (%(default)s)")
    options.add_argument("--sample", type=int, default=5, help="runs that are solved from nothing (%(default)s)")
    return options


if __name__ == "__main__":
    sys.exit(main())
