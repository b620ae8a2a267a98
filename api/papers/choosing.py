"""Which part of a campaign a paper is about, and as of when: the day of its step, with what was known by then."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import NamedTuple

from api.papers.paper import PaperKind
from api.papers.reading import CampaignRead, decided_by, read_campaign
from domain.award_campaign.events import Consolidated
from domain.award_campaign.policy import Year
from domain.metadata import Code, SourceDocument
from domain.refusal import Refusal, RefusalKind
from projections.campaigns import Act
from projections.dossiers.answer import DossierStanding, Happened
from projections.platform import Platform


class Asked(NamedTuple):
    """What of a campaign is asked for; all of it where nothing is."""

    award: Code | None = None
    year: Year | None = None
    """Of an award that is for a single year."""
    decision: str | None = None
    """The number of a decision, alone or with its issuer: ``05/QĐ, Sở Y tế``."""


class DecisionNotThere(Refusal):
    """No award was granted by a decision of that number."""

    code = "decision-not-there"
    kind = RefusalKind.NOT_FOUND
    vi = "Đợt khen thưởng «{campaign}» không có quyết định tặng số «{decision}»."
    en = "No award of campaign '{campaign}' was granted by a decision '{decision}'."
    advice_vi = "Các quyết định: {known}."
    advice_en = "The decisions are: {known}."


class AwardNotThere(Refusal):
    """The campaign's policy has no such award."""

    code = "award-not-there"
    kind = RefusalKind.NOT_FOUND
    vi = "Thể lệ của đợt khen thưởng «{campaign}» không có danh hiệu «{award}»."
    en = "The policy of campaign '{campaign}' has no award '{award}'."
    advice_vi = "Các danh hiệu: {known}."
    advice_en = "The awards are: {known}."


class SeveralDecisions(Refusal):
    """An annex belongs to one decision; there are several."""

    code = "several-decisions"
    kind = RefusalKind.INVALID
    vi = "Phụ lục đi kèm một quyết định, nhưng ở đây có {count} quyết định."
    en = "An annex goes with one decision, but there are {count} of them here."
    advice_vi = "Chọn một quyết định theo số (`--decision`, qua REST `decision=`): {known}."
    advice_en = "Choose one by its number (`--decision`, over REST `decision=`): {known}."


class Occasion(NamedTuple):
    """The day of the step that a paper is about, if something says it, and up to where the log tells of that day."""

    day: date | None
    position: int


def read_for(
    platform: Platform, province: Code, campaign: Code, kind: PaperKind, as_of: int | None, asked: Asked
) -> tuple[CampaignRead, date | None]:
    """The part of the campaign that the paper is about, as it was known on the paper's day, and that day.

    Refuses with ``AwardNotThere``, ``DecisionNotThere`` and ``SeveralDecisions``, and like ``read_campaign``.
    """
    latest = read_campaign(platform, province, campaign, as_of)
    if asked.award is not None and latest.policy.award(asked.award) is None:
        known = ", ".join(each.code for each in latest.policy.awards)
        raise AwardNotThere(campaign=campaign, award=asked.award, known=known)
    chosen = latest.only(each.nomination for each in _chosen(latest, kind, asked))
    happened = platform.dossiers.happened(province, campaign, latest.found.position)
    occasion = _occasion(chosen, kind, happened)
    if occasion.day is None:
        return chosen, None
    then = read_campaign(platform, province, campaign, occasion.position)
    return then.only(each.nomination for each in chosen.found.dossiers), occasion.day


# --- Which part -------------------------------------------------------------------------------------------------------


def _chosen(read: CampaignRead, kind: PaperKind, asked: Asked) -> Sequence[DossierStanding]:
    own = [
        each for each in read.found.dossiers if asked.award in {None, each.award} and asked.year in {None, each.year}
    ]
    granted = [each for each in read.granted if each in own]
    if asked.decision is not None:
        granted = [each for each in granted if asked.decision in names_of(decided_by(each))]
        if not granted:
            known = _listed(decided_by(each) for each in read.granted)
            raise DecisionNotThere(campaign=read.found.campaign, decision=asked.decision, known=known)
    if kind is PaperKind.DECISION:
        _require_one(list(dict.fromkeys(decided_by(each) for each in granted)))
        return granted or own
    if kind is PaperKind.CERTIFICATES:
        return granted
    if asked.decision is None:
        return own
    decided = {(each.award, each.year) for each in granted}
    return [each for each in own if (each.award, each.year) in decided]


def names_of(document: SourceDocument | None) -> Iterator[str]:
    """What a decision may be asked for by."""
    if document:
        yield from (document.number, f"{document.number}, {document.issuer}")


def _require_one(documents: Sequence[SourceDocument | None]) -> None:
    if len(documents) > 1:
        raise SeveralDecisions(count=len(documents), known=_listed(documents))


def _listed(documents: Iterable[SourceDocument | None]) -> str:
    """The decisions by their numbers, with the issuer where several have the same."""
    known = list(dict.fromkeys(each for each in documents if each))
    numbers = [each.number for each in known]
    return "; ".join(tuple(names_of(each))[numbers.count(each.number) > 1] for each in known) or "—"


# --- When -------------------------------------------------------------------------------------------------------------


def _occasion(read: CampaignRead, kind: PaperKind, happened: Sequence[Happened]) -> Occasion:
    """The list is of the day on which the last dossier came into it, minutes are of the council's one session."""
    held = {each.position: each.day for each in happened}
    match kind:
        case PaperKind.PROPOSAL:
            codes = {each.nomination for each in read.listed}
            came = [each for each in happened if each.event == Consolidated.stored_name and each.nomination in codes]
            return Occasion(came[-1].day, came[-1].position) if came else Occasion(None, read.found.position)
        case PaperKind.MINUTES:
            acts = [each.council.act for each in read.listed if each.council]
            steps = {each.position: each.document.date if each.document else held[each.position] for each in acts}
        case PaperKind.DECISION:
            steps = {act.position: act.document.date for act in _decisions(read) if act.document}
        case PaperKind.CERTIFICATES:
            steps = {}
    days = set(steps.values())
    if len(days) != 1:
        return Occasion(None, read.found.position)
    (day,) = days
    return Occasion(day, max(*steps, *(position for position, held_on in held.items() if held_on <= day), 0))


def _decisions(read: CampaignRead) -> Iterator[Act]:
    yield from (each.decided.act for each in read.granted if each.decided)
