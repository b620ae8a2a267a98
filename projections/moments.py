"""Moments of the past: a position of the log, a time, or what happened to a round then."""

import re
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from uuid import UUID

import msgspec

from application.log import LogReader
from domain.command import VIETNAM
from domain.event import Event
from domain.metadata import Moment
from domain.refusal import Refusal, RefusalKind
from domain.round import events

PAGE = 5_000

HAPPENED: Mapping[str, type[Event]] = {
    "opened": events.RoundOpened,
    "self-scoring-closed": events.SelfScoringClosed,
    "review-closed": events.ReviewClosed,
    "finalised": events.RoundFinalised,
    "published": events.RoundPublished,
    "reopened": events.RoundReopened,
}
"""What happens to a round, by the words that people name the moment with; where it happened twice, the last time."""


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


class _Recorded(msgspec.Struct):
    """Of a stored event, only when it was recorded."""

    recorded_at: Moment


def position_at(log: LogReader, moment: str, round_stream: UUID) -> int:
    """The position that the log had come to at that moment. Refuses with ``MomentUnknown``.

    A day means its end in Viet Nam; a time without an offset is Vietnamese time.
    """
    if re.fullmatch("[0-9]{1,18}", moment):
        return _position(log, moment)
    if moment in HAPPENED:
        return _happened(log, moment, round_stream)
    return _at_time(log, _time(moment))


def _position(log: LogReader, moment: str) -> int:
    position, head = int(moment), log.head()
    if not 1 <= position <= head:
        raise MomentUnknown(moment, f"nhật ký có vị trí từ 1 đến {head}", f"the log has positions from 1 to {head}")
    return position


def _happened(log: LogReader, moment: str, round_stream: UUID) -> int:
    name = HAPPENED[moment].stored_name
    found, after = 0, 0
    while entries := log.read(after, PAGE, [name]):
        found = max((entry.position for entry in entries if entry.originator_id == round_stream), default=found)
        after = entries[-1].position
    if not found:
        raise MomentUnknown(moment, "đợt chấm chưa đến bước này", "the round has not come to that yet")
    return found


def _time(moment: str) -> datetime:
    try:
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}", moment, re.ASCII):
            return datetime.combine(date.fromisoformat(moment) + timedelta(days=1), time(), VIETNAM)
        found = datetime.fromisoformat(moment)
    except (ValueError, OverflowError):
        raise MomentUnknown(moment, "không đọc được", "it can't be read") from None
    return found if found.tzinfo else found.replace(tzinfo=VIETNAM)


def _at_time(log: LogReader, at: datetime) -> int:
    """The last position before anything was recorded later than that.

    Positions are in the order in which saves took effect, while clocks of two writers may differ: an event counts as
    recorded no earlier than those before it, so that what is known at a time only ever grows.
    """
    decode = msgspec.json.Decoder(_Recorded).decode
    known = 0
    while entries := log.read(known, PAGE):
        for entry in entries:
            if decode(entry.state).recorded_at > at:
                return known
            known = entry.position
    return known
