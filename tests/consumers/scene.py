"""Provinces in which units score themselves, so that there is something to relay and to fold."""

from collections.abc import Iterator
from random import Random
from uuid import uuid4

from application.service import BangVang
from domain.command import Command
from domain.indicator_set.commands import ReleaseIndicatorSet
from domain.indicator_set.content import content_hash
from domain.metadata import Actor, Code, Role, UnitKind
from domain.province.commands import RegisterProvince, RegisterUnit
from domain.round.commands import OpenRound
from domain.scorecard.commands import AttachEvidence, Explain, OpenScorecard, SelfScore
from tests.domain.builders import ADMINISTRATOR, ask, evidence, open_round, pin, released

PROVINCES = tuple(f"tinh-{number}" for number in range(1, 7))
UNITS = tuple(f"so-{number}" for number in range(1, 7))
ROUND = "2022"


def settle(application: BangVang, province: Code) -> None:
    """A province with a round in which every unit has its scorecard."""
    application.execute_all(settling(province))


def settling(province: Code) -> Iterator[Command]:
    """The commands of that."""
    yield ask(RegisterProvince, id=uuid4(), province=province, name=province)
    for unit in UNITS:
        fields = {"unit": unit, "kind": UnitKind.DEPARTMENT, "name": unit}
        yield ask(RegisterUnit, id=uuid4(), province=province, **fields)
    definition = released(province=province).definition
    yield ask(ReleaseIndicatorSet, id=uuid4(), definition=definition)
    pinned = pin(content_hash=content_hash(definition))
    opened: OpenRound = open_round(id=uuid4(), province=province, sets={UnitKind.DEPARTMENT: pinned})
    yield opened
    for unit in UNITS:
        yield ask(OpenScorecard, id=uuid4(), province=province, unit=unit, scorecard=uuid4(), actor=ADMINISTRATOR)


def deed(chance: Random, provinces: tuple[Code, ...] = PROVINCES) -> Command:
    """Something that a unit does on its scorecard; seldom what it has done already."""
    unit = chance.choice(UNITS)
    about = {"id": uuid4(), "province": chance.choice(provinces), "unit": unit}
    about["actor"] = Actor(id=f"can-bo-{unit}", role=Role.UNIT, unit=unit)
    match chance.randrange(10):
        case 0:
            return ask(AttachEvidence, **about, indicator="2.4", evidence=evidence(chance.choice("0123456789abcdef")))
        case 1:
            return ask(Explain, **about, indicator="2.4", text=f"Chờ ký {chance.randrange(1000)}")
        case 2:
            level = chance.choice(("head", "deputy", "none"))
            return ask(SelfScore, **about, indicator="1.1", inputs={"level": level})
        case _:
            return ask(SelfScore, **about, indicator="2.4", points=str(chance.randrange(1500) / 100))
