"""A projection that meets an event that it can't fold stops there, alone, says so, and goes on when it can."""

from threading import Event, Thread
from time import monotonic, sleep
from typing import Any

import pytest

from projections import retry
from projections.platform import Platform
from projections.positions import ProjectionStopped, Status
from projections.retry import Retry
from projections.score_history import ScoreHistoryProjection
from tests.projections.steps import fold_in_batches

pytestmark = pytest.mark.no_cover

STUMBLING_BLOCK = "scorecard.submitted.v1"
MISSING = "no such unit"


@pytest.fixture
def stumbling(national: Platform, monkeypatch: pytest.MonkeyPatch) -> Platform:
    """The history can't fold what was submitted."""
    fold = ScoreHistoryProjection.fold

    def stumble(self: ScoreHistoryProjection, rows: Any, batch: Any) -> None:
        if any(recorded.data.stored_name == STUMBLING_BLOCK for _, recorded in batch):
            raise LookupError(MISSING)
        fold(self, rows, batch)

    monkeypatch.setattr(ScoreHistoryProjection, "fold", stumble)
    return national


def is_there(platform: Platform) -> bool:
    found = standing(platform)["score_history"]
    return (found.lag, found.problem) == (0, None)


def standing(platform: Platform) -> dict[str, Status]:
    return {status.projection: status for status in platform.projections.status()}


def block(platform: Platform) -> int:
    return next(entry.position for entry in platform.log.read(0, 10_000) if entry.name == STUMBLING_BLOCK)


def test_it_stands_right_before_the_event_and_the_others_go_on(stumbling: Platform):
    stumbling.projections.rebuild("ranking")
    make_live(stumbling)
    with pytest.raises(ProjectionStopped, match=r"'score_history' stops at position \d+, scorecard\.submitted\.v1"):
        stumbling.projections.advance()
    found = standing(stumbling)
    at = block(stumbling)
    assert (found["score_history"].position, found["score_history"].stopped_at) == (at - 1, at)
    assert found["score_history"].problem == f"{STUMBLING_BLOCK}: LookupError: no such unit"
    assert found["score_history"].lag == stumbling.log.head() - at + 1
    assert (found["ranking"].lag, found["ranking"].problem) == (0, None)


def test_a_rebuild_tells_the_event_as_well_and_leaves_no_tables(stumbling: Platform):
    with pytest.raises(ProjectionStopped) as stopped:
        stumbling.projections.advance()
    assert (stopped.value.position, stopped.value.event) == (block(stumbling), STUMBLING_BLOCK)
    found = standing(stumbling)
    assert (found["score_history"].position, found["score_history"].stopped_at) == (0, block(stumbling))
    assert (found["ranking"].lag, found["ranking"].problem) == (0, None)


def make_live(platform: Platform) -> None:
    """Tables of the history that stand at the beginning: from there on it is followed, not rebuilt."""
    log = platform.projections._log  # noqa: SLF001  # To cut the log short there is no other way.
    head, log.head = log.head, lambda: 0  # type: ignore[method-assign]
    platform.projections.rebuild("score_history")
    log.head = head  # type: ignore[method-assign]


def test_it_goes_on_when_it_can_and_says_no_more_of_it(stumbling: Platform, monkeypatch: pytest.MonkeyPatch):
    make_live(stumbling)
    assert [problem.projection for problem in stumbling.projections.catch_up()] == ["score_history"]
    monkeypatch.undo()
    with Platform(stumbling.settings) as restarted:
        assert standing(restarted)["score_history"].problem is not None
        assert restarted.projections.catch_up() == []
        assert {(status.lag, status.problem) for status in restarted.projections.status()} == {(0, None)}
        assert restarted.projections.verify("score_history").equal


def test_a_follower_tries_it_again(stumbling: Platform, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(retry, "FIRST", 0.05)
    make_live(stumbling)
    stopped = Event()
    follower = Thread(target=stumbling.projections.follow, args=(stopped.is_set, 0.02))
    follower.start()
    try:
        assert within(lambda: standing(stumbling)["score_history"].problem is not None)
        monkeypatch.undo()
        assert within(lambda: is_there(stumbling))
    finally:
        stopped.set()
        follower.join()


def within(condition: Any, seconds: float = 20) -> bool:
    until = monotonic() + seconds
    while not condition():
        if monotonic() > until:
            return False
        sleep(0.02)
    return True


def test_pauses_double_up_to_a_minute_and_begin_anew():
    again = Retry()
    assert again.is_due()
    pauses = []
    for _ in range(8):
        again.later()
        assert not again.is_due()
        pauses.append(again.pause)
    assert pauses == [1, 2, 4, 8, 16, 32, 60, 60]
    again.reset()
    assert again.is_due()


def test_a_batch_that_failed_for_no_event_s_fault_is_folded(national: Platform, monkeypatch: pytest.MonkeyPatch):
    make_live(national)
    fold, failures = ScoreHistoryProjection.fold, iter([True])

    def once(self: ScoreHistoryProjection, rows: Any, batch: Any) -> None:
        if next(failures, False):
            raise MemoryError
        fold(self, rows, batch)

    monkeypatch.setattr(ScoreHistoryProjection, "fold", once)
    national.projections.advance()
    assert standing(national)["score_history"].lag == 0


@pytest.fixture
def refused(national: Platform, monkeypatch: pytest.MonkeyPatch) -> Platform:
    """What was submitted makes a row that its table refuses."""
    fold = ScoreHistoryProjection.fold

    def put_too_little(self: ScoreHistoryProjection, rows: Any, batch: Any) -> None:
        fold(self, rows, batch)
        changes = rows["score_history_change"]
        if any(recorded.data.stored_name == STUMBLING_BLOCK for _, recorded in batch):
            empty = dict.fromkeys(column.name for column in changes.table.columns)
            changes.put({**empty, "stream": "0", "version": 0})

    monkeypatch.setattr(ScoreHistoryProjection, "fold", put_too_little)
    return national


@pytest.mark.parametrize("prepare", [make_live, lambda _: None], ids=["followed", "rebuilt"])
def test_a_row_that_its_table_refuses_stops_that_projection_alone(refused: Platform, prepare: Any):
    prepare(refused)
    assert [problem.projection for problem in refused.projections.catch_up()] == ["score_history"]
    found = standing(refused)
    at = block(refused)
    assert (found["score_history"].stopped_at, found["score_history"].position) == (
        at,
        at - 1 if prepare is make_live else 0,
    )
    assert {found[name].lag for name in found if name != "score_history"} == {0}


def test_an_event_that_comes_during_a_rebuild_is_told_as_well(stumbling: Platform):
    log, head = stumbling.log, stumbling.log.head
    heads = iter([5])
    log.head = lambda: next(heads, None) or head()  # type: ignore[method-assign]
    with pytest.raises(ProjectionStopped) as stopped:
        stumbling.projections.rebuild("score_history")
    log.head = head  # type: ignore[method-assign]
    assert (stopped.value.position, stopped.value.event) == (block(stumbling), STUMBLING_BLOCK)


def test_a_rebuild_whose_batches_fail_here_and_there_ends(national: Platform, monkeypatch: pytest.MonkeyPatch):
    fold_in_batches(monkeypatch, 4)
    fold = ScoreHistoryProjection.fold

    def stumble(self: ScoreHistoryProjection, rows: Any, batch: Any) -> None:
        if len(batch) > 1 and any(position % 20 == 0 for position, _ in batch):
            raise MemoryError
        fold(self, rows, batch)

    monkeypatch.setattr(ScoreHistoryProjection, "fold", stumble)
    national.projections.rebuild("score_history")
    monkeypatch.undo()
    assert national.projections.verify("score_history").equal


def test_what_another_process_has_come_past_is_no_problem_any_more(
    stumbling: Platform, monkeypatch: pytest.MonkeyPatch
):
    make_live(stumbling)
    with Platform(stumbling.settings) as other:
        stumbling.projections.catch_up()
        monkeypatch.undo()
        other.projections.catch_up()
        assert standing(other)["score_history"].problem is None
