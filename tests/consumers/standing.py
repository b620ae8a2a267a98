"""How far everything has come that is on its way from the log to the read models."""

from collections.abc import Collection

import sqlalchemy as sa

from projections.feeding.tables import DEAD_LETTERS, RELAY
from projections.platform import Platform
from projections.positions import Feed


def is_through(platform: Platform) -> bool:
    """Whether everything that was recorded has been relayed and folded."""
    lags = {status.lag for status in platform.projections.status()}
    return relayed(platform) == platform.log.head() and lags == {0}


def are_fed(platform: Platform, projections: Collection[str]) -> bool:
    """Whether these projections have been handed over to projectors, all others not."""
    return {status.projection for status in platform.projections.status() if status.feed == Feed.KAFKA} == {
        *projections
    }


def relayed(platform: Platform) -> int:
    """The position up to which the relay has had everything acknowledged."""
    query = sa.select(RELAY.c.position).where(RELAY.c.name == "events")
    with platform.database.connect() as connection:
        return connection.execute(query).scalar_one_or_none() or 0


def letters(platform: Platform) -> list[tuple[str, str]]:
    """The dead letters that wait to be put right: whose they are, and the province, empty where it is unknown."""
    query = sa.select(DEAD_LETTERS.c.projection, DEAD_LETTERS.c.province).where(DEAD_LETTERS.c.settled_at.is_(None))
    with platform.database.connect() as connection:
        return sorted((row.projection, row.province or "") for row in connection.execute(query))
