"""One set beside another: what differs between two releases, and what a set would have made of a past round."""

from collections.abc import Callable
from functools import wraps
from typing import Any

import msgspec
from flask import Response

from api.context import platform
from api.rest.answers import json_response
from api.rest.commands import authenticated
from api.rest.indicator_sets import releases_of
from api.rest.parts import INDICATOR_SET, ROUND, rule
from api.rest.reads import Reading
from api.rest.routes import RELEASE
from api.rest.routes import ROUND as ROUND_PATH
from api.rest.schemas import answer_schema, request_schema
from api.rest.set_files import SET_FILES, is_set_file, sent_set
from application.sets.succession import followed_differences, sentences
from application.simulation import Simulation, simulate
from domain.indicator_set.definition import IndicatorSet, Version
from domain.indicator_set.diff import differences
from domain.indicator_set.difference import Difference, Significance, heaviest
from domain.indicator_set.refusals import ReleaseUnknown
from domain.indicator_set.state import Release, Releases
from domain.metadata import Code


class DifferencesAsked(msgspec.Struct, frozen=True, kw_only=True):
    """Which release to compare with."""

    earlier: Version = msgspec.field(name="from")


class DifferenceSaid(msgspec.Struct, frozen=True, kw_only=True):
    """One difference, for programs and in a sentence."""

    difference: Difference
    vi: str
    en: str


class Differences(msgspec.Struct, frozen=True, kw_only=True):
    """What a release has otherwise than an earlier one, with indicators that it renames as such.

    ``significance`` is what all of it weighs, by codes alone: by so much the number has to rise; null if nothing.
    """

    earlier: Version
    version: Version
    significance: Significance | None
    differences: tuple[DifferenceSaid, ...]


@Reading(part=INDICATOR_SET, path=f"{RELEASE}/differences", answers=answer_schema(Differences), asks=DifferencesAsked)
def get_release_differences(asked: DifferencesAsked, province: Code, indicator_set: Code, version: Version) -> Response:
    """What differs between two releases of a set, field by field, and which part of the number it takes."""
    releases, _ = releases_of(province, indicator_set)
    before, after = (_release(releases, indicator_set, each) for each in (asked.earlier, version))
    found = followed_differences(before.definition, after.definition)
    weight = heaviest(differences(before.definition, after.definition))
    said = tuple(_said(before.definition, after.definition, each) for each in found)
    return json_response(Differences(earlier=asked.earlier, version=version, significance=weight, differences=said))


def _said(before: IndicatorSet, after: IndicatorSet, difference: Difference) -> DifferenceSaid:
    vi, en = ("; ".join(sentences(before, after, difference, language)) for language in ("vi", "en"))
    return DifferenceSaid(difference=difference, vi=vi, en=en)


def _release(releases: Releases, indicator_set: Code, version: Version) -> Release:
    found = releases.by_version.get(version)
    if found is None:
        raise ReleaseUnknown(indicator_set=indicator_set, version=version)
    return found


class SimulationAsked(msgspec.Struct, frozen=True, kw_only=True):
    """The set to read the round's results through; it need not be released."""

    definition: IndicatorSet


ABOUT: dict[str, Any] = {
    "problems": [400, 401, 403, 404, 406, 413, 415, 422, 500],
    "headers": ["ACTOR", "UNIT"],
    "protected": True,
    "operationId": "simulateIndicatorSet",
    "bodies": SET_FILES,
    "description": "Needs a token, of whichever role. A dry run: nothing is recorded, and nothing it says is a result. "
    "The set comes as JSON with its definition, or as a set file, YAML or Excel, whose every mistake is told.",
}


@ROUND.body(request_schema(SimulationAsked))
@ROUND.answers(200, answer_schema(Simulation))
@ROUND.described(**ABOUT)
def simulations(body: dict[str, Any], province: Code, round: Code) -> Response:  # noqa: A002  # As the address has it.
    """What a set would have made of a round: totals and ranks as published and restated, side by side."""
    return _simulated(province, round, msgspec.convert(body, SimulationAsked).definition)


def _simulated(province: Code, round_code: Code, definition: IndicatorSet) -> Response:
    return json_response(simulate(platform().application, province, round_code, definition))


@wraps(simulations)
def _json_or_file(province: Code, round: Code) -> Response:  # noqa: A002  # As above.
    if is_set_file():
        return _simulated(province, round, sent_set())
    as_json: Callable[..., Response] = simulations
    return as_json(province=province, round=round)


ROUND.route(rule(f"{ROUND_PATH}/simulations"), methods=["POST"], endpoint="simulate_indicator_set")(
    authenticated(_json_or_file)
)
