"""A campaign of Vĩnh Long told to the end, for what people and programs are shown of it."""

from collections.abc import Mapping
from typing import Any
from uuid import uuid4

import msgspec

from application.service import BangVang
from domain.award_campaign.commands import DeclineAward, GrantAward, Nominate, PublishHonours, RevokeAward
from domain.award_campaign.policy import AwardPolicy, CandidateKind
from domain.metadata import Actor, Provenance, Role, UnitKind
from domain.province.commands import RegisterProvince, RegisterUnit
from tests.application.test_awards import AT, BODIES, SET, UNITS, ask, correct, open_campaign, propose, publish
from tests.domain import campaigns
from tests.domain.builders import release
from tests.domain.campaigns import MERIT, policy

CAMPAIGN = "vinh-long/bang-khen-2023-2025"
PERSON, DRAFTED = "Lê Thị D", "Phạm Thị F"
POINTS = {"so-y-te": ("45", "45"), "so-xay-dung": ("45", "44.99"), "so-cu": ("45", "45")}
NOTICE = "Dữ liệu trình diễn"
ONE_EACH: Mapping[CandidateKind, int] = {CandidateKind.COLLECTIVE: 1, CandidateKind.INDIVIDUAL: 1}
OPEN = policy(
    awards=(msgspec.structs.replace(MERIT, quotas=ONE_EACH, name_en="Certificate of merit"),), public_nominations=True
)
CLOSED = msgspec.structs.replace(OPEN, public_nominations=False)


def nominate(application: BangVang, with_policy: AwardPolicy = OPEN) -> None:
    """Three units and a person are proposed and appraised, another person is proposed; two units are equal."""
    application.execute_all(
        [
            ask(RegisterProvince, name="Vĩnh Long"),
            *(ask(RegisterUnit, unit=unit, kind=UnitKind.DEPARTMENT, name=unit) for unit in (*UNITS, *BODIES)),
            ask(type(release()), definition=SET),
        ]
    )
    for year in (2023, 2024):
        publish(application, year, POINTS)
    label = {"data_provenance": Provenance.ILLUSTRATIVE, "notice": NOTICE}
    open_campaign(application, with_policy=with_policy, **label)
    for number, unit in enumerate(POINTS, start=1):
        propose(application, f"n-{number}", unit)
    individual: dict[str, Any] = {"kind": CandidateKind.INDIVIDUAL, "groups": ("1",)}
    propose(application, "p-1", "so-y-te", **individual, person=PERSON)
    officer = Actor(id="Nguyễn Văn A", role=Role.UNIT, unit="so-cu")
    about = {"nomination": "p-2", "at": AT, "actor": officer, "unit": "so-cu"}
    application.execute(give(Nominate, **about, **individual, person=DRAFTED))


def decide(application: BangVang) -> None:
    """One unit and the person are honoured, the unit whose results do not do is declined."""
    for code in ("n-1", "p-1"):
        application.execute(give(GrantAward, nomination=code))
    application.execute(give(DeclineAward, nomination="n-2", reason="Chưa đủ điều kiện"))
    application.execute(give(PublishHonours))


def flag(application: BangVang) -> None:
    """A correction takes away what the honoured unit's award stands on."""
    correct(application, 2024, "40")


def revoke(application: BangVang) -> None:
    """The person's award is taken back."""
    application.execute(give(RevokeAward, nomination="p-1", ground="khai-gian-doi", reason="Khai sai thành tích"))


def give(command: type[Any], **fields: Any) -> Any:
    return campaigns.ask(command, **{"id": uuid4(), **fields})
