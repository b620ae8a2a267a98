"""Where dossiers are, for whom they wait since when, and how a decision came about."""

from datetime import UTC, date, datetime

import msgspec
import pytest
from msgspec.structs import replace

from domain.award_campaign.commands import (
    AddDossierDocument,
    AnswerObjection,
    AppraiseDossier,
    ConsolidateDossier,
    DeclineAward,
    Nominate,
    PublishHonours,
    ReconsiderNomination,
    RecordCouncilVote,
    RecordObjection,
    ReturnDossier,
    RevokeAward,
    SubmitDossier,
)
from domain.award_campaign.eligibility import Verdict, qualifies
from domain.award_campaign.policy import Authority, Lateness
from domain.award_campaign.refusals import CampaignUnknown, NominationUnknown
from domain.award_campaign.state import Step
from domain.command import Command
from domain.metadata import Code
from domain.person.commands import EraseName
from domain.province.commands import MergeUnit
from projections.campaigns import AwardsNotReadSoFar
from projections.dossiers.answer import DossierStanding, WaitsFor
from projections.platform import Platform
from tests.application.test_awards import ask, ask_about, correct, grant, propose
from tests.domain.campaigns import APPRAISER, CAMPAIGN, MERIT, policy
from tests.projections.awarded import PROVINCE, attest, begin, head, officer, position, settings

pytestmark = pytest.mark.no_cover

__all__ = ["settings"]
OFFICER = officer("so-y-te")


def give(platform: Platform, command: type[Command], **fields: object) -> None:
    """Gives a command about the nomination n-1."""
    actor = {"actor": OFFICER} if command in {Nominate, AddDossierDocument, SubmitDossier} else {}
    platform.application.execute(ask_about(command, **{**actor, **fields}))


def of(platform: Platform, nomination: Code = "n-1", as_of: int | None = None) -> DossierStanding:
    platform.projections.advance()
    found = platform.dossiers.waiting(PROVINCE, CAMPAIGN, as_of).dossiers
    return next(each for each in found if each.nomination == nomination)


def waits(platform: Platform) -> tuple[str, str | None, int]:
    """For whom, for which unit, and the position since which."""
    found = of(platform)
    return found.waits_for.value, found.body, found.since.position


def test_a_dossier_waits_for_one_after_another(platform: Platform):
    begin(platform)
    give(platform, Nominate, unit="so-y-te")
    assert waits(platform) == ("unit", "so-y-te", head(platform))
    since = head(platform)
    for document in MERIT.documents:
        give(platform, AddDossierDocument, document=document, title=document, sha256="a" * 64)
    assert waits(platform) == ("unit", "so-y-te", since)
    give(platform, SubmitDossier)
    assert waits(platform) == ("consolidating-body", "so-tttt", head(platform))
    give(platform, ConsolidateDossier)
    assert waits(platform) == ("appraising-body", "so-noi-vu", head(platform))
    give(platform, AppraiseDossier, actor=APPRAISER, favourable=False)
    appraised = head(platform)
    give(platform, AppraiseDossier, actor=APPRAISER, favourable=True)
    assert waits(platform) == ("council", None, appraised)
    attest(platform)
    for year in (2023, 2024, 2025):
        attest(platform, year=year)
    give(platform, RecordCouncilVote, votes_for=8, votes_against=1)
    platform.application.execute(grant("n-1"))
    assert waits(platform) == ("nobody", None, head(platform))
    granted = of(platform)
    assert (granted.votes.votes_for, granted.council and granted.council.votes_for) == (7, 8)
    assert granted.decided
    assert (granted.decided.granted, granted.decided.number) == (True, 1)
    assert of(platform, as_of=since).step is Step.NOMINATED
    assert of(platform, as_of=since).missing_documents == MERIT.documents
    opinions = [of(platform, as_of=position).opinion for position in (appraised, appraised + 1)]
    assert [each.favourable for each in opinions if each] == [False, True]


def test_it_waits_for_nobody_whom_its_award_does_not_ask(platform: Platform):
    award = replace(MERIT, steps=(), documents=(), authority=Authority.OWN_UNIT)
    begin(platform, with_policy=policy(awards=(award,)))
    give(platform, Nominate, unit="so-y-te")
    give(platform, SubmitDossier)
    assert waits(platform) == ("council", "so-y-te", head(platform))


def test_a_declined_dossier_that_is_taken_up_again_waits_for_the_decision(platform: Platform):
    begin(platform)
    propose(platform.application, "n-1", "so-y-te")
    give(platform, DeclineAward)
    assert (of(platform).waits_for, of(platform).decided is None) == (WaitsFor.NOBODY, False)
    give(platform, ReconsiderNomination)
    taken_up = of(platform)
    assert (taken_up.step, taken_up.waits_for, taken_up.decided) == (Step.APPRAISED, WaitsFor.COUNCIL, None)
    assert taken_up.since.position == head(platform)


def test_a_dossier_waits_for_what_a_merged_body_has_become(platform: Platform):
    begin(platform, with_policy=policy(awards=(msgspec.structs.replace(MERIT, documents=()),)))
    give(platform, Nominate, unit="so-y-te")
    give(platform, SubmitDossier)
    before = head(platform)
    platform.application.execute(ask(MergeUnit, unit="so-tttt", into="so-cu"))
    platform.application.execute(ask(MergeUnit, unit="so-cu", into="so-xay-dung"))
    assert waits(platform)[:2] == ("consolidating-body", "so-xay-dung")
    platform.projections.advance()
    assert "so-xay-dung" in platform.dossiers.history(PROVINCE, CAMPAIGN, "n-1").unit_names
    assert of(platform, as_of=before).body == "so-tttt"


def test_what_is_missing_late_returned_and_objected_to(platform: Platform):
    begin(platform, with_policy=policy(comment_days=10, public_nominations=True))
    give(platform, Nominate, unit="so-y-te")
    give(platform, AddDossierDocument, document="to-trinh", title="Tờ trình", sha256="a" * 64)
    give(platform, AddDossierDocument, document="to-trinh", title="Tờ trình", sha256="b" * 64)
    assert [(each.document, each.sha256) for each in of(platform).documents] == [("to-trinh", "b" * 64)]
    assert (of(platform).missing_documents, of(platform).comment_until) == (("bien-ban", "bao-cao"), None)
    for document in ("bien-ban", "bao-cao"):
        give(platform, AddDossierDocument, document=document, title=document, sha256="a" * 64)
    give(platform, SubmitDossier)
    assert (of(platform).submitted_on, of(platform).comment_until) == (date(2026, 1, 5), date(2026, 1, 15))
    give(platform, RecordObjection, objection="k-1", text="Chưa đúng", actor=OFFICER)
    give(platform, RecordObjection, objection="k-2", text="Sai số liệu", actor=OFFICER)
    give(platform, AnswerObjection, objection="k-1", upheld=False, answer="Đã kiểm tra", actor=APPRAISER)
    one, other = of(platform).objections
    assert one.answer
    assert (one.text, one.answer.text, one.answer.upheld, other.answer) == ("Chưa đúng", "Đã kiểm tra", False, None)
    give(platform, ReturnDossier, reason="Thiếu chữ ký")
    returned = of(platform)
    assert (returned.step, [each.reason for each in returned.returns]) == (Step.NOMINATED, ["Thiếu chữ ký"])
    platform.projections.advance()
    answer = platform.dossiers.waiting(PROVINCE, CAMPAIGN)
    assert (answer.waiting, answer.deadlines.dossiers) == ({WaitsFor.UNIT: 1}, date(2026, 1, 9))


def test_who_was_late_stays_late(platform: Platform):
    begin(platform, with_policy=policy(late=Lateness.MARKED))
    give(platform, Nominate, unit="so-y-te")
    for document in MERIT.documents:
        give(platform, AddDossierDocument, document=document, title=document, sha256="a" * 64)
    give(platform, SubmitDossier, at=datetime(2026, 1, 10, 3, tzinfo=UTC))
    give(platform, ReturnDossier)
    give(platform, SubmitDossier)
    assert (of(platform).late, of(platform).submitted_on) == (True, date(2026, 1, 5))


def test_a_history_says_why_an_award_was_granted_and_what_has_become_of_it(platform: Platform):
    begin(platform)
    propose(platform.application, "n-1", "so-y-te")
    platform.application.execute(grant("n-1"))
    granted = position(platform, "award_campaign.granted.v1")
    give(platform, PublishHonours)
    correct(platform.application, 2024, "49")
    platform.projections.advance()
    found = platform.dossiers.history(PROVINCE, CAMPAIGN, "n-1")
    decided = found.dossier.decided
    assert decided
    assert (decided.act.position, qualifies(decided.findings)) == (granted, Verdict.MET)
    assert decided.act.document
    assert decided.act.document.number == "12/QĐ-UBND"
    assert found.dossier.flagged
    assert [qualifies(flag.findings) for flag in found.dossier.flags] == [Verdict.UNKNOWN]
    assert (found.award, found.policy) == (MERIT, policy())
    names = [each.event.removeprefix("award_campaign.").removesuffix(".v1") for each in found.events]
    assert names[:2] == ["nominated", "fact_attested"]
    assert names[-5:] == ["consolidated", "appraised", "granted", "honours_published", "flagged"]
    assert [each.position for each in found.events] == sorted(each.position for each in found.events)
    assert found.events[-3].source_document == {
        "number": "12/QĐ-UBND",
        "date": "2026-01-19",
        "issuer": "Chủ tịch UBND tỉnh",
    }
    assert found.events[-1].details["findings"][0]["verdict"] == "unknown"
    correct(platform.application, 2024, "50")
    assert not of(platform).flagged
    give(platform, RevokeAward, ground="khai-gian-doi", reason="Kết luận thanh tra")
    revoked = of(platform).revoked
    assert revoked
    assert (revoked.ground, revoked.act.reason) == ("khai-gian-doi", "Kết luận thanh tra")


def test_a_history_says_why_an_award_was_refused(platform: Platform):
    begin(platform)
    propose(platform.application, "n-1", "so-cu")
    give(platform, DeclineAward, reason="Chưa đủ điểm")
    refused = of(platform).decided
    assert refused
    assert (refused.granted, refused.number, refused.act.reason) == (False, None, "Chưa đủ điểm")
    assert (qualifies(refused.findings), of(platform).flagged) == (Verdict.UNKNOWN, False)


def test_whoever_is_erased_has_no_name_any_more(platform: Platform):
    begin(platform)
    propose(platform.application, "n-1", "so-y-te")
    actor = of(platform).proposed.actor.id
    for answer in (platform.dossiers.waiting(PROVINCE, CAMPAIGN), platform.dossiers.history(PROVINCE, CAMPAIGN, "n-1")):
        assert answer.names[actor] == "Nguyễn Văn A"
    platform.application.execute(ask(EraseName, reference=actor))
    for answer in (platform.dossiers.waiting(PROVINCE, CAMPAIGN), platform.dossiers.history(PROVINCE, CAMPAIGN, "n-1")):
        assert answer.names[actor] is None


def test_what_is_not_there_is_refused(platform: Platform):
    begin(platform)
    platform.projections.advance()
    assert platform.dossiers.waiting(PROVINCE, CAMPAIGN).dossiers == ()
    with pytest.raises(CampaignUnknown):
        platform.dossiers.waiting(PROVINCE, "khac")
    with pytest.raises(CampaignUnknown):
        platform.dossiers.history(PROVINCE, "khac", "n-1")
    with pytest.raises(NominationUnknown):
        platform.dossiers.history(PROVINCE, CAMPAIGN, "n-1")
    with pytest.raises(AwardsNotReadSoFar):
        platform.dossiers.waiting(PROVINCE, CAMPAIGN, head(platform) + 1)
