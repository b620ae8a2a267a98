"""Every command of the domain has its place on the command line, made from the command's own fields."""

import hashlib
import os
from datetime import UTC, datetime
from typing import Any

import click
import pytest

from api.cli.commands import WAYS
from api.cli.main import main
from application.handlers import HANDLERS, INTERNAL
from application.sets.files import shipped
from tests.api.cli.conftest import plan


def every_command(group: click.Group = main) -> list[click.Command]:
    found: list[click.Command] = []
    for command in group.commands.values():
        found += every_command(command) if isinstance(command, click.Group) else [command]
    return found


def test_every_command_of_the_domain_can_be_given():
    assert set(WAYS) == set(HANDLERS) - INTERNAL
    assert len(set(WAYS.values())) == len(WAYS)


@pytest.mark.parametrize("kind", WAYS, ids=lambda kind: kind.__name__)
def test_a_command_s_help_says_what_it_does_and_who_may(kind, cli):
    help_text = " ".join(cli(*WAYS[kind], "--help").output.split())
    assert all(role in help_text for role in kind.roles)
    assert help_text.startswith(f"Usage: main {' '.join(WAYS[kind])}")
    assert "5 refused: this role or unit may not do it" in help_text


def test_every_command_takes_the_shared_options():
    for command in every_command():
        assert {"data", "lang", "format"} <= {parameter.name for parameter in command.params}, command.name


def test_help_lists_the_exit_codes_and_the_groups(cli):
    output = cli("--help").output
    assert "4  refused: there is no such thing" in output
    for group in ("demo", "serve", "province", "sets", "round", "scorecard", "scores", "ranking", "history", "log"):
        assert f"\n  {group} " in output


# --- A whole round, command by command --------------------------------------------------------------------------------


def test_provinces_and_units_are_kept(registered):
    registered("province", "unit-rename", "vinh-long", "so-tttt", "--name", "Sở TT&TT", "--reason", "đổi tên")
    registered("province", "unit-merge", "vinh-long", "so-noi-vu", "--into", "so-tttt", "--reason", "sáp nhập")
    registered("province", "unit-dissolve", "vinh-long", "so-tai-chinh", "--reason", "giải thể")
    shown = registered.json("province", "show", "vinh-long")
    units = {unit["code"]: (unit["name"], unit["life"], unit["successor"]) for unit in shown["units"]}
    assert units == {
        "so-noi-vu": ("Sở Nội vụ", "merged", "so-tttt"),
        "so-tai-chinh": ("Sở Tài chính", "dissolved", None),
        "so-tttt": ("Sở TT&TT", "active", None),
    }
    assert shown["version"] == 7
    assert registered.json("province", "list") == [
        {"province": "vinh-long", "name": "Vĩnh Long", "name_en": "Vinh Long", "units": 3, "version": 7}
    ]


def test_a_province_is_loaded_from_its_file_once(cli):
    units = shipped("vinh-long") / "units.yaml"
    assert cli.json("province", "load", str(units))["events"] == 69
    assert cli.json("province", "load", str(units)) | {"stream": None} == {
        "stream": None,
        "version": 69,
        "position": None,
        "events": 0,
    }
    assert cli.json("province", "list")[0]["units"] == 68
    assert "Xã Tân Lược" in cli("province", "show", "vinh-long").output


def test_sets_are_released_and_withdrawn(registered):
    registered("sets", "withdraw", "vinh-long", "so-nganh", "1.0.0", "--reason", "có sai sót")
    (row,) = (each for each in registered.json("sets", "list") if each["released"])
    assert (row["indicator_set"], row["version"], row["withdrawn"], row["places"]) == ("so-nganh", "1.0.0", True, 2)
    shown = registered.json("sets", "show", "vinh-long", "so-nganh")
    assert (shown["stream_version"], shown["definition"]["code"]) == (2, "so-nganh")
    assert "1.3" in registered("sets", "show", "vinh-long", "so-nganh", "1.0.0").output
    assert registered.refused("sets", "show", "vinh-long", "so-nganh", "9.0.0", code=4)["code"] == "release-unknown"
    assert registered.refused("sets", "show", "vinh-long", "khac", code=4)["code"] == "indicator-set-unknown"


def test_a_round_runs_from_opening_to_publication_and_back(published):
    ranking = published.json("ranking", "vinh-long", "2022")
    assert [(each["rank"], each["unit"], each["final_total"]) for each in ranking["standings"]] == [
        (1, "so-noi-vu", "60.5"),
        (2, "so-tai-chinh", "50.5"),
    ]
    assert ranking["decision"]["number"] == "99/QĐ-UBND"
    published("round", "reopen", "vinh-long", "2022", "--reason", "khiếu nại", "--at", "2022-12-21")
    published("scorecard", "reopen", "vinh-long", "2022", "so-tai-chinh", "--reason", "khiếu nại")
    appeal = ("scorecard", "appeal", "vinh-long/2022", "so-tai-chinh", "2.4", "--claimed-points", "11")
    published(*appeal, "--reason", "đã có báo cáo", "--at", "2022-12-22")
    resolve = ("scorecard", "resolve", "vinh-long/2022", "so-tai-chinh", "2.4", "--accepted", "--points", "11")
    published(*resolve, "--reason", "chấp nhận", "--at", "2022-12-22")
    published("scorecard", "finalise", "vinh-long/2022", "so-tai-chinh", "--stated-index", "0.7438")
    shown = published.json("scorecard", "show", "vinh-long/2022", "so-tai-chinh")
    assert (shown["state"], shown["totals"]["final_total"]) == ("Final", "59.50")
    assert shown["entries"][6]["final_points"] == "11.00"


def test_the_unit_s_part_of_a_scorecard(opened, tmp_path):
    card = ("vinh-long/2022", "so-noi-vu")
    report = opened.file("báo cáo.txt", "báo cáo")
    digest = hashlib.sha256("báo cáo".encode()).hexdigest()
    on = ("--at", "2022-11-01")
    opened("scorecard", "self-score", *card, "2.1", "--input", "a=3", "--input", "b=4", "--evidence", report, *on)
    opened("scorecard", "attach", *card, "1.1", "--evidence", f"quyết định.pdf:12:{'b' * 64}", *on)
    opened("scorecard", "withdraw-evidence", *card, "1.1", "--sha256", "b" * 64, "--reason", "nhầm", *on)
    opened("scorecard", "explain", *card, "1.1", "--text", "đang chờ ký", *on)
    opened("scorecard", "not-applicable", *card, "2.3", "--reason", "không có", *on)
    changes = opened.json("history", "so-noi-vu", "vinh-long/2022")
    assert [change["event"].split(".")[1] for change in changes] == [
        *("opened", "self_scored", "evidence_attached", "evidence_attached", "evidence_withdrawn"),
        *("explained", "marked_not_applicable"),
    ]
    assert (changes[1]["inputs"], changes[1]["after"]) == ({"a": "3", "b": "4"}, "7.5")
    assert changes[2]["details"]["evidence"] == {"name": "báo cáo.txt", "size": 9, "sha256": digest}
    assert changes[4]["reason"] == "nhầm"


def test_the_reviewers_part_of_a_scorecard(submitted):
    reviewer = ("--unit-of", "so-tttt", "--at", "2022-11-20T10:00+07:00")
    card = ("vinh-long/2022", "so-noi-vu")
    submitted("round", "close-self-scoring", "vinh-long/2022", "--at", "2022-11-16")
    submitted(
        "scorecard",
        "adjust",
        *card,
        "2.1",
        "--input",
        "a=1",
        "--input",
        "b=4",
        "--on-site",
        "--reason",
        "đếm lại",
        *reviewer,
    )
    back = ("--indicator", "1.1", "--indicator", "1.2", "--due", "2022-11-22")
    submitted("scorecard", "return", *card, *back, "--reason", "bổ sung", *reviewer)
    adjusted, returned = submitted.json("history", "so-noi-vu", "vinh-long/2022")[-2:]
    assert (adjusted["before"], adjusted["after"], adjusted["details"]["on_site"]) == ("7.5", "2.5", True)
    assert returned["details"] == {"reviewer": "so-tttt", "indicators": ["1.1", "1.2"], "due": "2022-11-22"}
    assert returned["actor_role"] == "reviewer"


def test_the_calendar_keeps_the_windows_that_are_not_named(opened):
    move = ("round", "change-calendar", "vinh-long/2022", "--review", "2022-11-15..2022-12-05")
    opened(*move, "--reason", "kéo dài")
    opened("round", "extend", "vinh-long/2022", "so-noi-vu", "--until", "2022-11-18", "--reason", "bão lũ")
    opened("round", "not-rank", "vinh-long/2022", "so-tttt", "--exempt", "--reason", "miễn")
    calendar = opened.json("round", "show", "vinh-long/2022")["calendar"]
    assert calendar["review"] == {"opens": "2022-11-15", "closes": "2022-12-05"}
    assert calendar["self_scoring"] == {"opens": "2022-10-15", "closes": "2022-11-14"}
    assert calendar["extensions"] == {"so-noi-vu": "2022-11-18"}
    shown = opened("round", "show", "vinh-long/2022").output
    assert "Extended: so-noi-vu → 2022-11-18" in shown
    assert "so-tttt: exempt" in shown
    opened("round", "rank", "vinh-long/2022", "so-tttt", "--reason", "xếp hạng lại")
    assert opened.json("round", "show", "vinh-long/2022")["not_ranked"] == {}
    assert opened(*move[:3], "--reason", "x", code=2).stderr.endswith("--on-site, --explanation\n")


def test_the_calendar_is_not_changed_on_what_somebody_else_has_changed(opened):
    move = ("round", "change-calendar", "vinh-long/2022", "--review", "2022-11-15..2022-12-05", "--reason", "kéo dài")
    assert opened.refused(*move, "--expect", "7", code=6)["code"] == "stale-version"


def test_all_scorecards_are_opened_or_finalised_together_or_not_at_all(submitted):
    assert submitted.json("scorecard", "open", "vinh-long/2022", "--all")["events"] == 0
    on = ("--at", "2022-12-20")
    submitted("round", "close-self-scoring", "vinh-long/2022", *on)
    submitted("round", "close-review", "vinh-long/2022", *on)
    appeal = ("scorecard", "appeal", "vinh-long/2022", "so-noi-vu", "2.4", "--reason", "chưa đúng")
    submitted(*appeal, "--at", "2022-12-05")
    refused = submitted.refused("scorecard", "finalise", "vinh-long/2022", "--all", *on, code=6)
    assert [(error["unit"], error["code"]) for error in refused["errors"]] == [("so-noi-vu", "appeals-open")]
    assert submitted.json("scorecard", "show", "vinh-long/2022", "so-tai-chinh")["state"] == "UnderReview"
    told = submitted("scorecard", "finalise", "vinh-long/2022", "--all", *on, code=6).stderr
    assert "so-noi-vu [appeals-open]: The scorecard of 'so-noi-vu' has appeals" in told


@pytest.mark.parametrize("words", [(), ("so-noi-vu", "--all"), ("--all", "--expect", "1"), ("--all", "--key", "k")])
def test_one_unit_or_all_is_asked_for_but_not_both(opened, words):
    opened("scorecard", "open", "vinh-long/2022", *words, code=2)


# --- Who, when and why ------------------------------------------------------------------------------------------------


def actor_of(change: dict[str, Any]) -> str:
    """The name behind the reference that the change holds."""
    return str(change["names"][change["actor_id"]])


def test_the_envelope_is_what_was_typed(opened):
    opened(
        *("scorecard", "self-score", "vinh-long/2022", "so-noi-vu", "2.2", "--points", "3"),
        *("--as", "administrator", "--actor", "lan", "--actor-unit", "so-tttt", "--at", "2022-11-01T08:30"),
        *("--reason", "nhập bù", "--effective-on", "2022-10-31"),
        *("--document-number", "12/TB", "--document-date", "2022-10-30", "--document-issuer", "Sở Nội vụ"),
    )
    change = opened.json("history", "so-noi-vu", "vinh-long/2022", "2.2")[0]
    assert (actor_of(change), change["actor_role"], change["actor_unit"]) == ("lan", "administrator", "so-tttt")
    assert change["effective_on"] == "2022-10-31"
    assert datetime.fromisoformat(change["recorded_at"]) > datetime(2026, 1, 1, tzinfo=UTC)
    assert change["source_document"] == {"number": "12/TB", "date": "2022-10-30", "issuer": "Sở Nội vụ"}


def test_a_unit_acts_for_itself_and_the_user_of_the_computer_acts(opened, monkeypatch):
    monkeypatch.setenv("LOGNAME", "lan")
    opened("scorecard", "self-score", "vinh-long/2022", "so-noi-vu", "2.2", "--points", "3", "--at", "2022-11-01")
    change = opened.json("history", "so-noi-vu", "vinh-long/2022", "2.2")[0]
    assert (actor_of(change), change["actor_role"], change["actor_unit"]) == ("lan", "unit", "so-noi-vu")


def test_a_user_without_a_name_acts_under_a_number(opened, monkeypatch):
    def nameless() -> str:
        raise KeyError

    monkeypatch.setattr("getpass.getuser", nameless)
    opened("scorecard", "self-score", "vinh-long/2022", "so-noi-vu", "2.2", "--points", "3", "--at", "2022-11-01")
    assert actor_of(opened.json("history", "so-noi-vu", "vinh-long/2022", "2.2")[0]) == str(os.getuid())


def test_half_a_document_is_a_mistake_on_the_command_line(opened):
    publish = ("round", "publish", "vinh-long/2022", "--document-number", "99/QĐ-UBND")
    assert "--document-date" in opened(*publish, code=2).stderr


def test_a_stale_version_is_refused(opened):
    score = ("scorecard", "self-score", "vinh-long/2022", "so-noi-vu", "2.2", "--points", "3", "--at", "2022-11-01")
    assert opened.json(*score, "--expect", "1")["version"] == 2
    assert opened.refused(*score, "--expect", "1", code=6)["code"] == "stale-version"


def test_an_idempotency_key_has_the_first_answer_and_is_for_one_request(opened):
    score = ("scorecard", "self-score", "vinh-long/2022", "so-noi-vu", "2.2", "--at", "2022-11-01", "--key", "k")
    first = opened.json(*score, "--points", "3")
    assert opened.json(*score, "--points", "3") == first
    assert opened.refused(*score, "--points", "4", code=3)["code"] == "idempotency-key-reused"


def test_a_key_knows_a_request_by_what_was_typed_and_not_by_new_ids(registered):
    registered("round", "open", registered.file("round.yaml", plan()))
    opening = ("scorecard", "open", "vinh-long/2022", "so-noi-vu", "--at", "2022-10-20T08:00", "--key", "k")
    assert registered.json(*opening) == registered.json(*opening)
    assert registered.refused(*opening[:6], code=6)["code"] == "scorecard-already-open"
