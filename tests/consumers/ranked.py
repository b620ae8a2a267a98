"""A province whose units have handed in, so that there are ranks to tell of."""

from uuid import uuid4

from domain.indicator_set.commands import ReleaseIndicatorSet
from domain.indicator_set.content import content_hash
from domain.metadata import Provenance, Role, UnitKind
from domain.province.commands import RegisterProvince, RegisterUnit
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


def lower(platform: Platform) -> None:
    """The first unit comes behind the two others."""
    give(platform, AdjustScore, UNITS[0], indicator="1.1", points="4", reason="Thiếu minh chứng")
