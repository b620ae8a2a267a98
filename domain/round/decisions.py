"""What becomes of a request to a round."""

from collections.abc import Mapping

import msgspec

from domain.event import Event
from domain.indicator_set.state import Release
from domain.metadata import Code, Sha256, UnitKind
from domain.round.calendar import Calendar
from domain.round.commands import (
    ChangeCalendar,
    CloseReview,
    CloseSelfScoring,
    ExtendSelfScoring,
    FinaliseRound,
    MarkUnitNotRanked,
    MarkUnitRanked,
    OpenRound,
    PublishRound,
    ReopenRound,
    RoundCommand,
)
from domain.round.events import (
    BestValuesFrozen,
    CalendarChanged,
    ReviewClosed,
    RoundFinalised,
    RoundOpened,
    RoundPublished,
    RoundReopened,
    SelfScoringClosed,
    UnitMarkedNotRanked,
    UnitMarkedRanked,
)
from domain.round.refusals import (
    CalendarInvalid,
    RoundLocked,
    RoundTaken,
    RoundUnknown,
    ScopeInvalid,
    ScorecardsUnfinished,
    SetNotReleased,
    WrongPhase,
)
from domain.round.state import (
    BestValues,
    Concluding,
    Finalised,
    Locked,
    NotOpened,
    Open,
    Opened,
    Published,
    Reviewing,
    Round,
    SelfScoring,
)


def open_round(assessment: Round, command: OpenRound, releases: Mapping[Sha256, Release]) -> list[Event]:
    """Opens a round once, on sets that are released; ``releases`` are those that the command's pins name."""
    event = RoundOpened(
        province=command.province,
        round=command.round,
        name=command.name,
        name_en=command.name_en,
        sets=command.sets,
        calendar=command.calendar,
        scopes=command.scopes,
        reviewers=command.reviewers,
        data_provenance=command.data_provenance,
        notice=command.notice,
    )
    match assessment:
        case Opened() if assessment.opening == event:
            return []
        case Opened():
            raise RoundTaken(province=command.province, round=command.round)
        case _:
            _require_sound_calendar(command.calendar)
            _require_sound_scopes(command)
            for kind in command.sets:
                _require_release(command, kind, releases)
            return [event]


def change_calendar(assessment: Round, command: ChangeCalendar) -> list[Event]:
    """Moves the windows of an open round; units keep the extensions that the command does not name."""
    current = require_open(assessment, command).calendar
    _require_sound_calendar(command.calendar)
    extensions = {**current.extensions, **command.calendar.extensions}
    calendar = msgspec.structs.replace(command.calendar, extensions=extensions)
    return [] if current == calendar else [CalendarChanged(calendar=calendar)]


def extend_self_scoring(assessment: Round, command: ExtendSelfScoring) -> list[Event]:
    """Gives one unit until a later day."""
    current = require_open(assessment, command).calendar
    if current.extensions.get(command.unit) == command.until:
        return []
    if command.until <= current.self_scoring.closes:
        raise CalendarInvalid(faults=f"{command.unit}: {command.until} ≤ {current.self_scoring.closes}")
    extensions = {**current.extensions, command.unit: command.until}
    return [CalendarChanged(calendar=msgspec.structs.replace(current, extensions=extensions))]


def mark_not_ranked(assessment: Round, command: MarkUnitNotRanked) -> list[Event]:
    """Leaves a unit out of the ranking."""
    current = require_open(assessment, command)
    if current.not_ranked.get(command.unit) is command.exempt:
        return []
    return [UnitMarkedNotRanked(unit=command.unit, exempt=command.exempt)]


def mark_ranked(assessment: Round, command: MarkUnitRanked) -> list[Event]:
    """Ranks a unit again."""
    current = require_open(assessment, command)
    return [UnitMarkedRanked(unit=command.unit)] if command.unit in current.not_ranked else []


def close_self_scoring(assessment: Round, command: CloseSelfScoring) -> list[Event]:
    """Ends self-scoring; early only with a reason."""
    match require_open(assessment, command):
        case SelfScoring() as current:
            if command.day <= current.calendar.self_scoring.closes:
                command.require_reason()
            return [SelfScoringClosed()]
        case _:
            return []


def close_review(assessment: Round, command: CloseReview, bests: BestValues | None = None) -> list[Event]:
    """Ends review after self-scoring was closed; early only with a reason. Freezes best values that rules need."""
    match require_open(assessment, command):
        case Reviewing() as current:
            if command.day <= current.calendar.review.closes:
                command.require_reason()
            return [*([BestValuesFrozen(values=bests)] if bests else []), ReviewClosed()]
        case Concluding():
            return []
        case current:
            raise WrongPhase(round=command.round, phase=phase(current), needed=Reviewing.__name__)


def finalise(assessment: Round, command: FinaliseRound, finished: Mapping[Code, bool]) -> list[Event]:
    """Lets results stand; ``finished`` tells of each unit of the round whether its scorecard is finalised."""
    match known(assessment, command):
        case Finalised() | Published():
            return []
        case Concluding() as current:
            ranked = finished.keys() - current.not_ranked.keys()
            unfinished = sorted(unit for unit in ranked if not finished[unit])
            if unfinished:
                raise ScorecardsUnfinished(count=len(unfinished), units=", ".join(unfinished))
            return [RoundFinalised(scorecards=sum(finished.values()), not_ranked=len(current.not_ranked))]
        case current:
            raise WrongPhase(round=command.round, phase=phase(current), needed=Concluding.__name__)


def publish(assessment: Round, command: PublishRound) -> list[Event]:
    """Publishes a finalised round."""
    match known(assessment, command):
        case Published():
            return []
        case Finalised():
            return [RoundPublished()]
        case current:
            raise WrongPhase(round=command.round, phase=phase(current), needed=Finalised.__name__)


def reopen(assessment: Round, command: ReopenRound) -> list[Event]:
    """Allows corrections of a locked round."""
    match known(assessment, command):
        case Finalised() | Published():
            return [RoundReopened()]
        case Concluding(reopened=True):
            return []
        case current:
            raise WrongPhase(round=command.round, phase=phase(current), needed=f"{Finalised.__name__}/Published")


def known(assessment: Round, command: RoundCommand) -> Open | Locked:
    """The round; refuses one that was never opened."""
    if isinstance(assessment, NotOpened):
        raise RoundUnknown(province=command.province, round=command.round)
    return assessment


def require_open(assessment: Round, command: RoundCommand) -> Open:
    """The round while it may change; refuses an unknown or locked one."""
    return unlocked(known(assessment, command))


def unlocked(assessment: Open | Locked) -> Open:
    """The round while it may change; refuses a locked one."""
    if isinstance(assessment, Locked):
        raise RoundLocked(round=assessment.opening.round, phase=phase(assessment))
    return assessment


def phase(assessment: Opened) -> str:
    """The phase's name as refusals, pages and tables show it."""
    return type(assessment).__name__


def _require_sound_calendar(calendar: Calendar) -> None:
    faults = list(calendar.faults())
    if faults:
        raise CalendarInvalid(faults="; ".join(faults))


def _require_sound_scopes(command: OpenRound) -> None:
    seen: set[Code] = set()
    for scope in command.scopes:
        if scope.code in seen:
            raise ScopeInvalid(scope=scope.code, problem_vi="mã bị trùng", problem_en="its code stands twice")
        seen.add(scope.code)
        for kind in scope.kinds:
            if kind not in command.sets:
                vi, en = f"đợt không chấm «{kind}»", f"the round does not score '{kind}'"
                raise ScopeInvalid(scope=scope.code, problem_vi=vi, problem_en=en)


def _require_release(command: OpenRound, kind: UnitKind, releases: Mapping[Sha256, Release]) -> None:
    pin = command.sets[kind]
    release = releases.get(pin.content_hash)
    match release:
        case None:
            problem = ("chưa có bản ban hành với mã băm này", "no release has this hash")
        case Release(withdrawn=True):
            problem = ("bản này đã bị thu hồi", "it was withdrawn")
        case Release(definition=found) if (found.code, found.version) != (pin.indicator_set, pin.version):
            problem = ("mã băm này là của bản khác", "the hash is that of another release")
        case Release(definition=found) if kind not in found.unit_kinds:
            problem = ("bộ chỉ số không dành cho loại đơn vị này", "the set is for other kinds")
        case _:
            return
    raise SetNotReleased(
        indicator_set=pin.indicator_set,
        version=pin.version,
        unit_kind=kind,
        problem_vi=problem[0],
        problem_en=problem[1],
    )
