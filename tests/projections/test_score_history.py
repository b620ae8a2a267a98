"""The score history as an auditor reads it."""

from decimal import Decimal

from projections.platform import Platform
from projections.score_history import Change


def of(platform: Platform, unit: str) -> list[Change]:
    return list(platform.history.changes("vinh-long", "2022", unit))


def test_every_event_of_a_scorecard_is_a_line_in_order(vinh_long: Platform):
    changes = of(vinh_long, "so-khcn")
    assert [change.version for change in changes] == list(range(1, len(changes) + 1))
    assert changes[0].event == "scorecard.opened.v1"
    assert changes[-1].event == "scorecard.finalised.v1"
    assert [change.position for change in changes] == sorted(change.position for change in changes)


def test_a_change_starts_from_where_the_last_one_of_its_stage_ended(vinh_long: Platform):
    adjusted = 0
    for unit in ("so-khcn", "so-cong-thuong", "so-y-te", "huyen-tam-binh", "huyen-mang-thit"):
        points: dict[str | None, Decimal | None] = {}
        for change in of(vinh_long, unit):
            if change.stage == "self_points":
                points[change.indicator] = change.after
            elif change.stage:
                assert change.before == points[change.indicator]
                assert change.reason
                points[change.indicator] = change.after
                adjusted += 1
    assert adjusted > 5


def test_a_line_says_who_in_which_role_when_why_and_on_what_inputs(vinh_long: Platform):
    scored = next(change for change in of(vinh_long, "so-khcn") if change.event == "scorecard.self_scored.v1")
    assert (scored.actor_role, scored.actor_unit) == ("unit", "so-khcn")
    assert scored.inputs
    assert scored.recorded_at.startswith("2022-10-")
    assert scored.details["points"]


def test_one_indicator_s_history_can_be_asked_for(vinh_long: Platform):
    changes = vinh_long.history.changes("vinh-long", "2022", "so-khcn", "1.1")
    assert {change.indicator for change in changes} == {"1.1"}


def test_pages_follow_positions(vinh_long: Platform):
    everything = of(vinh_long, "so-khcn")
    first = vinh_long.history.changes("vinh-long", "2022", "so-khcn", limit=10)
    rest = vinh_long.history.changes("vinh-long", "2022", "so-khcn", after=first[-1].position)
    assert [*first, *rest] == everything


def test_the_last_points_of_every_indicator_add_up_to_the_totals(vinh_long: Platform):
    for scope in ("department", "district", "commune"):
        for standing in vinh_long.rankings.ranking("vinh-long", "2022", scope).standings:
            last = {c.indicator: c for c in of(vinh_long, standing.unit) if c.stage}
            for stage, total in (("self", standing.self_total), ("final", standing.final_total)):
                assert sum(getattr(c, f"{stage}_after") or 0 for c in last.values()) == total


def test_each_stage_starts_from_where_it_ended(vinh_long: Platform):
    for unit in ("so-ldtbxh", "huyen-long-ho", "huyen-mang-thit", "huyen-tam-binh"):
        for stage in ("self", "reviewed", "final"):
            ended: dict[str | None, Decimal | None] = {}
            for change in of(vinh_long, unit):
                if change.stage:
                    assert getattr(change, f"{stage}_before") == ended.get(change.indicator)
                    ended[change.indicator] = getattr(change, f"{stage}_after")
