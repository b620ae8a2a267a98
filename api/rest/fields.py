"""Marshmallow fields that check JSON values strictly and hand them on as they came.

What they let through is what msgspec converts: a number is never read from a string nor a truth from a number. Points
are strings, for a JSON number becomes a float in most readers.
"""

import re
from abc import abstractmethod
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any, ClassVar
from uuid import UUID

import msgspec
from marshmallow import Schema, fields
from marshmallow.exceptions import ValidationError
from marshmallow.validate import Validator

from api.rest.sentences import SEPARATOR

UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
"""What PostgreSQL's text or UTF-8 can't hold."""

DECIMAL = r"-?(?:0|[1-9][0-9]{0,17})(?:\.[0-9]{1,18})?"
LONGEST = 36
"""So many digits has the longest decimal."""
LARGEST_WHOLE = 2**53 - 1
"""The largest whole number that every JSON reader understands exactly, and canonical JSON can write."""


Messages = dict[str, str | list[Any] | dict[Any, Any]]
"""What marshmallow says when a field is missing, null or of the wrong shape; here, the name of a sentence."""


class Strict(fields.Field[Any]):
    """A field that checks without converting."""

    def __init__(self, **options: Any) -> None:
        """Takes the options of every field; its messages name sentences."""
        super().__init__(error_messages={"required": "required", "null": "null"}, **options)

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> Any:  # noqa: ARG002  # marshmallow's signature.
        return self.read(value)

    @abstractmethod
    def read(self, value: Any) -> Any:
        """The value, if it is as it has to be; raises ``ValidationError`` with the name of a sentence."""


class Matches(Validator):
    """The string matches a regular expression as OpenAPI understands it: ``$`` is the end, not a line's."""

    def __init__(self, pattern: str) -> None:
        """Takes the pattern, which may match anywhere unless it is anchored."""
        self.regex = re.compile(pattern)
        self._exactly = re.compile(re.sub(r"\$$", r"\\Z", pattern))

    def __call__(self, value: str) -> str:
        """The value, if it matches."""
        if not self._exactly.search(value):
            raise ValidationError(SEPARATOR.join(("pattern", self.regex.pattern)))
        return value


class Text(Strict):
    """A string that every store can hold."""

    def read(self, value: Any) -> Any:
        """The string."""
        if not isinstance(value, str):
            raise ValidationError("string")
        if UNSTORABLE.search(value):
            raise ValidationError("text")
        return value


class Parsed(Text):
    """A string that msgspec reads as another type."""

    type: ClassVar[Any]
    sentence: ClassVar[str]

    def read(self, value: Any) -> Any:
        """The string, if msgspec can read it."""
        text = super().read(value)
        try:
            msgspec.convert(text, self.type)
        except msgspec.ValidationError:
            raise ValidationError(self.sentence) from None
        return text


class Day(Parsed):
    """A date, as in 2022-12-31."""

    type = date
    sentence = "date"


class Moment(Parsed):
    """A date and time, as in 2022-12-31T08:00:00Z."""

    type = datetime
    sentence = "moment"


class Identifier(Parsed):
    """A UUID."""

    type = UUID
    sentence = "uuid"


class Exact(Strict):
    """A decimal in a string."""

    def read(self, value: Any) -> Any:
        """The string, if it is a plain decimal of a sensible length."""
        if not isinstance(value, str) or not re.fullmatch(DECIMAL, value):
            raise ValidationError("decimal")
        return value


class Number(Exact):
    """A decimal in a string or as a JSON number, which the body's reader has kept as it was written."""

    def read(self, value: Any) -> Any:
        """The decimal in a string, if it is of a sensible length."""
        if isinstance(value, int | Decimal) and not isinstance(value, bool):
            value = _plain(Decimal(value))
        try:
            return super().read(value)
        except ValidationError:
            raise ValidationError("number") from None


def _plain(number: Decimal) -> str:
    """The number without an exponent; nothing where that would be too long."""
    exponent = number.as_tuple().exponent
    return f"{number:f}" if isinstance(exponent, int) and abs(exponent) <= LONGEST else ""


class Whole(Strict):
    """A whole number."""

    def read(self, value: Any) -> Any:
        """The number."""
        if not isinstance(value, int) or isinstance(value, bool):
            raise ValidationError("integer")
        return value


class Digits(Whole):
    """A whole number in an address, where everything is text."""

    def read(self, value: Any) -> Any:
        """The number that the digits stand for."""
        if not re.fullmatch("-?[0-9]{1,18}", str(value)):
            raise ValidationError("integer")
        return super().read(int(value))


class WholeName(Whole):
    """A whole number that a member of an object is named by, where everything is text."""

    pattern: ClassVar[str] = "^(?:0|[1-9][0-9]{0,14})$"

    def read(self, value: Any) -> Any:
        """The number that the name stands for."""
        if not re.fullmatch(self.pattern.removesuffix("$"), str(value)):
            raise ValidationError("integer")
        return super().read(int(value))


class Truth(Strict):
    """True or false."""

    def read(self, value: Any) -> Any:
        """The truth."""
        if not isinstance(value, bool):
            raise ValidationError("boolean")
        return value


class Switch(Truth):
    """True or false in an address, where everything is text."""

    def read(self, value: Any) -> Any:
        """The truth that the word stands for."""
        if value not in {"true", "false"}:
            raise ValidationError("boolean")
        return value == "true"


class Table(Strict):
    """An object whose names are data: each name and each value is checked."""

    def __init__(self, keys: fields.Field[Any], values: fields.Field[Any], **options: Any) -> None:
        """Takes what each name and each value has to be."""
        super().__init__(**options)
        self.keys, self.values = keys, values

    def read(self, value: Any) -> Any:
        """The object, if all in it is as it has to be."""
        if not isinstance(value, Mapping):
            raise ValidationError("mapping")
        faults = {name: found for name, item in value.items() if (found := self._faults(name, item))}
        if faults:
            raise ValidationError(faults)
        return value

    def _faults(self, name: str, item: Any) -> Any:
        try:
            self.keys.deserialize(name)
            self.values.deserialize(item)
        except ValidationError as error:
            return error.messages
        return None


class Tagged(Strict):
    """An object of one of several kinds, told apart by one of its fields."""

    def __init__(self, tag_field: str, kinds: Mapping[str, Callable[[], type[Schema]]], **options: Any) -> None:
        """Takes the telling field and, by kind, what gives its schema: kinds may be made of each other."""
        super().__init__(**options)
        self.tag_field, self.kinds = tag_field, kinds

    def read(self, value: Any) -> Any:
        """The object, if it is one of the kinds."""
        if not isinstance(value, Mapping):
            raise ValidationError("mapping")
        if self.tag_field not in value:
            raise ValidationError({self.tag_field: ["required"]})
        kind = value[self.tag_field]
        if not isinstance(kind, str) or kind not in self.kinds:
            raise ValidationError({self.tag_field: [SEPARATOR.join(("choice", ", ".join(self.kinds)))]})
        return self.kinds[kind]()().load(value)
