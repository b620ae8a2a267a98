"""How a change of a scorecard is told on a page."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

from api.people import with_names
from api.web.languages import language, say
from application.people import Names
from projections.score_history import Change


def direction(change: Change) -> str:
    """Whether points went up or down."""
    if change.before is None or change.after is None or change.before == change.after:
        return "same"
    return "raised" if change.after > change.before else "lowered"


def facts(change: Change) -> Iterator[tuple[str, str]]:
    """What a change says besides its points and its reason, each with its label."""
    told = {**change.details, "inputs": change.inputs, "document": change.source_document}
    for name, written in FACTS.items():
        value = told.get(name)
        if value is not None and (value or name == "accepted"):
            yield say(f"fact.{name}"), who(written(value), change.names)


def who(text: str, names: Names) -> str:
    """The text with the names of people in the place of their references."""
    return with_names(language(), text, names)


def _inputs(inputs: dict[str, str]) -> str:
    return "; ".join(f"{name} = {value}" for name, value in inputs.items())


def _document(document: dict[str, str]) -> str:
    return f"{document['number']} ({_day(document['date'])}), {document['issuer']}"


def _day(written: str) -> str:
    return f"{date.fromisoformat(written):%d/%m/%Y}"


def _points(points: str) -> str:
    return points.replace(".", ",") if language() == "vi" else points


def _truth(value: bool) -> str:  # noqa: FBT001  # One of several ways of writing a value.
    return say("yes" if value else "no")


FACTS: dict[str, Callable[[Any], str]] = {
    "inputs": _inputs,
    "text": str,
    "evidence": lambda evidence: str(evidence["name"]),
    "approved_by": str,
    "due": _day,
    "claimed_points": _points,
    "accepted": _truth,
    "on_site": _truth,
    "document": _document,
}
