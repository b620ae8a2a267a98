"""Who has a partition: each time it changes hands its epoch rises, and whoever had it before can write no more."""

from collections.abc import Sequence
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from projections.database import writing
from projections.feeding.arrivals import Partition
from projections.feeding.tables import PARTITIONS
from projections.projection import Projection


class Fenced(Exception):  # noqa: N818  # What has happened.
    """Somebody else has taken the partition since: nothing was written, and nothing more may be."""

    def __init__(self, claim: "Claim", current: int) -> None:
        """Takes what was claimed, and the epoch that holds."""
        topic, number = claim.partition
        super().__init__(f"{claim.projection!r}: {topic}/{number} was taken in epoch {current}, not {claim.epoch}")
        self.partition = claim.partition


class Claim(NamedTuple):
    """A projection's partition is ours: the epoch since which, and the offset to go on from."""

    projection: str
    partition: Partition
    epoch: int
    offset: int


def take(database: sa.Engine, projection: Projection, partition: Partition, member: str) -> Claim:
    """Takes the partition from whoever has it; waits until a transaction of theirs has ended."""
    with writing(database) as connection:
        insert = (postgresql if connection.dialect.name == "postgresql" else sqlite).insert(PARTITIONS)
        key = {"projection": projection.name, "topic": partition.topic, "partition": partition.number}
        new = insert.values(**key, offset=0, epoch=1, member=member)
        raised = {"epoch": PARTITIONS.c.epoch + 1, "member": member}
        row = connection.execute(
            new.on_conflict_do_update(index_elements=list(key), set_=raised).returning(
                PARTITIONS.c.epoch, PARTITIONS.c.offset
            )
        ).one()
    return Claim(projection.name, partition, row.epoch, row.offset)


_OF = sa.and_(
    PARTITIONS.c.projection.in_(sa.bindparam("projections", expanding=True)),
    PARTITIONS.c.topic == sa.bindparam("in_topic"),
    PARTITIONS.c.partition == sa.bindparam("number"),
)
_EPOCHS = sa.select(PARTITIONS.c.projection, PARTITIONS.c.epoch).where(_OF)
_HELD = _EPOCHS.order_by(PARTITIONS.c.projection).with_for_update()
_MOVED = sa.update(PARTITIONS).where(_OF).values(offset=sa.bindparam("to"))


def require_held(connection: sa.Connection, claims: Sequence[Claim]) -> None:
    """Nobody takes the partition before the transaction ends; raises ``Fenced`` where somebody has before.

    The claims are those of several projections on one partition.
    """
    held = {row.projection: row.epoch for row in connection.execute(_HELD, _keys(claims))}
    for each in claims:
        if held.get(each.projection) != each.epoch:
            raise Fenced(each, held.get(each.projection, 0))


def move_on(connection: sa.Connection, claims: Sequence[Claim], offset: int) -> None:
    """The next record is that of this offset."""
    connection.execute(_MOVED, {**_keys(claims), "to": offset})


def _keys(claims: Sequence[Claim]) -> dict[str, object]:
    topic, number = claims[0].partition
    return {"projections": [each.projection for each in claims], "in_topic": topic, "number": number}
