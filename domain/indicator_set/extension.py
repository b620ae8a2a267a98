"""Extension: a set that builds on another one's release keeps what that release locks, word for word."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from domain.indicator_set.content import content_hash
from domain.indicator_set.definition import Base, Group, Indicator, IndicatorSet
from domain.indicator_set.diff import canonical
from domain.indicator_set.difference import FIELDS_VI
from domain.indicator_set.refusals import BaseUnknown, BaseWithdrawn, ExtensionInvalid
from domain.indicator_set.remark import Remark, listed, remark
from domain.indicator_set.state import Release
from domain.metadata import IndicatorCode

Lockable = Group | Indicator
Path = tuple[IndicatorCode, ...]
"""The groups that something stands in, the outermost first."""


class _Place(NamedTuple):
    """A group or indicator, where it stands, and whether it is locked, by itself or by a group that it is in."""

    path: Path
    part: Lockable
    locked: bool

    @property
    def is_group(self) -> bool:
        return isinstance(self.part, Group)


def require_sound_extension(definition: IndicatorSet, base: Release | None) -> None:
    """Refuses a base that is not there, was withdrawn or is named by another hash, and every altered lock."""
    extends = definition.extends
    if extends is None:
        return
    if base is None:
        raise BaseUnknown(indicator_set=definition.code, province=extends.province, base=named(extends))
    if base.withdrawn:
        raise BaseWithdrawn(indicator_set=definition.code, province=extends.province, base=named(extends))
    found = extended(base.definition, definition)
    if found:
        raise ExtensionInvalid(
            indicator_set=definition.code,
            base=named(extends),
            count=len(found),
            faults_vi=listed(found, "vi"),
            faults_en=listed(found, "en"),
        )


def named(base: Base) -> str:
    """The base as people write it: set@version."""
    return f"{base.indicator_set}@{base.version}"


def extended(base: IndicatorSet, own: IndicatorSet) -> tuple[Remark, ...]:
    """Every place where ``own`` does not keep to the release that it says it extends; none if it extends nothing."""
    if own.extends is None:
        return ()
    return (*_other_base(own.extends, base), *_altered_locks(base, own))


def _other_base(extends: Base, base: IndicatorSet) -> Iterator[Remark]:
    wanted = (extends.province, extends.indicator_set, extends.version)
    if wanted != (base.province, base.code, base.version):
        found = f"{base.code}@{base.version}"
        yield remark(
            "extends", f"bản gốc là {found} của «{base.province}»", f"the base is {found} of '{base.province}'"
        )
    actual = content_hash(base)
    if extends.content_hash != actual:
        yield remark("extends.content_hash", f"mã băm của bản gốc là {actual}", f"the base's hash is {actual}")


def _altered_locks(base: IndicatorSet, own: IndicatorSet) -> Iterator[Remark]:
    theirs, ours = _places(canonical(base).groups), _places(canonical(own).groups)
    locked = {code: place for code, place in theirs.items() if place.locked}
    for code, place in locked.items():
        yield from _altered(code, place, ours.get(code))
    for code, place in ours.items():
        known = theirs.get(code)
        stands_there = known is not None and (known.locked or known.path == place.path)
        if not stands_there and place.path and (above := locked.get(place.path[-1])) and above.is_group:
            yield remark(
                code,
                f"nhóm {place.path[-1]} bị khóa, không được thêm",
                f"it is added to {place.path[-1]}, which is locked",
            )
    if locked and base.places != own.places:
        yield remark("places", f"phải là {base.places}", f"what is locked is rounded to {base.places} places")
    if locked and (foreign := sorted(set(own.unit_kinds) - set(base.unit_kinds))):
        kinds = ", ".join(foreign)
        yield remark("unit_kinds", f"bản gốc không dành cho: {kinds}", f"the base is not for: {kinds}")


def _altered(code: IndicatorCode, theirs: _Place, ours: _Place | None) -> Iterator[Remark]:
    if ours is None or ours.is_group is not theirs.is_group:
        yield remark(code, "bị khóa nhưng không có trong bộ này", "it is locked, but this set does not have it")
        return
    if ours.path != theirs.path:
        above = ".".join(theirs.path[-1:]) or "—"
        yield remark(code, f"bị khóa trong nhóm {above}", f"it is locked in the group {above}")
    for field in _altered_fields(theirs.part, ours.part):
        yield remark(
            code, f"bị khóa, không được sửa «{FIELDS_VI[field]}»", f"it is locked, so '{field}' must be as in the base"
        )


def _altered_fields(theirs: Lockable, ours: Lockable) -> Iterator[str]:
    """The particulars that differ; what stands inside a group is looked at by itself."""
    for field in theirs.__struct_fields__:
        if field not in {"indicators", "groups"} and getattr(theirs, field) != getattr(ours, field):
            yield field


def _places(groups: tuple[Group, ...], path: Path = (), *, locked: bool = False) -> Mapping[IndicatorCode, _Place]:
    """Every part by its code; what is inside a locked group is locked with it."""
    found: dict[IndicatorCode, _Place] = {}
    for group in groups:
        inside, holds = (*path, group.code), locked or group.locked
        found[group.code] = _Place(path, group, holds)
        found |= {each.code: _Place(inside, each, holds or each.locked) for each in group.indicators}
        found |= _places(group.groups, inside, locked=holds)
    return found
