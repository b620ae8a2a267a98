"""What stands against a sound set in the light of earlier releases: its number, its migrations, what it extends."""

from collections.abc import Callable, Iterator
from pathlib import Path

from application.contexts import INDICATOR_SET, base_of
from application.sets.checks import FORMATS
from application.sets.document import Document, SetFault
from application.sets.document import Path as Steps
from application.sets.sound_part import paths_by_place
from application.workspace import Workspace
from domain.indicator_set.content import content_hash
from domain.indicator_set.definition import IndicatorSet
from domain.indicator_set.events import stream_id
from domain.indicator_set.extension import extended, require_sound_extension
from domain.indicator_set.migration_faults import migration_faults
from domain.indicator_set.refusals import ExtensionInvalid, MigrationInvalid, VersionTaken
from domain.indicator_set.remark import Remark
from domain.indicator_set.state import Release, Releases
from domain.indicator_set.versioning import require_fitting_version
from domain.refusal import Refusal
from domain.wording import Wording

Found = tuple[str, Wording]
"""The code or field that is meant, and what there is to say about it."""


def log_faults(workspace: Workspace, definition: IndicatorSet, path: Path) -> tuple[SetFault, ...]:
    """All that a release would be refused for because of what was released before, each at its place in the file."""
    releases: Releases = workspace.state(INDICATOR_SET, stream_id(definition.province, definition.code))
    same = releases.by_version.get(definition.version)
    if same and same.content_hash == content_hash(definition):
        return ()
    document = _document(path)
    paths = dict(paths_by_place(document.content))
    for place, wording in _found(releases, definition, base_of(workspace, definition), same):
        document.refuse(_steps(place, paths), wording)
    return document.faults()


def _document(path: Path) -> Document:
    """The file as it was read when it was found sound."""
    document = Document(str(path))
    FORMATS[f".{path.name.rpartition('.')[2].casefold()}"].read(path.read_bytes(), document)
    return document


def _steps(place: str, paths: dict[str, Steps]) -> Steps:
    """Where in the content a remark's place is: a part by its code, else a field, else what it is about."""
    field = tuple(place.split("."))
    if place in paths:
        return paths[place]
    return field if field[0] in IndicatorSet.__struct_fields__ else ("migrations",)


def _found(releases: Releases, definition: IndicatorSet, base: Release | None, same: Release | None) -> Iterator[Found]:
    if same:
        taken = VersionTaken(indicator_set=definition.code, version=definition.version)
        yield "version", _worded(taken)
    else:
        yield from _refused("version", lambda: require_fitting_version(releases, definition))
    for found in migration_faults(releases, definition):
        yield found.place, _remarked(found, MigrationInvalid)
    altered = () if base is None else extended(base.definition, definition)
    for found in altered:
        yield found.place, _remarked(found, ExtensionInvalid)
    if not altered:
        # What is left to say of a base: that it was never released, or that it was withdrawn.
        yield from _refused("extends", lambda: require_sound_extension(definition, base))


def _refused(place: str, check: Callable[[], None]) -> Iterator[Found]:
    try:
        check()
    except Refusal as refusal:
        yield place, _worded(refusal)


def _worded(refusal: Refusal) -> Wording:
    return Wording(refusal.sentence("vi"), refusal.sentence("en"), refusal.advice("vi"), refusal.advice("en"))


def _remarked(found: Remark, refusal: type[Refusal]) -> Wording:
    """The remark with the advice of the refusal that it would end in."""
    return Wording(found.sentence("vi"), found.sentence("en"), refusal.advice_vi, refusal.advice_en)
