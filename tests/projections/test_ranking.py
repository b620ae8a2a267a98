"""The ranking as readers get it."""

from datetime import UTC, datetime
from decimal import Decimal
from fractions import Fraction
from itertools import groupby
from typing import Any
from uuid import uuid4

import pytest

from application.contexts import SCORECARD, release
from application.workspace import Workspace
from domain.indicator_set.definition import IndicatorSet
from domain.metadata import Actor, Provenance, Role, UnitKind
from domain.province.commands import DissolveUnit, RegisterUnit, RenameUnit
from domain.round.refusals import RoundUnknown
from domain.scorecard.events import stream_id
from domain.scorecard.state import NotOpened
from projections.platform import Platform
from projections.ranking.answer import Absence, Ranking
from projections.ranking.scopes import ScopeUnknown, Stage

pytestmark = pytest.mark.no_cover


def in_vinh_long(platform: Platform, scope: str, stage: Stage = Stage.FINAL) -> Ranking:
    return platform.rankings.ranking("vinh-long", "2022", scope, stage)


def test_the_published_national_totals_are_printed_to_four_places(national: Platform):
    national.projections.advance()
    standings = national.rankings.ranking("quoc-gia", "2022").standings
    assert [(s.rank, s.unit, str(s.index), str(s.stated_index)) for s in standings] == [
        (1, "da-nang", "0.8002", "0.8002"),
        (2, "ho-chi-minh", "0.7164", "0.7163"),
        (3, "quang-ninh", "0.7024", "0.7024"),
        (4, "thua-thien-hue", "0.6975", "0.6975"),
        (5, "can-tho", "0.6924", "0.6924"),
    ]


def test_a_published_ranking_names_its_decision_and_its_position(national: Platform):
    national.projections.advance()
    ranking = national.rankings.ranking("quoc-gia", "2022")
    assert ranking.published
    assert ranking.decision
    assert ranking.decision.issuer == "Bộ Thông tin và Truyền thông"
    assert ranking.data_provenance is Provenance.PUBLISHED
    assert ranking.position == national.log.head()


def test_ties_share_a_rank_and_the_next_one_is_skipped(vinh_long: Platform):
    standings = in_vinh_long(vinh_long, "department").standings
    shares = [Fraction(s.final_total) / Fraction(s.max_points) for s in standings]
    assert shares == sorted(shares, reverse=True)
    assert [s.rank for s in standings] == [1 + sum(other > share for other in shares) for share in shares]
    assert len({s.rank for s in standings}) < len(standings)


def test_groups_add_up_to_totals_and_maxima(vinh_long: Platform):
    for standing in in_vinh_long(vinh_long, "district").standings:
        assert sum(group.points for group in standing.groups) == standing.final_total
        assert sum(group.max_points for group in standing.groups) == standing.max_points


def test_not_applicable_indicators_leave_the_maximum(vinh_long: Platform):
    maxima = {standing.max_points for standing in in_vinh_long(vinh_long, "department").standings}
    assert max(maxima) == Decimal(100)
    assert len(maxima) > 1


def test_communes_can_be_ranked_within_their_district(vinh_long: Platform):
    standings = in_vinh_long(vinh_long, "commune-by-district").standings
    for _, members in groupby(standings, key=lambda standing: standing.parent):
        assert next(members).rank == 1
    everyone = in_vinh_long(vinh_long, "commune").standings
    assert {s.unit for s in standings} == {s.unit for s in everyone}
    assert [s.rank for s in everyone][:1] == [1]


def test_each_stage_ranks_by_its_own_total(vinh_long: Platform):
    for stage, total in ((Stage.SELF, "self_total"), (Stage.REVIEWED, "reviewed_total"), (Stage.FINAL, "final_total")):
        for standing in in_vinh_long(vinh_long, "department", stage).standings:
            assert sum(group.points for group in standing.groups) == getattr(standing, total)


def test_reviewers_lower_and_raise(vinh_long: Platform):
    standings = [s for scope in ("department", "district", "commune") for s in in_vinh_long(vinh_long, scope).standings]
    assert any(s.reviewed_total < s.self_total for s in standings)
    assert any(s.reviewed_total > s.self_total for s in standings)
    assert any(s.final_total > s.reviewed_total for s in standings)


def test_units_without_a_rank_are_listed_with_the_reason(vinh_long: Platform):
    absent = {n.unit: (n.absence, n.reason) for n in in_vinh_long(vinh_long, "commune").not_ranked}
    assert {absence for absence, _ in absent.values()} == {Absence.EXEMPT, Absence.NOT_RANKED}
    assert all(reason for _, reason in absent.values())


def test_a_late_unit_stays_marked(vinh_long: Platform):
    assert sum(standing.late for standing in in_vinh_long(vinh_long, "department").standings) == 1


def test_synthetic_data_and_illustrative_sets_say_so(vinh_long: Platform):
    ranking = in_vinh_long(vinh_long, "department")
    assert ranking.data_provenance is Provenance.ILLUSTRATIVE
    assert "Synthetic" in ranking.notice
    assert {used.provenance for used in ranking.sets} == {Provenance.ILLUSTRATIVE}


def test_the_fold_adds_up_to_what_the_scorecards_themselves_say(vinh_long: Platform):
    workspace = Workspace(vinh_long.application.load)
    compared = 0
    for scope in ("department", "district", "commune"):
        for standing in in_vinh_long(vinh_long, scope).standings:
            card = workspace.state(SCORECARD, stream_id("vinh-long", "2022", standing.unit))
            assert not isinstance(card, NotOpened)
            pinned = release(workspace, "vinh-long", card.opening.indicator_set, card.opening.content_hash)
            assert pinned
            definition: IndicatorSet = pinned.definition
            totals = card.totals(definition.applicable(card.opening.unit_kind))
            assert (totals.self_total, totals.reviewed_total, totals.final_total, totals.max_points) == (
                standing.self_total,
                standing.reviewed_total,
                standing.final_total,
                standing.max_points,
            )
            compared += 1
    assert compared == 65


def test_an_unknown_round_or_scope_is_refused(national: Platform):
    national.projections.advance()
    with pytest.raises(RoundUnknown):
        national.rankings.ranking("quoc-gia", "1999")
    with pytest.raises(ScopeUnknown) as refused:
        national.rankings.ranking("quoc-gia", "2022", "enterprise")
    assert "province" in refused.value.advice("vi")


def test_rounds_are_listed(national: Platform):
    national.projections.advance()
    (summary,) = national.rankings.rounds()
    assert (summary.province, summary.round, summary.phase) == ("quoc-gia", "2022", "Published")
    assert [scope.code for scope in summary.scopes] == ["province"]


def test_a_published_result_is_not_changed_by_what_happens_to_units_later(national: Platform):
    national.projections.advance()
    published = national.rankings.ranking("quoc-gia", "2022")
    moment: dict[str, Any] = {"at": datetime(2024, 1, 1, tzinfo=UTC), "actor": Actor(id="x", role=Role.ADMINISTRATOR)}
    where = {**moment, "province": "quoc-gia"}
    reason = {**where, "reason": "Sắp xếp đơn vị hành chính"}
    national.application.execute_all(
        [
            RegisterUnit(id=uuid4(), **where, unit="ha-noi", kind=UnitKind.PROVINCE, name="Hà Nội"),
            RenameUnit(id=uuid4(), **reason, unit="thua-thien-hue", name="TP. Huế"),
            DissolveUnit(id=uuid4(), **reason, unit="can-tho"),
        ]
    )
    national.projections.advance()
    later = national.rankings.ranking("quoc-gia", "2022")
    assert later.standings == published.standings
    assert later.not_ranked == published.not_ranked
    assert all(national.projections.verify(name).equal for name in national.projections)
