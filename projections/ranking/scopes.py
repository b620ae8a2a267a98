"""What a reader of the ranking asks for: one scope of a round, at one stage."""

from collections.abc import Callable, Mapping
from enum import StrEnum

import msgspec
import sqlalchemy as sa

from domain.indicator_set.definition import IndicatorSet, Scope
from domain.metadata import Code, Sha256
from domain.refusal import Refusal, RefusalKind
from domain.round.events import RoundOpened, stream_id
from domain.round.refusals import RoundUnknown
from domain.round.state import Finalised, Published
from projections.past import Condition, known
from projections.ranking.provisional import compare
from projections.ranking.tables import PROVINCES, ROUNDS, SETS
from projections.ranking.worth import definition_of

LOCKED = frozenset({Finalised.__name__, Published.__name__})
"""The phases in which a round's units are those that were copied under it."""


class Stage(StrEnum):
    """Which of the three totals ranks."""

    SELF = "self"
    REVIEWED = "reviewed"
    FINAL = "final"


class ScopeUnknown(Refusal):
    """The round has no such ranking scope."""

    code = "scope-unknown"
    kind = RefusalKind.NOT_FOUND
    vi = "Đợt «{round}» không có phạm vi xếp hạng «{scope}»."
    en = "Round '{round}' has no ranking scope '{scope}'."
    advice_vi = "Các phạm vi của đợt: {scopes}."
    advice_en = "The round's scopes: {scopes}."


class RankedScope(msgspec.Struct, frozen=True, kw_only=True):
    """One scope of a round, and the sets that its units are scored by: as stored, by their hashes."""

    stream: str
    opening: RoundOpened
    scope: Scope
    province_name: str
    stored_sets: Mapping[Sha256, str]

    @property
    def definitions(self) -> Mapping[Sha256, IndicatorSet]:
        """The sets."""
        return {content_hash: definition_of(stored) for content_hash, stored in self.stored_sets.items()}

    @property
    def compares(self) -> bool:
        """Whether points depend on those of other units as long as the round's best values are not frozen."""
        return compare(self.definitions.values())

    def cards(self, *, and_compared: bool) -> Callable[[sa.Table], Condition]:
        """The cards of the scope; with those that its units may be compared with, all that share its sets."""
        kinds = [kind.value for kind in self.scope.kinds]

        def wanted(table: sa.Table) -> Condition:
            chosen = table.c.content_hash.in_(self.stored_sets) if and_compared else table.c.kind.in_(kinds)
            return sa.and_(table.c.round_stream == self.stream, chosen)

        return wanted


def round_known(connection: sa.Connection, province: Code, code: Code, position: int | None = None) -> sa.RowMapping:
    """The row of a round, as of a position or of now; refuses with ``RoundUnknown``."""
    found = known(connection, ROUNDS, position, lambda t: t.c.stream == str(stream_id(province, code)))
    if not found:
        raise RoundUnknown(province=province, round=code)
    return found[0]


def ranked_scope(connection: sa.Connection, found: sa.RowMapping, code: Code | None) -> RankedScope:
    """That scope of a round, which comes as its row, or the round's first; refuses with ``ScopeUnknown``."""
    opening = msgspec.json.decode(found["opening"], type=RoundOpened)
    return _with_sets(connection, found["stream"], opening, scope_of(opening, code))


def whole_round(connection: sa.Connection, found: sa.RowMapping) -> RankedScope:
    """A scope that has every unit of the round in it, by which nobody is ranked."""
    opening = msgspec.json.decode(found["opening"], type=RoundOpened)
    everybody = Scope(code=opening.round, name=opening.name, kinds=tuple(opening.sets))
    return _with_sets(connection, found["stream"], opening, everybody)


def _with_sets(connection: sa.Connection, stream: str, opening: RoundOpened, scope: Scope) -> RankedScope:
    hashes = {pin.content_hash for kind, pin in opening.sets.items() if kind in scope.kinds}
    used = SETS.c.content_hash.in_(hashes)
    query = sa.select(PROVINCES.c.name, SETS.c.content_hash, SETS.c.definition).outerjoin_from(PROVINCES, SETS, used)
    rows = connection.execute(query.where(PROVINCES.c.province == opening.province)).all()
    return RankedScope(
        stream=stream,
        opening=opening,
        scope=scope,
        province_name=rows[0].name,
        stored_sets={content_hash: definition for _, content_hash, definition in rows if content_hash is not None},
    )


def scope_of(opening: RoundOpened, code: Code | None) -> Scope:
    """That scope of a round, or its first; refuses with ``ScopeUnknown``."""
    if code is None:
        return opening.scopes[0]
    for scope in opening.scopes:
        if scope.code == code:
            return scope
    raise ScopeUnknown(round=opening.round, scope=code, scopes=", ".join(scope.code for scope in opening.scopes))
