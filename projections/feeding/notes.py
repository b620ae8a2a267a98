"""What is written beside the rows that are fed by province: where provinces stand, and letters that are settled."""

from datetime import UTC, datetime

import sqlalchemy as sa

from projections.feeding.tables import DEAD_LETTERS, PROVINCES
from projections.projection import Projection


def now() -> str:
    """The time, as the tables have it: ISO 8601, UTC."""
    return datetime.now(UTC).isoformat()


def forget_provinces(connection: sa.Connection, projection: Projection) -> None:
    """All provinces stand where the whole projection does."""
    connection.execute(sa.delete(PROVINCES).where(PROVINCES.c.projection == projection.name))


def settle_letters(connection: sa.Connection, projection: Projection) -> None:
    """Everything in the log has been folded in its order, and with it all that could not be when it came."""
    of_it = DEAD_LETTERS.c.projection == projection.name, DEAD_LETTERS.c.settled_at.is_(None)
    connection.execute(sa.update(DEAD_LETTERS).where(*of_it).values(settled_at=now()))
