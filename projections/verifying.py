"""Verifying a projection: it is built again up to the position at which its live tables stand, and compared."""

from time import monotonic, sleep

import sqlalchemy as sa

from application.codec import Codec
from application.log import LogReader
from domain.metadata import Code
from domain.refusal import Refusal
from projections.building import SHADOW, Builder, tables_of
from projections.database import writing
from projections.feeding.standing import Standing
from projections.of_province import OfProvince
from projections.positions import take_its_turn, whole_standing
from projections.projection import Projection
from projections.shadow import Progress, Shadow
from projections.verification import Verification, compare

PATIENCE = 10.0
"""Seconds that a verification waits at most for all provinces to stand at one position."""
GLANCE = 0.05
"""Seconds between two looks."""


class ProvincesNotLevel(Refusal):
    """Some provinces are ahead of others all the time, so that the tables are those of no position of the log."""

    code = "provinces-not-level"
    vi = "Mô hình đọc «{projection}» đang được cấp theo từng tỉnh và không lúc nào mọi tỉnh ở cùng một vị trí."
    en = "The read model '{projection}' is fed by province, and at no moment did all provinces stand at one position."
    advice_vi = "Kiểm tra từng tỉnh bằng --province, hoặc kiểm tra lại khi ít sự kiện hơn và bộ chuyển tiếp đang chạy."
    advice_en = "Verify one province with --province, or verify when fewer events come and the relay runs."


class Verifying:
    """One projection, or one province's part of it, compared with what the log comes to."""

    def __init__(
        self, database: sa.Engine, projection: Projection, log: LogReader, codec: Codec, province: Code | None
    ) -> None:
        """The projection's tables are there; nobody else verifies or rebuilds it meanwhile."""
        self._database, self._projection = database, projection
        self._province = province
        self._only = OfProvince(province, codec) if province else None
        self._shadow = Shadow(database, projection, log, codec, self._only)

    def verify(self, progress: Progress | None) -> Verification:
        """Live tables stay as they are. Raises ``ProjectionStopped``; refuses with ``ProvincesNotLevel``."""
        builder = self._shadow.build(self._level().known, progress)
        while (verification := self._brought_up(builder)) is None:
            self._level()
        with writing(self._database) as connection:
            tables_of(self._projection, SHADOW)[0].drop_all(connection)
        return verification

    def _brought_up(self, builder: Builder) -> Verification | None:
        with writing(self._database) as connection:
            take_its_turn(connection, self._projection)
            builder.feed(connection, self._stands().known)
        return self._compare(builder.position)

    def _compare(self, position: int) -> Verification | None:
        """Nobody waits for it, but on PostgreSQL the projection itself; ``None`` if live has moved on meanwhile."""
        with self._database.connect() as connection, connection.begin():
            take_its_turn(connection, self._projection)
            stands = self._stands_in(connection)
            if not stands.held <= position <= stands.known:
                return None
            return compare(connection, self._projection, position, self._only)

    def _level(self) -> Standing:
        """Where live stands, at a moment at which that is one position."""
        until = monotonic() + PATIENCE
        while not (stands := self._stands()).is_level:
            if monotonic() > until:
                raise ProvincesNotLevel(projection=self._projection.name)
            sleep(GLANCE)
        return stands

    def _stands(self) -> Standing:
        with self._database.connect() as connection:
            return whole_standing(connection, self._projection, self._province)

    def _stands_in(self, connection: sa.Connection) -> Standing:
        """Where live stands; on PostgreSQL it can't move now, and looking in here would keep the gate from closing."""
        if connection.dialect.name == "postgresql":
            return self._stands()
        return whole_standing(connection, self._projection, self._province)
