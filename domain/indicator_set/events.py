"""What happens to an indicator set. These names and fields are a storage format. Add, never change."""

from uuid import UUID

from domain.event import Event
from domain.indicator_set.definition import IndicatorSet, Version
from domain.metadata import Code, Sha256, stream


def stream_id(province: Code, indicator_set: Code) -> UUID:
    """One stream for all releases of a set."""
    return stream("indicator_set", province, indicator_set)


class Released(Event, name="indicator_set.released.v1", frozen=True, kw_only=True):
    """A version was released: the whole definition and the hash that identifies it from now on."""

    definition: IndicatorSet
    content_hash: Sha256


class Withdrawn(Event, name="indicator_set.withdrawn.v1", frozen=True, kw_only=True):
    """A version may no longer be pinned by new rounds; rounds that pinned it keep it."""

    version: Version
    content_hash: Sha256
