"""Indicator sets: which there are, which versions were released, and each whole definition."""

from itertools import groupby

import msgspec
from flask import Response

from api.context import platform
from api.freshness import of_projection
from api.refusals import IndicatorSetUnknown
from api.rest.answers import fresh, json_response, page_response
from api.rest.parts import INDICATOR_SET
from api.rest.provinces import ListAsked
from api.rest.reads import Reading, page_of
from api.rest.routes import RELEASE, SETS
from api.rest.schemas import answer_schema
from api.rest.versions import unless_known
from application.contexts import INDICATOR_SET as AGGREGATE
from domain.indicator_set.definition import IndicatorSet, Version
from domain.indicator_set.events import stream_id
from domain.indicator_set.refusals import ReleaseUnknown
from domain.indicator_set.state import Releases
from domain.metadata import Code, Provenance, Sha256


class SetSummary(msgspec.Struct, frozen=True, kw_only=True):
    """A set in a list, with the versions that were released."""

    indicator_set: Code
    name: str
    provenance: Provenance
    versions: tuple[Version, ...]


class ReleaseSummary(msgspec.Struct, frozen=True, kw_only=True):
    """One version of a set; ``content_hash`` is what rounds pin."""

    version: Version
    content_hash: Sha256
    withdrawn: bool
    name: str
    provenance: Provenance


class SetState(msgspec.Struct, frozen=True, kw_only=True):
    """A set and its releases, in the order they were made."""

    province: Code
    indicator_set: Code
    releases: tuple[ReleaseSummary, ...]


class ReleaseState(msgspec.Struct, frozen=True, kw_only=True):
    """One release with its whole definition."""

    content_hash: Sha256
    withdrawn: bool
    definition: IndicatorSet


@Reading(part=INDICATOR_SET, path=SETS, answers=page_of(SetSummary), asks=ListAsked, projection="ranking")
def list_indicator_sets(asked: ListAsked, province: Code) -> Response:
    """The sets that a province has released, by their codes."""
    freshness = of_projection("ranking", province)
    sets = []
    for code, releases in groupby(platform().rankings.releases(province), key=lambda release: release.code):
        versions = list(releases)
        last = versions[-1]
        numbers = tuple(release.version for release in versions)
        sets.append(SetSummary(indicator_set=code, name=last.name, provenance=last.provenance, versions=numbers))
    wanted = [each for each in sets if each.indicator_set > (asked.cursor or "")]
    return fresh(page_response(wanted, asked.limit, lambda each: each.indicator_set), freshness)


@Reading(part=INDICATOR_SET, path=f"{SETS}/{{indicator_set}}", answers=answer_schema(SetState), versioned=True)
def get_indicator_set(province: Code, indicator_set: Code) -> Response:
    """One set with its releases."""
    releases, version = releases_of(province, indicator_set)
    summaries = tuple(
        ReleaseSummary(
            version=number,
            content_hash=release.content_hash,
            withdrawn=release.withdrawn,
            name=release.definition.name,
            provenance=release.definition.provenance,
        )
        for number, release in releases.by_version.items()
    )
    state = SetState(province=province, indicator_set=indicator_set, releases=summaries)
    return unless_known(json_response(state), version)


@Reading(part=INDICATOR_SET, path=RELEASE, answers=answer_schema(ReleaseState), versioned=True)
def get_release(province: Code, indicator_set: Code, version: Version) -> Response:
    """One release with its whole definition; its ETag is that of the set."""
    releases, number = releases_of(province, indicator_set)
    release = releases.by_version.get(version)
    if release is None:
        raise ReleaseUnknown(indicator_set=indicator_set, version=version)
    state = ReleaseState(content_hash=release.content_hash, withdrawn=release.withdrawn, definition=release.definition)
    return unless_known(json_response(state), number)


def releases_of(province: Code, indicator_set: Code) -> tuple[Releases, int]:
    """The releases of a set and the version of its stream; refuses a set that is not there."""
    current = platform().application.load(AGGREGATE, stream_id(province, indicator_set))
    if not current.number:
        raise IndicatorSetUnknown(province=province, indicator_set=indicator_set)
    return current.state, current.number
