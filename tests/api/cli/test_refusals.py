"""What is turned down: a sentence and an advice in the chosen language, an exit code, and no traceback."""

import pytest
from eventsourcing.persistence import OperationalError
from sqlalchemy.exc import SQLAlchemyError

from application.recording import Guard, GuardFailed
from application.service import BangVang
from domain.scorecard.events import stream_id
from projections.engine import Engine

SCORE = ("scorecard", "self-score", "vinh-long/2022", "so-noi-vu")
ON = ("--at", "2022-11-01")

VIETNAMESE = """\
Bị từ chối [round-unknown]: Tỉnh «vinh-long» không có đợt đánh giá «1999».
→ Kiểm tra mã đợt hoặc mở đợt đánh giá trước.
"""
ENGLISH = """\
Refused [round-unknown]: Province 'vinh-long' has no round '1999'.
→ Check the round's code, or open the round first.
"""


@pytest.mark.parametrize(
    ("words", "code", "refusal"),
    [
        ((*SCORE, "2.2", "--points", "6", *ON), 3, "points-above-maximum"),
        ((*SCORE, "2.2", *ON), 3, "points-or-inputs"),
        ((*SCORE, "9.9", "--points", "1", *ON), 3, "indicator-unknown"),
        (("round", "publish", "vinh-long/2022"), 3, "decision-required"),
        (("province", "unit-dissolve", "vinh-long", "so-tttt"), 3, "reason-required"),
        (("ranking", "vinh-long", "1999"), 4, "round-unknown"),
        (("ranking", "vinh-long", "2022", "--scope", "xa"), 4, "scope-unknown"),
        (("province", "show", "ca-mau"), 4, "province-unknown"),
        (("scorecard", "show", "vinh-long/2022", "khong-co"), 4, "scorecard-unknown"),
        (("history", "khong-co", "vinh-long/2022"), 4, "scorecard-unknown"),
        (("history", "so-noi-vu", "vinh-long/1999"), 4, "round-unknown"),
        ((*SCORE, "2.2", "--points", "1", *ON, "--as", "auditor"), 5, "role-not-allowed"),
        ((*SCORE, "2.2", "--points", "1", *ON, "--unit-of", "so-tttt"), 5, "not-your-unit"),
        ((*SCORE, "2.2", "--points", "1", "--at", "2022-12-24"), 6, "outside-window"),
        ((*SCORE, "2.2", "--points", "1", *ON, "--expect", "9"), 6, "stale-version"),
    ],
)
def test_a_refusal_has_its_exit_code(opened, words, code, refusal):
    problem = opened.refused(*words, code=code)
    assert problem["code"] == refusal
    assert problem["type"] == f"urn:bangvang:problem:{refusal}"
    assert problem["detail"] == problem["en"]["detail"] != problem["vi"]["detail"]
    assert problem["title"]
    assert problem["status"] in range(400, 500)


@pytest.mark.parametrize(
    ("lang", "told"),
    [
        (("--lang", "vi"), VIETNAMESE),
        ((), ENGLISH),
    ],
)
def test_people_are_told_in_their_language(cli, lang, told):
    result = cli("ranking", "vinh-long/1999", *lang, code=4)
    assert (result.stdout, result.stderr) == ("", told)


@pytest.mark.parametrize(
    ("env", "word"),
    [
        ({"LC_ALL": "", "LC_MESSAGES": "", "LANG": "en_US.UTF-8"}, "Refused"),
        ({"LC_ALL": "", "LC_MESSAGES": "en", "LANG": "vi_VN"}, "Refused"),
        ({"LC_ALL": "vi_VN.UTF-8", "LANG": "en_US.UTF-8"}, "Bị từ chối"),
        ({"LC_ALL": "C.UTF-8"}, "Bị từ chối"),
        ({"LC_ALL": None, "LC_MESSAGES": None, "LANG": None}, "Bị từ chối"),
    ],
)
def test_the_environment_chooses_the_language(cli, env, word):
    assert cli("ranking", "vinh-long/1999", code=4, env=env).stderr.startswith(word)


@pytest.mark.parametrize(
    "words",
    [
        ("nonsense",),
        ("ranking",),
        ("ranking", "vinh-long"),
        ("ranking", "vinh-long", "2022", "more"),
        ("ranking", "Vĩnh Long", "2022"),
        ("ranking", "vinh-long/2022", "--stage", "last"),
        ("projections", "status", "--format", "yaml"),
        ("round", "show", "vinh-long/2022", "--format", "csv"),
        ("--format", "csv", "round", "show", "vinh-long/2022"),
        ("province", "register", "vinh-long"),
        ("province", "register", "vinh-long", "--name", ""),
        ("province", "unit-register", "vinh-long", "x", "--kind", "bộ", "--name", "X"),
        (*SCORE, "2.2", "--points", "7,5"),
        (*SCORE, "2.2", "--input", "a"),
        (*SCORE, "2.2", "--input", "a=1", "--input", "a=2"),
        (*SCORE, "2.2", "--evidence", "no-such-file.pdf"),
        (*SCORE, "2.2", "--points", "1", "--at", "yesterday"),
        ("round", "change-calendar", "vinh-long/2022", "--review", "2022-11-15", "--reason", "x"),
        ("scorecard", "submit", "vinh-long/2022", "so-noi-vu", "--approved-by", "X", "--approved-on", "14/11/2022"),
        ("scorecard", "resolve", "vinh-long/2022", "so-noi-vu", "2.2", "--points", "1"),
        ("projections", "rebuild", "rankings"),
        ("log", "tail", "--name", "scorecard.exploded.v1"),
        ("sets", "release", "no-such-file.yaml"),
        ("scores", "import", "vinh-long/2022", "no-such-file.csv"),
        ("history", "so-noi-vu"),
        ("history", "so-noi-vu", "vinh-long/2022", "1.1", "1.2"),
    ],
)
def test_a_wrong_command_line_is_told_apart(cli, words):
    result = cli(*words, code=2)
    assert "Usage:" in result.stderr
    assert result.stdout == ""


def test_a_file_that_can_t_be_read_is_refused_with_its_place(cli):
    assert cli.refused("sets", "release", cli.file("set.yaml", "code: [1"), code=3)["code"] == "set-file-invalid"
    assert cli.refused("round", "open", cli.file("round.yaml", "{}"), code=3)["code"] == "file-unreadable"


def test_a_round_on_a_set_that_is_not_released_is_refused(cli):
    from tests.api.cli.conftest import plan

    cli("province", "register", "vinh-long", "--name", "Vĩnh Long")
    refused = cli.refused("round", "open", cli.file("round.yaml", plan()), code=3)
    assert refused["code"] == "set-not-released"
    assert "it is not released" in refused["detail"]


def test_what_the_machine_lacks_is_told_without_a_traceback(cli):
    cli.file("data", "a file where a folder is wanted")
    result = cli("province", "list", code=1)
    assert result.stderr.startswith("Failed: ")
    assert "Traceback" not in result.stderr


def test_a_store_that_fails_is_told_without_a_traceback(opened, monkeypatch):
    error = OperationalError("database is locked")

    def fail(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(BangVang, "record", fail)
    assert opened(*SCORE, "2.2", "--points", "1", *ON, code=1).stderr == "Failed: database is locked\n"


def test_read_models_that_can_t_be_brought_up_to_date_are_told(opened, monkeypatch):
    def fail(*_: object) -> None:
        raise error

    error = SQLAlchemyError("disk is full")
    monkeypatch.setattr(Engine, "catch_up", fail)
    assert opened("round", "list", code=1).stderr == "Failed: disk is full\n"


def test_a_decision_overtaken_by_others_is_stale(opened, monkeypatch):
    def fail(*_: object, **__: object) -> None:
        raise GuardFailed(Guard(stream_id("vinh-long", "2022", "so-noi-vu"), 1), 2)

    monkeypatch.setattr(BangVang, "execute", fail)
    assert opened.refused(*SCORE, "2.2", "--points", "1", *ON, code=6)["code"] == "stale-version"


def test_an_interruption_ends_quietly(cli, monkeypatch):
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("api.cli.registry.events_of", interrupt)
    result = cli("province", "list", code=130)
    assert (result.stdout, result.stderr) == ("", "")


def test_nothing_that_was_entered_steers_the_terminal(cli):
    cli("province", "register", "x", "--name", "\x1b[2Jđỏ")
    assert "\x1b" not in cli("province", "list").stdout
    assert "\x1b" not in cli("province", "register", "x", "--name", "khác", code=6).stderr
