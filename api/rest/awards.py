"""Award campaigns: their policies, who qualifies, where nominations are, how decisions came about, rolls of honour."""

from collections.abc import Callable, Iterator, Sequence
from typing import Annotated, Any, TypeVar

import msgspec
from flask import Response, request

from api import awards_public
from api.award_moments import position_in_province, position_of_moment
from api.awards_public import require_nomination
from api.context import platform
from api.freshness import Freshness, of_projection, require_position
from api.identity import role_if_any
from api.rest.answers import Limit, Moment, fresh, json_response, link_to_next, page_response
from api.rest.parts import AWARD_CAMPAIGN
from api.rest.provinces import ListAsked
from api.rest.reads import Reading, page_of
from api.rest.routes import CAMPAIGN, CAMPAIGNS, NOMINATION, NOMINATIONS, PROVINCE
from api.rest.schemas import answer_schema
from api.rest.versions import unless_known
from application.awards import provenance
from application.contexts import AWARD_CAMPAIGN as AGGREGATE
from application.contexts import registry
from application.workspace import Workspace
from domain.award_campaign.events import CampaignOpened, stream_id
from domain.award_campaign.policy import Count, Year
from domain.award_campaign.refusals import CampaignUnknown
from domain.award_campaign.state import Open
from domain.metadata import Code, Provenance
from projections.dossiers.answer import DossierHistory, Dossiers
from projections.eligibility.answer import CampaignSummary
from projections.honours.answer import Honours, QuotaUse
from projections.shortlist import EligibilityAndQuota

READ = ("eligibility", "dossiers", "honours")
"""The read models from which awards are told."""
Position = Annotated[int, msgspec.Meta(ge=0, le=2**63 - 1)]
T = TypeVar("T")


class CampaignState(msgspec.Struct, frozen=True, kw_only=True):
    """A campaign: what it was opened with, its whole policy, and its quotas, used and left."""

    opening: CampaignOpened
    """With the last days and the rounds of years as they are by now."""
    data_provenance: Provenance
    """Whether the campaign and the rounds it looks at are real, or made up and to be labelled so wherever it shows."""
    uses: tuple[QuotaUse, ...]
    """In the order of the policy. Without a token, only published awards are counted where nominations are not public.
    """
    nominations_public: bool
    """Whether the public sees nominations before they are decided."""
    comment_days: Count
    """For how many days after its submission a nomination is open to objections."""


class PartAsked(msgspec.Struct, frozen=True, kw_only=True):
    """Which part of a list; the cursor is the log position at which its last item was proposed or granted."""

    cursor: Position = 0
    limit: Limit = 50


class EligibilityAsked(PartAsked, frozen=True, kw_only=True):
    """Which part, and as of when."""

    nomination: Code | None = None
    """Only this nomination."""
    as_of: Moment | None = None
    """As it was known then: a log position, a day or time, `opened`, `honours-published`, `ROUND:published` and the
    like, or `NOMINATION:granted` and the like."""


class NominationsAsked(PartAsked, frozen=True, kw_only=True):
    """Which part, and as of when."""

    as_of: Moment | None = None
    """As it was known then, as for eligibility."""


class HonoursAsked(PartAsked, frozen=True, kw_only=True):
    """Which part, of which year or unit, and as of when."""

    year: Year | None = None
    unit: Code | None = None
    with_revoked: bool = False
    """Also awards not published yet, and those taken back since; needs a token."""
    as_of: Moment | None = None
    """As it was known then: a log position, a day or time."""


class EligibilityPart(EligibilityAndQuota, frozen=True, kw_only=True):
    """Who qualifies, and who of them is within what is left of the quotas; ``next`` is the cursor of what follows."""

    next: str | None


class DossiersPart(Dossiers, frozen=True, kw_only=True):
    """Where the dossiers are, and for whom they wait since when; ``next`` is the cursor of what follows."""

    next: str | None


class HonoursPart(Honours, frozen=True, kw_only=True):
    """Awards of a province; ``next`` is the cursor of what follows."""

    next: str | None


@Reading(
    part=AWARD_CAMPAIGN, path=CAMPAIGNS, answers=page_of(CampaignSummary), asks=ListAsked, projection="eligibility"
)
def list_campaigns(asked: ListAsked, province: Code) -> Response:
    """The award campaigns of a province, by their codes; how many nominations there are is told with a token only."""
    freshness = of_projection("eligibility", province)
    registry(Workspace(platform().application.load), province)
    found = sorted(awards_public.campaigns(province, known=_known()), key=lambda each: each.campaign)
    wanted = [each for each in found if each.campaign > (asked.cursor or "")]
    return _varying(fresh(page_response(wanted, asked.limit, lambda each: each.campaign), freshness))


@Reading(part=AWARD_CAMPAIGN, path=CAMPAIGN, answers=answer_schema(CampaignState), versioned=True)
def get_campaign(province: Code, campaign: Code) -> Response:
    """One campaign: its policy, its deadlines, its quotas. Open to all.

    The version that its commands need is told with a token only, for it grows with every nomination.
    """
    current = platform().application.load(AGGREGATE, stream_id(province, campaign))
    if not isinstance(current.state, Open):
        raise CampaignUnknown(province=province, campaign=campaign)
    if _known():
        return _varying(unless_known(json_response(_state(current.state)), current.number))
    response = json_response(_state(awards_public.seen(current.state)))
    response.add_etag()
    response.make_conditional(request)
    return _varying(response)


@Reading(
    part=AWARD_CAMPAIGN,
    path=f"{CAMPAIGN}/eligibility",
    answers=answer_schema(EligibilityPart),
    asks=EligibilityAsked,
    projection="eligibility",
    refuses=[401],
)
def get_eligibility(asked: EligibilityAsked, province: Code, campaign: Code) -> Response:
    """Who qualifies and why not, condition by condition; ties at the cut are marked, never broken.

    Without a token: of those nominations alone that are public.
    """
    freshness = of_projection("eligibility", province)
    as_of = _position(asked.as_of, province, campaign)
    found = awards_public.eligibility(province, campaign, as_of, known=_known())
    if asked.nomination is not None:
        require_nomination(found, asked.nomination, known=_known())
    wanted = [each for each in found.nominations if asked.nomination in {None, each.nomination}]
    items, following = _part(wanted, asked, lambda each: each.proposed.position)
    return _answer(EligibilityPart(**{**_fields(found), "nominations": items}, next=following), freshness)


@Reading(
    part=AWARD_CAMPAIGN,
    path=NOMINATIONS,
    answers=answer_schema(DossiersPart),
    asks=NominationsAsked,
    projection="dossiers",
)
def list_nominations(asked: NominationsAsked, province: Code, campaign: Code) -> Response:
    """Where every dossier is, and who waits for whom since when. Without a token: of public nominations alone."""
    freshness = of_projection("dossiers", province)
    as_of = _position(asked.as_of, province, campaign)
    found = awards_public.dossiers(province, campaign, as_of, known=_known())
    items, following = _part(found.dossiers, asked, lambda each: each.proposed.position)
    return _answer(DossiersPart(**{**_fields(found), "dossiers": items}, next=following), freshness)


@Reading(
    part=AWARD_CAMPAIGN,
    path=NOMINATION,
    answers=answer_schema(DossierHistory),
    projection="dossiers",
    refuses=[401],
)
def get_nomination(province: Code, campaign: Code, nomination: Code) -> Response:
    """Why a nomination was granted, refused or taken back: every step, the findings at the decision, what came since.

    Without a token: of a public nomination alone.
    """
    freshness = of_projection("dossiers", province)
    found = awards_public.history(province, campaign, nomination, known=_known())
    return _varying(fresh(json_response(found), freshness))


@Reading(
    part=AWARD_CAMPAIGN,
    path=f"{PROVINCE}/honours",
    answers=answer_schema(HonoursPart),
    asks=HonoursAsked,
    projection="honours",
    refuses=[401],
)
def list_honours(asked: HonoursAsked, province: Code) -> Response:
    """The roll of honour over the years, in the order in which awards were granted; open to all once published."""
    freshness = of_projection("honours", province)
    registry(Workspace(platform().application.load), province)
    as_of = None
    if asked.as_of is not None:
        as_of = position_in_province(platform(), province, asked.as_of)
        require_position("honours", as_of, province)
    where = province, asked.year, asked.unit, as_of
    found = awards_public.honours(*where, with_revoked=asked.with_revoked, known=_known())
    items, following = _part(found.honours, asked, lambda each: each.granted.position)
    return _answer(HonoursPart(**{**_fields(found), "honours": items}, next=following), freshness)


def _known() -> bool:
    """Whether the request has a token, of whichever role."""
    return role_if_any() is not None


def _state(campaign: Open) -> CampaignState:
    opening = campaign.opening
    return CampaignState(
        opening=opening,
        data_provenance=provenance(Workspace(platform().application.load), opening),
        uses=tuple(_uses(campaign)),
        nominations_public=opening.policy.public_nominations,
        comment_days=opening.policy.comment_days,
    )


def _uses(campaign: Open) -> Iterator[QuotaUse]:
    for award, kind, year in campaign.opening.policy.quotas():
        granted, left = campaign.granted(award.code, kind, year), campaign.quota_left(award, kind, year)
        limit = award.quotas.get(kind)
        yield QuotaUse(award=award.code, kind=kind, year=year, granted=granted, limit=limit, left=left)


def _position(moment: str | None, province: Code, campaign: Code) -> int | None:
    """The position of a moment, once the read models have come to it."""
    if moment is None:
        return None
    seen = None if _known() else awards_public.open_nominations(province, campaign)
    position = position_of_moment(platform(), province, campaign, moment, seen)
    for name in READ:
        require_position(name, position, province)
    return position


def _part(items: Sequence[T], asked: PartAsked, number: Callable[[T], int]) -> tuple[tuple[T, ...], str | None]:
    """The items behind the cursor, as many as were asked for, and the cursor of what follows."""
    found = [each for each in items if number(each) > asked.cursor]
    shown = tuple(found[: asked.limit])
    return shown, str(number(shown[-1])) if len(found) > len(shown) else None


def _fields(answer: msgspec.Struct) -> dict[str, Any]:
    return {name: getattr(answer, name) for name in answer.__struct_fields__}


def _answer(answer: EligibilityPart | DossiersPart | HonoursPart, freshness: Freshness) -> Response:
    response = json_response(answer)
    if answer.next is not None:
        response.headers["Link"] = link_to_next(answer.next)
    return _varying(fresh(response, freshness))


def _varying(response: Response) -> Response:
    """The response, which nobody is to keep for somebody else who may see more or less."""
    response.vary.add("Authorization")
    return response
