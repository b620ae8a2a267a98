"""A scene to measure on: provinces whose units are scored on 33 indicators, made by the commands that people give."""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache
from uuid import UUID, uuid5

from application.service import BangVang
from domain.command import Command
from domain.indicator_set.commands import ReleaseIndicatorSet
from domain.indicator_set.content import content_hash
from domain.indicator_set.definition import Group, Indicator, IndicatorSet, Scope
from domain.metadata import NAMESPACE, Actor, Code, IndicatorCode, Provenance, Role, UnitKind
from domain.province.commands import RegisterProvince, RegisterUnit
from domain.round.calendar import Calendar, Window
from domain.round.commands import OpenRound
from domain.round.events import PinnedSet
from domain.rules.manual import Manual
from domain.scorecard.commands import OpenScorecard, SelfScore

ROUND = "2025"
SET = "bo-chi-so"
VERSION = "1.0.0"
REVIEWER = "so-khcn"
ADMINISTRATOR = Actor(id="quan-tri@example.vn", role=Role.ADMINISTRATOR)
OPENING = datetime(2025, 10, 1, 1, tzinfo=UTC)
"""When everything was set up: the first hour of self-scoring."""
CALENDAR = Calendar(
    self_scoring=Window(opens=date(2025, 10, 1), closes=date(2025, 12, 31)),
    review=Window(opens=date(2026, 1, 1), closes=date(2026, 1, 31)),
)
INDICATORS_IN_GROUPS = (4, 4, 4, 4, 4, 4, 4, 5)
MAX_POINTS = Decimal(10)


def indicator_set(province: Code) -> IndicatorSet:
    """Eight groups with 33 indicators of ten points each."""
    groups = tuple(_group(str(number), count) for number, count in enumerate(INDICATORS_IN_GROUPS, start=1))
    return IndicatorSet(
        code=SET,
        version=VERSION,
        province=province,
        name="Bộ chỉ số chuyển đổi số",
        unit_kinds=(UnitKind.COMMUNE,),
        period=ROUND,
        places=2,
        max_points=sum((group.max_points for group in groups), Decimal(0)),
        groups=groups,
        provenance=Provenance.ILLUSTRATIVE,
    )


def _group(code: str, count: int) -> Group:
    indicators = tuple(
        Indicator(
            code=f"{code}.{number}",
            name=f"Chỉ số {code}.{number}",
            max_points=MAX_POINTS,
            rule=Manual(guide="Hội đồng chấm theo hướng dẫn"),
            optional=True,
            provenance=Provenance.ILLUSTRATIVE,
        )
        for number in range(1, count + 1)
    )
    return Group(
        code=code,
        name=f"Nhóm {code}",
        max_points=MAX_POINTS * count,
        indicators=indicators,
        provenance=Provenance.ILLUSTRATIVE,
    )


def set_up(application: BangVang, province: Code, units: Sequence[Code]) -> None:
    """Registers a province and its units, releases its set and opens its round."""
    application.execute_all([*_registrations(province, units), *_round(province)])


def _registrations(province: Code, units: Sequence[Code]) -> Iterator[Command]:
    yield RegisterProvince(
        id=command_id(province), at=OPENING, actor=ADMINISTRATOR, province=province, name=f"Tỉnh {province}"
    )
    for unit in units:
        yield RegisterUnit(
            id=command_id(province, unit),
            at=OPENING,
            actor=ADMINISTRATOR,
            province=province,
            unit=unit,
            kind=UnitKind.COMMUNE,
            name=f"Xã {unit}",
        )


def _round(province: Code) -> Iterator[Command]:
    definition = indicator_set(province)
    yield ReleaseIndicatorSet(id=command_id(province, SET), at=OPENING, actor=ADMINISTRATOR, definition=definition)
    pin = PinnedSet(indicator_set=SET, version=VERSION, content_hash=content_hash(definition))
    yield OpenRound(
        id=command_id(province, ROUND),
        at=OPENING,
        actor=ADMINISTRATOR,
        province=province,
        round=ROUND,
        name=f"Đợt đánh giá năm {ROUND}",
        sets={UnitKind.COMMUNE: pin},
        calendar=CALENDAR,
        scopes=(Scope(code="commune", name="Cấp xã", kinds=(UnitKind.COMMUNE,)),),
        reviewers=(REVIEWER,),
    )


def open_scorecard(province: Code, unit: Code) -> OpenScorecard:
    """The unit begins its scorecard."""
    return OpenScorecard(
        id=command_id(province, unit, "open"),
        at=OPENING,
        actor=officer(unit),
        province=province,
        round=ROUND,
        unit=unit,
        scorecard=command_id(province, unit, "card"),
    )


def self_score(province: Code, unit: Code, number: int) -> SelfScore:
    """The unit's self-score of this number: another indicator than the last, other points than the last time."""
    codes = indicator_codes()
    points = Decimal(number // len(codes) % 1000) / 100
    return SelfScore(
        id=command_id(province, unit, str(number)),
        at=OPENING,
        actor=officer(unit),
        province=province,
        round=ROUND,
        unit=unit,
        indicator=codes[number % len(codes)],
        inputs={"points": str(points)},
    )


@cache
def indicator_codes() -> tuple[IndicatorCode, ...]:
    """The 33 indicators, the same in every province."""
    return tuple(indicator.code for indicator in indicator_set("tinh-1").indicators())


def officer(unit: Code) -> Actor:
    """Who acts for the unit."""
    return Actor(id=f"{unit}@example.vn", role=Role.UNIT, unit=unit)


def command_id(*names: str) -> UUID:
    """The id of the command about these, the same in every run."""
    return uuid5(NAMESPACE, "/".join(("bench", *names)))
