"""Where events stand among those of their province: numbered as they are sent, and noted when they have arrived."""

from collections.abc import Mapping
from typing import NamedTuple

import sqlalchemy as sa

from application.messaging.events import Headers, Place
from application.messaging.topics import NOWHERE
from domain.metadata import Code
from projections.feeding.tables import RELAYED
from projections.rows import Rows


class Last(NamedTuple):
    """The last event of a province, or of none, that was sent."""

    position: int
    sequence: int
    headers: Headers


class Places:
    """Gives each event its place; the provinces that had any since are ``changed``."""

    def __init__(self, connection: sa.Connection) -> None:
        """Goes on from what has arrived so far."""
        rows = connection.execute(sa.select(RELAYED))
        self._last = {row.province: (row.position, row.sequence) for row in rows}
        self._changed: dict[str, Last] = {}

    def next(self, province: Code | None) -> Place:
        """The place of the province's next event."""
        previous, sequence = self._last.get(province or NOWHERE, (0, 0))
        return Place(province, sequence + 1, previous)

    def taken(self, place: Place, position: int, headers: Headers) -> None:
        """Notes which event has the place."""
        key = place.province or NOWHERE
        self._last[key] = position, place.sequence
        self._changed[key] = Last(position, place.sequence, headers)

    def changed(self) -> Mapping[str, Last]:
        """The last events of the provinces that had any since this was asked last."""
        changed, self._changed = self._changed, {}
        return changed


def save_places(connection: sa.Connection, changed: Mapping[str, Last]) -> None:
    """Notes that these events and all before them have arrived."""
    rows = Rows(RELAYED)
    rows.connection = connection
    for province, last in changed.items():
        recorded_at = dict(last.headers)["ce_time"].decode()
        rows.put(
            {
                "province": province,
                "position": last.position,
                "sequence": last.sequence,
                "recorded_at": recorded_at,
            }
        )
    rows.flush()
