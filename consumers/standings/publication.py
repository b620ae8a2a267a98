"""One round's standings on their way to the topic: what has changed is sent, acknowledged and only then noted."""

from collections.abc import Callable, Collection, Mapping
from datetime import datetime
from typing import NamedTuple

import msgspec
import sqlalchemy as sa

from application.messaging.standings import Key, Standing, digest, message_of, tombstone
from application.messaging.topics import RANKINGS
from consumers.kafka import BrokerAway, Producer
from consumers.lease import Lease
from consumers.standings import metrics
from consumers.standings.tables import PUBLISHED
from consumers.standings.telling import standings_of
from consumers.standings.touched import RoundKey
from domain.indicator_set.definition import Scope
from domain.round.events import RoundOpened
from projections.database import take_turn, writing
from projections.platform import Platform
from projections.ranking.scopes import round_known
from projections.rows import Rows
from projections.tables import METADATA, POSITIONS

GLANCE = 1.0
"""Seconds without an acknowledgement after which it is looked whether to go on waiting."""

KnownAt = Callable[[int], datetime]
"""When the event at a position was recorded."""


class News(NamedTuple):
    """What a scope's topic is to be told: standings with their digests, and units that have left."""

    changed: Mapping[Key, tuple[str, Standing]]
    gone: Collection[Key]
    new: Collection[Key]
    position: int
    known_at: datetime


class Publication:
    """Publishes rounds while the lease is held; raises ``LeaseLost`` when it is not any more."""

    def __init__(self, platform: Platform, lease: Lease, producer: Producer, known_at: KnownAt) -> None:
        """Makes the table of what was published, if there is none."""
        self._platform, self._lease, self._producer, self._known_at = platform, lease, producer, known_at
        with writing(platform.database) as connection:
            take_turn(connection, POSITIONS.name)
            METADATA.create_all(connection, tables=[PUBLISHED])

    def publish(self, round_key: RoundKey, saved: int, gives_up: Callable[[], bool], *, everything: bool) -> None:
        """Sends what has changed of a round, or ``everything``, and notes it under the position that is ``saved``.

        Raises ``BrokerAway`` where ``gives_up`` says that acknowledgements are not waited for any more.
        """
        for scope in self._scopes(round_key):
            news = self._news(round_key, scope, everything=everything)
            if news.changed or news.gone:
                self._announce(news, saved)
                self._lease.require()
                self._send(news)
                self._await(gives_up)
                self._note(news, saved)

    def _scopes(self, round_key: RoundKey) -> tuple[Scope, ...]:
        with self._platform.database.connect() as connection:
            found = round_known(connection, *round_key)
        return msgspec.json.decode(found["opening"], type=RoundOpened).scopes

    def _news(self, round_key: RoundKey, scope: Scope, *, everything: bool) -> News:
        ranking = self._platform.rankings.ranking(*round_key, scope.code)
        known_at = self._known_at(ranking.position)
        told = self._told(round_key, scope)
        now = {each.key: (digest(each), each) for each in standings_of(ranking, scope, known_at)}
        return News(
            changed={key: each for key, each in now.items() if everything or told.get(key) != each[0]},
            gone=told.keys() - now.keys(),
            new=now.keys() - told.keys(),
            position=ranking.position,
            known_at=known_at,
        )

    def _told(self, round_key: RoundKey, scope: Scope) -> Mapping[Key, str]:
        of_scope = PUBLISHED.c.province == round_key.province, PUBLISHED.c.round == round_key.round
        query = sa.select(PUBLISHED).where(*of_scope, PUBLISHED.c.scope == scope.code)
        with self._platform.database.connect() as connection:
            return {Key(*key): sent for *key, sent in connection.execute(query)}

    def _announce(self, news: News, saved: int) -> None:
        """Notes new keys, for which there may have to be tombstones from here on."""
        if news.new:
            with writing(self._platform.database) as connection:
                self._lease.save(connection, saved)
                _put(connection, dict.fromkeys(news.new, ""))

    def _send(self, news: News) -> None:
        for _, standing in news.changed.values():
            self._producer.send(RANKINGS.name, message_of(standing))
        for key in sorted(news.gone):
            self._producer.send(RANKINGS.name, tombstone(key, news.position, news.known_at))

    def _await(self, gives_up: Callable[[], bool]) -> None:
        sent = self._producer.sent()
        while True:
            try:
                self._producer.acknowledged(sent, GLANCE)
            except BrokerAway:
                self._lease.require()
                if gives_up():
                    raise
            else:
                return

    def _note(self, news: News, saved: int) -> None:
        with writing(self._platform.database) as connection:
            self._lease.save(connection, saved)
            _put(connection, {key: sent for key, (sent, _) in news.changed.items()})
            if news.gone:
                connection.execute(_DELETE, [key._asdict() for key in news.gone])
        metrics.SENT.inc(len(news.changed))
        metrics.TOMBSTONES.inc(len(news.gone))


_KEYS = (PUBLISHED.c[name] == sa.bindparam(name) for name in Key._fields)
_DELETE = sa.delete(PUBLISHED).where(*_KEYS)


def _put(connection: sa.Connection, digests: Mapping[Key, str]) -> None:
    rows = Rows(PUBLISHED)
    rows.connection = connection
    for key, sent in digests.items():
        rows.put({**key._asdict(), "digest": sent})
    rows.flush()
