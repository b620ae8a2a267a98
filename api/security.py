"""Headers that keep a browser to what the pages are meant to do."""

from flask import Flask, Response, request

from api.rest.openapi import PREFIX

NOTHING = "default-src 'none'; base-uri 'none'; frame-ancestors 'none'"
PAGE = f"{NOTHING}; form-action 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'"
DOCUMENTATION = f"{PAGE}; script-src 'self'; connect-src 'self'"
"""The one page with a script, which asks this host only."""

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
A_YEAR = 365 * 24 * 60 * 60


def register(app: Flask) -> None:
    """Adds the headers to every response."""
    app.after_request(_secured)


def _secured(response: Response) -> Response:
    response.headers.extend(HEADERS)
    response.headers["Content-Security-Policy"] = _policy(response)
    if request.is_secure:
        response.headers["Strict-Transport-Security"] = f"max-age={A_YEAR}"
    if not response.cache_control and request.endpoint is not None:
        # Asking again costs little where there is an ETag, and a stale ranking is a wrong one.
        response.cache_control.no_cache = True
    return response


def _policy(response: Response) -> str:
    if response.mimetype != "text/html":
        return NOTHING
    return DOCUMENTATION if request.path == f"{PREFIX}/docs" else PAGE
