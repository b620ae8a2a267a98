"""A set as a command names it: by its file, or by PROVINCE/SET@VERSION as it was released or installed."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, NamedTuple

import click
import msgspec

from api.cli.set_faults import sound_set
from api.cli.values import FILE
from application.contexts import INDICATOR_SET
from application.sets.packages import installed_sets
from application.workspace import Workspace
from domain.indicator_set.definition import IndicatorSet, Version
from domain.indicator_set.events import stream_id
from domain.indicator_set.refusals import ReleaseUnknown
from domain.indicator_set.state import Releases
from domain.metadata import Code
from projections.platform import Platform

NAMED = re.compile(r"(?P<province>[^/@]+)/(?P<indicator_set>[^/@]+)@(?P<version>[^/@]+)")


class SetName(msgspec.Struct, frozen=True, kw_only=True):
    """A release by its name."""

    province: Code
    indicator_set: Code
    version: Version

    def __str__(self) -> str:
        """The name as people write it."""
        return f"{self.province}/{self.indicator_set}@{self.version}"


class SetReference(NamedTuple):
    """What was typed: a file or a name."""

    source: Path | SetName

    def definition(self, platform: Callable[[], AbstractContextManager[Platform]]) -> IndicatorSet:
        """The sound set that is meant. Raises ``SetFileInvalid`` for a file, ``ReleaseUnknown`` for a name."""
        if isinstance(self.source, Path):
            return sound_set(self.source)
        with platform() as opened:
            return _named(opened, self.source)


def _named(platform: Platform, name: SetName) -> IndicatorSet:
    stream = stream_id(name.province, name.indicator_set)
    releases: Releases = Workspace(platform.application.load).state(INDICATOR_SET, stream)
    release = releases.by_version.get(name.version)
    found = release.definition if release else installed_sets().get(str(name))
    if found is None:
        raise ReleaseUnknown(indicator_set=name.indicator_set, version=name.version)
    return found


class ReferenceType(click.ParamType[SetReference]):
    """A file, or PROVINCE/SET@VERSION where there is no such file."""

    name = "file|province/set@version"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> SetReference:
        """The reference."""
        named = NAMED.fullmatch(value)
        if named is None or Path(value).exists():
            return SetReference(Path(FILE.convert(value, param, ctx)))
        try:
            return SetReference(msgspec.convert(named.groupdict(), SetName))
        except msgspec.ValidationError as error:
            self.fail(f"{value!r}: {error}", param, ctx)
