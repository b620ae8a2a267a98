"""Extension: a set that builds on another one's release keeps what that release locks, word for word."""

from collections.abc import Iterator, Mapping

from domain.indicator_set.content import content_hash
from domain.indicator_set.definition import Base, Group, Indicator, IndicatorSet
from domain.indicator_set.diff import canonical
from domain.indicator_set.refusals import BaseUnknown, ExtensionInvalid
from domain.indicator_set.remark import Remark, listed, remark
from domain.indicator_set.state import Release
from domain.metadata import IndicatorCode

Lockable = Group | Indicator
Path = tuple[IndicatorCode, ...]
"""The groups that something stands in, the outermost first."""


def require_sound_extension(definition: IndicatorSet, base: Release | None) -> None:
    """Refuses a base that is not there, was withdrawn or is named by another hash, and every altered lock."""
    extends = definition.extends
    if extends is None:
        return
    if base is None:
        raise BaseUnknown(indicator_set=definition.code, province=extends.province, base=named(extends))
    found = [*_withdrawn(base), *extended(base.definition, definition)]
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


def _withdrawn(base: Release) -> Iterator[Remark]:
    if base.withdrawn:
        yield remark("extends", "bản gốc đã bị thu hồi", "the base was withdrawn")


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
    locked = {code: place for code, place in theirs.items() if place[1].locked}
    for code, place in locked.items():
        yield from _altered(code, place, ours.get(code))
    if locked and base.places != own.places:
        yield remark("places", f"phải là {base.places}", f"what is locked is rounded to {base.places} places")


def _altered(
    code: IndicatorCode, theirs: tuple[Path, Lockable], ours: tuple[Path, Lockable] | None
) -> Iterator[Remark]:
    if ours is None or type(ours[1]) is not type(theirs[1]):
        yield remark(code, "bị khóa nhưng không có trong bộ này", "it is locked, but this set does not have it")
        return
    if ours[0] != theirs[0]:
        above = ".".join(theirs[0][-1:]) or "—"
        yield remark(code, f"bị khóa trong nhóm {above}", f"it is locked in the group {above}")
    for field in _altered_fields(theirs[1], ours[1]):
        yield remark(code, f"bị khóa, không được sửa «{field}»", f"it is locked, so '{field}' must be as in the base")


def _altered_fields(theirs: Lockable, ours: Lockable) -> Iterator[str]:
    """The particulars that differ; what stands inside a locked group is locked by itself or not at all."""
    for field in theirs.__struct_fields__:
        if field not in {"indicators", "groups"} and getattr(theirs, field) != getattr(ours, field):
            yield field


def _places(groups: tuple[Group, ...], path: Path = ()) -> Mapping[IndicatorCode, tuple[Path, Lockable]]:
    found: dict[IndicatorCode, tuple[Path, Lockable]] = {}
    for group in groups:
        inside = (*path, group.code)
        found[group.code] = (path, group)
        found |= {indicator.code: (inside, indicator) for indicator in group.indicators}
        found |= _places(group.groups, inside)
    return found
