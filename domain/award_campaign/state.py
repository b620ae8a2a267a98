"""What the events of a campaign add up to."""

from collections.abc import Iterator, Mapping
from itertools import count

import msgspec
from msgspec.structs import replace

from domain.award_campaign.events import (
    AwardCalendarChanged,
    CampaignListed,
    CampaignOpened,
    HonoursPublished,
    Nominated,
)
from domain.award_campaign.nomination import Nomination, moved
from domain.award_campaign.policy import Award, CandidateKind, Year
from domain.award_campaign.steps import Step
from domain.event import Event
from domain.metadata import Code

__all__ = [
    "EMPTY_REGISTER",
    "INITIAL",
    "Campaign",
    "Nomination",
    "NotOpened",
    "Open",
    "Register",
    "Step",
    "calendar_changed",
    "evolve",
    "listed",
]


class NotOpened(msgspec.Struct, frozen=True):
    """There is no such campaign yet."""


class Open(msgspec.Struct, frozen=True, kw_only=True):
    """The campaign takes nominations and decides on them."""

    opening: CampaignOpened
    """How it was opened, with the last days and the rounds of years as they are by now."""
    nominations: Mapping[Code, Nomination] = {}
    published: tuple[Code, ...] = ()

    def granted(self, award: Code, kind: CandidateKind, year: Year | None = None) -> int:
        """How many awards of this kind of candidate stand; of a yearly award, in this year."""
        return sum(1 for _ in self._numbers(award, kind, year))

    def quota_left(self, award: Award, kind: CandidateKind, year: Year | None = None) -> int | None:
        """How many more may be granted, of a yearly award in this year; none where there is no limit."""
        return None if kind not in award.quotas else award.quotas[kind] - self.granted(award.code, kind, year)

    def free_number(self, award: Code, kind: CandidateKind, year: Year | None = None) -> int:
        """The lowest number within the quota that no award which stands has."""
        taken = set(self._numbers(award, kind, year))
        return next(number for number in count(1) if number not in taken)

    def _numbers(self, award: Code, kind: CandidateKind, year: Year | None) -> Iterator[int | None]:
        """The numbers of the awards that stand within the same quota."""
        wanted = award, kind, year
        for each in self.nominations.values():
            about = each.nominated
            if each.step is Step.GRANTED and (about.award, about.candidate.kind, about.year) == wanted:
                yield each.number

    def years_of(self, nomination: Nomination) -> tuple[Year, ...]:
        """The years that the nomination is for."""
        policy = self.opening.policy
        award = next(each for each in policy.awards if each.code == nomination.nominated.award)
        return nomination.years or policy.years_of(award)

    def standing(self) -> Iterator[Code]:
        """The nominations whose awards stand, in the order in which they were proposed."""
        return (code for code, each in self.nominations.items() if each.step is Step.GRANTED)

    def with_nomination(self, code: Code, nomination: Nomination) -> "Open":
        """The campaign with this nomination as it now stands."""
        return replace(self, nominations={**self.nominations, code: nomination})


class Register(msgspec.Struct, frozen=True):
    """The campaigns of a province, and the rounds and other campaigns that each looks at."""

    campaigns: Mapping[Code, tuple[Code, ...]] = {}
    related: Mapping[Code, tuple[Code, ...]] = {}

    def looking_at(self, assessment: Code) -> tuple[Code, ...]:
        """The campaigns that look at a round."""
        return tuple(code for code, rounds in self.campaigns.items() if assessment in rounds)

    def naming(self, campaign: Code) -> tuple[Code, ...]:
        """The campaigns that name this one as related."""
        return tuple(code for code, related in self.related.items() if campaign in related)


Campaign = NotOpened | Open
INITIAL = NotOpened()

EMPTY_REGISTER = Register()


def listed(register: Register, event: Event) -> Register:
    """The register after one more event."""
    if not isinstance(event, CampaignListed):
        return register
    return Register(
        campaigns={**register.campaigns, event.campaign: event.rounds},
        related={**register.related, event.campaign: event.related},
    )


def evolve(campaign: Campaign, event: Event) -> Campaign:
    """The campaign after one more event."""
    match campaign, event:
        case NotOpened(), CampaignOpened():
            return Open(opening=event)
        case NotOpened(), _:
            return campaign
        case Open(), Nominated():
            return campaign.with_nomination(event.nomination, Nomination(nominated=event))
        case Open(), AwardCalendarChanged():
            return replace(campaign, opening=calendar_changed(campaign.opening, event))
        case Open(), HonoursPublished():
            return replace(campaign, published=event.nominations)
        case _:
            code: Code | None = getattr(event, "nomination", None)
            known = None if code is None else campaign.nominations.get(code)
            return campaign if code is None or known is None else campaign.with_nomination(code, moved(known, event))


def calendar_changed(opening: CampaignOpened, event: AwardCalendarChanged) -> CampaignOpened:
    """The campaign's particulars with its new last days and rounds."""
    return replace(opening, deadlines=event.deadlines, rounds=event.rounds)
