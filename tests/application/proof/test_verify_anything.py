"""Whatever is in a bundle, the verifier ends with a sentence; and no edit of an event goes unnoticed."""

import json
import os
from collections.abc import Sequence
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from application.proof import verify
from application.recording import LogEntry
from tests.application.proof.bundles import Files, bundle, unpack, written
from tests.application.proof.conftest import STATED
from tests.application.proof.scene import edited, ranking
from tests.domain.builders import PROVINCE, ROUND

THOROUGH = "THOROUGH" in os.environ
"""Set by .ci/run for its slower jobs."""

SEEDS = range(300 if THOROUGH else 12)
RARELY = 0.2
SURROGATE = "\ud800"
ODD: Sequence[Any] = (None, True, 0, -1, 10**18, "", "x", "1E+99", SURROGATE, [], {}, ["x"], {"x": "x"})
"""What should not stand anywhere."""
Log = Sequence[LogEntry]


@pytest.fixture(scope="module")
def whole(log: Log) -> Files:
    return bundle(log, ranking(len(log), *STATED), PROVINCE, ROUND, earlier=[13])


def code_of(files: Files) -> int:
    """How the verifier ends."""
    with TemporaryDirectory() as folder, redirect_stdout(StringIO()):
        return verify.main([str(unpack(files, Path(folder)))])


def put_somewhere(choose: Random, value: Any, odd: Any) -> Any:
    """A JSON value with something odd in some place of it, or without what stood there."""
    keys = list(range(len(value))) if isinstance(value, list) else list(value) if isinstance(value, dict) else []
    if not keys or choose.random() < RARELY:
        return odd
    key, changed = choose.choice(keys), value.copy()
    if choose.random() < RARELY:
        del changed[key]
    else:
        changed[key] = put_somewhere(choose, value[key], odd)
    return changed


@pytest.mark.parametrize("seed", SEEDS)
def test_any_byte_may_be_another_one(whole: Files, seed: int) -> None:
    choose = Random(seed)
    name = choose.choice(sorted(whole))
    place, byte = choose.randrange(len(whole[name])), choose.randbytes(choose.randrange(3))
    code_of({**whole, name: whole[name][:place] + byte + whole[name][place + 1 :]})


@pytest.mark.parametrize("seed", SEEDS)
def test_anything_may_stand_in_a_json_file(whole: Files, seed: int) -> None:
    choose = Random(seed)
    name = choose.choice(["manifest.json", "proofs.json", "ranking.json"])
    changed = put_somewhere(choose, json.loads(whole[name]), choose.choice(ODD))
    code_of({**whole, name: json.dumps(changed).encode()})


@pytest.mark.parametrize("seed", SEEDS)
def test_no_edit_of_a_line_of_events_goes_unnoticed(whole: Files, seed: int) -> None:
    choose, lines = Random(seed), whole["events.jsonl"].splitlines(keepends=True)
    number = choose.randrange(len(lines))
    before = json.loads(lines[number])
    changed = put_somewhere(choose, before, choose.choice(ODD))
    lines[number] = json.dumps(changed).encode() + b"\n"
    assert code_of({**whole, "events.jsonl": b"".join(lines)}) == (changed != before)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_dishonest_log_may_say_anything(log: Log, seed: int) -> None:
    choose = Random(seed)
    chosen = choose.choice(log)
    nth = sum(entry.name == chosen.name for entry in log[: chosen.position - 1])
    odd = choose.choice([each for each in ODD if each != SURROGATE])
    changed = put_somewhere(choose, json.loads(chosen.state)["data"], odd)
    forged = edited(log, chosen.name, nth, **(changed if isinstance(changed, dict) else {"data": changed}))
    code_of(bundle(forged, ranking(len(log), *STATED), PROVINCE, ROUND, honest=log))


def test_lines_may_be_written_in_another_way(whole: Files) -> None:
    lines = [written(json.loads(line)) for line in whole["events.jsonl"].splitlines()]
    assert code_of({**whole, "events.jsonl": b"\n".join(lines)}) == 0
