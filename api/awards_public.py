"""What of awards everybody may see, and what only those who are known.

Policies, deadlines and quotas are open to all, and so are the awards that stand in a published roll of honour.
Nominations are so before their decision only where the policy says it, and from the day on which they were handed in.
Of an earlier moment the public sees no more than it may see now.
"""

from collections.abc import Collection, Mapping
from typing import Any, TypeVar

import msgspec
from msgspec.structs import replace

from api.campaign_read import read_campaign
from api.context import platform
from api.identity import role_if_any
from api.refusals import TokenMissing
from application.contexts import AWARD_CAMPAIGN
from domain.award_campaign.refusals import NominationUnknown
from domain.award_campaign.state import Open, Step
from domain.metadata import Code
from projections.campaigns import AboutCampaign
from projections.dossiers.answer import DossierHistory, Dossiers, WaitsFor
from projections.eligibility.answer import CampaignSummary
from projections.honours.answer import Honour, Honours, Quotas
from projections.shortlist import EligibilityAndQuota

A = TypeVar("A", bound=AboutCampaign | Honours)

OF_CAMPAIGNS = "award_campaign."
"""What the stored names of events about campaigns begin with."""
IN_PUBLIC = frozenset({Step.SUBMITTED, Step.CONSOLIDATED, Step.APPRAISED, Step.GRANTED})
"""The steps at which the public sees a nomination, where the policy lets it."""


def open_nominations(province: Code, campaign: Code) -> frozenset[Code]:
    """The nominations that everybody may see: those honoured, and those in public by the policy. Raises if unknown."""
    found = platform().dossiers.waiting(province, campaign)
    shown = IN_PUBLIC if found.policy.public_nominations else frozenset()
    in_public = {each.nomination for each in found.dossiers if each.step in shown}
    roll = platform().honours.roll(province).honours
    return frozenset(in_public | {each.nomination for each in roll if each.campaign == campaign})


def campaigns(province: Code, *, known: bool) -> list[CampaignSummary]:
    """The campaigns of a province; the public is told of no nominations, not even how many there are."""
    found = platform().eligibility.campaigns(province)
    return [each if known else replace(each, steps={}) for each in found]


def at_once(province: Code, campaign: Code, *, known: bool) -> tuple[Quotas, EligibilityAndQuota, Dossiers]:
    """The quotas, who qualifies and where the dossiers are, at one position, as far as may be seen."""
    read = read_campaign(platform(), province, campaign)
    if known:
        return read.quotas, read.shortlisted, read.dossiers
    shown = open_nominations(province, campaign)
    quotas = _quota(read.quotas)
    return quotas, _eligibility(read.shortlisted, shown), _dossiers(read.dossiers, shown)


def eligibility(province: Code, campaign: Code, as_of: int | None = None, *, known: bool) -> EligibilityAndQuota:
    """Who qualifies, as far as may be seen; the public sees no lists of those who qualify unless it sees them all."""
    found = read_campaign(platform(), province, campaign, as_of).shortlisted
    return found if known else _eligibility(found, open_nominations(province, campaign))


def _eligibility(found: EligibilityAndQuota, shown: Collection[Code]) -> EligibilityAndQuota:
    nominations = tuple(each for each in found.nominations if each.nomination in shown)
    all_shown = found.policy.public_nominations and len(nominations) == len(found.nominations)
    return _trimmed(replace(found, nominations=nominations, shortlists=found.shortlists if all_shown else ()))


def dossiers(province: Code, campaign: Code, as_of: int | None = None, *, known: bool) -> Dossiers:
    """Where the dossiers are, as far as may be seen."""
    found = platform().dossiers.waiting(province, campaign, as_of)
    return found if known else _dossiers(found, open_nominations(province, campaign))


def _dossiers(found: Dossiers, shown: Collection[Code]) -> Dossiers:
    kept = tuple(each for each in found.dossiers if each.nomination in shown)
    hands = [each.waits_for for each in kept]
    waiting = {who: hands.count(who) for who in WaitsFor if who in hands}
    return _trimmed(replace(found, dossiers=kept, waiting=waiting))


def history(province: Code, campaign: Code, nomination: Code, *, known: bool) -> DossierHistory:
    """What has become of a nomination; strangers are asked who they are, whether or not there is such a one."""
    if not known and nomination not in open_nominations(province, campaign):
        raise TokenMissing
    return platform().dossiers.history(province, campaign, nomination)


def require_nomination(found: EligibilityAndQuota, nomination: Code, *, known: bool) -> None:
    """Refuses a nomination that does not stand in the answer."""
    if nomination not in {each.nomination for each in found.nominations}:
        raise NominationUnknown(campaign=found.campaign, nomination=nomination) if known else TokenMissing


def _quota(found: Quotas) -> Quotas:
    """The policy and its quotas; of decisions that are not published the public is told no more than of nominations."""
    if found.policy.public_nominations:
        return found
    return platform().honours.quota(found.province, found.campaign, found.position, only_published=True)


def seen(campaign: Open) -> Open:
    """The same of a campaign as its events tell of it."""
    if campaign.opening.policy.public_nominations:
        return campaign
    kept = {
        code: each
        for code, each in campaign.nominations.items()
        if each.step is not Step.GRANTED or code in campaign.published
    }
    return replace(campaign, nominations=kept)


def require_receipt(position: int) -> None:
    """Refuses strangers the receipt of an event that is about a nomination which they may not see.

    It tells an event's name and its stream: how many nominations there are, and at which step, could be counted.
    """
    entries = platform().log.read(position - 1, 1) if position > 0 and role_if_any() is None else ()
    for entry in entries:
        if entry.position == position and entry.name.startswith(OF_CAMPAIGNS):
            recorded = platform().codec.decode(*entry[1:])
            opening = platform().application.load(AWARD_CAMPAIGN, recorded.originator_id).state.opening
            about = getattr(recorded.data, "nomination", None)
            if about is not None and about not in open_nominations(opening.province, opening.campaign):
                raise TokenMissing


def honours(
    province: Code,
    year: int | None = None,
    unit: Code | None = None,
    as_of: int | None = None,
    *,
    with_revoked: bool = False,
    known: bool,
) -> Honours:
    """The roll of honour; what is not published yet, or was revoked, only for those who are known."""
    if with_revoked:
        if not known:
            raise TokenMissing
        return platform().honours.history(province, year, unit, as_of)
    found = platform().honours.roll(province, year, unit, as_of)
    if known or as_of is None:
        return found
    now = {_award(each) for each in platform().honours.roll(province).honours}
    return _trimmed(replace(found, honours=tuple(each for each in found.honours if _award(each) in now)))


def _award(honour: Honour) -> tuple[Code, Code]:
    return honour.campaign, honour.nomination


def _trimmed(answer: A) -> A:
    """The answer without the names of people and units that it does not mention any more."""
    said = msgspec.json.encode(replace(answer, names={}, unit_names={})).decode()
    return replace(answer, names=_named(answer.names, said), unit_names=_named(answer.unit_names, said))


def _named(names: Mapping[str, Any], said: str) -> dict[str, Any]:
    return {code: name for code, name in names.items() if f'"{code}"' in said}
