"""YAML read exactly or refused: YAML 1.2, no key twice, no unknown field, no number through a float, text in NFC."""

import re
from importlib.resources.abc import Traversable
from typing import TypeVar

import msgspec
from ruamel.yaml import YAML
from ruamel.yaml.constructor import SafeConstructor
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from domain.indicator_set.content import normalised
from domain.refusal import Refusal, RefusalKind

T = TypeVar("T")

VIETNAMESE = (
    (r"Object contains unknown field `(.+)`", r"không có trường «\1»"),
    (r"Object missing required field `(.+)`", r"thiếu trường «\1»"),
    (r"Expected `(.+)`, got `(.+)`", r"cần kiểu «\1» nhưng gặp «\2»"),
    (r"Expected (.+)", r"cần \1"),
    (r"Invalid decimal string", "không phải là số thập phân"),
    (r"Invalid RFC3339 encoded date", "không phải là ngày theo dạng 2022-11-14"),
    (r"Invalid (?:enum )?value (.+)", r"giá trị \1 không hợp lệ"),
    (r'found duplicate key "(.+?)" .*', r"khóa «\1» bị lặp"),
)
"""What is wrong as msgspec and ruamel.yaml say it, and in Vietnamese; what is not listed stays as they say it."""


class FileUnreadable(Refusal):
    """A file is not what it should be; ``path`` is the place in the document, or the line and column."""

    code = "file-unreadable"
    kind = RefusalKind.INVALID
    vi = "Tệp {file}, tại {path}: {problem_vi}."
    en = "File {file}, at {path}: {problem_en}."
    advice_vi = "Sửa tệp tại vị trí đã nêu rồi nạp lại; có thể đối chiếu với các tệp mẫu đi kèm."
    advice_en = "Mend the file at that place and load it again; the files shipped with the platform are examples."


class Verbatim(SafeConstructor):
    """Leaves decimals and dates as the text they are written in, so that 0.1 is 0.1 and 1.10 is not 1.1."""


for tag in ("float", "timestamp"):
    Verbatim.add_constructor(f"tag:yaml.org,2002:{tag}", Verbatim.construct_yaml_str)


def load_yaml(path: Traversable, kind: type[T]) -> T:
    """The file's one document as a ``kind``; refuses an unreadable file with ``FileUnreadable``."""
    yaml = YAML(typ="safe", pure=True)
    yaml.Constructor = Verbatim
    try:
        document = yaml.load(normalised(path.read_text(encoding="utf-8")))
        return msgspec.convert(normalised(document), kind)
    except msgspec.ValidationError as error:
        problem, _, place = str(error).partition(" - at ")
        raise _unreadable(path, place.strip("`") or "$", problem) from None
    except MarkedYAMLError as error:
        raise _unreadable(path, _place(error), error.problem) from None
    except (YAMLError, OSError, ValueError, RecursionError) as error:
        raise _unreadable(path, "$", str(error)) from None


def _place(error: MarkedYAMLError) -> str:
    return f"{error.problem_mark.line + 1}:{error.problem_mark.column + 1}"


def _unreadable(path: Traversable, place: str, problem: str) -> FileUnreadable:
    phrase = next((pair for pair in VIETNAMESE if re.fullmatch(pair[0], problem, re.DOTALL)), (r"(.*)", r"\1"))
    vi = re.sub(phrase[0], phrase[1], problem, count=1, flags=re.DOTALL)
    return FileUnreadable(file=str(path), path=place, problem_vi=vi, problem_en=problem)
