"""What of awards everybody may see, and what only those who are known.

Policies, deadlines and quotas are open to all, and so are the awards that stand in a published roll of honour.
Nominations are so before their decision only where the policy says it, and from the day on which they were handed in.
Of an earlier moment the public sees no more than it may see now.
"""

from collections.abc import Mapping
from typing import Any, TypeVar

import msgspec
from msgspec.structs import replace

from api.context import platform
from api.refusals import TokenMissing
from domain.award_campaign.refusals import NominationUnknown
from domain.award_campaign.state import Step
from domain.metadata import Code
from projections.campaigns import AboutCampaign
from projections.dossiers.answer import DossierHistory, Dossiers, WaitsFor
from projections.eligibility.answer import CampaignSummary
from projections.honours.answer import Honour, Honours, Quotas
from projections.shortlist import EligibilityAndQuota, with_shortlists

A = TypeVar("A", bound=AboutCampaign | Honours)

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


def eligibility(province: Code, campaign: Code, as_of: int | None = None, *, known: bool) -> EligibilityAndQuota:
    """Who qualifies, as far as may be seen; the public sees no lists of those who qualify unless it sees them all."""
    quotas = platform().honours.quota(province, campaign, as_of)
    found = with_shortlists(platform().eligibility.campaign(province, campaign, as_of), quotas)
    if known:
        return found
    shown = open_nominations(province, campaign)
    nominations = tuple(each for each in found.nominations if each.nomination in shown)
    shortlists = found.shortlists if len(nominations) == len(found.nominations) else ()
    return _trimmed(replace(found, nominations=nominations, shortlists=shortlists))


def dossiers(province: Code, campaign: Code, as_of: int | None = None, *, known: bool) -> Dossiers:
    """Where the dossiers are, as far as may be seen."""
    found = platform().dossiers.waiting(province, campaign, as_of)
    if known:
        return found
    shown = open_nominations(province, campaign)
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


def quota(province: Code, campaign: Code) -> Quotas:
    """The policy and its quotas; the public is told of how many awards stand, not of whom."""
    return platform().honours.quota(province, campaign)


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
