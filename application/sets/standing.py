"""How a sound set stands to the log: what its release would be refused for, and whether it was withdrawn, and why."""

from collections.abc import Callable, Iterator
from datetime import date
from importlib.resources.abc import Traversable
from typing import NamedTuple
from uuid import UUID

import msgspec

from application.contexts import INDICATOR_SET, base_of
from application.service import BangVang
from application.sets.checks import FORMATS, check_file
from application.sets.document import CheckedSet, Document, SetFault
from application.sets.document import Path as Steps
from application.sets.sound_part import paths_by_place
from application.workspace import Workspace
from domain.command import VIETNAM
from domain.indicator_set.content import content_hash
from domain.indicator_set.definition import IndicatorSet, Migration, Version
from domain.indicator_set.events import Withdrawn, stream_id
from domain.indicator_set.extension import extended, require_sound_extension
from domain.indicator_set.migration_faults import migration_faults, move_faults
from domain.indicator_set.refusals import ExtensionInvalid, MigrationInvalid, VersionTaken
from domain.indicator_set.remark import Remark
from domain.indicator_set.state import Release, Releases
from domain.indicator_set.versioning import previous, require_fitting_version
from domain.refusal import Refusal
from domain.wording import Wording


class Withdrawal(msgspec.Struct, frozen=True, kw_only=True):
    """Since which day (in Viet Nam) no new round may pin a release, and why."""

    on: date
    reason: str | None


def withdrawal(application: BangVang, stream: UUID, version: Version) -> Withdrawal | None:
    """How a release of the set with that stream was withdrawn; ``None`` if it was not."""
    for event in application.read(stream):
        if isinstance(event.data, Withdrawn) and event.data.version == version:
            day = event.effective_on or event.recorded_at.astimezone(VIETNAM).date()
            return Withdrawal(on=day, reason=event.reason)
    return None


class Found(NamedTuple):
    """What there is to say, and about which piece of the content."""

    path: Steps
    wording: Wording


def check_with_log(workspace: Workspace, file: Traversable) -> CheckedSet:
    """The file as ``check_file`` finds it; if it is sound, all that its release would be refused for as well."""
    checked = check_file(file)
    if checked.definition is None:
        return checked
    return CheckedSet(checked.definition, log_faults(workspace, checked.definition, _document(file)))


def check_named_with_log(workspace: Workspace, definition: IndicatorSet, name: str) -> CheckedSet:
    """The same of a set that comes from no file; what is wrong with it has a name and no place."""
    document = Document(name)
    document.content = msgspec.to_builtins(definition)
    return CheckedSet(definition, log_faults(workspace, definition, document))


def log_faults(workspace: Workspace, definition: IndicatorSet, document: Document) -> tuple[SetFault, ...]:
    """All that a release would be refused for because of what was released before, each at its place.

    ``document`` is the file that the definition was read from, sound in itself.
    """
    releases = workspace.state(INDICATOR_SET, stream_id(definition.province, definition.code))
    same = releases.by_version.get(definition.version)
    if same and same.content_hash == content_hash(definition):
        return ()
    for found in (
        *_of_version(releases, definition, same),
        *_of_migrations(releases, definition, document),
        *_of_base(definition, base_of(workspace, definition), document),
    ):
        document.refuse(*found)
    return document.faults()


def _document(file: Traversable) -> Document:
    """The file as it was read when it was found sound."""
    document = Document(str(file))
    FORMATS[f".{file.name.rpartition('.')[2].casefold()}"].read(file.read_bytes(), document)
    return document


def _of_version(releases: Releases, definition: IndicatorSet, same: Release | None) -> Iterator[Found]:
    if same:
        yield Found(("version",), _worded(VersionTaken(indicator_set=definition.code, version=definition.version)))
    else:
        yield from _refused("version", lambda: require_fitting_version(releases, definition))


def _of_migrations(releases: Releases, definition: IndicatorSet, document: Document) -> Iterator[Found]:
    """First what is wrong with single moves, at the move; then what is wrong with the migrations as a whole."""
    told: set[Remark] = set()
    for number, migration in enumerate(definition.migrations):
        earlier = releases.by_version.get(migration.from_version)
        for remark in move_faults(earlier.definition, definition, migration) if earlier else ():
            told.add(remark)
            path = ("migrations", number, *_move(migration, remark.place))
            yield Found(path, _compared(remark, migration.from_version))
    for remark in migration_faults(releases, definition):
        if remark not in told:
            yield _of_all_migrations(releases, definition, document, remark)


def _move(migration: Migration, place: str) -> Steps:
    """Which code of which move a remark's place means: a move's kind and old codes, or one code, where it is last."""
    found: Steps = ("from_version",)
    for number, move in enumerate(migration.moves):
        if place == f"{move.kind} {'+'.join(move.old) or '?'}":
            found = ("moves", number, "old", 0)
        for field, codes in (("old", move.old), ("new", move.new)):
            if place in codes:
                found = ("moves", number, field, codes.index(place))
    return found


def _of_all_migrations(releases: Releases, definition: IndicatorSet, document: Document, remark: Remark) -> Found:
    """A migration that stands twice or comes of no release, or one that is missing: its place is the set's number."""
    versions = [migration.from_version for migration in definition.migrations]
    if remark.place in versions:
        last = len(versions) - 1 - versions[::-1].index(remark.place)
        return Found(("migrations", last, "from_version"), _remarked(remark, MigrationInvalid))
    earlier = previous(releases, definition.version)
    path = ("migrations",) if ("migrations",) in document.places else ("version",)
    return Found(path, _compared(remark, earlier.definition.version if earlier else definition.version))


def _of_base(definition: IndicatorSet, base: Release | None, document: Document) -> Iterator[Found]:
    altered = () if base is None else extended(base.definition, definition)
    paths = dict(paths_by_place(document.content))
    for remark in altered:
        field = tuple(remark.place.split("."))
        known = field[0] in IndicatorSet.__struct_fields__
        path = paths.get(remark.place, field if known else ("extends",))
        yield Found(path, _remarked(remark, ExtensionInvalid))
    if not altered:
        # What is left to say of a base: that it was never released, or that it was withdrawn.
        yield from _refused("extends", lambda: require_sound_extension(definition, base))


def _refused(field: str, check: Callable[[], None]) -> Iterator[Found]:
    try:
        check()
    except Refusal as refusal:
        yield Found((field,), _worded(refusal))


def _worded(refusal: Refusal) -> Wording:
    return Wording(refusal.sentence("vi"), refusal.sentence("en"), refusal.advice("vi"), refusal.advice("en"))


def _remarked(remark: Remark, refusal: type[Refusal]) -> Wording:
    """The remark with the advice of the refusal that it would end in."""
    return Wording(remark.sentence("vi"), remark.sentence("en"), refusal.advice_vi, refusal.advice_en)


def _compared(remark: Remark, earlier: Version) -> Wording:
    """The remark with the version that the set was compared with."""
    wording = _remarked(remark, MigrationInvalid)
    return wording._replace(
        problem_vi=f"so với bản {earlier}: {wording.problem_vi}",
        problem_en=f"compared with {earlier}: {wording.problem_en}",
    )
