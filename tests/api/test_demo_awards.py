"""The demonstration's campaign is what it is told to be, on the events themselves and on the read models."""

from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

import click
import pytest
from click.testing import CliRunner

from api.cli.demo import load_campaign
from api.cli.demo_awards import show_awards
from api.cli.session import Session
from api.demo.awards import (
    BELOW,
    CAMPAIGN,
    CONTESTED,
    CORRECTED,
    DISHONEST,
    ELEVENTH,
    LATE,
    PROVINCE,
    RESULTS,
    RETURNED,
    TEN,
    YEARLY,
    YEARS,
    load_awards,
    units_told,
)
from api.demo.provinces import prepare
from api.demo.script import Script
from application import sqlite
from application.awards import findings
from application.contexts import AWARD_CAMPAIGN
from application.service import BangVang
from application.sets.files import shipped_policies, shipped_registries, shipped_rounds, shipped_sets
from application.settings import Settings
from domain.award_campaign import events
from domain.award_campaign.eligibility import Finding, Verdict
from domain.award_campaign.policy import CandidateKind
from domain.award_campaign.state import Open, Step
from domain.event import Event, Recorded
from domain.indicator_set.content import content_hash
from domain.metadata import Code, Provenance, UnitKind
from domain.round.events import RoundOpened, RoundPublished, RoundReopened
from domain.scorecard.events import Adjusted, ScorecardFinalised
from projections.dossiers.answer import DossierStanding
from projections.eligibility.answer import NominationEligibility
from projections.platform import Platform
from tests.projections.histories import happened

pytestmark = pytest.mark.no_cover

AWARDS = ("eligibility", "dossiers", "honours")


class Told(NamedTuple):
    """A platform on which the story was told, and the script that told it."""

    platform: Platform
    script: Script
    steps: int

    def happened(self, *kinds: type[Event]) -> list[Recorded[Event]]:
        """The events of these kinds in their order."""
        return [each for each in self.script.workspace.events if isinstance(each.data, kinds)]

    def of(self, code: Code) -> Sequence[Event]:
        """What has happened to a nomination."""
        happened = (each.data for each in self.script.workspace.events)
        return [each for each in happened if getattr(each, "nomination", None) == code]

    def position(self, event: Recorded[Event]) -> int:
        """Where it stands in the log, in which everything else came before the story."""
        before = self.platform.log.head() - len(self.script.workspace.events)
        return before + self.script.workspace.events.index(event) + 1

    def dossier(self, code: Code) -> DossierStanding:
        """A dossier as it stands at the end."""
        return self.platform.dossiers.history(PROVINCE, CAMPAIGN, code).dossier

    def eligibility(self, code: Code, as_of: int | None = None) -> NominationEligibility:
        """Who qualifies, as the read model has it."""
        found = self.platform.eligibility.campaign(PROVINCE, CAMPAIGN, as_of)
        return next(each for each in found.nominations if each.nomination == code)


def begun(folder: Path) -> Platform:
    """A province with its units and sets, of which nothing else was told."""
    platform = Platform(Settings(data=folder))
    registry = next(each for each in shipped_registries() if each.province == PROVINCE)
    plan = next(each for each in shipped_rounds() if each.province == PROVINCE)
    scene = Script(platform.application, PROVINCE)
    prepare(scene, registry, plan)
    scene.record()
    return platform


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Told]:
    """The whole story, folded. Tests only read it."""
    with begun(tmp_path_factory.mktemp("awards")) as platform:
        steps: list[None] = []
        script = load_awards(platform.application, lambda: steps.append(None))
        platform.projections.advance()
        yield Told(platform, script, len(steps))


def bk(unit: Code) -> Code:
    return f"bk-{unit}"


def score(found: Sequence[Finding]) -> Finding:
    return next(each for each in found if each.condition in {"diem", "linh-vuc"})


def roll(told: Told, as_of: int | None = None) -> list[Code]:
    return [each.nomination for each in told.platform.honours.roll(PROVINCE, as_of=as_of).honours]


# --- The years --------------------------------------------------------------------------------------------------------
def test_three_rounds_of_the_departments_use_the_edition_of_2022_and_say_that_they_are_made_up(told: Told):
    definition = next(each for each in shipped_sets() if each.code == "vinh-long-so-2022")
    opened = [each.data for each in told.happened(RoundOpened) if isinstance(each.data, RoundOpened)]
    assert [each.round for each in opened] == ["2023", "2024", "2025"]
    for each in opened:
        assert each.sets.keys() == {UnitKind.DEPARTMENT}
        assert each.sets[UnitKind.DEPARTMENT].content_hash == content_hash(definition)
        assert "bộ chỉ số bản 2022" in each.name
        assert each.data_provenance is Provenance.ILLUSTRATIVE
        assert "Synthetic demonstration data" in each.notice


@pytest.mark.parametrize("number", range(len(YEARS)))
def test_every_total_comes_out_as_it_is_wanted(told: Told, number: int):
    ranking = told.platform.rankings.ranking(PROVINCE, str(YEARS[number]))
    wanted = {unit: Decimal(results[number]) for unit, results in RESULTS.items()}
    if YEARS[number] == 2024:
        wanted[CORRECTED] = Decimal("89.75")
    assert {each.unit: each.final_total for each in ranking.standings} == wanted
    assert {each.max_points for each in ranking.standings} == {Decimal(100)}
    assert {each.percent for each in ranking.standings} == set(wanted.values())


def test_it_stays_small(told: Told):
    assert len(told.script.workspace.events) < 2_300
    assert told.steps == units_told()


# --- The campaign -----------------------------------------------------------------------------------------------------
def test_the_campaign_is_by_the_shipped_policy_and_the_plan_s_deadlines(told: Told):
    policy = next(each for each in shipped_policies() if each.province == PROVINCE)
    campaign = told.platform.eligibility.campaign(PROVINCE, CAMPAIGN)
    assert campaign.content_hash == content_hash(policy)
    assert (str(campaign.deadlines.dossiers), str(campaign.deadlines.decision)) == ("2026-01-09", "2026-01-19")
    assert campaign.rounds == {year: str(year) for year in YEARS}
    assert campaign.data_provenance is Provenance.ILLUSTRATIVE
    assert "Synthetic demonstration data" in campaign.notice


def test_exactly_ninety_percent_in_two_years_qualifies(told: Told):
    (granted,) = [each for each in told.of(bk("so-y-te")) if isinstance(each, events.Granted)]
    years = score(granted.findings).years
    assert [str(each.percent) for each in years] == ["90.0000", "86.7500", "90.0000"]
    assert [each.results[0].total.points for each in years] == [Decimal("90.00"), Decimal("86.75"), Decimal("90.00")]
    assert [each.verdict for each in years] == [Verdict.MET, Verdict.NOT_MET, Verdict.MET]
    assert score(granted.findings).verdict is Verdict.MET


def test_a_hundredth_less_twice_does_not_and_it_is_told_why(told: Told):
    assert "not-eligible" in {refusal.code for refusal in told.script.refused if bk(BELOW) in str(refusal)}
    decided = told.dossier(bk(BELOW)).decided
    assert decided is not None
    assert not decided.granted
    assert [str(each.percent) for each in score(decided.findings).years] == ["89.9900", "89.9900", "84.5000"]
    assert decided.act.reason is not None
    assert "89,99%" in decided.act.reason
    said = [each.en for condition in told.eligibility(bk(BELOW)).conditions for each in condition.missing]
    assert said[:2] == ["2023: 89.99 % is below 90 %", "2024: 89.99 % is below 90 %"]


def test_ten_collectives_are_granted_and_the_eleventh_is_refused_by_the_quota(told: Told):
    granted = [each.data for each in told.happened(events.Granted) if isinstance(each.data, events.Granted)]
    collectives = [each for each in granted if each.nomination in map(bk, RESULTS)]
    assert [each.nomination for each in collectives] == [bk(unit) for unit in TEN]
    assert [each.number for each in collectives] == list(range(1, 11))
    assert "quota-exhausted" in {refusal.code for refusal in told.script.refused}
    eleventh = told.dossier(bk(ELEVENTH))
    assert (eleventh.step, told.eligibility(bk(ELEVENTH)).verdict) == (Step.DECLINED, Verdict.MET)


def test_individuals_are_judged_by_the_field_in_their_charge(told: Told):
    honours = {each.nomination: each for each in told.platform.honours.roll(PROVINCE).honours}
    first, second = honours["bk-ca-nhan-1"], honours["bk-ca-nhan-2"]
    assert (first.candidate.kind, first.candidate.groups) == (CandidateKind.INDIVIDUAL, ("1",))
    assert (second.candidate.unit, second.candidate.groups) == ("so-tttt", ("3", "4"))
    assert max(Decimal(points) for points in RESULTS[first.candidate.unit][::2]) < 90
    third = told.dossier("bk-ca-nhan-3")
    assert third.step is Step.DECLINED
    assert (
        sum(each.verdict is Verdict.MET for each in score(third.decided.findings if third.decided else ()).years) == 1
    )


def test_persons_stand_in_the_log_as_references_only(told: Told):
    with told.platform.log.entries(0, told.platform.log.head()) as entries:
        assert not any("Cán bộ trình diễn".encode() in bytes(entry[-1]) for entry in entries)
    names = told.platform.honours.roll(PROVINCE).names.values()
    assert {"Cán bộ trình diễn 1", "Cán bộ trình diễn 2"} <= set(names)


def test_a_late_dossier_is_refused_and_withdrawn(told: Told):
    (refused,) = [refusal for refusal in told.script.refused if refusal.code == "dossier-late"]
    assert "2026-01-10" in refused.sentence("en")
    assert not [each for each in told.of(bk(LATE)) if isinstance(each, events.DossierSubmitted)]
    assert told.dossier(bk(LATE)).step is Step.WITHDRAWN


def test_a_dossier_goes_back_with_a_reason_and_comes_again(told: Told):
    (returned,) = told.happened(events.DossierReturned)
    assert (returned.reason or "").startswith("Trình diễn: báo cáo thành tích thiếu")
    steps = [type(each) for each in told.of(bk(RETURNED))]
    first = steps.index(events.DossierReturned)
    assert steps[first - 1 : first + 4] == [
        events.DossierSubmitted,
        events.DossierReturned,
        events.DossierDocumentAdded,
        events.DossierSubmitted,
        events.Consolidated,
    ]
    assert told.dossier(bk(RETURNED)).step is Step.GRANTED


def test_an_objection_is_answered_before_the_decision(told: Told):
    assert "objections-unanswered" in {refusal.code for refusal in told.script.refused}
    kept = told.dossier(bk(CONTESTED))
    (objection,) = kept.objections
    assert objection.answer is not None
    assert kept.decided is not None
    assert objection.recorded.position < objection.answer.act.position < kept.decided.act.position
    assert not objection.answer.upheld


def test_a_unit_is_commended_for_a_single_year(told: Told):
    commended = told.platform.honours.roll(PROVINCE, unit=YEARLY).honours[0]
    assert (commended.form, commended.years, commended.candidate.kind) == (
        "giay-khen",
        (2024,),
        CandidateKind.COLLECTIVE,
    )
    assert told.eligibility(commended.nomination).conditions
    assert Decimal(RESULTS[YEARLY][0]) < 90 < Decimal(RESULTS[YEARLY][1])


# --- What comes after the decision ------------------------------------------------------------------------------------
def test_a_published_score_that_is_withdrawn_flags_an_award_and_changes_none(told: Told):
    (reopened,) = told.happened(RoundReopened)
    (flagged,) = told.happened(events.AwardFlagged)
    published = told.happened(RoundPublished)[-1]
    # The flag is decided in the transaction in which the round is published again.
    assert flagged.correlation_id == published.correlation_id
    assert getattr(flagged.data, "nomination", None) == bk(CORRECTED)
    assert told.dossier(bk(CORRECTED)).step is Step.GRANTED
    before, after = told.position(reopened) - 1, told.position(published)
    assert told.eligibility(bk(CORRECTED), before).verdict is Verdict.MET
    assert told.eligibility(bk(CORRECTED), after).verdict is Verdict.NOT_MET
    assert (
        set(roll(told, before))
        == set(roll(told, after))
        == {*map(bk, TEN), "bk-ca-nhan-1", "bk-ca-nhan-2", roll(told)[0]}
    )
    honours = told.platform.honours.roll(PROVINCE).honours
    assert [each.nomination for each in honours if each.flagged] == [bk(CORRECTED)]


def test_the_correction_is_one_indicator_of_one_unit(told: Told):
    (reopened,) = told.happened(RoundReopened)
    since = [
        each for each in told.happened(Adjusted, ScorecardFinalised) if told.position(each) > told.position(reopened)
    ]
    assert [type(each.data) for each in since] == [Adjusted, ScorecardFinalised]
    assert all(each.reason for each in since if isinstance(each.data, Adjusted))


def test_a_revoked_award_is_gone_from_the_roll_and_kept_in_the_history(told: Told):
    (revoked,) = told.happened(events.Revoked)
    assert bk(DISHONEST) in roll(told, told.position(revoked) - 1)
    assert bk(DISHONEST) not in roll(told)
    history = told.platform.honours.history(PROVINCE).honours
    kept = next(each.revoked for each in history if each.nomination == bk(DISHONEST))
    assert kept is not None
    assert kept.ground.code == "gian-doi"
    assert "06/2022/QH15" in kept.ground.legal_basis
    assert kept.act.document is not None
    assert kept.act.document.number == "TRÌNH DIỄN-HB"
    assert kept.act.reason
    (left,) = [each.left for each in told.platform.honours.quota(PROVINCE, CAMPAIGN).uses if each.limit == 10]
    assert left == 1


def test_the_roll_of_honour_is_published_twice(told: Told):
    first, second = told.happened(events.HonoursPublished)
    before, after = (set(getattr(each.data, "nominations", ())) for each in (first, second))
    assert before - after == {bk(DISHONEST)}
    assert not after - before
    assert len(roll(told, told.position(first))) == 13
    assert roll(told, told.position(first) - 1) == []


def test_every_paper_says_that_it_is_made_up(told: Told):
    papers = [each.source_document for each in told.script.workspace.events if each.source_document]
    assert papers
    assert all(each.number.startswith("TRÌNH DIỄN-") for each in papers)
    assert all("trình diễn" in each.issuer for each in papers)


# --- The log ----------------------------------------------------------------------------------------------------------
def log_of(platform: Platform) -> list[tuple[object, ...]]:
    with platform.log.entries(0, platform.log.head()) as entries:
        return [tuple(entry) for entry in entries]


def test_every_machine_writes_the_same_log_and_says_what_was_refused(told: Told, tmp_path: Path):
    with begun(tmp_path) as platform:
        said = printed(platform, load_campaign, "en")
        assert log_of(platform) == log_of(told.platform)
    assert f"vinh-long/bang-khen-2023-2025: {len(told.script.workspace.events)} events recorded" in said
    assert "refused, the log stays as it was: Dossiers were due on 2026-01-09; it is 2026-01-10." in said
    assert "All 10 of 'bang-khen' for the kind 'collective' are granted." in said


def test_every_decision_follows_from_the_log_before_it(told: Told, tmp_path: Path):
    log, stream, reached = happened(told.platform), events.stream_id(PROVINCE, CAMPAIGN), 0
    with BangVang(sqlite.environment(tmp_path / "growing.db")) as growing:
        for position, each in enumerate(log):
            if isinstance(each.data, events.Granted | events.Declined | events.AwardFlagged):
                growing.events.put(log[reached:position])
                reached, code = position, each.data.nomination
                workspace = growing.workspace()
                campaign = workspace.state(AWARD_CAMPAIGN, stream)
                assert isinstance(campaign, Open)
                assert findings(workspace, campaign, campaign.nominations[code]) == each.data.findings
                conditions = told.eligibility(code, as_of=position).conditions
                assert tuple(condition.finding for condition in conditions) == each.data.findings
    assert reached > 0


@pytest.mark.parametrize("projection", AWARDS)
def test_a_rebuilt_read_model_is_the_live_one(told: Told, projection: str):
    assert told.platform.projections.verify(projection).equal


# --- What is printed --------------------------------------------------------------------------------------------------
Part = Callable[[Session, Platform], None]


def printed(platform: Platform, part: Part, language: str, form: str = "table") -> str:
    """What a part of the demonstration prints."""

    @click.command()
    @click.pass_context
    def shown(context: click.Context) -> None:
        session = context.ensure_object(Session)
        session.data, session.lang, session.format = platform.settings.data, language, form
        part(session, platform)

    result = CliRunner().invoke(shown, env={"COLUMNS": "240"}, catch_exceptions=False)
    assert result.exit_code == 0
    return " ".join(result.output.split())


def awards(session: Session, platform: Platform) -> None:
    """The last part of what is printed."""
    show_awards(session, platform, PROVINCE, CAMPAIGN)


def test_what_is_loaded_already_stays_as_it_is(told: Told):
    head = told.platform.log.head()
    assert printed(told.platform, load_campaign, "en") == "vinh-long/bang-khen-2023-2025: already in the log"
    assert told.platform.log.head() == head


def test_who_is_honoured_is_printed_and_who_is_not_with_the_reason(told: Told):
    said = printed(told.platform, awards, "en")
    assert "⚠ Synthetic demonstration data" in said
    assert "10 Department of Construction Certificate of merit" in said
    assert "⚠ scores were corrected, to be reviewed" in said
    assert "Cán bộ trình diễn 1 (Department of Finance)" in said
    assert "Department of Planning and Investment revoked Trình diễn: kết luận thanh tra" in said
    assert "Department of Transport declined Trình diễn: đã đủ số lượng 10 tập thể" in said
    assert "Sở Tài nguyên và Môi trường không khen Trình diễn: hai năm đạt 89,99%" in printed(
        told.platform, awards, "vi"
    )


def test_programs_read_it_too(told: Told):
    said = printed(told.platform, awards, "en", "json")
    assert '"who": "Department of Construction"' in said
    assert '"step": "withdrawn"' in said
