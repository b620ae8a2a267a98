"""Rolls of honour: what stands and was published, what was taken back and why, and the quotas."""

from typing import Any

import msgspec
import pytest

from domain.award_campaign.commands import PublishHonours, RevokeAward
from domain.award_campaign.policy import CandidateKind, OtherDecider
from domain.award_campaign.refusals import CampaignUnknown
from domain.metadata import Code, Provenance, UnitKind
from domain.person.commands import EraseName
from domain.province.commands import RenameUnit
from projections.campaigns import AwardsNotReadSoFar
from projections.honours.answer import Honours
from projections.platform import Platform
from tests.application.test_awards import ask, ask_about, correct, grant, propose
from tests.domain.campaigns import CAMPAIGN, COMMENDATION, DECISION, MERIT, policy
from tests.projections.awarded import PROVINCE, begin, head, position, settings

pytestmark = pytest.mark.no_cover

__all__ = ["settings"]
LEADER: dict[str, Any] = {"person": "Lê Thị D", "groups": ("1",), "position": "Giám đốc"}


def awarded(platform: Platform, **campaign: Any) -> None:
    """A collective, an individual and a collective for a single year have their awards; nothing is published."""
    begin(platform, **campaign)
    propose(platform.application, "n-1", "so-y-te")
    propose(platform.application, "p-1", "so-y-te", kind=CandidateKind.INDIVIDUAL, **LEADER)
    for nomination in ("n-1", "p-1"):
        platform.application.execute(grant(nomination))


def roll(platform: Platform, **asked: Any) -> Honours:
    platform.projections.advance()
    return platform.honours.roll(PROVINCE, **asked)


def codes(found: Honours) -> list[Code]:
    return [each.nomination for each in found.honours]


def test_an_award_stands_in_the_roll_once_it_is_published(platform: Platform):
    awarded(platform, data_provenance=Provenance.ILLUSTRATIVE, notice="Minh họa")
    assert codes(roll(platform)) == []
    assert codes(platform.honours.history(PROVINCE)) == ["n-1", "p-1"]
    platform.application.execute(ask_about(PublishHonours))
    found = roll(platform)
    assert codes(found) == ["n-1", "p-1"]
    honour = found.honours[0]
    assert (honour.award_name, honour.form, honour.years, honour.number) == (
        MERIT.name,
        "bang-khen",
        (2023, 2024, 2025),
        1,
    )
    assert (honour.granted.document, honour.granted.position) == (
        DECISION,
        position(platform, "award_campaign.granted.v1", 0),
    )
    assert honour.published
    assert (honour.published.position, honour.flagged, honour.revoked) == (head(platform), None, None)
    campaign = found.campaigns[CAMPAIGN]
    assert (campaign.data_provenance, campaign.notice) == (Provenance.ILLUSTRATIVE, "Minh họa")
    assert codes(roll(platform, as_of=head(platform) - 1)) == []


def test_an_award_is_by_whoever_decides_on_such_candidates_of_such_units(platform: Platform):
    head_of_committee = OtherDecider(
        decided_by="Trưởng Ban Chỉ đạo",
        when="Đơn vị không thuộc thẩm quyền",
        candidates=(CandidateKind.COLLECTIVE,),
        unit_kinds=(UnitKind.DEPARTMENT,),
    )
    merit = msgspec.structs.replace(MERIT, other_deciders=(head_of_committee,))
    awarded(platform, with_policy=policy(awards=(merit,), provenance=Provenance.ILLUSTRATIVE))
    platform.projections.advance()
    found = platform.honours.history(PROVINCE)
    assert [each.decided_by for each in found.honours] == ["Trưởng Ban Chỉ đạo", MERIT.decided_by]
    assert found.campaigns[CAMPAIGN].policy_provenance is Provenance.ILLUSTRATIVE


def test_a_roll_may_be_of_a_year_or_of_a_unit(platform: Platform):
    (score, *_) = COMMENDATION.conditions[CandidateKind.COLLECTIVE]
    of_leaders = msgspec.structs.replace(COMMENDATION, conditions={CandidateKind.INDIVIDUAL: (score,)})
    begin(platform, with_policy=policy(awards=(of_leaders,)))
    for nomination, unit, year in (("p-1", "so-y-te", 2023), ("p-2", "so-y-te", 2024), ("p-3", "so-cu", 2024)):
        fields: dict[str, Any] = {"award": COMMENDATION.code, "year": year, "person": f"Giám đốc {unit}"}
        propose(platform.application, nomination, unit, kind=CandidateKind.INDIVIDUAL, **fields)
        platform.application.execute(grant(nomination))
    platform.application.execute(ask_about(PublishHonours))
    assert codes(roll(platform)) == ["p-1", "p-2", "p-3"]
    assert codes(roll(platform, year=2024)) == ["p-2", "p-3"]
    assert codes(roll(platform, unit="so-y-te")) == ["p-1", "p-2"]
    assert codes(roll(platform, year=2024, unit="so-cu")) == ["p-3"]
    assert roll(platform, year=2025).campaigns == {}
    assert platform.honours.roll("binh-phuoc").honours == ()


def test_what_is_revoked_leaves_the_roll_and_stays_in_the_history(platform: Platform):
    awarded(platform)
    platform.application.execute(ask_about(PublishHonours))
    published = head(platform)
    platform.application.execute(ask_about(RevokeAward, nomination="n-1", ground="khai-gian-doi", reason="Thanh tra"))
    assert codes(roll(platform)) == ["p-1"]
    assert codes(roll(platform, as_of=published)) == ["n-1", "p-1"]
    revoked = platform.honours.history(PROVINCE).honours[0].revoked
    assert revoked
    assert (revoked.ground.text, revoked.ground.legal_basis) == ("Khai gian dối", "Luật 06/2022/QH15")
    assert (revoked.act.reason, revoked.act.document) == ("Thanh tra", DECISION)
    assert platform.honours.history(PROVINCE, as_of=published).honours[0].revoked is None
    platform.application.execute(ask_about(PublishHonours))
    first = roll(platform).honours[0].published
    assert first
    assert first.position == published


def test_an_award_is_flagged_as_long_as_it_would_be_judged_otherwise(platform: Platform):
    awarded(platform)
    platform.application.execute(ask_about(PublishHonours))
    correct(platform.application, 2024, "49")
    honour = roll(platform).honours[0]
    assert honour.flagged
    assert honour.flagged.position == position(platform, "award_campaign.flagged.v1", 0)
    correct(platform.application, 2024, "50")
    assert roll(platform).honours[0].flagged is None


def test_quotas_count_what_stands(platform: Platform):
    awarded(platform)
    platform.projections.advance()
    found = platform.honours.quota(PROVINCE, CAMPAIGN)
    assert [(use.award, use.kind, use.year, use.granted, use.limit, use.left) for use in found.uses] == [
        ("bang-khen", "collective", None, 1, 10, 9),
        ("bang-khen", "individual", None, 1, 15, 14),
        *(("giay-khen", "collective", year, 0, None, None) for year in (2023, 2024, 2025)),
    ]
    platform.application.execute(ask_about(RevokeAward, nomination="n-1", ground="khai-gian-doi"))
    platform.projections.advance()
    assert platform.honours.quota(PROVINCE, CAMPAIGN).uses[0].left == 10
    assert platform.honours.quota(PROVINCE, CAMPAIGN, head(platform) - 1).uses == found.uses


def test_names_are_those_of_now_and_whoever_is_erased_has_none(platform: Platform):
    awarded(platform)
    platform.application.execute(ask(RenameUnit, unit="so-y-te", name="Sở Y tế mới"))
    platform.projections.advance()
    found = platform.honours.history(PROVINCE)
    assert found.unit_names["so-y-te"].name == "Sở Y tế mới"
    reference = found.honours[1].candidate.person
    assert reference
    assert found.names[reference] == "Lê Thị D"
    platform.application.execute(ask(EraseName, reference=reference))
    assert platform.honours.history(PROVINCE).names[reference] is None


def test_what_is_not_there_is_refused(platform: Platform):
    begin(platform)
    platform.projections.advance()
    with pytest.raises(CampaignUnknown):
        platform.honours.quota(PROVINCE, "khac")
    with pytest.raises(AwardsNotReadSoFar):
        platform.honours.roll(PROVINCE, as_of=head(platform) + 1)
