"""Broken files by the hundred, always the same ones: none crashes, hangs or is accepted although it is wrong."""

import random
import sys
import time
from collections.abc import Callable
from functools import cache
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from zipfile import ZIP_DEFLATED, ZipFile

import msgspec
import pytest

from application.sets.checks import check_file
from application.sets.files import shipped, shipped_sets
from application.sets.workbook_writing import write_workbook
from application.sets.yaml import write_yaml
from domain.indicator_set.content import content_hash
from domain.indicator_set.definition import IndicatorSet
from domain.indicator_set.soundness import faults
from tests.application.sets.texts import SOUND, workbook

SECONDS = 30 if sys.gettrace() else 2
"""A tracer, as for coverage, makes everything several times slower."""
FILES = 60
"""So many of each mutation and kind of file."""

TOKENS = [
    *(
        "[",
        "]",
        "{",
        "}",
        ":",
        ": ",
        "- ",
        "? ",
        "|",
        ">",
        "&a ",
        "*a",
        "!!str ",
        "!",
        "%",
        "@",
        "`",
        '"',
        "'",
        "#",
        ",",
    ),
    *("\t", "\n", "\r", "\0", "\x1b", "\u2028", "\ufeff", "\u0303", "\U0001f600", "---\n", "...\n", "<<: *a", "\\"),
    *(
        "null",
        "true",
        "NO",
        "0x10",
        "1e999999999",
        ".nan",
        "-1",
        "0",
        "1_000",
        "12,5",
        "9" * 50,
        "٣",
        "sNaN",
        "Infinity",
    ),
    *("kind: sum", "share: 2", "max_points: 5", "code: 1.1", "{kind: best, alternatives: []}", "x" * 600, "[" * 50),
]
CELLS = [
    *(
        "",
        "<v/>",
        "<v>1E9</v>",
        "<v>-1</v>",
        "<v>NaN</v>",
        "<f>1+1</f>",
        "<is><t>x</t></is>",
        "<v>99999999</v>",
        "<c/>",
    ),
    *(
        "&lt;",
        "&#0;",
        "&#x10FFFF;",
        "&a;",
        "<!-- x -->",
        "<![CDATA[x]]>",
        "<?x?>",
        "]]>",
        "\0",
        "<t>_x0000_</t>",
        "<si/>",
    ),
    *('<mergeCell ref="A1:Z9"/>', '<c r="ZZZ99" t="s"><v>0</v></c>', '<row r="-3"/>', "<!DOCTYPE x>", "é", "\ud7ff"),
]
Mutation = Callable[[random.Random, bytes], bytes]


def flip(rng: random.Random, data: bytes) -> bytes:
    """A few bytes are others."""
    changed = bytearray(data)
    for _ in range(rng.randint(1, 8)):
        changed[rng.randrange(len(changed))] = rng.randrange(256)
    return bytes(changed)


def cut(rng: random.Random, data: bytes) -> bytes:
    """The end is missing, or a piece in the middle."""
    start = rng.randrange(len(data))
    return data[:start] + (data[rng.randrange(start, len(data)) :] if rng.random() < 0.7 else b"")


def double(rng: random.Random, data: bytes) -> bytes:
    """A piece stands somewhere else as well."""
    start = rng.randrange(len(data))
    piece = data[start : start + rng.randint(1, 400)]
    at = rng.randrange(len(data))
    return data[:at] + piece + data[at:]


def insert(rng: random.Random, data: bytes) -> bytes:
    """Signs that mean something stand where they should not."""
    for _ in range(rng.randint(1, 3)):
        at = rng.randrange(len(data))
        data = data[:at] + rng.choice(TOKENS).encode() + data[at:]
    return data


def swap_lines(rng: random.Random, data: bytes) -> bytes:
    """Two lines have changed places, or one is indented otherwise."""
    lines = data.split(b"\n")
    first, second = rng.randrange(len(lines)), rng.randrange(len(lines))
    lines[first], lines[second] = lines[second], b" " * rng.randint(0, 3) + lines[first]
    return b"\n".join(lines)


def replace_value(rng: random.Random, data: bytes) -> bytes:
    """A field says something else."""
    lines = data.split(b"\n")
    chosen = rng.choice([number for number, line in enumerate(lines) if b": " in line])
    name, _, _ = lines[chosen].partition(b": ")
    lines[chosen] = name + b": " + rng.choice(TOKENS).encode()
    return b"\n".join(lines)


def in_part(mutation: Mutation) -> Mutation:
    """The mutation of one part inside a workbook."""

    def mutated(rng: random.Random, data: bytes) -> bytes:
        with ZipFile(BytesIO(data)) as old:
            parts = {name: old.read(name) for name in old.namelist()}
        name = rng.choice([name for name in parts if name.endswith((".xml", ".rels"))])
        parts[name] = mutation(rng, parts[name])
        with ZipFile(buffer := BytesIO(), "w", ZIP_DEFLATED) as new:
            for part, content in parts.items():
                new.writestr(part, content)
        return buffer.getvalue()

    return mutated


def replace_cell(rng: random.Random, data: bytes) -> bytes:
    """Between two tags of XML stands something else."""
    pieces = data.split(b"><")
    at = rng.randrange(len(pieces))
    if not 0 < at < len(pieces) - 1:
        return data + b"x"
    between = b">" + rng.choice(CELLS).encode() + b"<"
    return b"><".join(pieces[:at]) + between + b"><".join(pieces[at + rng.randint(0, 1) :])


def drop_part(rng: random.Random, data: bytes) -> bytes:
    """A part is missing, or has the content of another one."""
    with ZipFile(BytesIO(data)) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    victim, other = rng.choice(list(parts)), rng.choice(list(parts))
    parts[victim] = parts[other]
    if rng.random() < 0.5:
        del parts[victim]
    with ZipFile(buffer := BytesIO(), "w") as new:
        for name, content in parts.items():
            new.writestr(name, content)
    return buffer.getvalue()


def retype(rng: random.Random, data: bytes) -> bytes:
    """A text that cells share says something else."""
    with ZipFile(BytesIO(data)) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    part = rng.choice([name for name, content in parts.items() if b"</t>" in content])
    texts = parts[part].split(b"</t>")
    at = rng.randrange(len(texts) - 1)
    start = texts[at].rindex(b">") + 1
    shown = rng.choice(TOKENS).replace("\0", "").replace("\x1b", "").replace("<", "&lt;").replace("&a", "a").encode()
    texts[at] = texts[at][:start] + (texts[at][start:] if rng.random() < 0.5 else b"") + shown
    parts[part] = b"</t>".join(texts)
    with ZipFile(buffer := BytesIO(), "w") as new:
        for name, content in parts.items():
            new.writestr(name, content)
    return buffer.getvalue()


OF_YAML: dict[str, Mutation] = {each.__name__: each for each in (flip, cut, double, insert, swap_lines, replace_value)}
OF_WORKBOOKS: dict[str, Mutation] = {
    **{each.__name__: each for each in (flip, cut, drop_part, retype)},
    **{f"{each.__name__} in a part": in_part(each) for each in (flip, cut, replace_cell)},
}


@cache
def good_files() -> dict[str, list[bytes]]:
    """Sound files to start from."""
    national = next(definition for definition in shipped_sets() if definition.province == "quoc-gia")
    source = (shipped(national.province) / f"{national.code}.yaml").read_bytes()
    with TemporaryDirectory() as folder:
        small = workbook(Path(folder)).read_bytes()
        write_workbook(national, path := Path(folder) / "set.xlsx", sheets="groups")
        return {".yaml": [SOUND.encode(), source], ".xlsx": [small, path.read_bytes()]}


def corpus(ending: str, mutation: Mutation, name: str) -> list[bytes]:
    """The broken files of one mutation."""
    rng = random.Random(f"{ending} {name}")
    return [mutation(rng, rng.choice(good_files()[ending])) for _ in range(FILES)]


def test_there_are_at_least_five_hundred_broken_files():
    assert FILES * (len(OF_YAML) + len(OF_WORKBOOKS)) >= 500


@pytest.mark.parametrize(
    ("ending", "name", "mutation"),
    [(".yaml", *each) for each in OF_YAML.items()] + [(".xlsx", *each) for each in OF_WORKBOOKS.items()],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_no_broken_file_crashes_hangs_or_is_accepted_wrongly(tmp_path, ending, name, mutation):
    refused = 0
    for number, data in enumerate(corpus(ending, mutation, name)):
        path = tmp_path / f"{number}{ending}"
        path.write_bytes(data)
        began = time.perf_counter()
        checked = check_file(path)
        assert time.perf_counter() - began < SECONDS, number
        assert (checked.definition is None) is bool(checked.faults)
        for fault in checked.faults:
            assert fault.problem_vi
            assert fault.problem_en
            assert fault.advice_vi
            assert fault.advice_en
            fault.sentence("vi").encode()
        refused += checked.definition is None
        if checked.definition:
            accepted_rightly(tmp_path, checked.definition)
    assert refused >= FILES // 10


def accepted_rightly(folder: Path, definition: IndicatorSet) -> None:
    """An accepted file is a sound set: it survives every form and has no contradictions."""
    assert list(faults(definition)) == []
    again = msgspec.json.decode(msgspec.json.encode(definition), type=IndicatorSet)
    assert content_hash(again) == content_hash(definition)
    write_yaml(definition, folder / "again.yaml")
    assert check_file(folder / "again.yaml") == (definition, ())
    write_workbook(definition, folder / "again.xlsx")
    assert check_file(folder / "again.xlsx") == (definition, ())
