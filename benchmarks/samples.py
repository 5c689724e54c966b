"""What the benchmarks run on: the demonstration state with any number of sites, or a workbook of one's own."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from pathlib import Path

from instances.demo.state import state_frames
from instances.instance import Instance, read_workbook


def parser(description: str, sites: int, rounds: int) -> ArgumentParser:
    """The options that all benchmarks share, with their defaults."""
    options = ArgumentParser(description=description)
    options.add_argument("--sites", type=int, default=sites, help="sites of the demonstration state (%(default)s)")
    options.add_argument("--workbook", type=Path, help="measure this workbook instead of the demonstration state")
    options.add_argument("--rounds", type=int, default=rounds, help="medians are taken over so many (%(default)s)")
    options.add_argument("--json", action="store_true", help="end with one line of JSON")
    return options


def instance_for(chosen: Namespace) -> Instance:
    """The instance that the options ask for."""
    if chosen.workbook:
        return read_workbook(chosen.workbook)
    return Instance.from_frames(state_frames(sites=chosen.sites, rules="basic"))
