"""Moments of the past: a position of the log, a time, or what happened to a round then."""

import re
from datetime import date, datetime, time
from uuid import UUID

import msgspec
import sqlalchemy as sa

from application.log import LogReader
from domain.command import VIETNAM
from domain.refusal import Refusal, RefusalKind
from projections.database import reading
from projections.moments.fold import BLOCK, HAPPENED, Dated, MomentsProjection, microseconds
from projections.moments.tables import tables
from projections.positions import POSITIONS, position_of

DATED = msgspec.json.Decoder(Dated).decode


class MomentUnknown(Refusal):
    """The words name no moment that the log knows."""

    code = "moment-unknown"
    kind = RefusalKind.INVALID
    vi = "Không có thời điểm «{moment}»: {problem_vi}."
    en = "There is no moment '{moment}': {problem_en}."
    advice_vi = "Ghi vị trí trong nhật ký, ngày hoặc giờ (2022-12-20, 2022-12-20T17:00), hoặc: {words}."
    advice_en = "Give a log position, a day or a time (2022-12-20, 2022-12-20T17:00), or one of: {words}."

    def __init__(self, moment: str, problem_vi: str, problem_en: str) -> None:
        """Takes what was asked for, and why there is no such moment."""
        super().__init__(moment=moment, problem_vi=problem_vi, problem_en=problem_en, words=", ".join(HAPPENED))


class MomentsQuery:
    """Answers at which position of the log a moment was."""

    def __init__(self, database: sa.Engine, log: LogReader) -> None:
        """Reads from the read database, and the last few positions from the log."""
        self._database, self._log = database, log
        self._blocks, self._rounds = tables(sa.MetaData(), "")

    def position_at(self, moment: str, round_stream: UUID) -> int:
        """The position that the log had come to at that moment. Refuses with ``MomentUnknown``.

        A day means its end in Viet Nam; a time without an offset is Vietnamese time.
        """
        if re.fullmatch("[0-9]{1,18}", moment):
            return self._position(moment)
        if moment in HAPPENED:
            return self._happened(moment, round_stream)
        return self._at_time(microseconds(_time(moment)))

    def _position(self, moment: str) -> int:
        position, head = int(moment), self._log.head()
        if not 1 <= position <= head:
            raise MomentUnknown(moment, f"nhật ký có vị trí từ 1 đến {head}", f"the log has positions from 1 to {head}")
        return position

    def _happened(self, moment: str, round_stream: UUID) -> int:
        query = sa.select(self._rounds.c.position).where(
            self._rounds.c.stream == str(round_stream), self._rounds.c.happened == moment
        )
        with reading(self._database, POSITIONS) as connection:
            read_up_to = position_of(connection, MomentsProjection)
            found: int | None = connection.execute(query).scalar_one_or_none()
        # The read model may be behind the log.
        while entries := self._log.read(read_up_to, BLOCK, [HAPPENED[moment].stored_name]):
            found = max((entry.position for entry in entries if entry.originator_id == round_stream), default=found)
            read_up_to = entries[-1].position
        if found is None:
            raise MomentUnknown(moment, "đợt chấm chưa đến bước này", "the round has not come to that yet")
        return found

    def _at_time(self, at: int) -> int:
        """The last position before anything was recorded later than that.

        Positions are in the order in which saves took effect, while clocks of two writers may differ: an event counts
        as recorded no earlier than those before it, so that what is known at a time only ever grows.
        """
        later = sa.select(sa.func.min(self._blocks.c.block)).where(self._blocks.c.latest > at)
        with reading(self._database, POSITIONS) as connection:
            read_up_to = position_of(connection, MomentsProjection)
            block: int | None = connection.execute(later).scalar_one()
        known = read_up_to if block is None else max(0, block * BLOCK - 1)
        while entries := self._log.read(known, BLOCK):
            for entry in entries:
                if microseconds(DATED(entry.state).recorded_at) > at:
                    return known
                known = entry.position
        return known


def _time(moment: str) -> datetime:
    try:
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}", moment, re.ASCII):
            return datetime.combine(date.fromisoformat(moment), time.max, VIETNAM)
        found = datetime.fromisoformat(moment)
    except (ValueError, OverflowError):
        raise MomentUnknown(moment, "không đọc được", "it can't be read") from None
    return found if found.tzinfo else found.replace(tzinfo=VIETNAM)
