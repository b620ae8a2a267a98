"""Who has a partition: each time it changes hands its epoch rises, and whoever had it before can write no more."""

from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from projections.database import writing
from projections.feeding.arrivals import Partition
from projections.feeding.tables import PARTITIONS
from projections.projection import Projection


class Fenced(Exception):  # noqa: N818  # What has happened.
    """Somebody else has taken the partition since: nothing was written, and nothing more may be."""

    def __init__(self, projection: str, partition: Partition, epoch: int, current: int) -> None:
        """Takes the epoch in which it was taken here, and the one that holds."""
        super().__init__(
            f"{projection!r}: {partition.topic}/{partition.number} was taken in epoch {current}, not {epoch}"
        )
        self.partition = partition


class Claim(NamedTuple):
    """A projection's partition is ours: the epoch since which, and the offset to go on from."""

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
    return Claim(partition, row.epoch, row.offset)


_OF = sa.and_(
    PARTITIONS.c.projection == sa.bindparam("name"),
    PARTITIONS.c.topic == sa.bindparam("in_topic"),
    PARTITIONS.c.partition == sa.bindparam("number"),
)
_HELD = sa.select(PARTITIONS.c.epoch).where(_OF).with_for_update()
_MOVED = sa.update(PARTITIONS).where(_OF).values(offset=sa.bindparam("to"))


def require_held(connection: sa.Connection, projection: Projection, claim: Claim) -> None:
    """Nobody takes the partition before the transaction ends; raises ``Fenced`` where somebody has before."""
    epoch = connection.execute(_HELD, _key(projection, claim.partition)).scalar_one_or_none()
    if epoch != claim.epoch:
        raise Fenced(projection.name, claim.partition, claim.epoch, epoch or 0)


def move_on(connection: sa.Connection, projection: Projection, partition: Partition, offset: int) -> None:
    """The next record is that of this offset."""
    connection.execute(_MOVED, {**_key(projection, partition), "to": offset})


def _key(projection: Projection, partition: Partition) -> dict[str, object]:
    return {"name": projection.name, "in_topic": partition.topic, "number": partition.number}
