"""Lineage: how results by any earlier release read in a later one, through the releases in between."""

from collections.abc import Iterable, Iterator, Mapping

from domain.indicator_set.definition import IndicatorSet, Migration, Move, MoveKind, Version
from domain.indicator_set.diff import differences
from domain.indicator_set.difference import PartKind, Significance
from domain.indicator_set.migration import maxima, migration_from, origins
from domain.indicator_set.versioning import numbers
from domain.metadata import IndicatorCode

Releases = Mapping[Version, IndicatorSet]
Hop = tuple[IndicatorSet, IndicatorSet, Migration | None]
"""From one definition to the next on the way, and what the next one says about the one before."""


def migration_between(releases: Releases, old: IndicatorSet, new: IndicatorSet) -> Migration | None:
    """What the new definition says of the old one; else what each release in between says of the one before it.

    ``None`` where nothing is said on the way, so that every indicator is kept under its code, and where ``new`` is no
    successor of ``old`` at all.
    """
    found: Migration | None = None
    for before, after, said in _way(releases, old, new):
        if found or said or succeeds(after, before):
            found = said if said and before is old else composed(old, before, after, found, said)
    return found


def changed_rules(releases: Releases, old: IndicatorSet, new: IndicatorSet) -> frozenset[IndicatorCode]:
    """The new indicators that came under another rule on the way while no move named them.

    Nobody has said that points by the old rule still read by the new one. Rules that were only reworded are the same.
    """
    changed: set[IndicatorCode] = set()
    for before, after, said in _way(releases, old, new):
        named = {code for move in said.moves for code in move.new} if said else set()
        unnamed = _rules_that_differ(before, after) - named
        moves = origins(before, after, said)
        changed = {code for code, move in moves.items() if code in unnamed or not changed.isdisjoint(move.old)}
    return frozenset(changed)


def succeeds(old: IndicatorSet, new: IndicatorSet) -> bool:
    """Whether ``new`` is a later version of the set that ``old`` is a version of."""
    same = (old.province, old.code) == (new.province, new.code)
    return same and numbers(old.version) < numbers(new.version)


def _rules_that_differ(before: IndicatorSet, after: IndicatorSet) -> set[IndicatorCode]:
    rules = {indicator.code: indicator.rule for indicator in before.indicators()}
    if all(rules.get(each.code, each.rule) == each.rule for each in after.indicators()):
        return set()
    found = (each for each in differences(before, after) if each.part is PartKind.INDICATOR)
    return {
        each.code
        for each in found
        if each.significance is Significance.MAJOR and each.field.partition(".")[0] == "rule"
    }


def _way(releases: Releases, old: IndicatorSet, new: IndicatorSet) -> Iterator[Hop]:
    """The hops that lead from the old definition to the new one; one back where a later line began below it."""
    reached = old
    for step in _steps(releases, old, new):
        before = _named(releases, reached, step) or reached
        if before is not reached:
            yield reached, before, None
        yield before, step, migration_from(step, before.version)
        reached = step


def _steps(releases: Releases, old: IndicatorSet, new: IndicatorSet) -> list[IndicatorSet]:
    """The definitions that lead from the old one to the new one, the new one last; none if they are not related."""
    if not succeeds(old, new):
        return []
    steps = [new]
    while _named(releases, old, steps[0]) is None and (before := _before(releases, old, steps[0])):
        steps.insert(0, before)
    return steps


def _named(releases: Releases, earlier: IndicatorSet, later: IndicatorSet) -> IndicatorSet | None:
    """Of the releases that the later definition tells about, the earlier one itself, or else the highest below it.

    The earlier one may have been released afterwards, on a line of its own that was carried on.
    """
    if migration_from(later, earlier.version):
        return earlier
    named = [migration.from_version for migration in later.migrations if migration.from_version in releases]
    lower = [version for version in named if numbers(version) < numbers(earlier.version)]
    same_line = [version for version in lower if numbers(version)[0] == numbers(earlier.version)[0]]
    return releases[max(same_line, key=numbers)] if same_line else None


def _before(releases: Releases, old: IndicatorSet, later: IndicatorSet) -> IndicatorSet | None:
    """The highest release between the two, which is the one that ``later`` had to account for."""
    low, high = numbers(old.version), numbers(later.version)
    between = [version for version in releases if low < numbers(version) < high]
    return releases[max(between, key=numbers)] if between else None


def composed(
    old: IndicatorSet, middle: IndicatorSet, new: IndicatorSet, first: Migration | None, second: Migration | None
) -> Migration:
    """Two migrations as one, in which every old indicator is named."""
    before, after = origins(old, middle, first), origins(middle, new, second)
    through = {code: [before[each] for each in move.old if each in before] for code, move in after.items()}
    moves = [_joined(code, after[code], found) for code, found in through.items() if len(found) == len(after[code].old)]
    return Migration(from_version=old.version, moves=(*moves, *_gone(old, moves)))


def _joined(code: IndicatorCode, last: Move, found: list[Move]) -> Move:
    olds = tuple(dict.fromkeys(each for move in found for each in move.old))
    reasons = dict.fromkeys(move.reason for move in (*found, last))
    kinds = {last.kind, *(move.kind for move in found)}
    return Move(kind=_kind(code, olds, kinds), old=olds, new=(code,), reason="; ".join(reasons))


def _kind(code: IndicatorCode, olds: tuple[IndicatorCode, ...], kinds: Iterable[MoveKind]) -> MoveKind:
    if MoveKind.SPLIT in kinds:
        return MoveKind.SPLIT
    if len(olds) > 1:
        return MoveKind.MERGED
    if MoveKind.RESCALED in kinds:
        return MoveKind.RESCALED
    return MoveKind.KEPT if olds == (code,) else MoveKind.RENAMED


def _gone(old: IndicatorSet, moves: Iterable[Move]) -> Iterator[Move]:
    """Indicators that lead nowhere, which a new one under the same code must not be taken for."""
    named = {code for move in moves for code in move.old}
    for code in maxima(old):
        if code not in named:
            yield Move(kind=MoveKind.RETIRED, old=(code,), reason="not carried on")
