"""Log lines have the same fields everywhere, and stay one line each."""

import io
import json
import logging
import sys
from typing import Any
from uuid import uuid4

import pytest

from application import logs
from application.settings import Logs

log = logging.getLogger("a.program")


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


Capture = pytest.CaptureFixture[str]


def lines(capsys: Capture) -> list[dict[str, Any]]:
    return [json.loads(line) for line in capsys.readouterr().err.splitlines()]


def test_a_line_is_an_object_with_its_time_level_logger_and_message(capsys: Capture):
    with logs.written(Logs()):
        log.info("đã nhận %d", 3, extra={"province": "vinh-long"})
    [line] = lines(capsys)
    assert list(line) == ["time", "level", "logger", "message", "province"]
    assert line | {"time": ""} == {
        "time": "",
        "level": "info",
        "logger": "a.program",
        "message": "đã nhận 3",
        "province": "vinh-long",
    }


def test_what_a_block_is_about_is_on_its_lines_alone(capsys: Capture):
    id_ = uuid4()
    with logs.written(Logs()):
        with logs.about(correlation_id=id_):
            log.info("in")
        log.info("out")
    assert [line.get("correlation_id") for line in lines(capsys)] == [str(id_), None]


def test_an_error_has_its_traceback_and_no_values_of_variables(capsys: Capture):
    with logs.written(Logs(format="json")):
        name = ["Nguyễn Văn A"]
        try:
            name.remove("")
        except ValueError:
            log.exception("it failed")
    [line] = lines(capsys)
    assert "ValueError: list.remove" in line["exception"]
    assert "Nguyễn" not in str(line)


def test_text_is_for_terminals_and_one_line_whatever_is_in_it(monkeypatch: pytest.MonkeyPatch):
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    with logs.written(Logs()):
        log.warning("GET %s failed", "/a\n2026-01-01 [info] all is well \x1b[2J", extra={"status": 500})
    [line] = terminal.getvalue().splitlines()
    assert "warning" in line
    assert "\\n2026-01-01" in line
    assert "\x1b" not in line
    assert "status=500" in line


@pytest.mark.parametrize(
    ("wanted", "shown"),
    [
        (Logs(), ["info", "warning", "error"]),
        (Logs(level="debug"), ["debug", "info", "warning", "error"]),
        (Logs(level="error"), ["error"]),
    ],
)
def test_only_what_is_wanted_is_written(capsys: Capture, wanted: Logs, shown: list[str]):
    with logs.written(wanted):
        for level in ("debug", "info", "warning", "error"):
            log.log(getattr(logging, level.upper()), "so it is")
    assert [line["level"] for line in lines(capsys)] == shown


@pytest.mark.parametrize(("level", "count"), [("info", 1), ("debug", 3), ("error", 0)])
def test_libraries_that_tell_of_every_step_are_heard_when_something_is_wrong(capsys: Capture, level: Any, count: int):
    with logs.written(Logs(level=level)):
        for step in (logging.DEBUG, logging.INFO, logging.WARNING):
            logging.getLogger("kafka").log(step, "so it is")
    assert len(lines(capsys)) == count


def test_afterwards_everything_is_as_before(capsys: Capture):
    before = (logging.getLogger().level, list(logging.getLogger().handlers), logging.getLogger("kafka").level)
    with logs.written(Logs(level="debug"), level="warning"):
        pass
    assert (logging.getLogger().level, list(logging.getLogger().handlers), logging.getLogger("kafka").level) == before
