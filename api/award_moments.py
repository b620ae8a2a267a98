"""Moments of a campaign: a log position, a day or time, or what happened to it, its rounds or a nomination."""

from collections.abc import Collection, Iterator

from domain.award_campaign.events import stream_id as campaign_stream
from domain.award_campaign.refusals import NominationUnknown
from domain.metadata import Code
from domain.refusal import Refusal, RefusalKind
from domain.round.events import stream_id as round_stream
from projections.dossiers.answer import DossierHistory
from projections.moments import HAPPENED
from projections.platform import Platform

MOMENT_HELP = (
    "As it was known then: a log position, a day or time, `opened`, `honours-published`, "
    "ROUND:published and the like, or NOMINATION:granted and the like."
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
