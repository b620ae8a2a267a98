"""What becomes of a request to release or withdraw a set."""

from collections import Counter
from collections.abc import Iterator
from decimal import Decimal

from domain.event import Event
from domain.indicator_set.commands import ReleaseIndicatorSet, WithdrawIndicatorSet
from domain.indicator_set.content import content_hash
from domain.indicator_set.definition import Group, IndicatorSet
from domain.indicator_set.events import Released, Withdrawn
from domain.indicator_set.extension import require_sound_extension
from domain.indicator_set.migration_faults import require_migrations
from domain.indicator_set.refusals import DefinitionInvalid, ReleaseUnknown, VersionTaken
from domain.indicator_set.state import Release, Releases
from domain.indicator_set.versioning import require_fitting_version
from domain.points import decimals, is_sound, plain
from domain.rules.base import InvalidInput, repeated


def release(releases: Releases, command: ReleaseIndicatorSet, base: Release | None = None) -> list[Event]:
    """Releases a sound definition under a version that is still free; the same content again changes nothing.

    The version must rise by as much as the content differs from the release before, every indicator that is gone must
    be accounted for, and what ``base``, the release that the definition extends, locks must be kept.
    """
    definition = command.definition.in_order()
    existing = releases.by_version.get(definition.version)
    digest = content_hash(definition)
    if existing and existing.content_hash == digest:
        return []
    if existing:
        raise VersionTaken(indicator_set=definition.code, version=definition.version)
    require_sound(definition)
    require_sound_extension(definition, base)
    require_fitting_version(releases, definition)
    require_migrations(releases, definition)
    return [Released(definition=definition, content_hash=digest)]


def withdraw(releases: Releases, command: WithdrawIndicatorSet) -> list[Event]:
    """Withdraws a release; once withdrawn, nothing more changes."""
    existing = releases.by_version.get(command.version)
    if existing is None:
        raise ReleaseUnknown(indicator_set=command.indicator_set, version=command.version)
    if existing.withdrawn:
        return []
    return [Withdrawn(version=command.version, content_hash=existing.content_hash)]


def require_sound(definition: IndicatorSet) -> None:
    """Refuses a definition that contradicts itself; names every place at once."""
    found = list(faults(definition))
    if found:
        raise DefinitionInvalid(
            indicator_set=definition.code, version=definition.version, count=len(found), faults="; ".join(found)
        )


def faults(definition: IndicatorSet) -> Iterator[str]:
    """Every place where the definition contradicts itself."""
    yield from _repeated_codes(definition)
    yield from _wrong_totals(definition)
    yield from _wrong_maxima(definition)
    yield from _unsound_rules(definition)
    yield from _wrong_examples(definition)
    yield from _wrong_bands(definition)
    if definition.index and not (is_sound(definition.index.scale) and definition.index.scale > 0):
        yield f"index: its scale, {definition.index.scale}, is not above zero"
    if not definition.unit_kinds:
        yield "unit_kinds: a set is for at least one kind of unit"


def _repeated_codes(definition: IndicatorSet) -> Iterator[str]:
    codes = Counter(indicator.code for indicator in definition.indicators())
    codes.update(group.code for group in _all_groups(definition))
    for code, times in codes.items():
        if times > 1:
            yield f"{code}: the code stands {times} times"


def _all_groups(definition: IndicatorSet) -> Iterator[Group]:
    for group in definition.groups:
        yield from group.walk()


def _wrong_totals(definition: IndicatorSet) -> Iterator[str]:
    for group in _all_groups(definition):
        parts = [*(i.max_points for i in group.indicators), *(below.max_points for below in group.groups)]
        total = sum(parts, Decimal(0))
        if total != group.max_points:
            yield f"{group.code}: its parts add up to {plain(total)}, the group says {plain(group.max_points)}"
        if group.weight not in {None, group.max_points}:
            yield f"{group.code}: its weight is {group.weight}, its maximum {plain(group.max_points)}"
    total = sum((group.max_points for group in definition.groups), Decimal(0))
    if total != definition.max_points:
        yield f"max_points: groups add up to {plain(total)}, the set says {plain(definition.max_points)}"


def _wrong_maxima(definition: IndicatorSet) -> Iterator[str]:
    for indicator in definition.indicators():
        if not indicator.rule.counts_in_maximum and indicator.max_points != 0:
            yield f"{indicator.code}: a bonus has no maximum of its own, so it must be zero"
        sound = is_sound(indicator.max_points) and indicator.max_points > 0
        if indicator.rule.counts_in_maximum and not sound:
            yield f"{indicator.code}: the maximum must be above zero"
        if decimals(indicator.max_points) > definition.places:
            yield f"{indicator.code}: the maximum has more than {definition.places} decimals"


def _unsound_rules(definition: IndicatorSet) -> Iterator[str]:
    for indicator in definition.indicators():
        for fault in indicator.rule.faults():
            yield f"{indicator.code}: {fault}"
        if indicator.rule.highest() > 1:
            yield f"{indicator.code}: the rule can earn more than the maximum"


def _wrong_examples(definition: IndicatorSet) -> Iterator[str]:
    """Worked examples that the rules do not bear out."""
    for indicator in definition.indicators():
        if any(indicator.rule.faults()):
            continue
        for number, example in enumerate(indicator.examples, start=1):
            try:
                earned = indicator.score(example.inputs, definition.places)
            except InvalidInput as refusal:
                yield f"{indicator.code}: example {number}: {refusal.sentence()}"
            else:
                if earned != example.points:
                    yield f"{indicator.code}: example {number} earns {plain(earned)}, not {plain(example.points)}"


def _wrong_bands(definition: IndicatorSet) -> Iterator[str]:
    yield from repeated(band.code for band in definition.bands)
    for band in definition.bands:
        if not (is_sound(band.from_percent) and 0 <= band.from_percent <= 100):  # noqa: PLR2004  # Percent.
            yield f"{band.code}: its threshold, {band.from_percent}, does not lie between 0 and 100 percent"
