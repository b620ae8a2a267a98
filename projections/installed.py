"""Projections that installed packages add: each entry point of the group names a class."""

import logging
import re
from collections.abc import Iterator
from importlib.metadata import EntryPoint, entry_points

import sqlalchemy as sa

from projections.projection import Projection

GROUP = "bangvang.projections"
NAME = re.compile("[a-z][a-z0-9_]{0,40}")

log = logging.getLogger(__name__)


class ProjectionUnusable(Exception):  # noqa: N818  # It tells what was found.
    """A package's projection does not keep to the contract."""


def with_installed(own: list[Projection]) -> list[Projection]:
    """The platform's own projections and those of installed packages; one that can't be used is logged and left out."""
    known = {projection.name: projection for projection in own}
    for projection in _installed():
        try:
            _require_usable(projection, known)
        except ProjectionUnusable as problem:
            log.error("%s", problem)  # noqa: TRY400  # The problem says it all.
        else:
            known[projection.name] = projection
    return list(known.values())


def _installed() -> Iterator[Projection]:
    for entry in sorted(entry_points(group=GROUP), key=lambda each: each.name):
        projection = _loaded(entry)
        if projection is not None:
            yield projection


def _loaded(entry: EntryPoint) -> Projection | None:
    try:
        found = entry.load()()
    except Exception:
        log.exception("the projection %r of %r can't be loaded", entry.name, entry.value)
        return None
    if not isinstance(found, Projection):
        log.error("%r of %r is no projection", entry.name, entry.value)
        return None
    return found


def _require_usable(projection: Projection, known: dict[str, Projection]) -> None:
    """Names that nobody else has, so that no projection touches another's tables."""
    if not NAME.fullmatch(projection.name) or projection.name in known:
        msg = (
            f"a projection can't be named {projection.name!r}: names have lower-case letters, digits, _ and are unique"
        )
        raise ProjectionUnusable(msg)
    for table in projection.tables(sa.MetaData(), ""):
        owner = next((name for name in known if table.name.startswith(f"{name}_")), None)
        if owner or not table.name.startswith(f"{projection.name}_"):
            msg = f"the table {table.name!r} of {projection.name!r} has to begin with {projection.name + '_'!r}"
            raise ProjectionUnusable(msg)
