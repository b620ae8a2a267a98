"""What is read on the command line as an auditor is logged, once a command."""

import json
import os
import shlex
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.api.cli.conftest import CommandLine

pytestmark = pytest.mark.no_cover

PROGRAM = "from api.cli.main import main; main(prog_name='bangvang')"
AS_AUDITOR = {"BANGVANG_AUDITOR": "thanh-tra"}


def reads(cli: CommandLine) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = cli.json("reads")
    return found


def auditors(cli: CommandLine, found: list[Any]) -> list[str]:
    """Who has read, by name."""
    names = {person["reference"]: person["name"] for person in cli.json("people", "list")}
    return [names[read["actor_id"]] for read in found]


@pytest.mark.parametrize(
    ("operation", "words", "about"),
    [
        ("history", "so-noi-vu vinh-long/2022 1.1", ("vinh-long", "2022", "so-noi-vu")),
        ("ranking", "vinh-long 2022", ("vinh-long", "2022", None)),
        ("progress", "vinh-long/2022", ("vinh-long", "2022", None)),
        ("rank-changes", "vinh-long/2022 --unit so-noi-vu", ("vinh-long", "2022", "so-noi-vu")),
        ("trends", "vinh-long so-noi-vu", ("vinh-long", None, "so-noi-vu")),
        ("scorecard show", "vinh-long/2022 so-noi-vu", ("vinh-long", "2022", "so-noi-vu")),
        ("round show", "vinh-long/2022", ("vinh-long", "2022", None)),
        ("province show", "vinh-long", ("vinh-long", None, None)),
        ("sets list", "", (None, None, None)),
        ("log tail", "", (None, None, None)),
        ("projections status", "", (None, None, None)),
        ("reads", "", (None, None, None)),
    ],
)
def test_every_read_is_logged_with_the_words_that_were_typed(published: CommandLine, operation, words, about):
    typed = [*operation.split(), *words.split(), "--auditor", "nguyễn văn a"]
    published(*typed)
    [read] = reads(published)
    assert auditors(published, [read]) == ["nguyễn văn a"]
    assert read["request"] == shlex.join(["bangvang", *typed[:-1], "…"])
    assert list(read["names"].values()) == ["nguyễn văn a"]
    assert read["operation"] == f"bangvang {operation}"
    assert (read["province"], read["round"], read["unit"]) == about


def test_the_environment_names_the_auditor_and_the_option_stands_before_it(submitted: CommandLine):
    submitted("ranking", "vinh-long/2022", env=AS_AUDITOR)
    submitted("--auditor", "khac", "ranking", "vinh-long/2022", env=AS_AUDITOR)
    assert auditors(submitted, reads(submitted)) == ["thanh-tra", "khac"]


def test_no_name_that_was_typed_reaches_the_log(submitted: CommandLine):
    submitted("--auditor=Nguyễn Văn A", "reads", "--actor", "Trần Thị B")
    submitted("changes", "vinh-long/2022", "--actor=Nguyễn Văn A", "--auditor", "Nguyễn Văn A")
    submitted("changes", "vinh-long/2022", "--actor", "reviewer", "--auditor", "Nguyễn Văn A")
    first, second, third = reads(submitted)
    assert first["request"] == "bangvang '--auditor=…' reads --actor '…'"
    assert second["request"] == f"bangvang changes vinh-long/2022 --actor={second['actor_id']} --auditor '…'"
    assert third["request"] == "bangvang changes vinh-long/2022 --actor reviewer --auditor '…'"
    assert [read["operation"] for read in submitted.json("reads", "--actor", "Nguyễn Văn A")] == [
        "bangvang reads",
        *["bangvang changes"] * 2,
    ]


def test_reads_without_an_auditor_leave_the_log_alone(submitted: CommandLine):
    head = submitted.json("projections", "status")[0]["lag"]
    submitted("ranking", "vinh-long/2022")
    assert reads(submitted) == []
    assert head >= 0


def test_the_ranking_stands_for_the_log_with_its_own_read(submitted: CommandLine):
    assert submitted.json("ranking", "vinh-long/2022", "--auditor", "a")["lag"] == 0


def test_what_is_refused_after_it_was_asked_is_in_the_log(submitted: CommandLine):
    submitted("ranking", "vinh-long/2031", "--auditor", "a", code=4)
    assert [read["round"] for read in reads(submitted)] == ["2031"]


@pytest.mark.parametrize(
    "words",
    [
        ("province", "register", "tra-vinh", "--name", "Trà Vinh"),
        ("round", "publish", "vinh-long/2022"),
        ("demo", "--no-serve"),
        ("serve", "--port", "0"),
    ],
)
def test_an_auditor_changes_nothing(submitted: CommandLine, words):
    before = submitted("log", "tail").stdout
    refusal = json.loads(submitted(*words, "--format", "json", env=AS_AUDITOR, code=5).stderr)
    assert refusal["code"] == "auditor-only-reads"
    assert submitted("log", "tail").stdout == before


def test_a_file_that_has_nothing_to_do_with_the_log_is_no_read_of_it(cli: CommandLine):
    cli("refusals", env=AS_AUDITOR)
    cli("events", "catalogue", env=AS_AUDITOR)
    assert not cli.data.exists()


def test_a_read_that_can_t_be_logged_is_not_answered(submitted: CommandLine):
    refused = submitted("ranking", "vinh-long/2022", "--auditor", "x" * 300, code=2)
    assert refused.stdout == ""
    refused = submitted("ranking", "vinh-long/2022", env={"BANGVANG_AUDITOR": "x" * 300}, code=3)
    assert (refused.stdout, "command-malformed" in refused.stderr) == ("", True)


def test_reads_are_listed_by_auditor_and_in_parts(submitted: CommandLine):
    for auditor in ("a", "b", "a"):
        submitted("progress", "vinh-long/2022", "--auditor", auditor)
    found = reads(submitted)
    assert auditors(submitted, found) == ["a", "b", "a"]
    assert submitted.json("reads", "--actor", "a", "--after", str(found[0]["position"])) == found[2:]
    assert submitted.json("reads", "--limit", "1") == found[:1]
    table = submitted("reads", "--lang", "vi").stdout
    assert "Thanh tra" in table
    assert "bangvang progress vinh-long/2022 --auditor '…'" in table
    csv = submitted("reads", "--format", "csv").stdout.splitlines()
    assert csv[0] == "position,recorded_at,actor_id,operation,request,province,round,unit,names"
    assert len(csv) == 4


def test_following_the_log_is_one_read(submitted: CommandLine, tmp_path: Path):
    environment = {**os.environ, **AS_AUDITOR, "BANGVANG_DATA": str(submitted.data), "PYTHONUNBUFFERED": "1"}
    environment.pop("DATABASE_URL", None)
    command = [sys.executable, "-c", PROGRAM, "log", "tail", "--follow", "--limit", "1"]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True, cwd=Path.cwd()) as following:
        assert following.stdout
        assert "audit.read_logged.v1" in following.stdout.readline()
        submitted("province", "register", "tra-vinh", "--name", "Trà Vinh")
        assert "province.registered.v1" in following.stdout.readline()
        following.send_signal(signal.SIGINT)
        assert following.wait(10) == 0
    assert len(reads(submitted)) == 1
