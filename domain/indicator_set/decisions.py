"""What becomes of a request to release or withdraw a set."""

from domain.event import Event
from domain.indicator_set.commands import ReleaseIndicatorSet, WithdrawIndicatorSet
from domain.indicator_set.content import content_hash
from domain.indicator_set.definition import IndicatorSet
from domain.indicator_set.events import Released, Withdrawn
from domain.indicator_set.extension import require_sound_extension
from domain.indicator_set.migration_faults import require_migrations
from domain.indicator_set.refusals import DefinitionInvalid, ReleaseUnknown, VersionTaken
from domain.indicator_set.soundness import faults
from domain.indicator_set.state import Release, Releases
from domain.indicator_set.versioning import require_fitting_version
from domain.wording import listed


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
            indicator_set=definition.code,
            version=definition.version,
            count=len(found),
            faults_vi=listed(found, "vi"),
            faults_en=listed(found),
        )
