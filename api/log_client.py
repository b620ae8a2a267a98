"""A log elsewhere, read by its REST interface: what it answers is bounded, and none of it is trusted."""

from collections.abc import Sequence
from http.client import HTTPException, HTTPResponse
from time import monotonic
from typing import Any
from urllib.error import HTTPError
from urllib.request import HTTPRedirectHandler, Request, build_opener

import msgspec

from api.refusals import LogUnreachable
from application.proof.signing import exact_base64
from projections.transparency import ConsistencyProof, SizeUnknown

PREFIX = "/api/v1/log"
PATIENCE = 30.0
"""Seconds that an answer may take."""
LARGEST = 1_000_000
"""Bytes of an answer that are read; none that is meant well is so long."""
CHUNK = 65536
LONGEST_SENTENCE = 300


class _Straight(HTTPRedirectHandler):
    """Goes nowhere but to the address that was given."""

    def redirect_request(self, *_: Any) -> None:
        """Makes an error of it."""


OPEN = build_opener(_Straight).open


class Told(msgspec.Struct, frozen=True):
    """What is read of a problem that a log answers with."""

    code: str = ""
    vi: dict[str, str] = {}
    en: dict[str, str] = {}


class RemoteLog:
    """A log's interface at an address."""

    def __init__(self, address: str) -> None:
        """Takes the server's address, such as https://bangvang.example; refuses all but http and https."""
        if not address.startswith(("http://", "https://")):
            raise _unreachable(address, "chỉ dùng http và https", "only http and https are used")
        self._address = f"{address.rstrip('/')}{PREFIX}"

    def checkpoint(self) -> str:
        """The last checkpoint, whose signatures are still to be verified. Raises ``LogUnreachable``."""
        return self._text("/checkpoint", "text/plain")

    def consistency(self, earlier: int, later: int) -> Sequence[bytes]:
        """The path that has to prove that the log of one size begins with that of another; none where it has none.

        Raises ``LogUnreachable``.
        """
        address = f"/proofs/consistency?from={earlier}&to={later}"
        try:
            found = msgspec.json.decode(self._text(address), type=ConsistencyProof)
        except msgspec.MsgspecError:
            raise self._unreadable() from None
        except LogUnreachable as refusal:
            if refusal.data["code"] == SizeUnknown.code:
                return ()
            raise
        path = [exact_base64(each) or b"" for each in found.path]
        if not all(path):
            raise self._unreadable()
        return path

    def add_cosignature(self, size: int, line: str) -> str:
        """Hands in a witness's signature line, and answers with the note that the log has now.

        Raises ``LogUnreachable``.
        """
        body = msgspec.json.encode({"line": line})
        answer = self._text(f"/checkpoints/{size}/cosignatures", body=body)
        try:
            note: str = msgspec.json.decode(answer, type=dict[str, Any])["note"]
        except (msgspec.MsgspecError, KeyError):
            raise self._unreadable() from None
        return str(note)

    def _text(self, path: str, accept: str = "application/json", body: bytes | None = None) -> str:
        headers = {"Accept": accept, **({"Content-Type": "application/json"} if body is not None else {})}
        try:
            # The scheme was looked at above.
            asked = Request(f"{self._address}{path}", body, headers)  # noqa: S310
            with OPEN(asked, timeout=PATIENCE) as answer:
                return self._read(answer).decode()
        except HTTPError as error:
            with error:
                raise self._refused(error) from None
        except UnicodeDecodeError:
            raise self._unreadable() from None
        except (OSError, HTTPException, ValueError) as error:
            raise _unreachable(self._address, str(error), str(error)) from None

    def _read(self, answer: HTTPResponse) -> bytes:
        content, until = b"", monotonic() + PATIENCE
        while chunk := answer.read1(CHUNK):
            content += chunk
            if len(content) > LARGEST or monotonic() > until:
                raise _unreachable(self._address, "câu trả lời quá dài", "the answer takes too long")
        return content

    def _refused(self, error: HTTPError) -> LogUnreachable:
        """What the log says itself about why, where it says so as a problem."""
        try:
            told = msgspec.json.decode(error.read(LARGEST), type=Told, strict=False)
        except (msgspec.MsgspecError, OSError, HTTPException):
            told = Told()
        sentences = (each.get("detail", "")[:LONGEST_SENTENCE] for each in (told.vi, told.en))
        vi, en = (f"HTTP {error.code} {sentence}".strip() for sentence in sentences)
        return _unreachable(self._address, vi, en, told.code)

    def _unreadable(self) -> LogUnreachable:
        return _unreachable(self._address, "không hiểu được câu trả lời", "its answer can't be read")


def _unreachable(address: str, vi: str, en: str, code: str = "") -> LogUnreachable:
    return LogUnreachable(address=address, problem_vi=vi, problem_en=en, code=code)
