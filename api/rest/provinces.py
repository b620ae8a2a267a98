"""Provinces and units: as they stand in the log, and in lists."""

import msgspec
from flask import Response

from api.context import platform
from api.freshness import of_projection
from api.rest.answers import Limit, fresh, json_response, page_response
from api.rest.parts import PROVINCE
from api.rest.reads import Reading, page_of
from api.rest.routes import PROVINCE as ONE
from api.rest.routes import UNIT, UNITS
from api.rest.schemas import answer_schema
from api.rest.versions import unless_known
from application.contexts import PROVINCE as AGGREGATE
from domain.metadata import Code, UnitKind
from domain.province.decisions import known_unit
from domain.province.events import stream_id
from domain.province.refusals import ProvinceUnknown
from domain.province.state import Registered, Unit
from projections.ranking.answer import ProvinceSummary


class ProvinceState(msgspec.Struct, frozen=True, kw_only=True):
    """A province and every unit it has or had, in the order they were registered."""

    province: Code
    name: str
    name_en: str
    units: tuple[Unit, ...]


class ListAsked(msgspec.Struct, frozen=True, kw_only=True):
    """Which part of a list."""

    cursor: Code | None = None
    limit: Limit = 50


class UnitsAsked(ListAsked, frozen=True, kw_only=True):
    """Which part of the list, and of which kind."""

    kind: UnitKind | None = None


@Reading(part=PROVINCE, path="/provinces", answers=page_of(ProvinceSummary), asks=ListAsked, projection="ranking")
def list_provinces(asked: ListAsked) -> Response:
    """The provinces on the platform, by their codes."""
    freshness = of_projection("ranking")
    found = platform().rankings.provinces(after=asked.cursor or "", limit=asked.limit + 1)
    return fresh(page_response(found, asked.limit, lambda each: each.province), freshness)


@Reading(part=PROVINCE, path=ONE, answers=answer_schema(ProvinceState), versioned=True)
def get_province(province: Code) -> Response:
    """One province with its units."""
    registered, version = _registered(province)
    state = ProvinceState(
        province=province, name=registered.name, name_en=registered.name_en, units=tuple(registered.units.values())
    )
    return unless_known(json_response(state), version)


@Reading(part=PROVINCE, path=UNITS, answers=page_of(Unit), asks=UnitsAsked)
def list_units(asked: UnitsAsked, province: Code) -> Response:
    """The units of a province, by their codes; of one kind if asked."""
    registered, _ = _registered(province)
    found = sorted(registered.units.values(), key=lambda unit: unit.code)
    wanted = [unit for unit in found if unit.code > (asked.cursor or "") and asked.kind in {None, unit.kind}]
    return page_response(wanted, asked.limit, lambda unit: unit.code)


@Reading(part=PROVINCE, path=UNIT, answers=answer_schema(Unit), versioned=True)
def get_unit(province: Code, unit: Code) -> Response:
    """One unit; its version is that of its province."""
    registered, version = _registered(province)
    return unless_known(json_response(known_unit(registered, unit)), version)


def _registered(province: Code) -> tuple[Registered, int]:
    current = platform().application.load(AGGREGATE, stream_id(province))
    if not isinstance(current.state, Registered):
        raise ProvinceUnknown(province=province)
    return current.state, current.number
