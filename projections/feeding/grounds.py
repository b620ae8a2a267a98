"""What a transaction that folds stands on: nobody else moves it before the transaction ends."""

from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

import sqlalchemy as sa

from projections.database import share_and_take_turns
from projections.feeding import provinces
from projections.positions import Feed, name_of_turn, stands_of
from projections.projection import Projection


class Ground(NamedTuple):
    """What is in a projection's tables: all up to the baseline, and of provinces all up to their own positions."""

    baseline: int
    provinces: Mapping[str, int]


def grounds(
    connection: sa.Connection, projections: Sequence[Projection], named: Collection[str]
) -> Mapping[str, Ground | None]:
    """What projections stand on in the provinces that are named, by projection; nothing where somebody else feeds it.

    What comes while somebody else follows the log for a projection, or builds it, is in the tables when that ends.
    Raises ``ProjectionOutdated`` where a newer program has rebuilt tables.
    """
    turns = [name_of_turn(each) for each in projections]
    share_and_take_turns(connection, turns, provinces.turns(projections, named))
    stands = stands_of(connection, projections)
    baselines = {name: stand.position for name, stand in stands.items() if stand and stand.feed == Feed.KAFKA}
    positions = provinces.positions(connection, projections, named)
    return {
        each.name: _ground(baselines[each.name], positions[each.name], named) if each.name in baselines else None
        for each in projections
    }


def _ground(baseline: int, positions: Mapping[str, int], named: Collection[str]) -> Ground:
    return Ground(baseline, {province: max(baseline, positions.get(province, 0)) for province in named})
