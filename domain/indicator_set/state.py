"""What the releases of a set add up to."""

from collections.abc import Mapping

import msgspec

from domain.event import Event
from domain.indicator_set.definition import IndicatorSet, Version
from domain.indicator_set.events import Released, Withdrawn
from domain.metadata import Sha256


class Release(msgspec.Struct, frozen=True, kw_only=True):
    """One released version."""

    definition: IndicatorSet
    content_hash: Sha256
    withdrawn: bool = False


class Releases(msgspec.Struct, frozen=True, kw_only=True):
    """Every version ever released, by its number."""

    by_version: Mapping[Version, Release]

    def by_hash(self, content_hash: Sha256) -> Release | None:
        """The release with this content, if there is one."""
        found = (release for release in self.by_version.values() if release.content_hash == content_hash)
        return next(found, None)


INITIAL = Releases(by_version={})


def evolve(releases: Releases, event: Event) -> Releases:
    """The releases after one more event."""
    match event:
        case Released():
            release = Release(definition=event.definition, content_hash=event.content_hash)
            return Releases(by_version={**releases.by_version, event.definition.version: release})
        case Withdrawn():
            withdrawn = msgspec.structs.replace(releases.by_version[event.version], withdrawn=True)
            return Releases(by_version={**releases.by_version, event.version: withdrawn})
        case _:
            return releases
