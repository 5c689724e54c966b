"""Every fault of the table is found: one finding, at its cell, with a remedy in both languages."""

from __future__ import annotations

from pathlib import Path

import pytest

from instances.checks import check_tables
from instances.findings import Severity
from tests.instances.faults.base import good_frames, raw_tables
from tests.instances.faults.faults import FAULTS, Fault
from tests.instances.faults.files import findings_of, write
from tests.instances.faults.finding import assert_the_one_finding

# Excel files hold neither these values nor columns that pandas inserted
ONLY_IN_PYTHON = {
    "list for a number",
    "decimal object",
    "infinite",
    "integer beyond floats",
    "control character in a key",
    "lone surrogate",
    "very long text",
    "unknown column",
    "nothing like a column",
}
IN_FILES = [fault for fault in FAULTS if fault.name not in ONLY_IN_PYTHON][::5]


def test_the_good_tables_are_good() -> None:
    given, findings = check_tables(raw_tables(good_frames()), "de")
    assert [finding.line("en") for finding in findings] == []
    assert all(len(frame) > 0 for frame in given.values())


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_fault_is_found(fault: Fault) -> None:
    frames = good_frames()
    fault.change(frames)
    _, findings = check_tables(raw_tables(frames), "de")
    assert_the_one_finding(fault, findings)


@pytest.mark.parametrize("fault", IN_FILES, ids=lambda fault: fault.name)
def test_fault_is_found_in_a_file(fault: Fault, tmp_path: Path) -> None:
    frames = good_frames()
    fault.change(frames)
    assert_the_one_finding(fault, findings_of(write(tmp_path / "fault.xlsx", frames)))


def test_there_are_many_faults_with_names_of_their_own() -> None:
    assert len({fault.name for fault in FAULTS}) == len(FAULTS) >= 60
    assert {fault.severity for fault in FAULTS} == set(Severity)
    assert {fault.name for fault in FAULTS} >= ONLY_IN_PYTHON
