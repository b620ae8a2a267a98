"""Sets as YAML: read with the place of every value and within bounds of size, depth and aliases, and written."""

import re
from decimal import Decimal
from io import StringIO
from pathlib import Path as FilePath
from typing import Any, NamedTuple, NoReturn

import msgspec
from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
)
from ruamel.yaml.representer import RoundTripRepresenter

from application.sets.document import Document, FileRefused, Path, shown
from application.sets.structure import DEEPEST
from application.sets.wording import TOO_DEEP, TOO_LARGE, TOO_MUCH
from application.sets.yaml_wording import MEND, QUOTES, syntax
from domain.indicator_set.content import normalised
from domain.indicator_set.definition import IndicatorSet
from domain.points import plain
from domain.refusal import Refusal, RefusalKind
from domain.wording import Wording

LARGEST = 768 * 1024
"""What the parser reads in about a second at worst; it is also about a thousand indicators."""
MOST_LINES = 50_000
LONGEST_LINE = 20_000
MOST_VALUES = 20_000
"""Counted with every alias expanded: about a thousand indicators."""

INTEGER = re.compile(r"[-+]?[0-9]{1,30}")
WORDS = {"": None, "~": None, "null": None, "Null": None, "NULL": None} | {
    word: word.casefold() == "true" for word in ("true", "True", "TRUE", "false", "False", "FALSE")
}
"""The plain words of YAML 1.2 that are not text."""


class Built(NamedTuple):
    """A finished value and how many values it is made of."""

    value: Any
    size: int


def read_yaml(data: bytes, document: Document) -> None:
    """Reads a YAML file into the document. Raises ``FileRefused`` where it can't be read any further."""
    try:
        _Reader(document, _text(data)).read()
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise FileRefused(syntax(f"{error.problem}"), _place(mark)) from None
    except (YAMLError, ValueError) as error:
        raise FileRefused(syntax(str(error).splitlines()[0])) from None


def _text(data: bytes) -> str:
    """The bytes as text; refuses what is too large or no UTF-8."""
    if len(data) > LARGEST:
        raise FileRefused(TOO_LARGE)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise FileRefused(
            Wording(
                "tệp không phải văn bản UTF-8",
                "the file is not UTF-8 text",
                "Lưu tệp với mã hóa UTF-8",
                "Save the file in UTF-8",
            ),
            f"line {line}, column 1",
        ) from None
    lines = text.splitlines()
    if len(lines) > MOST_LINES:
        raise FileRefused(TOO_MUCH, f"line {MOST_LINES}, column 1")
    for number, each in enumerate(lines, start=1):
        if len(each) > LONGEST_LINE:
            raise FileRefused(TOO_LARGE, f"line {number}, column {LONGEST_LINE}")
    return text


def _place(mark: Any) -> str:
    return f"line {mark.line + 1}, column {mark.column + 1}"


class _Reader:
    """Builds the content from the parser's events, one by one, so that nothing is built beyond the bounds."""

    def __init__(self, document: Document, text: str) -> None:
        self._document = document
        self._events = iter(YAML(typ="safe", pure=True).parse(text))
        self._anchors: dict[str, Built] = {}
        self._values = 0

    def read(self) -> None:
        """Reads the one document of the file."""
        next(self._events)
        event = next(self._events)
        if isinstance(event, StreamEndEvent):
            self._document.content = None
            return
        self._document.content = self._value(next(self._events), ()).value
        next(self._events)
        another = next(self._events)
        if isinstance(another, DocumentStartEvent):
            self._refuse(another, "có nhiều tài liệu YAML trong một tệp", "the file has several YAML documents")

    def _refuse(self, event: Event, vi: str, en: str, advice: tuple[str, str] = MEND) -> NoReturn:
        raise FileRefused(Wording(vi, en, *advice), _place(event.start_mark))

    def _count(self, event: Event, more: int) -> None:
        self._values += more
        if self._values > MOST_VALUES:
            raise FileRefused(TOO_MUCH, _place(event.start_mark))

    def _value(self, event: Any, path: Path) -> Built:
        self._document.places.setdefault(path, _place(event.start_mark))
        if len(path) > DEEPEST:
            raise FileRefused(TOO_DEEP, _place(event.start_mark))
        if isinstance(event, AliasEvent):
            return self._alias(event)
        if event.tag is not None:
            tag = shown(event.tag)
            vi, en = f"không dùng thẻ YAML ({tag})", f"YAML tags are not used here ({tag})"
            self._refuse(event, vi, en, QUOTES)
        self._count(event, 1)
        before = self._values
        value = self._content(event, path)
        built = Built(value, self._values - before + 1)
        if event.anchor:
            self._anchors[event.anchor] = built
        return built

    def _content(self, event: Any, path: Path) -> Any:
        match event:
            case MappingStartEvent():
                return self._mapping(path)
            case SequenceStartEvent():
                return self._sequence(path)
            case _:
                return _scalar(event)

    def _alias(self, event: AliasEvent) -> Built:
        if event.anchor not in self._anchors:
            anchor = shown(event.anchor)
            vi, en = f"không có neo «{anchor}» ở trên", f"there is no anchor '{anchor}' above"
            self._refuse(event, vi, en, QUOTES)
        built = self._anchors[event.anchor]
        self._count(event, built.size)
        return built

    def _sequence(self, path: Path) -> list[Any]:
        items: list[Any] = []
        while not isinstance(event := next(self._events), SequenceEndEvent):
            items.append(self._value(event, (*path, len(items))).value)
        return items

    def _mapping(self, path: Path) -> dict[str, Any]:
        entries: dict[str, Any] = {}
        while not isinstance(event := next(self._events), MappingEndEvent):
            self._entry(event, entries, path)
        return entries

    def _entry(self, event: Event, entries: dict[str, Any], path: Path) -> None:
        """One key and its value; of a key that stands twice, the first value is kept and the second refused."""
        if not isinstance(event, ScalarEvent):
            self._refuse(event, "tên trường phải là văn bản", "a field's name must be text")
        key = normalised(event.value)
        where = _place(event.start_mark)
        again = key in entries
        value = self._value(next(self._events), (*path, key)).value
        if again:
            self._document.refuse_at(where, key, _repeated(shown(key)))
        entries.setdefault(key, value)


def _repeated(key: str) -> Wording:
    return Wording(
        f"trường «{key}» bị lặp", f"the field '{key}' stands twice", "Chỉ giữ một trong hai", "Keep one of the two"
    )


def _scalar(event: ScalarEvent) -> Any:
    """Text; a plain whole number or word as YAML 1.2 reads it. Numbers with decimals stay the text they are."""
    text = normalised(event.value)
    if not event.implicit[0]:
        return text
    if text in WORDS:
        return WORDS[text]
    return int(text) if INTEGER.fullmatch(text) else text


# --- Writing ------------------------------------------------------------------------------------------------------


class SetTooLargeForYaml(Refusal):
    """The set would make a YAML file that is larger than may be read."""

    code = "set-too-large-for-yaml"
    kind = RefusalKind.INVALID
    vi = "Bộ chỉ số «{indicator_set}» quá lớn cho một tệp YAML."
    en = "The set '{indicator_set}' is too large for a YAML file."
    advice_vi = "Giữ bộ chỉ số này ở dạng Excel (.xlsx)."
    advice_en = "Keep this set as an Excel workbook (.xlsx)."


def write_yaml(definition: IndicatorSet, path: FilePath) -> None:
    """Writes the set as YAML that reads as the same set; refuses with ``SetTooLargeForYaml`` what could not be read."""
    written = yaml_text(definition).encode()
    try:
        read_yaml(written, Document(str(path)))
    except FileRefused:
        raise SetTooLargeForYaml(indicator_set=definition.code) from None
    path.write_bytes(written)


def yaml_text(definition: IndicatorSet) -> str:
    """The set as YAML."""
    yaml = YAML()
    yaml.Representer = _Exactly
    yaml.width = 110
    yaml.indent(mapping=2, sequence=4, offset=2)
    stream = StringIO()
    yaml.dump(msgspec.to_builtins(definition, builtin_types=(Decimal,)), stream)
    return stream.getvalue()


class _Exactly(RoundTripRepresenter):
    """Writes numbers as they are, 0.5 and not '0.5', and everything in full instead of by alias."""

    def ignore_aliases(self, _data: Any) -> bool:
        return True

    def represent_decimal(self, value: Decimal) -> Any:
        tag = "int" if value == value.to_integral_value() else "float"
        return self.represent_scalar(f"tag:yaml.org,2002:{tag}", format(plain(value), "f"))


_Exactly.add_representer(Decimal, _Exactly.represent_decimal)
