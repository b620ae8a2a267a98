"""Refusals as RFC 9457 problems, in the language asked for and always in both."""

from collections.abc import Iterator, Mapping
from typing import Any

import msgspec
from flask import Response, request

from api.refusals import RequestInvalid, status_of
from api.rest import docstrings
from api.rest.sentences import Fault, fault
from application.imports import ImportRefused
from application.sets.sound_file import SetFileInvalid
from domain.refusal import Refusal

MEDIA_TYPE = "application/problem+json"
LANGUAGES = ("vi", "en")
BODY = "json"
FAULTS = "faults"


class Wording(msgspec.Struct, frozen=True, kw_only=True):
    """What is wrong and what to do about it, in one language."""

    detail: str
    advice: str


class Problem(msgspec.Struct, frozen=True, kw_only=True):
    """A refusal (RFC 9457). ``code`` and ``type`` are stable; ``data`` is what the sentences were filled with."""

    type: str
    title: str
    status: int
    detail: str
    advice: str
    code: str
    vi: Wording
    en: Wording
    data: dict[str, Any]
    errors: tuple[Fault, ...]


class ProblemType(msgspec.Struct, frozen=True, kw_only=True):
    """A kind of problem: its stable code, its HTTP status and its sentences with their gaps in braces."""

    type: str
    code: str
    title: str
    status: int
    vi: Wording
    en: Wording


def language() -> str:
    """``vi`` or ``en``, whichever the request prefers; ``vi`` if neither."""
    return request.accept_languages.best_match(LANGUAGES, default="vi")


def answer(refusal: Refusal) -> Response:
    """The refusal as a response."""
    problem = problem_of(refusal, language())
    response = Response(msgspec.json.encode(problem), problem.status, mimetype=MEDIA_TYPE)
    response.content_language.add(language())
    response.vary.add("Accept-Language")
    return response


def problem_of(refusal: Refusal, spoken: str) -> Problem:
    """The refusal as a problem whose ``detail`` and ``advice`` are in this language."""
    wordings = {each: Wording(detail=refusal.sentence(each), advice=refusal.advice(each)) for each in LANGUAGES}
    return Problem(
        type=type_of(refusal),
        title=title_of(type(refusal)),
        status=status_of(refusal),
        detail=wordings[spoken].detail,
        advice=wordings[spoken].advice,
        code=refusal.code,
        vi=wordings["vi"],
        en=wordings["en"],
        data={name: _plain(value) for name, value in refusal.data.items() if name != FAULTS},
        errors=tuple(_errors(refusal, spoken)),
    )


def problem_types() -> list[ProblemType]:
    """Every kind of problem there is, by its code."""
    return [_problem_type(refusal) for _, refusal in sorted(Refusal.known.items())]


def _problem_type(refusal: type[Refusal]) -> ProblemType:
    return ProblemType(
        type=type_of(refusal),
        code=refusal.code,
        title=title_of(refusal),
        status=status_of(refusal),
        vi=Wording(detail=refusal.vi, advice=refusal.advice_vi),
        en=Wording(detail=refusal.en, advice=refusal.advice_en),
    )


def type_of(refusal: Refusal | type[Refusal]) -> str:
    """The URI by which programs know this kind of problem."""
    return f"urn:bangvang:problem:{refusal.code}"


def title_of(refusal: type[Refusal]) -> str:
    """What the kind of problem is, in a few words that stay the same."""
    return docstrings.summary(refusal).partition(";")[0].removesuffix(".")


def count_of(faults: Any) -> int:
    """How many single faults there are in nested messages."""
    return sum(1 for _ in _flat(faults))


def _errors(refusal: Refusal, spoken: str) -> Iterator[Fault]:
    match refusal:
        case RequestInvalid():
            yield from _request_faults(refusal.data[FAULTS], spoken)
        case ImportRefused():
            for each in refusal.faults:
                vi, en = each.refusal.sentence("vi"), each.refusal.sentence("en")
                detail = vi if spoken == "vi" else en
                yield Fault(cell=each.cell.place, code=each.refusal.code, detail=detail, vi=vi, en=en)
        case SetFileInvalid():
            for where, mistake in refusal.parts():
                vi, en = mistake.sentence("vi"), mistake.sentence("en")
                detail = vi if spoken == "vi" else en
                yield Fault(place=where["place"] or None, code=mistake.code, detail=detail, vi=vi, en=en)


def _request_faults(faults: Mapping[str, Any], spoken: str) -> Iterator[Fault]:
    for location, messages in faults.items():
        for path, message in _flat(messages):
            if location == BODY:
                yield fault(message, language=spoken, pointer=_pointer(path))
            else:
                yield fault(message, language=spoken, parameter=path[0] if path else location)


def _plain(value: Any) -> Any:
    return msgspec.to_builtins(value, enc_hook=str)


def _flat(messages: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], str]]:
    if isinstance(messages, Mapping):
        for name, deeper in messages.items():
            yield from _flat(deeper, path if name == "_schema" else (*path, str(name)))
    else:
        yield from ((path, str(message)) for message in messages)


def _pointer(path: tuple[str, ...]) -> str:
    """A JSON pointer (RFC 6901) as a fragment: ``#/calendar/review/opens``."""
    return "#" + "".join("/" + name.replace("~", "~0").replace("/", "~1") for name in path)
