"""The papers of an award campaign, as PDF or as a workbook."""

from typing import Annotated, Literal

import msgspec
from flask import Response, request

from api.context import platform
from api.freshness import of_projection, require_position
from api.identity import current_actor
from api.papers import PaperKind, as_pdf, as_workbook, make_paper
from api.refusals import AddressUnknown
from api.rest.answers import fresh
from api.rest.parts import AWARD_CAMPAIGN, PDF, WORKBOOK
from api.rest.reads import Reading
from api.rest.routes import CAMPAIGN
from api.signing import signed_publicly
from domain.metadata import Code

READ = ("dossiers", "eligibility")
"""The read models that papers are made from."""
ENDINGS = {PDF: "pdf", WORKBOOK: "xlsx"}


class PaperAsked(msgspec.Struct, frozen=True, kw_only=True):
    """In which form, and as of when."""

    format: Literal["pdf", "xlsx"] | None = None
    """Instead of the header Accept."""
    as_of: Annotated[int, msgspec.Meta(ge=1, le=2**63 - 1)] | None = None
    """As it was known when the log ended at this position."""


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
    bytes, unless a name was erased since.
    """
    current_actor()
    if kind not in set(PaperKind):
        raise AddressUnknown
    freshness = of_projection("dossiers", province)
    for name in READ if asked.as_of is not None else ():
        require_position(name, asked.as_of or 0, province)
    with signed_publicly():
        paper = make_paper(platform(), province, campaign, PaperKind(kind), asked.as_of)
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
