"""Random histories: whatever is asked in a round, in any order, as far as the platform grants it.

A history is a sequence of commands. Those that are refused leave no trace, so that what the others leave in the log is
what a real round might have left there.
"""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import date, timedelta
from itertools import chain
from typing import Any
from uuid import UUID

import msgspec
from hypothesis import strategies as st

from application.service import BangVang
from domain.command import Command
from domain.event import Event, Recorded
from domain.indicator_set.commands import ReleaseIndicatorSet, WithdrawIndicatorSet
from domain.indicator_set.content import content_hash
from domain.indicator_set.definition import IndicatorSet, Scope
from domain.metadata import Actor, Role, UnitKind
from domain.province.commands import DissolveUnit, MergeUnit, RegisterProvince, RegisterUnit, RenameUnit
from domain.refusal import Refusal
from domain.round.calendar import Calendar
from domain.round.commands import (
    ChangeCalendar,
    CloseReview,
    CloseSelfScoring,
    ExtendSelfScoring,
    FinaliseRound,
    MarkUnitNotRanked,
    MarkUnitRanked,
    PublishRound,
    ReopenRound,
)
from domain.rules.relative import Relative
from domain.scorecard.commands import (
    AdjustScore,
    AppealScore,
    AttachEvidence,
    Explain,
    FinaliseScorecard,
    MarkNotApplicable,
    OpenScorecard,
    ReopenScorecard,
    ResolveAppeal,
    ReturnScorecard,
    SelfScore,
    SubmitScorecard,
    WithdrawEvidence,
)
from projections.platform import Platform
from tests.domain.builders import (
    MANUAL,
    OTHER_REVIEWING_OFFICER,
    OTHER_UNIT,
    RATIO,
    REVIEWING_OFFICER,
    UNIT,
    ask,
    at,
    band,
    definition,
    evidence,
    group,
    indicator,
    open_round,
    pin,
    window,
)

Move = Sequence[Command]
"""Commands that are given one after the other."""
Moves = st.SearchStrategy[Move]

# --- The scene --------------------------------------------------------------------------------------------------------
UNITS: Mapping[str, UnitKind] = {
    UNIT: UnitKind.DEPARTMENT,
    OTHER_UNIT: UnitKind.DEPARTMENT,
    "huyen-a": UnitKind.DISTRICT,
    "huyen-b": UnitKind.DISTRICT,
}
SCOPES = (
    Scope(code="so", name="Sở, ban, ngành", kinds=(UnitKind.DEPARTMENT,)),
    Scope(code="huyen", name="Huyện theo sở", kinds=(UnitKind.DISTRICT,), within_parent=True),
    Scope(code="tat-ca", name="Tất cả", kinds=(UnitKind.DEPARTMENT, UnitKind.DISTRICT)),
)
RELATIVE = Relative(measured="số hồ sơ trực tuyến")
GROUPS = (
    group("1", indicator("1.1", RELATIVE, 10), indicator("1.2", MANUAL, 10, evidence="Báo cáo")),
    group(
        "2",
        indicator("2.1", RATIO, 10),
        indicator("2.2", RELATIVE, 5, optional=True),
        indicator("2.3", MANUAL, 5, optional=True),
        indicator("2.4", MANUAL, 5, applies_to=(UnitKind.DISTRICT,)),
    ),
)
SHARED = definition(*GROUPS, bands=(band("tot", 80), band("kha", 50)))
OF_DISTRICTS = definition(*GROUPS[:1], code="huyen")
CODES = ("1.1", "1.2", "2.1", "2.2", "2.3", "2.4")
INPUTS: Mapping[str, Sequence[Mapping[str, str]]] = {
    "1.1": [{"value": value} for value in ("0", "30", "50", "100")],
    "2.1": [{"a": a, "b": "3"} for a in ("1", "2", "3")],
    "2.2": [{"value": value} for value in ("7", "8")],
}
YEAR = window("2022-01-01", "2022-12-31")
ALL_YEAR = Calendar(self_scoring=YEAR, review=YEAR, on_site=YEAR, explanation=YEAR)
SHORT = Calendar(self_scoring=window("2022-01-01", "2022-05-31"), review=YEAR, on_site=YEAR, explanation=YEAR)
BEGINNING = at("2022-06-01", "00:00")
DAY = date(2022, 6, 1)

units = st.sampled_from(list(UNITS))
codes = st.sampled_from(CODES)
points = st.sampled_from(["0", "2.5", "4", "5", "7.25", "11"])
fair_points = st.sampled_from(["0", "2.5", "4", "5"])
digits = st.sampled_from("ab")
reviewers = st.sampled_from([REVIEWING_OFFICER, OTHER_REVIEWING_OFFICER])
names = st.sampled_from(["Tên mới", "Tên sau sáp nhập"])


def wanted(command: type[Command], **fields: Any) -> Command:
    """The command with a reason; its id and moment are given with it, when its place in the history is known."""
    if "unit" in fields and Role.UNIT in command.roles:
        fields.setdefault("actor", Actor(id="can-bo", role=Role.UNIT, unit=fields["unit"]))
    return ask(command, **{"reason": "Theo thực tế", **fields})


def one(command: type[Command], **fields: st.SearchStrategy[Any]) -> Moves:
    """Moves of one such command."""
    return st.fixed_dictionaries(fields).map(lambda drawn: [wanted(command, **drawn)])


@st.composite
def entries(draw: st.DrawFn, /, command: type[Command], **fields: st.SearchStrategy[Any]) -> Move:
    """One command that enters an indicator, by what its rule asks for or by points."""
    code = draw(codes)
    by_inputs = code in INPUTS and draw(st.booleans())
    value = {"inputs": draw(st.sampled_from(INPUTS[code]))} if by_inputs else {"points": draw(points)}
    return [wanted(command, indicator=code, **value, **{name: draw(each) for name, each in fields.items()})]


@st.composite
def hand_ins(draw: st.DrawFn, unit: str) -> Move:
    """A unit enters all that it has to and, most of the time, hands it in."""
    move = [wanted(OpenScorecard, unit=unit, scorecard=UUID(int=list(UNITS).index(unit)))]
    for code in CODES:
        inputs = draw(st.sampled_from(INPUTS.get(code, [None])))
        given = draw(fair_points) if inputs is None else None
        move.append(wanted(SelfScore, unit=unit, indicator=code, points=given, inputs=inputs))
    digit = draw(digits)
    move.append(wanted(AttachEvidence, unit=unit, indicator="1.2", evidence=evidence(digit)))
    if draw(st.booleans()):
        move.append(wanted(WithdrawEvidence, unit=unit, indicator="1.2", sha256=digit * 64))
        move.append(wanted(AttachEvidence, unit=unit, indicator="1.2", evidence=evidence(digit)))
    return [*move, submission(unit)] if draw(st.integers(0, 5)) else move


def submission(unit: str) -> Command:
    """The unit hands in."""
    return wanted(SubmitScorecard, unit=unit, approved_on=DAY)


# --- Moves ------------------------------------------------------------------------------------------------------------
def mixed(*weighted: tuple[int, Moves]) -> Moves:
    """Moves of each kind as often as its weight says."""
    choices = [moves for weight, moves in weighted for _ in range(weight)]
    return st.sampled_from(range(len(choices))).flatmap(choices.__getitem__)


REGISTRY = mixed(
    (4, one(RenameUnit, unit=units, name=names)),
    (1, one(MergeUnit, unit=units, into=units)),
    (1, one(DissolveUnit, unit=units)),
    (1, one(RegisterUnit, unit=st.just("so-moi"), kind=st.just(UnitKind.DEPARTMENT), name=names)),
    (1, one(WithdrawIndicatorSet)),
)
ROUND = mixed(
    (2, one(MarkUnitNotRanked, unit=units, exempt=st.booleans())),
    (2, one(MarkUnitRanked, unit=units)),
    (1, one(ChangeCalendar, calendar=st.sampled_from([ALL_YEAR, SHORT]))),
    (1, one(ExtendSelfScoring, unit=units, until=st.sampled_from([DAY, date(2022, 7, 1)]))),
)
ENTERING = mixed(
    (4, entries(SelfScore, unit=units)),
    (1, one(AttachEvidence, unit=units, indicator=codes, evidence=digits.map(evidence))),
    (1, one(WithdrawEvidence, unit=units, indicator=st.just("1.2"), sha256=digits.map(lambda digit: digit * 64))),
    (1, one(Explain, unit=units, indicator=codes, text=st.sampled_from(["Chờ ký", "Đã ký"]))),
    (1, one(MarkNotApplicable, unit=units, indicator=st.sampled_from(["2.2", "2.3"]))),
    (1, units.map(lambda unit: [submission(unit)])),
)
REVIEWING = mixed(
    (6, entries(AdjustScore, unit=units, actor=reviewers, on_site=st.booleans())),
    (1, one(ReturnScorecard, unit=units, actor=reviewers, indicators=st.sampled_from([(), ("1.1", "1.2")]))),
    (1, one(ReturnScorecard, unit=units, actor=reviewers, due=st.just(DAY))),
    (1, one(MarkNotApplicable, unit=units, indicator=st.sampled_from(["2.2", "2.3"]), actor=reviewers)),
)
APPEALS = one(AppealScore, unit=units, indicator=codes, claimed_points=st.one_of(st.none(), fair_points))
RESOLUTIONS = one(ResolveAppeal, unit=units, indicator=codes, accepted=st.booleans(), points=fair_points)


@st.composite
def contests(draw: st.DrawFn) -> Move:
    """An appeal and its resolution."""
    about = {"unit": draw(units), "indicator": draw(codes)}
    resolution = wanted(ResolveAppeal, **about, accepted=draw(st.booleans()), points=draw(fair_points))
    return [wanted(AppealScore, **about), resolution]


CONTESTING = mixed((2, APPEALS), (1, RESOLUTIONS), (2, contests()))
CONCLUDING = mixed(
    (1, one(FinaliseScorecard, unit=units, stated_index=st.sampled_from([None, "0.75"]))),
    (2, one(ReopenScorecard, unit=units)),
)


def some(moves: Moves, *, at_least: int, at_most: int) -> Moves:
    """So many of these moves."""
    return st.lists(moves, min_size=at_least, max_size=at_most).map(joined)


def joined(moves: Iterable[Move]) -> Move:
    """Moves as one."""
    return list(chain.from_iterable(moves))


def only(*commands: Command) -> Moves:
    """Always these commands."""
    return st.just(list(commands))


@st.composite
def registrations(draw: st.DrawFn) -> Move:
    """One to two units of each kind; they may be under the first."""
    move = [ask(RegisterUnit, unit=UNIT, kind=UNITS[UNIT], name=UNIT)]
    for unit in list(UNITS)[1:]:
        if unit == "huyen-a" or draw(st.booleans()):
            parent = draw(st.sampled_from([None, UNIT]))
            move.append(ask(RegisterUnit, unit=unit, kind=UNITS[unit], name=unit, parent=parent))
    return move


@st.composite
def beginnings(draw: st.DrawFn) -> Move:
    """A province with units of two kinds that are scored by one set or by one each, and a round that is open."""
    of_districts = draw(st.sampled_from([SHARED, OF_DISTRICTS]))
    sets = {UnitKind.DEPARTMENT: pinned(SHARED), UnitKind.DISTRICT: pinned(of_districts)}
    return [
        ask(RegisterProvince, name="Vĩnh Long"),
        *draw(registrations()),
        *(ask(ReleaseIndicatorSet, definition=each) for each in (SHARED, OF_DISTRICTS)),
        open_round(sets=sets, calendar=ALL_YEAR, scopes=SCOPES),
    ]


def pinned(released: IndicatorSet) -> Any:
    """The pin of this release."""
    return pin(indicator_set=released.code, content_hash=content_hash(released))


def conclusion(unit: str) -> Move:
    """All that stands between a scorecard that was opened and its final totals."""
    rejections = [wanted(ResolveAppeal, unit=unit, indicator=code, accepted=False) for code in CODES]
    return [submission(unit), *rejections, wanted(FinaliseScorecard, unit=unit)]


FINALISED = only(
    *joined(conclusion(unit) for unit in UNITS),
    wanted(FinaliseRound),
    # Where that was refused, what is not finished is left out.
    *(wanted(MarkUnitNotRanked, unit=unit) for unit in (*UNITS, "so-moi")),
    wanted(FinaliseRound),
)
CHAPTERS: Sequence[Moves] = (
    st.tuples(*map(hand_ins, UNITS)).map(joined),
    some(mixed((6, ENTERING), (4, REVIEWING), (2, ROUND), (1, REGISTRY)), at_least=10, at_most=30),
    only(wanted(CloseSelfScoring)),
    some(mixed((6, REVIEWING), (2, ENTERING), (6, CONTESTING), (2, ROUND)), at_least=10, at_most=30),
    only(wanted(CloseReview)),
    some(mixed((5, CONTESTING), (3, CONCLUDING), (1, ROUND), (1, REGISTRY)), at_least=4, at_most=16),
    FINALISED,
    only(wanted(PublishRound)),
    some(REGISTRY, at_least=1, at_most=3),
    only(wanted(ReopenRound)),
    some(mixed((4, CONCLUDING), (4, REVIEWING), (2, ENTERING), (1, ROUND), (1, REGISTRY)), at_least=10, at_most=30),
    FINALISED,
)
"""What is told of a round, from its opening to the second time that it is finalised."""


@st.composite
def histories(draw: st.DrawFn, chapters: Sequence[Moves] = CHAPTERS) -> Sequence[Command]:
    """Commands for an empty platform, from a province's first to some moment of its round."""
    # More than there are: most histories are told to the end.
    number = draw(st.integers(min_value=2, max_value=2 * len(chapters)))
    moves = [draw(beginnings()), *(draw(chapter) for chapter in chapters[:number])]
    return [
        msgspec.structs.replace(command, id=UUID(int=number), at=BEGINNING + timedelta(seconds=number))
        for number, command in enumerate(joined(moves), start=1)
    ]


def give_all(application: BangVang, commands: Iterable[Command]) -> None:
    """Gives the commands one after the other; what is refused was never asked."""
    for command in commands:
        with suppress(Refusal):
            application.execute(command)


def happened(platform: Platform) -> Sequence[Recorded[Event]]:
    """Everything in the log, in order."""
    return [platform.codec.decode(*entry[1:]) for entry in platform.log.read(0, platform.log.head())]
