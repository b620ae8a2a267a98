"""A set as a command names it: by its file, or by PROVINCE/SET@VERSION as it was released or installed."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, NamedTuple

import click
import msgspec

from api.cli.values import FILE
from application.contexts import INDICATOR_SET
from application.sets.packages import installed
from application.sets.sound_file import sound_set
from application.workspace import Workspace
from domain.indicator_set.definition import IndicatorSet, Version
from domain.indicator_set.events import stream_id
from domain.indicator_set.refusals import ReleaseUnknown
from domain.metadata import Code
from projections.platform import Platform

NAMED = re.compile(r"(?P<province>[^/@]+)/(?P<indicator_set>[^/@]+)@(?P<version>[^/@]+)")
METAVAR = "FILE|PROVINCE/SET@VERSION"


class SetName(msgspec.Struct, frozen=True, kw_only=True):
    """A release by its name."""

    province: Code
    indicator_set: Code
    version: Version

    def __str__(self) -> str:
        """The name as people write it."""
        return f"{self.province}/{self.indicator_set}@{self.version}"


PlatformIfAny = Callable[[], AbstractContextManager[Platform | None]]
"""Opens the platform; nothing where there is no log, so that only installed sets have names."""


class SetReference(NamedTuple):
    """What was typed: a file or a name."""

    source: Path | SetName

    def __str__(self) -> str:
        """What was typed."""
        return str(self.source)

    def definition(self, platform: PlatformIfAny) -> IndicatorSet:
        """The sound set that is meant. Raises ``SetFileInvalid`` for a file, ``ReleaseUnknown`` for a name."""
        if isinstance(self.source, Path):
            return sound_set(self.source)
        with platform() as opened:
            return named_set(opened, self.source)


def named_set(platform: Platform | None, name: SetName) -> IndicatorSet:
    """The set of that name, as it was released or else as it is installed. Raises ``ReleaseUnknown``."""
    return (platform and _released(platform, name)) or installed_set(name)


def installed_set(name: SetName) -> IndicatorSet:
    """The installed set of that name. Raises what keeps a package from being used, or ``ReleaseUnknown``."""
    sets, problems = installed()
    if str(name) not in sets:
        raise next(iter(problems), ReleaseUnknown(indicator_set=name.indicator_set, version=name.version))
    return sets[str(name)]


def _released(platform: Platform, name: SetName) -> IndicatorSet | None:
    stream = stream_id(name.province, name.indicator_set)
    releases = Workspace(platform.application.load).state(INDICATOR_SET, stream)
    release = releases.by_version.get(name.version)
    return None if release is None else release.definition


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
        except msgspec.ValidationError:
            self.fail(f"{value!r} is no file; a set is named province/set@1.0.0", param, ctx)
