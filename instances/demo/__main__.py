"""Writes both example workbooks anew: ``python -m instances.demo``."""

from __future__ import annotations

from pathlib import Path

from instances.demo.eifel import eifel_frames
from instances.demo.state import state_frames
from instances.demo.tables import Frames
from instances.instance import Instance
from instances.workbook.writer import write_workbook

EXAMPLES = Path(__file__).parent.parent / "examples"
# As many as ``careplan demo`` can plan within five minutes on two cores, with every rule and care model.
PERIODS = 2
EIFEL, STATE = "eifel_small.xlsx", "rheinland-pfalz.xlsx"


def write_examples(folder: Path) -> None:
    """Both workbooks, in German, into ``folder`` (created where missing)."""
    folder.mkdir(parents=True, exist_ok=True)
    _write(eifel_frames(), folder / EIFEL)
    _write(state_frames(periods=PERIODS), folder / STATE)


def _write(frames: Frames, path: Path) -> None:
    write_workbook(Instance.from_frames(frames), path)


if __name__ == "__main__":
    write_examples(EXAMPLES)
