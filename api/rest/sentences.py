"""What can be wrong with a single field, in both languages. Validators name a sentence and fill its gaps."""

from typing import NamedTuple

import msgspec

SEPARATOR = "|"
"""Stands between a sentence's name and what fills its gap, in the messages that validators leave behind."""


class Sentence(NamedTuple):
    """The same in both languages."""

    vi: str
    en: str


SENTENCES = {
    "required": Sentence("bắt buộc phải có", "it is required"),
    "null": Sentence("không được là null", "it may not be null"),
    "unknown": Sentence("không có trường này", "there is no such field"),
    "type": Sentence("phải là một đối tượng JSON", "it has to be a JSON object"),
    "string": Sentence("phải là chuỗi", "it has to be a string"),
    "boolean": Sentence("phải là true hoặc false", "it has to be true or false"),
    "integer": Sentence("phải là số nguyên", "it has to be a whole number"),
    "list": Sentence("phải là danh sách", "it has to be a list"),
    "mapping": Sentence("phải là một đối tượng JSON", "it has to be a JSON object"),
    "range": Sentence("phải nằm trong khoảng {0}", "it has to lie within {0}"),
    "length": Sentence("độ dài phải trong khoảng {0}", "its length has to be {0}"),
    "pattern": Sentence("phải đúng mẫu {0}", "it has to match {0}"),
    "choice": Sentence("phải là một trong: {0}", "it has to be one of: {0}"),
    "date": Sentence("phải là ngày dạng NĂM-THÁNG-NGÀY", "it has to be a date, as in 2022-12-31"),
    "moment": Sentence("phải là thời điểm theo ISO 8601", "it has to be a time, as in 2022-12-31T08:00:00Z"),
    "uuid": Sentence("phải là UUID", "it has to be a UUID"),
    "decimal": Sentence('phải là số thập phân viết trong chuỗi, ví dụ "7.25"', 'a decimal in a string, as in "7.25"'),
    "number": Sentence("phải là số thập phân, ví dụ 7.25", "it has to be a decimal, as in 7.25"),
    "text": Sentence("chứa ký tự không lưu được", "it contains characters that can't be stored"),
}


class Fault(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What is wrong with one field of the body (``pointer``, RFC 6901), one parameter, or one place of a file.

    ``cell`` is that of a table, ``place`` a set file's: ``line 12, column 3`` or ``Sheet!C7``.
    """

    pointer: str | None = None
    parameter: str | None = None
    cell: str | None = None
    place: str | None = None
    code: str
    detail: str
    vi: str
    en: str


def fault(message: str, *, language: str, pointer: str | None = None, parameter: str | None = None) -> Fault:
    """A validator's message as a fault in the given language; one that names no sentence speaks for itself."""
    code, _, filling = message.partition(SEPARATOR)
    sentence = SENTENCES.get(code, Sentence(message, message))
    vi, en = (text.format(filling) for text in sentence)
    return Fault(pointer=pointer, parameter=parameter, code=code, detail=vi if language == "vi" else en, vi=vi, en=en)
