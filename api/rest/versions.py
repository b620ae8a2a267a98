"""Versions of aggregates as ETags: ``"v7"`` is what is read, sent back, and compared."""

from uuid import UUID

from flask import Response, request

from api.refusals import VersionRequired, VersionUnspecific
from application.refusals import StaleVersion

IF_MATCH = "If-Match"


def etag_of(version: int) -> str:
    """The content of a version's ETag."""
    return f"v{version}"


def with_version(response: Response, version: int) -> Response:
    """The response with this version as its ETag."""
    response.set_etag(etag_of(version))
    return response


def unless_known(response: Response, version: int) -> Response:
    """The response with its ETag, or 304 if that is the one the reader has."""
    with_version(response, version).make_conditional(request)
    return response


def require_version(stream: UUID, version: int) -> None:
    """Refuses a change of a stream whose sender has not read this version of it.

    ``If-Match: *`` is refused too: a change is decided on one version, and it has to be said which.
    """
    if IF_MATCH not in request.headers:
        raise VersionRequired
    if request.if_match.star_tag:
        raise VersionUnspecific
    if not request.if_match.contains(etag_of(version)):
        raise StaleVersion(stream=stream, expected=request.headers[IF_MATCH], actual=version)
