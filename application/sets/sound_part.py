"""What of a file can be judged although other parts of it are wrong, so that all mistakes are told at once."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import count, islice
from typing import Any, NamedTuple

from application.sets.document import Path

SEPARABLE = frozenset({"indicators", "bands", "scopes", "legal_basis", "migrations"})
"""Lists whose items can be left out when they are wrong."""

STAND_INS: Mapping[str, Any] = {
    **dict.fromkeys(("name", "period", "province"), "x"),
    **dict.fromkeys(("name_en", "notes", "source"), ""),
    "version": "0.0.0",
    "provenance": "illustrative",
}
"""Fields of a set or group that nothing else is judged by, and what can stand in for them."""


class SoundPart(NamedTuple):
    """The content without the parts that are wrong, and what these were in."""

    content: Any
    incomplete: frozenset[Path]
    left_out: frozenset[Path]

    def is_incomplete(self, path: Path) -> bool:
        """Whether the part at the path, or something of it that counts, is left out, so that its sum says nothing."""
        return path in self.incomplete

    def original(self, path: Path) -> Path:
        """Where in the whole content that is which the path names in what was kept of it."""
        found: Path = ()
        for step in path:
            found = (*found, self._original(found, step) if isinstance(step, int) else step)
        return found

    def _original(self, path: Path, step: int) -> int:
        kept = (number for number in count() if (*path, number) not in self.left_out)
        return next(islice(kept, step, None))


def sound_part(content: Any, wrong: Iterable[Path], separable: Collection[str] = SEPARABLE) -> SoundPart:
    """Leaves out the indicators and other items in which something is wrong; other fields get a stand-in.

    Items are those of the lists under the ``separable`` names.
    """
    left_out = {_separable(path, separable) for path in wrong}
    items = {path for path in left_out if path and isinstance(path[-1], int)}
    incomplete = {path[:length] for path in items for length in range(1, len(path))}
    return SoundPart(_Pruner(left_out).kept(content, ()), frozenset(incomplete | left_out), frozenset(left_out))


def _separable(path: Path, separable: Collection[str]) -> Path:
    """The innermost item around the path that can be left out, else the path itself."""
    for length in range(len(path), 1, -1):
        if path[length - 2] in separable and isinstance(path[length - 1], int):
            return path[:length]
    return path


class _Pruner:
    """Copies content without what is left out; shares all that is whole."""

    def __init__(self, left_out: set[Path]) -> None:
        self._left_out = left_out
        self._touched = {path[:length] for path in left_out for length in range(len(path))}
        self._stand_ins: dict[Path, dict[str | int, Any]] = {}
        for path in left_out:
            if path and path[-1] in STAND_INS:
                self._stand_ins.setdefault(path[:-1], {})[path[-1]] = STAND_INS[str(path[-1])]

    def kept(self, content: Any, path: Path) -> Any:
        """What is kept of the content at the path."""
        if path not in self._touched:
            return content
        if isinstance(content, dict):
            entries = {
                name: self.kept(item, (*path, name)) for name, item in content.items() if self._whole(path, name)
            }
            return entries | self._stand_ins.get(path, {})
        return [self.kept(item, (*path, at)) for at, item in enumerate(content) if self._whole(path, at)]

    def _whole(self, path: Path, step: str | int) -> bool:
        return (*path, step) not in self._left_out


def paths_by_place(content: Any) -> Iterator[tuple[str, Path]]:
    """The path of every part by the place that a fault names; of a code that stands twice, the second comes later."""
    for field in ("scopes", "bands"):
        for code, path in _coded(content, field, ()):
            yield f"{field}.{code}", path
    yield from _paths_by_code(content, ())


def _paths_by_code(content: Any, path: Path) -> Iterator[tuple[str, Path]]:
    for field in ("indicators", "groups"):
        yield from _coded(content, field, path)
    for number, group in enumerate(_items(content, "groups")):
        yield from _paths_by_code(group, (*path, "groups", number))


def _coded(content: Any, field: str, path: Path) -> Iterator[tuple[str, Path]]:
    for number, part in enumerate(_items(content, field)):
        code = part.get("code") if isinstance(part, dict) else None
        if isinstance(code, str):
            yield code, (*path, field, number)


def _items(content: Any, name: str) -> list[Any]:
    items = content.get(name) if isinstance(content, dict) else None
    return items if isinstance(items, list) else []
