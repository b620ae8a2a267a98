"""The ranking as it was known then: the same as it was shown then."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any
from uuid import uuid4

import msgspec
import pytest

from domain.metadata import UnitKind
from domain.province.commands import RegisterProvince, RegisterUnit
from domain.round.events import stream_id
from projections.moments import MomentUnknown, fold, query
from projections.platform import Platform
from projections.ranking import Ranking
from tests.domain.builders import ask

pytestmark = pytest.mark.no_cover

STREAM = stream_id("vinh-long", "2022")


def shown(ranking: Ranking) -> Any:
    return msgspec.to_builtins(ranking)


def as_of(platform: Platform, position: int, scope: str = "department") -> Ranking:
    return platform.rankings.ranking("vinh-long", "2022", scope, as_of=position)


def test_as_of_now_is_what_the_live_tables_say(vinh_long: Platform):
    for scope in ("department", "district", "commune-by-district"):
        live = vinh_long.rankings.ranking("vinh-long", "2022", scope)
        assert shown(as_of(vinh_long, vinh_long.log.head(), scope)) == shown(live)


def test_as_of_a_position_is_what_was_shown_when_the_log_ended_there(platform: Platform, vinh_long: Platform):
    """The story is told again to an empty platform, event by event; what it shows on the way is kept."""
    opened = vinh_long.moments.position_at("opened", STREAM)
    head = vinh_long.log.head()
    stops = [opened, *range(opened + 400, head, (head - opened) // 4), head]
    for begin, end in pairwise([0, *stops]):
        entries = vinh_long.log.read(begin, end - begin)
        events = [vinh_long.codec.decode(*entry[1:]) for entry in entries]
        platform.application.events.put(events)
        platform.projections.advance()
        then = platform.rankings.ranking("vinh-long", "2022", "department")
        assert shown(as_of(vinh_long, end)) == shown(then)


def test_a_moment_may_be_named_by_what_happened_then(vinh_long: Platform):
    published = vinh_long.moments.position_at("published", STREAM)
    finalised = vinh_long.moments.position_at("finalised", STREAM)
    assert as_of(vinh_long, published).published
    assert not as_of(vinh_long, published - 1).published
    assert as_of(vinh_long, finalised).phase == "Finalised"
    assert finalised < published


def test_what_has_happened_is_known_before_the_read_model_knows(national: Platform):
    """The dates and steps of rounds may be behind the log, and behind the ranking."""
    stream = stream_id("quoc-gia", "2022")
    log, head = national.log, national.log.head
    log.head = lambda: 5  # type: ignore[method-assign]
    national.projections.rebuild("moments")
    log.head = head  # type: ignore[method-assign]
    early = {word: national.moments.position_at(word, stream) for word in ("opened", "finalised", "published")}
    national.projections.advance()
    assert early == {word: national.moments.position_at(word, stream) for word in early}
    assert sorted(early.values()) == list(early.values())


@pytest.mark.parametrize("moment", ["0", "99999999", "reopened", "hôm qua", "2022-13-01", "2022-02-30", ""])
def test_what_names_no_moment_is_refused(vinh_long: Platform, moment: str):
    with pytest.raises(MomentUnknown) as refused:
        vinh_long.moments.position_at(moment, STREAM)
    assert moment in refused.value.sentence("vi")


@pytest.mark.parametrize(("block", "folded"), [(1, 7), (2, 4), (3, 1), (1000, 4)])
def test_a_time_is_the_last_position_before_anything_later(
    platform: Platform, monkeypatch: pytest.MonkeyPatch, block: int, folded: int
):
    """The second writer's clock is two seconds behind the first's, the third's an hour ahead."""
    monkeypatch.setattr(fold, "BLOCK", block)
    monkeypatch.setattr(query, "BLOCK", block)
    noon = datetime(2022, 11, 1, 5, tzinfo=UTC)
    platform.application.execute(ask(RegisterProvince, id=uuid4(), name="Vĩnh Long", at=noon))
    platform.projections.advance()
    for number, seconds in enumerate((0, 10, 8, 20, 3600, 30)):
        unit = {
            "unit": f"so-{number}",
            "kind": UnitKind.DEPARTMENT,
            "name": "Sở",
            "at": noon + timedelta(seconds=seconds),
        }
        platform.application.execute(ask(RegisterUnit, id=uuid4(), **unit))
        if platform.log.head() == folded:
            platform.projections.advance()

    def at(seconds: int) -> int:
        return platform.moments.position_at((noon + timedelta(seconds=seconds)).isoformat(), STREAM)

    assert [at(seconds) for seconds in (-1, 0, 8, 9, 10, 20, 3599, 3600)] == [0, 2, 2, 2, 4, 5, 5, 7]
    assert platform.moments.position_at("2022-11-01T12:00:10", STREAM) == 4
    assert platform.moments.position_at("2022-10-31", STREAM) == 0
    assert platform.moments.position_at("2022-11-01", STREAM) == 7
