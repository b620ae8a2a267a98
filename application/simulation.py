"""A dry run on history: a past round's scorecards read through another definition. Nothing is recorded.

Two series stand side by side and are marked: the results as published, and the same results restated. What can't be
compared leaves points and maximum of the restated series, with the reason.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

import msgspec

from application.contexts import INDICATOR_SET, OpenedRound, cards_as_of_now, opened_round, pinned
from application.restatement import RESTATED, IndicatorResult, Method, Restatement, Translation, best_values
from application.service import BangVang
from application.workspace import Workspace
from domain.indicator_set.content import content_hash
from domain.indicator_set.decisions import require_sound
from domain.indicator_set.definition import IndicatorSet, Scope
from domain.indicator_set.events import stream_id
from domain.metadata import Code, IndicatorCode, Sha256, UnitKind
from domain.points import percent
from domain.province.state import Unit
from domain.ranking import ranked
from domain.refusal import Refusal, RefusalKind
from domain.round.events import PinnedSet
from domain.round.state import Published
from domain.scorecard.state import Drafting, NotOpened, Opened


class Series(StrEnum):
    """Which of the two results: what was published, or what the other definition makes of it."""

    AS_PUBLISHED = "as-published"
    RESTATED = "restated"

    def label(self, language: str = "en") -> str:
        """The mark that stands beside every figure of the series, in ``vi`` or ``en``."""
        return LABELS[self][language != "vi"]


LABELS: Mapping[Series, tuple[str, str]] = {
    Series.AS_PUBLISHED: ("như đã công bố", "as published"),
    Series.RESTATED: ("tính lại theo bộ chỉ số mới, không có giá trị công bố", "restated by the new set, not a result"),
}


class NoneOfTheRoundsKinds(Refusal):
    """The definition is for other kinds of unit than the round scored."""

    code = "none-of-the-rounds-kinds"
    kind = RefusalKind.INVALID
    vi = "Bộ chỉ số {indicator_set} dành cho {kinds}; đợt «{round}» không chấm loại đơn vị nào trong số đó."
    en = "Indicator set {indicator_set} is for {kinds}; round '{round}' scored none of them."
    advice_vi = "Chọn một đợt có chấm các loại đơn vị này, hoặc một bộ chỉ số khác."
    advice_en = "Choose a round that scored such units, or another set."


class Total(msgspec.Struct, frozen=True, kw_only=True):
    """A unit's total in one series, in points, with the applicable maximum, the percentage and the band's code."""

    points: Decimal
    max_points: Decimal
    percent: Decimal | None
    band: Code | None

    @property
    def share(self) -> Fraction:
        """The exact share of the applicable maximum, which decides ranks."""
        return Fraction(self.points) / Fraction(self.max_points) if self.max_points else Fraction(0)


class UnitResult(msgspec.Struct, frozen=True, kw_only=True):
    """One unit's two totals, and its indicators one by one; units of other kinds than the set's have none."""

    unit: Code
    name: str
    kind: UnitKind
    totals: Mapping[Series, Total]
    indicators: tuple[IndicatorResult, ...] = ()


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """One unit's two ranks among the units of its scope, or of its parent where the scope ranks within parents."""

    unit: Code
    parent: Code | None
    ranks: Mapping[Series, int]

    @property
    def gained(self) -> int:
        """How many places the unit rises by the restatement; below zero if it falls."""
        return self.ranks[Series.AS_PUBLISHED] - self.ranks[Series.RESTATED]


class ScopeResult(msgspec.Struct, frozen=True, kw_only=True):
    """The places of one ranking scope, best restated first; without units of which nothing can be compared."""

    code: Code
    name: str
    places: tuple[Place, ...]


class Simulation(msgspec.Struct, frozen=True, kw_only=True):
    """A past round read through another definition, without a trace in the log."""

    province: Code
    round: Code
    published: bool
    """Whether the round's own results are public; those of an open round may still change."""
    indicator_set: Code
    version: str
    content_hash: Sha256
    replaces: Mapping[UnitKind, PinnedSet]
    """The releases that the round pinned for the kinds that the definition is for."""
    successor: bool
    """Whether the definition is of the sets that the round pinned, so that its migrations say what became of old codes.

    Of another set nothing is known but its codes: what has the same one is compared.
    """
    total_points: Decimal
    """The maxima of the indicators on which the round's units would be scored, together."""
    comparable_points: Decimal
    """Those of them that can be compared, be it in one unit only."""
    units: tuple[UnitResult, ...]
    scopes: tuple[ScopeResult, ...]

    @property
    def moved(self) -> tuple[UnitResult, ...]:
        """The units whose total differs between the two series."""
        return tuple(unit for unit in self.units if unit.totals[Series.AS_PUBLISHED] != unit.totals[Series.RESTATED])


def simulate(application: BangVang, province: Code, round_code: Code, definition: IndicatorSet) -> Simulation:
    """What the definition makes of the round's results. Raises ``Refusal`` for an unknown round or an unsound set."""
    require_sound(definition)
    workspace = Workspace(application.load)
    assessed = opened_round(workspace, province, round_code)
    replaces = {kind: pin for kind, pin in assessed.opening.sets.items() if kind in definition.unit_kinds}
    if not replaces:
        kinds = ", ".join(definition.unit_kinds)
        raise NoneOfTheRoundsKinds(indicator_set=definition.code, kinds=kinds, round=round_code)
    scored = _scored(workspace, assessed)
    competing = [unit for unit, card in scored if _is_ranked(assessed, unit, card)]
    units = tuple(_results(workspace, scored, definition, {unit.code for unit in competing}))
    comparable = _comparable(result for unit in units for result in unit.indicators)
    return Simulation(
        province=province,
        round=round_code,
        published=isinstance(assessed, Published),
        indicator_set=definition.code,
        version=definition.version,
        content_hash=content_hash(definition),
        replaces=replaces,
        successor=province == definition.province and {p.indicator_set for p in replaces.values()} == {definition.code},
        total_points=_maxima(definition, comparable),
        comparable_points=_maxima(definition, {code for code, holds in comparable.items() if holds}),
        units=units,
        scopes=tuple(_scope(scope, competing, units) for scope in assessed.opening.scopes),
    )


def _comparable(results: Iterable[IndicatorResult]) -> Mapping[IndicatorCode, bool]:
    """Of each new indicator that applies to a unit: whether the points of one at least say what it would have been."""
    methods: dict[IndicatorCode, set[Method]] = defaultdict(set)
    for result in results:
        if result.indicator is not None:
            methods[result.indicator].add(result.method)
    return {code: bool(found & RESTATED) or Method.NOT_COMPARABLE not in found for code, found in methods.items()}


def _maxima(definition: IndicatorSet, codes: Collection[IndicatorCode]) -> Decimal:
    return sum((each.max_points for each in definition.indicators() if each.code in codes), Decimal(0))


Scored = Sequence[tuple[Unit, Opened]]
"""The units that have a scorecard in the round, with the points that the round's pages show."""


def _scored(workspace: Workspace, assessed: OpenedRound) -> Scored:
    found = cards_as_of_now(workspace, assessed, workspace.state)
    return [(unit, card) for unit, card in found if not isinstance(card, NotOpened)]


def _is_ranked(assessed: OpenedRound, unit: Unit, card: Opened) -> bool:
    return unit.code not in assessed.not_ranked and not isinstance(card, Drafting)


def _results(
    workspace: Workspace, scored: Scored, definition: IndicatorSet, competing: Collection[Code]
) -> Iterator[UnitResult]:
    """Each unit's result; best values are those of the units that compete, as the definition reads them."""
    olds = {card.opening.content_hash: pinned(workspace, card.opening).definition for _, card in scored}
    restated = _restatements(workspace, scored, olds, definition)
    bests = best_values(restatement for unit, restatement in restated.items() if unit in competing)
    for unit, card in scored:
        old = olds[card.opening.content_hash]
        totals = card.totals(old.applicable(card.opening.unit_kind))
        published = _total(old, totals.final_total, totals.max_points)
        results = tuple(restated[unit.code].results(bests)) if unit.code in restated else ()
        after = _restated_total(definition, results) if unit.code in restated else published
        yield UnitResult(
            unit=unit.code,
            name=unit.name,
            kind=unit.kind,
            totals={Series.AS_PUBLISHED: published, Series.RESTATED: after},
            indicators=results,
        )


def _restatements(
    workspace: Workspace, scored: Scored, olds: Mapping[Sha256, IndicatorSet], definition: IndicatorSet
) -> Mapping[Code, Restatement]:
    concerned = [(unit, card) for unit, card in scored if unit.kind in definition.unit_kinds]
    hashes = {card.opening.content_hash for _, card in concerned}
    releases = workspace.state(INDICATOR_SET, stream_id(definition.province, definition.code)).by_version
    known = {version: release.definition for version, release in releases.items()}
    translations = {old: Translation(olds[old], definition, known) for old in hashes}
    return {unit.code: Restatement(card, translations[card.opening.content_hash]) for unit, card in concerned}


def _restated_total(definition: IndicatorSet, results: Iterable[IndicatorResult]) -> Total:
    counted = [result for result in results if result.counts]
    points = sum((result.after or Decimal(0) for result in counted), Decimal(0))
    return _total(definition, points, sum((result.after_max or Decimal(0) for result in counted), Decimal(0)))


def _total(definition: IndicatorSet, points: Decimal, maximum: Decimal) -> Total:
    band = definition.band_for(points, maximum)
    return Total(
        points=points, max_points=maximum, percent=percent(points, maximum), band=None if band is None else band.code
    )


def _scope(scope: Scope, competing: Iterable[Unit], results: Iterable[UnitResult]) -> ScopeResult:
    totals = {result.unit: result.totals for result in results}
    fields: dict[Code | None, list[Unit]] = defaultdict(list)
    for unit in competing:
        if unit.kind in scope.kinds and totals[unit.code][Series.RESTATED].max_points:
            fields[unit.parent if scope.within_parent else None].append(unit)
    places = (place for parent in sorted(fields, key=str) for place in _places(parent, fields[parent], totals))
    return ScopeResult(code=scope.code, name=scope.name, places=tuple(places))


def _places(
    parent: Code | None, units: Iterable[Unit], totals: Mapping[Code, Mapping[Series, Total]]
) -> Iterator[Place]:
    codes = sorted(unit.code for unit in units)
    ranks: dict[Code, dict[Series, int]] = defaultdict(dict)
    for series in Series:
        for rank, code in ranked((code, totals[code][series].share) for code in codes):
            ranks[code][series] = rank
    for code in sorted(codes, key=lambda code: ranks[code][Series.RESTATED]):
        yield Place(unit=code, parent=parent, ranks=ranks[code])
