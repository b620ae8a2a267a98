"""What a server that gunicorn runs does with its settings."""

import json
import signal
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.api.test_metrics import requests, samples
from tests.api.test_server import GUNICORN, PATIENCE, address_in, eventually, program, read, register_province

pytestmark = pytest.mark.no_cover

APPLICATION = ("--logger-class=api.server_logs.ServerLogger", "api.wsgi:create_app()")


def objects(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines()]


def test_a_setting_that_cant_be_meant_ends_it_with_a_sentence_in_both_languages(tmp_path: Path):
    settings = {"BANGVANG_DATA": str(tmp_path), "BANGVANG_KAFKA_PARTITIONS": "many", "BANGVANG_LOG_FORMAT": "json"}
    with program([*GUNICORN, *APPLICATION], settings) as process:
        output, _ = process.communicate(timeout=PATIENCE)
    said = [line["message"] for line in objects(output) if line["level"] == "critical"]
    assert process.returncode == 4
    assert ["The setting" in said[0], "Biến môi trường" in said[1]] == [True, True]
    assert "Traceback" not in output


def test_several_processes_count_together_tell_in_one_form_and_leave_read_models_to_others(tmp_path: Path):
    folder = tmp_path / "metrics"
    folder.mkdir()
    settings = {
        "BANGVANG_DATA": str(tmp_path / "data"),
        "BANGVANG_FOLLOW": "false",
        "BANGVANG_LOG_FORMAT": "json",
        "PROMETHEUS_MULTIPROC_DIR": str(folder),
    }
    with program([*GUNICORN, "--workers=2", *APPLICATION], settings) as process:
        address = address_in(process.stdout)
        register_province(tmp_path / "data")
        for _ in range(20):
            standing = json.loads(read(f"{address}/api/v1/projections"))["items"]
            assert {(each["position"], each["lag"] > 0) for each in standing} == {(0, True)}
        asked = ("GET", "/api/v1/projections", "200")
        eventually(lambda: requests(samples(read(f"{address}/metrics"))).get(asked) == 20)
        process.send_signal(signal.SIGTERM)
        output, _ = process.communicate(timeout=PATIENCE)
    lines = objects(output)
    assert {"gunicorn.error", "api.access"} <= {line["logger"] for line in lines}
    assert all({"time", "level", "message"} <= line.keys() for line in lines)


def test_neither_does_the_command_line_keep_what_others_keep(tmp_path: Path):
    command = [sys.executable, "-c", "from api.cli.main import main; main()", "serve", "--port", "0"]
    with program(command, {"BANGVANG_DATA": str(tmp_path), "BANGVANG_FOLLOW": "no"}) as process:
        address = address_in(process.stdout)
        register_province(tmp_path)
        standing = json.loads(read(f"{address}/api/v1/projections"))["items"]
        assert {each["position"] for each in standing} == {0}
        process.send_signal(signal.SIGTERM)
        assert process.wait(PATIENCE) == 0
