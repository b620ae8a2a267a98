"""What is missing for a condition to be fulfilled: as words for programs, and as sentences for people."""

from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import NamedTuple

from domain.award_campaign.eligibility import Finding, Verdict, YearFinding
from domain.award_campaign.events import CampaignOpened
from domain.award_campaign.policy import Condition, Declared, Score, Year
from domain.award_campaign.state import Nomination
from domain.metadata import Code
from projections.eligibility.answer import Gap, Missing


class Scene(NamedTuple):
    """What a nomination is seen against."""

    opening: CampaignOpened
    is_published: Callable[[Code], bool]
    """Whether a round is published."""
    nomination: Nomination
    years: tuple[Year, ...]
    """Those that the award is for."""


def missing(condition: Condition, finding: Finding, scene: Scene) -> Iterator[Missing]:
    """All that stands between the finding and its being met."""
    match condition:
        case Score():
            yield from (_of_year(condition, each, scene) for each in finding.years if each.verdict is not Verdict.MET)
        case Declared():
            yield from _of_facts(condition, finding, scene)
        case _:
            for held in finding.held:
                vi = f"Đã được tặng «{held.award}» trong đợt «{held.campaign}»"
                yield Missing(gap=Gap.HELD, vi=vi, en=f"Holds '{held.award}' of campaign '{held.campaign}' already")


def _of_year(condition: Score, found: YearFinding, scene: Scene) -> Missing:
    year, assessment = found.year, scene.opening.rounds.get(found.year)
    if assessment is None:
        gap, vi, en = Gap.NO_ROUND, "đợt khen thưởng không nêu kỳ đánh giá", "the campaign names no round"
    elif not scene.is_published(assessment):
        gap = Gap.NOT_PUBLISHED
        vi, en = f"kết quả kỳ «{assessment}» chưa công bố", f"the result of round '{assessment}' is not published"
    elif not found.results:
        gap = Gap.NO_RESULT
        vi, en = f"không có kết quả trong kỳ «{assessment}»", f"there is no result in round '{assessment}'"
    elif found.percent is None:
        gap, (vi, en) = Gap.NO_POINTS, _no_points(scene.nomination, condition, assessment)
    else:
        gap, (vi, en) = Gap.BELOW, _below(found.percent, condition.at_least)
    return Missing(gap=gap, year=year, vi=f"Năm {year}: {vi}", en=f"{year}: {en}")


def _no_points(nomination: Nomination, condition: Score, assessment: Code) -> tuple[str, str]:
    groups = ", ".join(condition.groups or nomination.nominated.candidate.groups)
    if not groups:
        vi, en = f"kết quả kỳ «{assessment}» không có điểm áp dụng", f"nothing applies in round '{assessment}'"
    else:
        vi = f"kết quả kỳ «{assessment}» không cho biết điểm của nhóm {groups}"
        en = f"the result of round '{assessment}' does not tell the points of groups {groups}"
    return vi, en


def _below(percent: Decimal, at_least: Decimal) -> tuple[str, str]:
    """What was compared is exact: a percentage may be rounded up to what it does not reach."""
    shown, needed = (f"{each.normalize():f}" for each in (percent, at_least))
    rounded = percent >= at_least
    vi = f"{_comma(shown)} %{' (đã làm tròn)' if rounded else ''}, chưa đạt {_comma(needed)} %"
    return vi, f"{shown} %{' (rounded)' if rounded else ''} is below {needed} %"


def _comma(number: str) -> str:
    return number.replace(".", ",")


def _of_facts(condition: Declared, finding: Finding, scene: Scene) -> Iterator[Missing]:
    said = {each.year: each.holds for each in finding.attestations}
    for year in scene.years if condition.yearly else (None,):
        if not said.get(year):
            gap = Gap.ATTESTED_OTHERWISE if year in said else Gap.NOT_ATTESTED
            vi, en = FACTS[gap]
            of_vi, of_en = (f"Năm {year}: ", f"{year}: ") if year else ("", "")
            yield Missing(gap=gap, year=year, vi=_capital(of_vi + vi), en=_capital(of_en + en))


FACTS = {
    Gap.NOT_ATTESTED: ("chưa được xác nhận", "not attested yet"),
    Gap.ATTESTED_OTHERWISE: ("được xác nhận là không đạt", "attested as not fulfilled"),
}


def _capital(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:]
