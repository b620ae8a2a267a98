"""Puts an account into words: unit by unit, with the causes that moved most."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from application.log import LogReader
from domain.indicator_set.definition import Scope
from domain.metadata import Code, IndicatorCode, UnitKind
from domain.points import from_units, percent
from projections.difference.account import Account
from projections.difference.answer import (
    Cause,
    IndicatorDifference,
    OtherPoints,
    OtherSteps,
    PointsCause,
    RankCause,
    RankDifference,
    UnitDifference,
)
from projections.difference.ledger import OPENING
from projections.difference.material import Material
from projections.difference.ranks import NEVER, Ranks
from projections.ranking.held import Numbers
from projections.telling import told_by


class Telling:
    """Tells of units; ``most`` causes of each unit's points, and of each of its ranks, one by one."""

    def __init__(self, account: Account, scopes: Sequence[Scope], most: int | None) -> None:
        """Takes what there is to tell."""
        self._account, self._material, self._most = account, account.material, most
        self._scopes = {scope.code: scope for scope in scopes}
        self._ranks = account.ranks(scopes)
        self._names = {row["unit"]: row for row in self._material.units}
        self._borders = np.searchsorted(account.ledger.cards, np.arange(len(self._material.cards) + 1)).tolist()
        self._sums = [column.tolist() for column in account.cards]

    def units(self) -> Iterator[UnitDifference]:
        """By their codes, the units of the scopes to which something has happened."""
        for unit, number in sorted(self._material.numbers.items()):
            ranks = self._of_card(number)
            added = self._borders[number + 1] > self._borders[number]
            if (ranks and added) or any(len(moved.steps) for moved in ranks.values()):
                yield self._unit(unit, number, ranks)

    def unit(self, unit: Code) -> Iterator[UnitDifference]:
        """That unit, whether anything has happened to it or not, if there was such a unit by then."""
        number = self._material.numbers.get(unit)
        if number is not None:
            yield self._unit(unit, number, self._of_card(number))
        elif unit in self._names:
            yield self._without_card(unit)

    def _of_card(self, number: int) -> Mapping[Code, Ranks]:
        """The unit's ranks in each scope that has units of its kind."""
        kind = self._material.cards[number].kind
        return {
            code: self._ranks[code].get(number, NEVER) for code, scope in self._scopes.items() if kind in scope.kinds
        }

    def _unit(self, unit: Code, number: int, ranks: Mapping[Code, Ranks]) -> UnitDifference:
        points, maximum, points_added, maximum_added, _ = (column[number] for column in self._sums)
        causes, others = self._causes(number)
        is_open = self._material.cards[number].opened <= self._account.since
        return UnitDifference(
            **self._named(unit),
            **_moment("before", points, maximum) if is_open else _nothing("before"),
            **_moment("after", points + points_added, maximum + maximum_added),
            points=from_units(points_added),
            max_points=from_units(maximum_added),
            indicators=tuple(self._indicators(number)),
            causes=causes,
            others=others,
            ranks=tuple(self._rank(scope, moved) for scope, moved in ranks.items()),
        )

    def _without_card(self, unit: Code) -> UnitDifference:
        none = from_units(0)
        return UnitDifference(
            **self._named(unit),
            **_nothing("before"),
            **_nothing("after"),
            points=none,
            max_points=none,
            indicators=(),
            causes=(),
            others=OtherPoints(causes=0, points=none, max_points=none),
            ranks=(),
        )

    def _named(self, unit: Code) -> dict[str, Any]:
        row = self._names[unit]
        return {"unit": unit, "name": row["name"], "name_en": row["name_en"], "kind": UnitKind(row["kind"])}

    def _indicators(self, number: int) -> Iterator[IndicatorDifference]:
        card, sums = self._material.cards[number], self._account.indicators
        for code, offset in self._material.indicators(card).items():
            where = card.start + offset
            if sums.entries[where]:
                before, added = int(sums.points[where]), int(sums.points_added[where])
                yield IndicatorDifference(
                    indicator=code,
                    points_before=from_units(before),
                    points_after=from_units(before + added),
                    points=from_units(added),
                    causes=int(sums.entries[where]),
                )

    def _causes(self, number: int) -> tuple[tuple[PointsCause, ...], OtherPoints]:
        ledger = self._account.ledger.where(np.arange(self._borders[number], self._borders[number + 1]))
        told = _largest(np.maximum(np.abs(ledger.points), np.abs(ledger.maxima)), self._most)
        codes = tuple(self._material.indicators(self._material.cards[number]))
        chosen = ledger.where(told)
        causes = tuple(
            PointsCause(
                position=position,
                indicator=None if indicator == OPENING else codes[indicator],
                points=from_units(points),
                max_points=from_units(maximum),
            )
            for position, _, indicator, points, maximum in zip(*(column.tolist() for column in chosen), strict=True)
        )
        return causes, OtherPoints(
            causes=len(ledger.cards) - len(told),
            points=from_units(int(ledger.points.sum() - chosen.points.sum())),
            max_points=from_units(int(ledger.maxima.sum() - chosen.maxima.sum())),
        )

    def _rank(self, scope: Code, moved: Ranks) -> RankDifference:
        told = _largest(np.abs(moved.steps), self._most)
        after = moved.at_first + np.cumsum(moved.steps)
        columns = (moved.positions, after - moved.steps, after, moved.steps)
        rows = zip(*(column[told].tolist() for column in columns), strict=True)
        return RankDifference(
            scope=scope,
            rank_before=moved.at_first or None,
            rank_after=moved.at_last or None,
            steps=moved.at_last - moved.at_first,
            causes=tuple(
                RankCause(
                    position=position, rank_before=rank_before or None, rank_after=rank_after or None, steps=steps
                )
                for position, rank_before, rank_after, steps in rows
            ),
            others=OtherSteps(
                causes=len(moved.steps) - len(told), steps=int(moved.steps.sum() - moved.steps[told].sum())
            ),
        )


def _largest(sizes: Numbers, most: int | None) -> Numbers:
    """The numbers of the largest, as they stand; the earlier of those of equal size."""
    if most is None or len(sizes) <= most:
        return np.arange(len(sizes))
    return np.sort(np.argsort(-sizes, kind="stable")[:most])


def _moment(moment: str, points: int, maximum: int) -> dict[str, Any]:
    return {
        f"points_{moment}": from_units(points),
        f"max_points_{moment}": from_units(maximum),
        f"percent_{moment}": percent(points, maximum),
    }


def _nothing(moment: str) -> dict[str, Any]:
    return dict.fromkeys((f"points_{moment}", f"max_points_{moment}", f"percent_{moment}"))


def causes(log: LogReader, material: Material, units: Collection[UnitDifference]) -> Iterator[Cause]:
    """Every event that is named as a cause, in the order of the log."""
    positions = {cause.position for unit in units for cause in unit.causes}
    positions |= {cause.position for unit in units for moved in unit.ranks for cause in moved.causes}
    about = _about(material, positions)
    for entry in log.at(positions):
        unit, indicator = about[entry.position]
        yield Cause(position=entry.position, event_unit=unit, indicator=indicator, **told_by(entry))


def _about(material: Material, positions: Collection[int]) -> Mapping[int, tuple[Code | None, IndicatorCode | None]]:
    """Whose the events at these positions were, and which indicator they were about."""
    found: dict[int, tuple[Code | None, IndicatorCode | None]] = {row["since"]: (None, None) for row in material.rounds}
    for row in (*material.units, *material.marks, *material.states):
        found.setdefault(row["since"], (row["unit"], None))
    wanted = np.flatnonzero(np.isin(material.records["position"], list(positions)))
    for number, change in zip(material.card_of[wanted].tolist(), material.records[wanted].tolist(), strict=True):
        card = material.cards[number]
        found[change[0]] = card.unit, tuple(material.indicators(card))[change[2]]
    return found
