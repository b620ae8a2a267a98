"""Logs of any length: provinces set up by commands, then scorecards' events in random order, encoded as ours are.

The same sizes give the same bytes in every run and on both stores.
"""

import random
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple
from uuid import UUID

import psycopg

from application.catalogue import CATALOGUE
from application.codec import Codec
from application.settings import Settings
from application.sqlite import INSERT_EVENT
from benchmarks.scene import MAX_POINTS, OPENING, REVIEWER, ROUND, SET, VERSION, indicator_set, officer, set_up
from domain.event import Event, Recorded
from domain.indicator_set.content import content_hash, rule_hash
from domain.metadata import Actor, Code, Role, UnitKind
from domain.scorecard import events as card_events
from projections.platform import Platform

UNITS = 300
"""Units of a province, which are ranked among themselves."""
SUBMISSION = 40
"""The version of a scorecard's event by which it is handed in, so that its unit is ranked."""
SELF_SCORED, ADJUSTED = 0.60, 0.38
"""Shares of these events; the rest mark an indicator as not applicable."""
SEED = 20251001
REVIEWING = Actor(id=f"tham-dinh@{REVIEWER}.example.vn", role=Role.REVIEWER, unit=REVIEWER)
REASON = "Điều chỉnh theo kết quả thẩm định hồ sơ minh chứng"
POINTS = [Decimal(number) / 100 for number in range(int(MAX_POINTS) * 100 + 1)]

COPY = """
    COPY stored_events (notification_id, originator_id, originator_version, topic, state)
    FROM STDIN (FORMAT BINARY)
"""
SELECT = "SELECT notification_id, originator_id, originator_version, topic, state FROM stored_events ORDER BY 1"


class Card(NamedTuple):
    """A scorecard: its stream, whose it is, who acts on it, and the event that opens it."""

    stream: UUID
    unit: Code
    officer: Actor
    opening: card_events.ScorecardOpened


def generate(settings: Settings, cards: int, events: int) -> None:
    """Makes an SQLite log of that many scorecards and about that many events: what sets provinces up comes on top."""
    with Platform(settings) as platform:
        for province, units in provinces(cards):
            set_up(platform.application, province, units)
    with closing(sqlite3.connect(events_file(settings), isolation_level=None)) as connection:
        # What is being generated can be generated again; the platform sets the file back to its own journal.
        for setting in ("journal_mode = OFF", "synchronous = OFF", "cache_size = -400000"):
            connection.execute(f"PRAGMA {setting}")
        connection.execute("BEGIN")
        connection.executemany(INSERT_EVENT, encoded(cards, events))
        connection.execute("COMMIT")
    with Platform(settings) as platform:
        platform.log.head()


def copy_to_postgres(settings: Settings, url: str) -> Settings:
    """Puts the same log into an empty database; returns the settings that name it."""
    copied = Settings(data=settings.data, database_url=url)
    Platform(copied).close()
    with psycopg.connect(url, autocommit=True) as target:
        copy_rows(settings, target)
        target.execute("VACUUM ANALYZE stored_events")
    return copied


def copy_rows(settings: Settings, target: psycopg.Connection) -> int:
    """Copies the events as psycopg does it by itself; answers how many they are."""
    count = 0
    with closing(sqlite3.connect(events_file(settings))) as source, target.cursor().copy(COPY) as copy:
        copy.set_types(["int8", "uuid", "int8", "text", "bytea"])
        for count, (position, stream, *rest) in enumerate(source.execute(SELECT), start=1):  # noqa: B007  # Answered.
            copy.write_row((position, UUID(stream), *rest))
    return count


def events_file(settings: Settings) -> Path:
    """Where the embedded store keeps events."""
    return settings.data / "events.db"


def provinces(cards: int) -> Iterator[tuple[Code, list[Code]]]:
    """As many provinces as the scorecards need, each with its units; the last may have fewer."""
    for first in range(0, cards, UNITS):
        province = f"tinh-{first // UNITS + 1}"
        yield province, [f"xa-{number}" for number in range(first, min(first + UNITS, cards))]


def encoded(cards: int, events: int) -> Iterator[tuple[str, int, str, bytes]]:
    """The rows of the event table."""
    encode = Codec(CATALOGUE).encode
    for recorded in history(cards, events):
        state = encode(recorded)
        yield recorded.originator_id.hex, recorded.originator_version, recorded.data.stored_name, state


def history(cards: int, events: int) -> Iterator[Recorded[Event]]:
    """What happens to the scorecards, in random order; each opens first."""
    chance = random.Random(SEED)
    made = list(opened(cards))
    versions = [0] * cards
    order = [number % cards for number in range(events)]
    chance.shuffle(order)
    scored = [(each.code, rule_hash(each, 2)) for each in indicator_set("tinh-1").indicators()]
    for second, number in enumerate(order, start=1):
        versions[number] += 1
        card, version = made[number], versions[number]
        event, actor, reason = happening(card, version, scored, chance)
        command = UUID(int=chance.getrandbits(128))
        yield Recorded(
            originator_id=card.stream,
            originator_version=version,
            event_id=UUID(int=chance.getrandbits(128)),
            recorded_at=OPENING + timedelta(seconds=second),
            actor=actor,
            correlation_id=command,
            causation_id=command,
            reason=reason,
            data=event,
        )


def opened(cards: int) -> Iterator[Card]:
    """The scorecards of every unit."""
    for province, units in provinces(cards):
        digest = content_hash(indicator_set(province))
        for unit in units:
            stream = card_events.stream_id(province, ROUND, unit)
            opening = card_events.ScorecardOpened(
                scorecard=stream,
                province=province,
                round=ROUND,
                unit=unit,
                unit_kind=UnitKind.COMMUNE,
                indicator_set=SET,
                version=VERSION,
                content_hash=digest,
            )
            yield Card(stream, unit, officer(unit), opening)


def happening(
    card: Card, version: int, scored: list[tuple[str, str]], chance: random.Random
) -> tuple[Event, Actor, str | None]:
    """The scorecard's event of this version, who caused it and why."""
    if version == 1:
        return card.opening, card.officer, None
    if version == SUBMISSION:
        return submitted(), card.officer, None
    kind, (code, digest), points = chance.random(), chance.choice(scored), chance.choice(POINTS)
    if kind < SELF_SCORED:
        inputs = {"points": str(points)}
        return (
            card_events.SelfScored(indicator=code, inputs=inputs, points=points, rule_hash=digest),
            card.officer,
            None,
        )
    if kind < SELF_SCORED + ADJUSTED:
        inputs = {"points": str(points)}
        adjusted = card_events.Adjusted(
            indicator=code, reviewer=REVIEWER, inputs=inputs, points=points, rule_hash=digest
        )
        return adjusted, REVIEWING, REASON
    return card_events.MarkedNotApplicable(indicator=code), card.officer, "Đơn vị không có nhiệm vụ này"


def submitted() -> card_events.Submitted:
    """The self-score is handed in; no read model reads its total from here."""
    return card_events.Submitted(
        approved_by="Chủ tịch UBND xã",
        approved_on=date(2025, 10, 31),
        self_total=Decimal("215.5"),
        max_points=MAX_POINTS * 33,
        late=False,
    )
