"""``bangvang log export``: what it answers, whom it refuses, and how far it says it is."""

import json
from typing import Any

import pytest

from application.log import SQLiteLog
from application.recording import LogEntry

READ = SQLiteLog.read


def test_the_export_is_told_in_both_languages(published):
    folder = published.folder / "export"
    output = published("log", "export", folder).output
    head = published.json("projections", "status")[0]["lag"]
    assert f"{folder}: {head} events up to position {head}, " in output
    assert "the log alone counts" in output
    assert "vinh-long/2022: ⚠ Synthetic demonstration data" in output
    assert f"{head} sự kiện đến vị trí {head}" in published("log", "export", folder, "--lang", "vi").output


def test_a_program_reads_how_far_the_export_reaches(published):
    folder = published.folder / "export"
    told = published.json("log", "export", folder, "--province", "vinh-long", "--until", "4")
    assert (told["folder"], told["position"], told["events"], told["files"]) == (str(folder), 4, 4, 1)
    manifest = json.loads((folder / "_bangvang.json").read_text(encoding="utf-8"))
    assert told == {"folder": str(folder), **manifest}


def test_an_unknown_province_is_refused(published):
    folder = published.folder / "export"
    assert published.refused("log", "export", folder, "--province", "x", code=4)["code"] == "province-unknown"
    assert not folder.exists()


def test_a_folder_of_other_things_is_refused(published):
    refusal = published.refused("log", "export", published.folder, code=6)
    assert refusal["code"] == "export-folder-taken"
    assert str(published.folder) in refusal["vi"]["detail"]
    assert published.data.exists()


def test_a_file_is_no_folder(published):
    assert "is a file" in published("log", "export", published.file("file", "mine"), code=2).output


def test_an_event_that_can_t_be_read_is_named_with_its_position(registered, monkeypatch: pytest.MonkeyPatch):
    def read(*arguments: Any, **bounds: Any) -> list[LogEntry]:
        entries = READ(*arguments, **bounds)
        return [entry._replace(name="unit.launched.v1") if entry.position == 3 else entry for entry in entries]

    monkeypatch.setattr(SQLiteLog, "read", read)
    folder = registered.folder / "export"
    refusal = registered.refused("log", "export", folder, code=6)
    assert refusal["code"] == "event-not-exportable"
    assert refusal["data"]["position"] == 3
    assert "vị trí 3: không đọc được sự kiện unit.launched.v1" in refusal["vi"]["detail"]
    assert not folder.exists()
