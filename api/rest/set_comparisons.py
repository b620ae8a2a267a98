"""One set beside another: what differs between two releases, and what a set would have made of a past round."""

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
    """What a release has otherwise than an earlier one; ``significance`` is what all of it weighs, null if nothing."""

    earlier: Version
    version: Version
    significance: Significance | None
    differences: tuple[DifferenceSaid, ...]


@Reading(part=INDICATOR_SET, path=f"{RELEASE}/differences", answers=answer_schema(Differences), asks=DifferencesAsked)
def get_release_differences(asked: DifferencesAsked, province: Code, indicator_set: Code, version: Version) -> Response:
    """What differs between two releases of a set, field by field, and which part of the number it takes."""
    releases, _ = releases_of(province, indicator_set)
    before, after = (_release(releases, indicator_set, each) for each in (asked.earlier, version))
    found = differences(before.definition, after.definition)
    said = tuple(DifferenceSaid(difference=each, vi=each.sentence("vi"), en=each.sentence("en")) for each in found)
    return json_response(
        Differences(earlier=asked.earlier, version=version, significance=heaviest(found), differences=said)
    )


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
    "description": "For every role. A dry run: nothing is recorded, and nothing it says is a result.",
}


@ROUND.body(request_schema(SimulationAsked))
@ROUND.answers(200, answer_schema(Simulation))
@ROUND.described(**ABOUT)
def simulations(body: dict[str, Any], province: Code, round: Code) -> Response:  # noqa: A002  # As the address has it.
    """What a set would have made of a round: totals and ranks as published and restated, side by side."""
    asked = msgspec.convert(body, SimulationAsked)
    return json_response(simulate(platform().application, province, round, asked.definition))


ROUND.route(rule(f"{ROUND_PATH}/simulations"), methods=["POST"], endpoint="simulate_indicator_set")(
    authenticated(simulations)
)
