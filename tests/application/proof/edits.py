"""Edits of a bundle, as somebody might make them who wants it to say something else."""

import base64
import json
from collections.abc import Callable, Sequence
from typing import Any

from tests.application.proof.bundles import Files, written

Edit = Callable[[Files], object]


def lines_of(files: Files) -> list[bytes]:
    return files["events.jsonl"].splitlines(keepends=True)


def put_lines(files: Files, lines: Sequence[bytes]) -> None:
    files["events.jsonl"] = b"".join(lines)


def edit_line(number: int, old: bytes, new: bytes) -> Edit:
    """Edits the line of a position; the round's log has no others."""

    def edit(files: Files) -> None:
        lines = lines_of(files)
        assert old in lines[number - 1]
        lines[number - 1] = lines[number - 1].replace(old, new, 1)
        put_lines(files, lines)

    return edit


def drop_line(number: int) -> Edit:
    return lambda files: put_lines(files, lines_of(files)[: number - 1] + lines_of(files)[number:])


def swap_lines(files: Files) -> None:
    lines = lines_of(files)
    lines[20], lines[21] = lines[21], lines[20]
    put_lines(files, lines)


def swap_positions(files: Files) -> None:
    edit_line(21, b'"position": 21', b'"position": 0x')(files)
    edit_line(22, b'"position": 22', b'"position": 21')(files)
    edit_line(21, b'"position": 0x', b'"position": 22')(files)


def edit_json(name: str, change: Callable[[Any], object]) -> Edit:
    def edit(files: Files) -> None:
        value = json.loads(files[name])
        change(value)
        files[name] = json.dumps(value).encode()

    return edit


def edit_row(unit: int, **changes: Any) -> Edit:
    return edit_json("ranking.json", lambda value: value["scopes"][0]["rows"][unit].update(changes))


def edit_manifest(**changes: Any) -> Edit:
    return edit_json("manifest.json", lambda value: value.update(changes))


def edit_proofs(**changes: Any) -> Edit:
    return edit_json("proofs.json", lambda value: value.update(changes))


def edit_file(name: str, old: bytes, new: bytes) -> Edit:
    return lambda files: files.update({name: files[name].replace(old, new)})


def other_hash(path: list[str]) -> None:
    path[0] = base64.b64encode(b"x" * 32).decode()


def turn_signature(files: Files) -> None:
    text, blank, signed = files["checkpoints/004.txt"].rpartition(b"\n\n")
    mark, name, value = signed.split()
    *decoded, last = base64.b64decode(value)
    turned = base64.b64encode(bytes([*decoded, last ^ 1]))
    files["checkpoints/004.txt"] = text + blank + b" ".join([mark, name, turned]) + b"\n"


def sealed(files: Files) -> None:
    lines = lines_of(files)
    line = json.loads(lines[20])
    line["state_base64"] = base64.b64encode(line.pop("state").encode()).decode()
    lines[20] = written(line) + b"\n"
    put_lines(files, lines)
