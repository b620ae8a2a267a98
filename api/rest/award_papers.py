"""The papers of an award campaign, as PDF or as a workbook."""

from typing import Literal

import msgspec
from flask import Response, request

from api.award_moments import position_of_moment
from api.context import platform
from api.freshness import of_projection, require_position
from api.identity import current_actor
from api.papers import Asked, PaperKind, as_pdf, as_workbook, make_paper
from api.refusals import AddressUnknown
from api.rest.answers import Moment, fresh
from api.rest.parts import AWARD_CAMPAIGN, PDF, WORKBOOK
from api.rest.reads import Reading
from api.rest.routes import CAMPAIGN
from api.signing import signed_publicly
from domain.award_campaign.policy import Year
from domain.metadata import Code, Name

READ = ("dossiers", "eligibility")
"""The read models that papers are made from."""
ENDINGS = {PDF: "pdf", WORKBOOK: "xlsx"}


class PaperAsked(msgspec.Struct, frozen=True, kw_only=True):
    """In which form, and as of when."""

    format: Literal["pdf", "xlsx"] | None = None
    """Instead of the header Accept."""
    award: Code | None = None
    """Of this award alone."""
    year: Year | None = None
    """Of a yearly award, of this year alone."""
    decision: Name | None = None
    """Of this decision alone, by its number, or `NUMBER, ISSUER`."""
    as_of: Moment | None = None
    """As it was known then, as for eligibility."""


@Reading(
    part=AWARD_CAMPAIGN,
    path=f"{CAMPAIGN}/papers/{{kind}}",
    answers=None,
    asks=PaperAsked,
    projection="dossiers",
    protected=True,
    also=[PDF, WORKBOOK],
    refuses=[409],
)
def get_award_paper(asked: PaperAsked, province: Code, campaign: Code, kind: Code) -> Response:
    """A paper in Vietnamese: `proposal`, `minutes`, `decision` or `certificates`.

    It names persons and needs a token, of whichever role. The same campaign as of the same position gives the same
    bytes, unless a name was erased since. Each is dated by the step that it is about, and tells what was known then;
    an annex is of one decision, named where there are several.
    """
    current_actor()
    if kind not in set(PaperKind):
        raise AddressUnknown
    freshness = of_projection("dossiers", province)
    as_of = None if asked.as_of is None else position_of_moment(platform(), province, campaign, asked.as_of)
    for name in READ if as_of is not None else ():
        require_position(name, as_of or 0, province)
    part = Asked(asked.award, asked.year, asked.decision)
    with signed_publicly():
        paper = make_paper(platform(), province, campaign, PaperKind(kind), as_of, part)
    media_type = _media_type(asked)
    content = as_pdf(paper) if media_type == PDF else as_workbook(paper)
    response = Response(content, content_type=media_type)
    name = f"{province}-{campaign}-{kind}.{ENDINGS[media_type]}"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    # Nobody keeps names that may be erased tomorrow.
    response.cache_control.no_store = True
    response.vary.update(("Accept", "Authorization"))
    return fresh(response, freshness)


def _media_type(asked: PaperAsked) -> str:
    if asked.format is not None:
        return WORKBOOK if asked.format == "xlsx" else PDF
    return request.accept_mimetypes.best_match([PDF, WORKBOOK], default=PDF)
