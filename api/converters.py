"""The parts of an address that name things: what does not look like a code leads nowhere."""

import re
from collections.abc import Mapping
from typing import Any, ClassVar, get_args

import msgspec
from flask import Flask
from werkzeug.routing import BaseConverter

from domain.indicator_set.definition import Version
from domain.metadata import Code
from domain.person.reference import Reference

RESERVED = ("api", "awards", "bootstrap", "healthz", "honours", "metrics", "readyz", "receipts", "static")
"""What addresses begin with that are not about a province."""


def meta_of(annotated: Any) -> msgspec.Meta:
    """What a domain type such as ``Code`` declares about its values."""
    return next(meta for meta in get_args(annotated) if isinstance(meta, msgspec.Meta))


def unanchored(annotated: Any) -> str:
    """The regular expression of a domain type, without anchors and capturing groups, for use within another."""
    pattern = str(meta_of(annotated).pattern).removeprefix("^").removesuffix("$")
    return re.sub(r"\((?!\?)", "(?:", pattern)


def bounded(annotated: Any) -> str:
    """The same, of a domain type that may only be so long."""
    return rf"(?=.{{1,{meta_of(annotated).max_length}}}\Z){unanchored(annotated)}"


class DomainConverter(BaseConverter):
    """A part that follows the pattern of a domain type."""

    part_isolating = True
    domain_type: ClassVar[Any]


class CodeConverter(DomainConverter):
    """A stable code, as in ``/vinh-long/2022``."""

    domain_type = Code
    regex = bounded(Code)


class PlaceConverter(CodeConverter):
    """The code of a province where an address begins with it; those of other things can't be mistaken for one."""

    regex = rf"(?!(?:{'|'.join(RESERVED)})\Z){CodeConverter.regex}"


class VersionConverter(DomainConverter):
    """A release's number, as in ``/versions/1.0.0``."""

    domain_type = Version
    regex = bounded(Version)


class ReferenceConverter(DomainConverter):
    """A person, as in ``/people/person:…``."""

    domain_type = Reference
    regex = bounded(Reference)


class NumberConverter(BaseConverter):
    """A position or another whole number that every store can hold, written as plain digits."""

    part_isolating = True
    digits = 18
    regex = rf"(?:0|[1-9][0-9]{{0,{digits - 1}}})"

    def to_python(self, value: str) -> int:
        """The number."""
        return int(value)


CONVERTERS: Mapping[str, type[BaseConverter]] = {
    "code": CodeConverter,
    "place": PlaceConverter,
    "version": VersionConverter,
    "reference": ReferenceConverter,
    "number": NumberConverter,
}
"""By their names in routes, as in ``<place:province>`` or ``<number:position>``."""


def register(app: Flask) -> None:
    """Lets routes name the converters."""
    app.url_map.converters.update(CONVERTERS)
