"""What differs between a set and its successor, indicators followed by the moves that the successor declares.

Which number the successor needs is told by ``domain.indicator_set.diff.differences``, which goes by codes alone; here
the same two sets are compared for people to read, so that what was renamed is not shown as removed and added.
"""

from collections.abc import Iterator, Mapping, Sequence

from msgspec.structs import replace

from domain.indicator_set.definition import Group, IndicatorSet, Move, MoveKind
from domain.indicator_set.diff import differences
from domain.indicator_set.difference import Change, Difference, PartKind, Significance
from domain.indicator_set.migration import maxima, migration_from
from domain.indicator_set.migration_faults import move_faults
from domain.metadata import IndicatorCode

FOLLOWED = frozenset({MoveKind.RENAMED, MoveKind.RESCALED})
"""The moves after which one indicator still stands for one old one."""

MOVES: Mapping[MoveKind, tuple[str, str]] = {
    MoveKind.KEPT: ("giữ nguyên", "kept"),
    MoveKind.RENAMED: ("đổi mã", "renamed"),
    MoveKind.SPLIT: ("tách", "split"),
    MoveKind.MERGED: ("gộp", "merged"),
    MoveKind.RESCALED: ("đổi thang điểm", "rescaled"),
    MoveKind.RETIRED: ("bãi bỏ", "retired"),
}


def followed_differences(old: IndicatorSet, new: IndicatorSet) -> tuple[Difference, ...]:
    """Every difference, with renamed indicators as such; by codes alone where no sound migration leads from ``old``."""
    codes = _renamed(old, new)
    found = differences(replace(old, groups=tuple(_recoded(group, codes) for group in old.groups)), new)
    if not codes:
        return found
    reordered = any(each.change is Change.REORDERED and _is_indicator(each) for each in differences(old, new))
    kept = [each for each in found if reordered or each.change is not Change.REORDERED or not _is_indicator(each)]
    first = next((at for at, each in enumerate(kept) if _is_indicator(each)), len(kept))
    return (*kept[:first], *_recodings(new, codes), *kept[first:])


def sentences(old: IndicatorSet, new: IndicatorSet, difference: Difference, language: str = "en") -> Sequence[str]:
    """The difference in words, in ``vi`` or ``en``; of migrations one sentence a move."""
    moves = _moves(old, new, language) if difference.part is PartKind.SET and difference.field == "migrations" else ()
    return tuple(moves) or (difference.sentence(language),)


def _moves(old: IndicatorSet, new: IndicatorSet, language: str) -> Iterator[str]:
    """What the new set is the first to say has become of old indicators."""
    prefix = "chuyển đổi từ bản" if language == "vi" else "migration from"
    for migration in new.migrations:
        for move in migration.moves if migration not in old.migrations else ():
            yield f"{prefix} {migration.from_version}: {_move(move, language)}"


def _move(move: Move, language: str) -> str:
    became = f" → {', '.join(move.new)}" if move.new else ""
    return f"{', '.join(move.old)}{became}: {MOVES[move.kind][language != 'vi']} ({move.reason})"


def _renamed(old: IndicatorSet, new: IndicatorSet) -> Mapping[IndicatorCode, IndicatorCode]:
    """The new code of each old indicator that has another one; nothing where old codes are used for something else."""
    same_set = (old.province, old.code) == (new.province, new.code)
    migration = migration_from(new, old.version) if same_set else None
    if migration is None or any(move_faults(old, new, migration)):
        return {}
    moves = (move for move in migration.moves if move.kind in FOLLOWED and move.old != move.new)
    codes = {move.old[0]: move.new[0] for move in moves}
    return {} if (maxima(old).keys() - codes.keys()) & set(codes.values()) else codes


def _recoded(group: Group, codes: Mapping[IndicatorCode, IndicatorCode]) -> Group:
    indicators = tuple(replace(each, code=codes.get(each.code, each.code)) for each in group.indicators)
    return replace(group, indicators=indicators, groups=tuple(_recoded(below, codes) for below in group.groups))


def _recodings(new: IndicatorSet, codes: Mapping[IndicatorCode, IndicatorCode]) -> Iterator[Difference]:
    """That indicators have another code, in the order of the new set; to the rule of numbers it is a removal."""
    old = {after: before for before, after in codes.items()}
    places = {each.code: group.code for top in new.groups for group in top.walk() for each in group.indicators}
    for code, group in places.items():
        if code in old:
            yield Difference(
                part=PartKind.INDICATOR,
                change=Change.CHANGED,
                significance=Significance.MAJOR,
                code=code,
                group=group,
                field="code",
                before=old[code],
                after=code,
            )


def _is_indicator(difference: Difference) -> bool:
    return difference.part is PartKind.INDICATOR
