"""What is wrong with the migrations of a set: every fault at once, before the set is released."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping

from domain.indicator_set.definition import IndicatorSet, Migration, Move, MoveKind
from domain.indicator_set.migration import Maxima, kept, maxima, migration_from
from domain.indicator_set.refusals import MigrationInvalid
from domain.indicator_set.remark import Remark, listed, remark
from domain.indicator_set.state import Releases
from domain.indicator_set.versioning import numbers, previous
from domain.metadata import IndicatorCode

SIZES: Mapping[MoveKind, tuple[str, Callable[[int, int], bool]]] = {
    MoveKind.KEPT: ("1→1", lambda old, new: old == new == 1),
    MoveKind.RENAMED: ("1→1", lambda old, new: old == new == 1),
    MoveKind.RESCALED: ("1→1", lambda old, new: old == new == 1),
    MoveKind.SPLIT: ("1→n", lambda old, new: old == 1 < new),
    MoveKind.MERGED: ("n→1", lambda old, new: new == 1 < old),
    MoveKind.RETIRED: ("1→0", lambda old, new: (old, new) == (1, 0)),
}
"""How many old indicators become how many new ones."""


def require_migrations(releases: Releases, definition: IndicatorSet) -> None:
    """Refuses migrations that do not add up, and indicators that are gone without one; names all faults at once."""
    _refuse(definition, tuple(migration_faults(releases, definition)))


def require_sound_moves(old: IndicatorSet, new: IndicatorSet, migration: Migration) -> None:
    """Refuses one migration from ``old`` to ``new`` that does not add up; names all faults at once."""
    _refuse(new, tuple(move_faults(old, new, migration)))


def _refuse(definition: IndicatorSet, found: tuple[Remark, ...]) -> None:
    if found:
        raise MigrationInvalid(
            indicator_set=definition.code,
            version=definition.version,
            count=len(found),
            faults_vi=listed(found, "vi"),
            faults_en=listed(found, "en"),
        )


def migration_faults(releases: Releases, definition: IndicatorSet) -> Iterator[Remark]:
    """Every fault of the migrations, and every indicator of the release before that nothing accounts for."""
    for version, times in Counter(each.from_version for each in definition.migrations).items():
        if times > 1:
            yield remark(version, f"có {times} bảng chuyển đổi", f"it has {times} migrations")
        elif numbers(version) >= numbers(definition.version):
            yield remark(version, "không thấp hơn phiên bản của bộ này", "it is not below the set's own version")
        elif version not in releases.by_version:
            yield remark(version, "chưa được ban hành", "it was never released")
    for migration in definition.migrations:
        if migration.from_version in releases.by_version:
            yield from move_faults(releases.by_version[migration.from_version].definition, definition, migration)
    yield from _unaccounted(releases, definition)


def _unaccounted(releases: Releases, definition: IndicatorSet) -> Iterator[Remark]:
    earlier = previous(releases, definition.version)
    if earlier is not None and migration_from(definition, earlier.definition.version) is None:
        yield from _gone(earlier.definition, definition, frozenset())


def move_faults(old: IndicatorSet, new: IndicatorSet, migration: Migration) -> Iterator[Remark]:
    """Every fault of one migration from ``old`` to ``new``."""
    before, after = maxima(old), maxima(new)
    for move in migration.moves:
        yield from _unsound(move, before, after)
    yield from _named_twice(old, new, migration)
    yield from _gone(old, new, frozenset(code for move in migration.moves for code in move.old))


def _unsound(move: Move, before: Maxima, after: Maxima) -> Iterator[Remark]:
    place = f"{move.kind} {'+'.join(move.old) or '?'}"
    size, fits = SIZES[move.kind]
    for code in move.old:
        if code not in before:
            yield remark(place, f"bản cũ không có chỉ số {code}", f"the earlier version has no indicator {code}")
    for code in move.new:
        if code not in after:
            yield remark(place, f"bản mới không có chỉ số {code}", f"the new version has no indicator {code}")
    if not move.reason.strip():
        yield remark(place, "thiếu lý do", "the reason is missing")
    if not fits(len(move.old), len(move.new)):
        yield remark(place, f"phải là {size}", f"it takes {size} indicators")
    elif set(move.old) <= before.keys() and set(move.new) <= after.keys():
        yield from _wrong_scale(place, move, before, after)


def _wrong_scale(place: str, move: Move, before: Maxima, after: Maxima) -> Iterator[Remark]:
    same = sum(before[code] for code in move.old) == sum(after[code] for code in move.new)
    if move.kind is MoveKind.KEPT and move.old != move.new:
        yield remark(place, "đổi mã thì dùng «renamed»", "under another code it is 'renamed'")
    if move.kind in {MoveKind.KEPT, MoveKind.RENAMED} and not same:
        yield remark(place, "điểm tối đa thay đổi thì dùng «rescaled»", "with another maximum it is 'rescaled'")
    if move.kind is MoveKind.RESCALED and same:
        yield remark(place, "điểm tối đa không đổi", "the maximum is the same, so nothing is rescaled")


def _named_twice(old: IndicatorSet, new: IndicatorSet, migration: Migration) -> Iterator[Remark]:
    for code, times in Counter(code for move in migration.moves for code in move.old).items():
        if times > 1:
            yield remark(code, f"chỉ số cũ được nêu {times} lần", f"the old indicator is named {times} times")
    become = Counter(code for move in migration.moves for code in move.new)
    become.update(move.new[0] for move in kept(old, new, migration))
    for code, times in become.items():
        if times > 1:
            yield remark(code, f"chỉ số mới được nêu {times} lần", f"the new indicator takes {times} places")


def _gone(old: IndicatorSet, new: IndicatorSet, named: frozenset[IndicatorCode]) -> Iterator[Remark]:
    still_there = maxima(new)
    for code in maxima(old):
        if code not in still_there and code not in named:
            yield remark(
                code, "không còn trong bản mới và không được nêu", "it is gone, and no move says what became of it"
            )
