"""What the command line says of a read model that has stopped."""

from typing import Any

import pytest

from projections.score_history import ScoreHistoryProjection
from tests.api.cli.conftest import CommandLine

MISSING = "no such unit"


@pytest.fixture
def stumbling(submitted: CommandLine, monkeypatch: pytest.MonkeyPatch) -> CommandLine:
    submitted("ranking", "vinh-long/2022")

    def stumble(_self: ScoreHistoryProjection, _rows: Any, _batch: Any) -> None:
        raise LookupError(MISSING)

    monkeypatch.setattr(ScoreHistoryProjection, "fold", stumble)
    return submitted


def test_other_read_models_are_read_and_the_stopped_one_is_named(stumbling):
    stumbling("province", "unit-register", "vinh-long", "moi", "--kind", "department", "--name", "Sở mới")
    stumbling("scorecard", "open", "vinh-long/2022", "moi", "--at", "2022-10-20T08:00")
    result = stumbling("ranking", "vinh-long/2022")
    assert "Sở mới" in result.stdout
    assert "read model 'score_history' stops at position" in result.stderr
    (stopped, *running) = sorted(stumbling.json("projections", "status"), key=lambda each: each["lag"], reverse=True)
    assert (stopped["projection"], stopped["problem"]) == (
        "score_history",
        "scorecard.opened.v1: LookupError: no such unit",
    )
    assert not any(each["problem"] for each in running)


@pytest.mark.parametrize("command", ["rebuild", "verify"])
def test_a_rebuild_that_stops_says_where(stumbling, command):
    result = stumbling("projections", command, "score_history", code=1)
    assert "'score_history' stops at position" in result.output
