"""Moments of a campaign: a log position, a day or time, or what happened to it, its rounds or a nomination."""

from collections.abc import Collection, Iterator

from domain.award_campaign.events import stream_id as campaign_stream
from domain.award_campaign.refusals import NominationUnknown
from domain.metadata import Code
from domain.province.events import stream_id as province_stream
from domain.refusal import Refusal, RefusalKind
from domain.round.events import stream_id as round_stream
from projections.dossiers.answer import DossierHistory
from projections.moments import HAPPENED
from projections.platform import Platform

MOMENT_HELP = (
    "As it was known then: a log position, a day or time, `opened`, `honours-published`, "
    "ROUND:published and the like, or NOMINATION:granted and the like."
)
ROLL_MOMENT_HELP = (
    "As it was known then: a log position, a day or time, ROUND:published and the like, CAMPAIGN:opened or "
    "CAMPAIGN:honours-published."
)
OPENED, HONOURED = "opened", "honours-published"


class AwardMomentUnknown(Refusal):
    """The words name nothing that has happened to the campaign."""

    code = "award-moment-unknown"
    kind = RefusalKind.INVALID
    vi = "Không có thời điểm «{moment}» trong đợt khen thưởng «{campaign}»."
    en = "There is no moment '{moment}' in award campaign '{campaign}'."
    advice_vi = "Ghi vị trí, ngày hoặc giờ, «opened», «honours-published», ĐỢT:published hoặc ĐỀ-NGHỊ:granted."
    advice_en = (
        "Give a position, a day or a time, `opened`, `honours-published`, ROUND:published or NOMINATION:granted."
    )


class HonoursMomentUnknown(Refusal):
    """The words name nothing that has happened to the awards of the province."""

    code = "honours-moment-unknown"
    kind = RefusalKind.INVALID
    vi = "Không có thời điểm «{moment}» trong bảng vàng của «{province}»."
    en = "There is no moment '{moment}' in the roll of honour of '{province}'."
    advice_vi = "Ghi vị trí, ngày hoặc giờ, KỲ-ĐÁNH-GIÁ:published, ĐỢT-KHEN-THƯỞNG:opened hoặc :honours-published."
    advice_en = "Give a position, a day or a time, ROUND:published, CAMPAIGN:opened or CAMPAIGN:honours-published."


def position_in_province(platform: Platform, province: Code, moment: str) -> int:
    """The position that the log had come to then; refuses with ``HonoursMomentUnknown``, ``MomentUnknown``."""
    if moment[:1].isdigit() and ":" not in moment.partition("T")[0]:
        return platform.moments.position_at(moment, province_stream(province))
    what, _, word = moment.rpartition(":")
    if word in {OPENED, HONOURED} and what in {each.campaign for each in platform.eligibility.campaigns(province)}:
        named = _named(platform, province, what)
        if word in named:
            return named[word]
    if not what or word not in HAPPENED:
        raise HonoursMomentUnknown(moment=moment, province=province)
    return platform.moments.position_at(word, round_stream(province, what))


def position_of_moment(
    platform: Platform, province: Code, campaign: Code, moment: str, seen: Collection[Code] | None = None
) -> int:
    """The position that the log had come to then; refuses with ``AwardMomentUnknown``, ``MomentUnknown``.

    Whoever may not see all nominations is told of those ``seen`` alone, as if there were no others.
    """
    what, colon, word = moment.rpartition(":")
    if colon and word in HAPPENED and what in platform.dossiers.waiting(province, campaign).rounds.values():
        return platform.moments.position_at(word, round_stream(province, what))
    named = _named(platform, province, campaign)
    if moment in named:
        return named[moment]
    if moment in HAPPENED or (colon and word.isalpha()):
        if seen is not None and what not in seen:
            raise AwardMomentUnknown(moment=moment, campaign=campaign)
        return _of_nomination(platform, (province, campaign, what), word, moment)
    return platform.moments.position_at(moment, campaign_stream(province, campaign))


def _named(platform: Platform, province: Code, campaign: Code) -> dict[str, int]:
    """The moments of the campaign itself."""
    opened = platform.dossiers.waiting(province, campaign).opened.position
    honours = platform.honours.history(province).honours
    published = [each.published.position for each in honours if each.campaign == campaign and each.published]
    return {OPENED: opened} | ({HONOURED: max(published)} if published else {})


def _of_nomination(platform: Platform, where: tuple[Code, Code, Code], word: str, moment: str) -> int:
    """When a nomination last came to a step."""
    try:
        found = list(_came_to(platform.dossiers.history(*where), word))
    except NominationUnknown:
        found = []
    if not found:
        raise AwardMomentUnknown(moment=moment, campaign=where[1])
    return found[-1]


def _came_to(history: DossierHistory, step: str) -> Iterator[int]:
    before = None
    for event in history.events:
        if event.step == step and event.step != before:
            yield event.position
        before = event.step
