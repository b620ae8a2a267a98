"""A campaign's last days, and which round's result is that of which year: what fits, and how it is changed."""

from collections import Counter
from collections.abc import Iterator, Mapping

from domain.award_campaign.commands import ChangeAwardCalendar, OpenCampaign
from domain.award_campaign.decisions import require_open
from domain.award_campaign.events import AwardCalendarChanged
from domain.award_campaign.policy import AwardPolicy, Year
from domain.award_campaign.refusals import CampaignInvalid
from domain.award_campaign.state import Campaign
from domain.event import Event
from domain.metadata import Code

Problem = tuple[str, str]
"""In Vietnamese and in English."""


def require_fitting(command: OpenCampaign) -> None:
    """Refuses a campaign whose rounds don't fit its policy's years, or which is related to itself."""
    problems = list(_of_rounds(command.policy, command.rounds))
    if command.campaign in command.related:
        problems.append(("đợt khen thưởng liên quan đến chính nó", "it is related to itself"))
    _refuse(command.campaign, problems)


def change_calendar(campaign: Campaign, command: ChangeAwardCalendar) -> list[Event]:
    """Changes the last days or the rounds of years; rounds that are not opened yet are as good as others."""
    opening = require_open(campaign, command).opening
    deadlines = opening.deadlines if command.deadlines is None else command.deadlines
    rounds = opening.rounds if command.rounds is None else command.rounds
    if (deadlines, rounds) == (opening.deadlines, opening.rounds):
        return []
    _refuse(command.campaign, list(_of_rounds(opening.policy, rounds)))
    return [AwardCalendarChanged(deadlines=deadlines, rounds=rounds)]


def _of_rounds(policy: AwardPolicy, rounds: Mapping[Year, Code]) -> Iterator[Problem]:
    """One result is not that of two years, and years that nobody looks at have none."""
    for year in sorted(set(rounds) - set(policy.years)):
        yield f"năm {year} ngoài thời gian của thể lệ", f"{year} is none of the policy's years"
    for code, years in Counter(rounds.values()).items():
        if years > 1:
            yield f"kỳ đánh giá «{code}» dùng cho {years} năm", f"round '{code}' is used for {years} years"


def _refuse(campaign: Code, problems: list[Problem]) -> None:
    if problems:
        vi, en = ("; ".join(each) for each in zip(*problems, strict=True))
        raise CampaignInvalid(campaign=campaign, problem_vi=vi, problem_en=en)
