"""A province whose units have handed in, so that there are ranks to tell of."""

from collections.abc import Mapping
from contextlib import closing
from typing import Any
from uuid import uuid4

import msgspec

from application.messaging.standings import Key, Standing
from application.messaging.topics import RANKINGS
from application.settings import Kafka
from consumers.kafka import Reader, Record
from domain.indicator_set.commands import ReleaseIndicatorSet
from domain.indicator_set.content import content_hash
from domain.metadata import Provenance, Role, UnitKind
from domain.province.commands import RegisterProvince, RegisterUnit, RenameUnit
from domain.scorecard.commands import AdjustScore, OpenScorecard, SelfScore, SubmitScorecard
from projections.platform import Platform
from tests.domain.builders import BODY, MANUAL, PROVINCE, ROUND, ask, definition, group, indicator, open_round, pin
from tests.projections.steps import give

SCOPE = "department"
RANKING = f"{PROVINCE}/{ROUND}/{SCOPE}"
UNITS = tuple(f"so-{number}" for number in range(1, 6))
EVERYBODY = sorted([*UNITS, BODY])
NOTICE = "Dữ liệu trình diễn"
SET = definition(
    group("1", indicator("1.1", MANUAL, 10), indicator("1.2", MANUAL, 10)), unit_kinds=(UnitKind.DEPARTMENT,)
)


def begin(platform: Platform) -> None:
    """Three units that have handed in, one that has not, and others that have not even begun; all folded."""
    units = [ask(RegisterUnit, unit=unit, kind=UnitKind.DEPARTMENT, name=f"Sở {unit}") for unit in EVERYBODY]
    platform.application.execute_all(
        [ask(RegisterProvince, name="Vĩnh Long"), *units, ask(ReleaseIndicatorSet, definition=SET)]
    )
    pinned = {UnitKind.DEPARTMENT: pin(content_hash=content_hash(SET))}
    platform.application.execute(open_round(sets=pinned, data_provenance=Provenance.ILLUSTRATIVE, notice=NOTICE))
    for unit, points in zip(UNITS[:4], ("9.5", "7", "7", "5"), strict=True):
        give(platform, OpenScorecard, unit, Role.UNIT, scorecard=uuid4())
        for code in ("1.1", "1.2"):
            give(platform, SelfScore, unit, Role.UNIT, indicator=code, points=points)
    for unit in UNITS[:3]:
        give(platform, SubmitScorecard, unit, Role.UNIT)
    platform.projections.advance()


def rename(platform: Platform, province: str, unit: str) -> None:
    """The unit has another name."""
    give(platform, RenameUnit, unit, province=province, name="Tên mới")


def lower(platform: Platform) -> None:
    """The first unit comes behind the two others."""
    give(platform, AdjustScore, UNITS[0], indicator="1.1", points="4", reason="Thiếu minh chứng")


def key(unit: str) -> Key:
    """The unit's, in that ranking."""
    return Key(PROVINCE, ROUND, SCOPE, unit)


def messages(kafka: Kafka) -> list[Record]:
    """All that stands in the topic of rankings, that of a partition in order."""
    with closing(Reader(kafka)) as reader:
        return list(reader.read_all(RANKINGS.name))


def held(kafka: Kafka) -> Mapping[Key, Standing]:
    """What somebody knows who has read the topic from its beginning."""
    told: dict[Key, Standing] = {}
    for record in messages(kafka):
        assert record.key is not None
        about = Key(*record.key.decode().split("/"))
        if record.value is None:
            told.pop(about, None)
        else:
            told[about] = msgspec.json.decode(record.value, type=Standing)
    return told


def short(told: Mapping[Key, Standing]) -> Mapping[Key, tuple[Any, ...]]:
    """Of each standing what ``said`` has."""
    return {
        about: (each.rank, each.points, each.max_points, each.percent, each.name, each.absence, each.phase)
        for about, each in told.items()
    }


def said(platform: Platform) -> Mapping[Key, tuple[Any, ...]]:
    """What the read model says of every unit in every ranking."""
    found: dict[Key, tuple[Any, ...]] = {}
    for each in platform.rankings.rounds():
        for scope in each.scopes:
            ranking = platform.rankings.ranking(each.province, each.round, scope.code)
            for one in ranking.standings:
                about = Key(each.province, each.round, scope.code, one.unit)
                found[about] = (one.rank, one.final_total, one.max_points, one.percent, one.name, None, ranking.phase)
            for none in ranking.not_ranked:
                about = Key(each.province, each.round, scope.code, none.unit)
                found[about] = (None, None, None, None, none.name, none.absence.value, ranking.phase)
    return found
