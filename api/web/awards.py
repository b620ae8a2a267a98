"""The pages about awards: campaigns, who qualifies, the way of a nomination, the roll of honour over the years."""

from collections.abc import Sequence
from typing import Any

import msgspec
from flask import Blueprint, Response, render_template

from api import awards_public
from api.context import platform
from api.freshness import Freshness, of_projection
from api.identity import role_if_any
from api.web.asked import asked
from application.contexts import registry
from application.workspace import Workspace
from domain.award_campaign.eligibility import Finding, Result, Tally
from domain.award_campaign.events import Candidature
from domain.award_campaign.policy import CandidateKind, Condition, Score, Year
from domain.metadata import Code, IndicatorCode, Role
from domain.province.state import Registered
from projections.campaigns import Act
from projections.dossiers.answer import DossierHistory, Dossiers
from projections.eligibility.answer import ResultSource, Source
from projections.honours.answer import Honours, Quotas
from projections.shortlist import EligibilityAndQuota

awards = Blueprint("awards", __name__)


class CampaignPage(msgspec.Struct, frozen=True, kw_only=True):
    """A campaign: its policy and quotas, and the nominations that may be seen."""

    province: Registered
    quotas: Quotas
    found: EligibilityAndQuota
    dossiers: Dossiers
    known: bool
    freshness: Freshness

    def dossier(self, nomination: Code) -> Any:
        """Where a nomination is on its way."""
        # They were read at the position at which who qualifies was: whoever is in one is in the other.
        return next(each for each in self.dossiers.dossiers if each.nomination == nomination)


class NominationPage(msgspec.Struct, frozen=True, kw_only=True):
    """A nomination with its history, and where its findings count from."""

    province: Registered
    found: DossierHistory
    freshness: Freshness

    @property
    def judgements(self) -> Sequence[tuple[str, Act, tuple[Finding, ...]]]:
        """The conditions at the decision, and after each correction since."""
        decided, flags = self.found.dossier.decided, self.found.dossier.flags
        first = [("at_decision", decided.act, decided.findings)] if decided else []
        return [*first, *(("after_correction", flag.act, flag.findings) for flag in flags)]


class HonoursPage(msgspec.Struct, frozen=True, kw_only=True):
    """The roll of honour, and the years that there are."""

    province: Registered
    found: Honours
    years: Sequence[Year]
    freshness: Freshness


@awards.get("/awards/<code:province>")
def campaigns(province: Code) -> str:
    """The award campaigns of a province."""
    fresh, known = of_projection("eligibility", province), _known()
    registered = registry(Workspace(platform().application.load), province)
    found = awards_public.campaigns(province, known=known)
    return render_template("campaigns.html", province=registered, campaigns=found, freshness=fresh)


@awards.get("/awards/<code:province>/<code:campaign>")
def campaign(province: Code, campaign: Code) -> str:
    """A campaign: its policy in words, its quotas, who qualifies as far as may be seen."""
    fresh, known = of_projection("eligibility", province), _known()
    quotas, found, dossiers = awards_public.at_once(province, campaign, known=known)
    page = CampaignPage(
        quotas=quotas,
        found=found,
        dossiers=dossiers,
        province=registry(Workspace(platform().application.load), province),
        known=known,
        freshness=fresh,
    )
    return render_template("campaign.html", page=page, freshness=fresh)


@awards.get("/awards/<code:province>/<code:campaign>/<code:nomination>")
def nomination(province: Code, campaign: Code, nomination: Code) -> str:
    """The way of a nomination, and the conditions as they stood at the decision."""
    fresh = of_projection("dossiers", province)
    found = awards_public.history(province, campaign, nomination, known=_known())
    registered = registry(Workspace(platform().application.load), province)
    page = NominationPage(province=registered, found=found, freshness=fresh)
    return render_template("nomination.html", page=page, freshness=fresh)


@awards.get("/honours/<code:province>")
def honours(province: Code) -> str:
    """The roll of honour over the years: ``?year=`` and ``?unit=`` narrow it down."""
    fresh, known = of_projection("honours", province), _known()
    registered = registry(Workspace(platform().application.load), province)
    whole = awards_public.honours(province, known=known)
    years = sorted({year for each in whole.honours for year in each.years}, reverse=True)
    found = awards_public.honours(province, asked("year", Year), asked("unit", Code), known=known)
    page = HonoursPage(province=registered, found=found, years=years, freshness=fresh)
    return render_template("honours.html", page=page, freshness=fresh)


@awards.after_request
def varying(response: Response) -> Response:
    """The page, which nobody is to keep for somebody else who may see more or less."""
    response.vary.add("Authorization")
    return response


@awards.app_template_global()
def tallies(result: Result, groups: Sequence[IndicatorCode]) -> Sequence[tuple[IndicatorCode | None, Tally]]:
    """The points behind a result: those of these groups, the total if there are none."""
    if not groups:
        return [(None, result.total)]
    return [(code, result.groups[code]) for code in groups if code in result.groups]


@awards.app_template_global()
def groups_of(conditions: Sequence[Condition], code: Code, candidate: Candidature) -> Sequence[IndicatorCode]:
    """The groups whose points a condition counts: its own, else those in somebody's charge; the total if none."""
    own = next((each.groups for each in conditions if isinstance(each, Score) and each.code == code), ())
    return own or (candidate.groups if candidate.kind is CandidateKind.INDIVIDUAL else ())


@awards.app_template_global()
def published(sources: Sequence[Source] | int, result: Result) -> int:
    """As of which position of the log a result counts: where its round was published, or where it was judged by it."""
    if isinstance(sources, int):
        return sources
    of_result = (each for each in sources if isinstance(each, ResultSource))
    return next(each.published_at for each in of_result if (each.round, each.unit) == (result.round, result.unit))


@awards.app_template_global()
def provinces_with_awards() -> Sequence[Registered]:
    """The provinces that have campaigns."""
    workspace = Workspace(platform().application.load)
    codes = dict.fromkeys(each.province for each in platform().eligibility.campaigns())
    return [registry(workspace, code) for code in codes]


def _known() -> bool:
    """Whether whoever asks may see everything. Auditors see what is public: what they read on pages is not logged."""
    return role_if_any() not in {None, Role.AUDITOR}
