"""Every error that can be said in two languages says the same in both, and survives the way to another program."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from pathlib import Path

import pytest

from careplan.errors import NoPlanError, VerificationError, WordedError
from careplan.studies.running import InvalidRunError, prepared
from careplan.studies.sheet import UnknownStudyError, study_named
from careplan.studies.study import Study
from instances.overrides import Override, OverrideError, overridden
from instances.rows_file import RowsFileError, read_rows
from instances.scenarios import scenario_named
from tests.planning_model.worlds import hamlet, instance_of


def no_such_scenario() -> None:
    scenario_named(instance_of(hamlet()), "less")


def no_such_row() -> None:
    overridden(instance_of(hamlet()), [Override("Pots", {"pot": "lant"}, "budget", "set", 1.0)])


def no_such_study() -> None:
    study_named({}, "money")


def no_such_file() -> None:
    read_rows(Path("nowhere.yaml"))


def no_such_run() -> None:
    study = Study(instance_of(hamlet())).vary("Pots", {"pot": "fund"}, "budget", set=[-1.0])
    prepared(study.instance, study.runs)


@pytest.mark.parametrize(
    ("cause", "kind", "english", "german"),
    [
        (no_such_scenario, OverrideError, "no scenario “less”. There is none.", "Das Szenario „less“ gibt es nicht."),
        (no_such_row, OverrideError, "no row with pot = lant. Did you mean pot = land?", "Meinten Sie pot = land?"),
        (no_such_study, UnknownStudyError, "There is no study “money”.", "Die Studie „money“ gibt es nicht."),
        (no_such_file, RowsFileError, "nowhere.yaml cannot be read", "nowhere.yaml lässt sich nicht lesen"),
        (
            no_such_run,
            InvalidRunError,
            "-1.0 cannot be made: error",
            "-1.0 ist nicht möglich: Fehler",
        ),
    ],
)
def test_an_error_speaks_both_languages(
    cause: Callable[[], None], kind: type[WordedError], english: str, german: str
) -> None:
    with pytest.raises(kind) as caught:
        cause()
    for error in (caught.value, pickle.loads(pickle.dumps(caught.value))):
        assert isinstance(error, kind)
        assert str(error) == error.text("en")
        assert english in error.text("en")
        assert german in error.text("de")


@pytest.mark.parametrize("error", [NoPlanError(seconds=3.0), VerificationError([])], ids=type)
def test_what_a_worker_raises_arrives(error: WordedError) -> None:
    again = pickle.loads(pickle.dumps(error))
    assert type(again) is type(error)
    assert again.text("de") == error.text("de")
