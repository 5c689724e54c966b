"""Whatever stands in the cells, the checks never crash, and what they say is well formed."""

from __future__ import annotations

import random
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from instances.catalogue import SETTINGS, SHEETS
from instances.catalogue.fields import Field
from instances.checks import check_tables
from instances.checks.cells import NUMERIC, Fault, reader_of
from instances.checks.numerals import number_in
from tests.instances.faults.base import Frames, good_frames, raw_tables
from tests.instances.faults.finding import assert_well_formed

CELLS_PER_RUN = 25
NASTY: list[Any] = [
    *(None, "", " ", "\xa0", "\u200b", "\ufeff", "x" * 40_000, "a\x00b", "\ud800", "=1+1", "'", "{value}", "{}", "%s"),
    *(0, -1, 1, 2, 95, 1e308, -1e308, float("inf"), float("-inf"), float("nan"), 10**20, 10**400, 0.1, 1e-320),
    *(True, False, np.float64(3), np.int64(4), np.bool_(True), Decimal("NaN"), 3 + 4j, b"bytes"),
    *(datetime(1900, 1, 1), datetime(9999, 12, 31), date(2026, 2, 29 - 1), time(12), timedelta(days=-1)),
    *(pd.NA, pd.NaT, pd.Timestamp("2026-01-01"), [], {}, object(), ("a", "b")),
    *(
        "#NV",
        "#DIV/0!",
        "1,5",
        "1.234,50",
        "95 %",
        "−3",
        "1e400",
        "٣",
        "²",
        "½",
        "０７",
        "07901001",
        "7901001",
        7901001,
    ),
    *("A-Nord", "pvz, , ,pvz", ",", ";", "existing", "ja", "heute", "2027-2031", "state", "gp_seat", "KH-1", "07901"),
]


def spoil(frames: Frames, dice: random.Random) -> None:
    """Overwrite some cells; now and then drop or double rows, columns and sheets."""
    for _ in range(CELLS_PER_RUN):
        sheet = dice.choice(sorted(frames))
        frame = frames[sheet]
        if len(frame) and len(frame.columns):
            column = dice.choice(list(frame.columns))
            cells = list(frame[column])
            cells[dice.randrange(len(cells))] = dice.choice(NASTY)
            frame[column] = pd.Series(cells, dtype=object)
    sheet = dice.choice(sorted(frames))
    match dice.randrange(6):
        case 0:
            del frames[sheet]
        case 1:
            frames[sheet] = frames[sheet].iloc[:0]
        case 2:
            frames[sheet] = frames[sheet].drop(columns=dice.choice(list(frames[sheet].columns)))
        case 3:
            frames[sheet] = pd.concat([frames[sheet], frames[sheet]], ignore_index=True)
        case 4:
            frames[sheet] = frames[sheet].sample(frac=1, random_state=dice.randrange(1000))
        case _:
            frames[dice.choice(["x", "Orte", "Places "])] = pd.DataFrame({"a": [1], 5: [2]})


@pytest.mark.parametrize("seed", range(24))
def test_spoilt_tables_never_crash_the_checks(seed: int) -> None:
    frames = good_frames()
    spoil(frames, random.Random(seed))
    typed, findings = check_tables(raw_tables(frames), "de")
    assert list(typed) == [sheet.key for sheet in SHEETS]
    for sheet in SHEETS:
        assert list(typed[sheet.key].columns) == list(sheet.by_name)
        kinds = {name: str(dtype) for name, dtype in typed[sheet.key].dtypes.items()}
        assert kinds == {field.name: "float64" if field.kind in NUMERIC else "str" for field in sheet.fields}
        assert not np.isinf(typed[sheet.key].select_dtypes("float64").to_numpy()).any()
    assert len(findings) > 0
    for finding in findings:
        assert_well_formed(finding)


FIELDS = [*(field for sheet in SHEETS for field in sheet.fields), *SETTINGS]
ANYTHING = st.one_of(
    st.none(),
    st.text(),
    st.floats(),
    st.integers(),
    st.booleans(),
    st.datetimes(),
    st.dates(),
    st.times(),
    st.timedeltas(),
    st.sampled_from(NASTY[:25]),
)


@settings(max_examples=400, deadline=None)
@given(field=st.sampled_from(FIELDS), cell=ANYTHING)
def test_every_cell_has_a_reading(field: Field, cell: Any) -> None:
    reading = reader_of(field)(cell)
    if not isinstance(reading, Fault):
        assert isinstance(reading, float if field.kind in NUMERIC else str)
        assert field.kind not in NUMERIC or not np.isinf(reading)


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet="0123456789.,-−+ '’%€x\xa0", max_size=30))
def test_every_text_is_a_number_or_not(text: str) -> None:
    value = number_in(text)
    assert value is None or isinstance(value, float)
