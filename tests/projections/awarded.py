"""A province with award campaigns on a platform, as tests of their read models begin with."""

from pathlib import Path
from typing import Any

import pytest

from application.settings import Settings
from domain.award_campaign.commands import AttestFact
from domain.award_campaign.eligibility import Attestation
from domain.metadata import Actor, Code, Role, UnitKind
from domain.province.commands import RegisterProvince, RegisterUnit
from projections.eligibility.answer import ConditionFound, NominationEligibility
from projections.platform import Platform
from tests.application.test_awards import BODIES, SET, UNITS, ask, ask_about, open_campaign, publish
from tests.domain.builders import release as release_set
from tests.domain.campaigns import CAMPAIGN, CONSOLIDATOR

PROVINCE = "vinh-long"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Stores in files: the laws hold the read models of awards on servers, too."""
    return Settings(data=tmp_path)


def begin(platform: Platform, **campaign: Any) -> None:
    """Three units, of which the first reaches exactly 90 % in two years; and a campaign that looks at these years."""
    platform.application.execute_all(
        [
            ask(RegisterProvince, name="Vĩnh Long"),
            *(
                ask(RegisterUnit, unit=unit, kind=UnitKind.DEPARTMENT, name=f"Tên {unit}", name_en=f"Name {unit}")
                for unit in (*UNITS, *BODIES)
            ),
            ask(type(release_set()), definition=SET),
        ]
    )
    publish(platform.application, 2023, {"so-y-te": ("45", "45"), "so-cu": ("50", "39.99")})
    publish(platform.application, 2024, {"so-y-te": ("50", "40"), "so-cu": ("45", "45")})
    open_campaign(platform.application, **campaign)


def officer(unit: Code) -> Actor:
    """Who acts for a unit."""
    return Actor(id="Nguyễn Văn A", role=Role.UNIT, unit=unit)


def eligible(platform: Platform, nomination: Code, campaign: Code = CAMPAIGN, **moment: Any) -> NominationEligibility:
    """What is told of a nomination."""
    platform.projections.advance()
    found = platform.eligibility.campaign(PROVINCE, campaign, **moment).nominations
    return next(each for each in found if each.nomination == nomination)


def condition(platform: Platform, code: Code, nomination: Code = "n-1", campaign: Code = CAMPAIGN) -> ConditionFound:
    """What is told of a condition of a nomination."""
    conditions = eligible(platform, nomination, campaign).conditions
    return next(each for each in conditions if each.condition.code == code)


def attest(platform: Platform, *, year: int | None = None, holds: bool = True, nomination: Code = "n-1") -> None:
    """The consolidating body attests that tasks were done in a year, or that there was a plan."""
    said = Attestation(condition="nhiem-vu" if year else "ke-hoach", holds=holds, year=year, evidence="9/BC")
    platform.application.execute(ask_about(AttestFact, nomination=nomination, actor=CONSOLIDATOR, attestation=said))


def head(platform: Platform) -> int:
    """The position of the last event."""
    return platform.log.head()


def position(platform: Platform, name: str, nth: int = -1) -> int:
    """That of an event, the last of that stored name unless another is meant."""
    entries = platform.log.read(0, head(platform))
    return [entry.position for entry in entries if entry.name == name][nth]
