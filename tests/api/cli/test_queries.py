"""What is read: rankings, histories, projections, the log; as tables for people, as JSON and CSV for programs."""

import csv
import io
import json
import re
import sqlite3
from decimal import Decimal

import pytest

from api.cli import log as log_commands
from application.log import SQLiteLog
from domain.indicator_set.definition import Index
from domain.metadata import UnitKind
from domain.rules.measured import Measured
from projections.ranking import RankingProjection
from tests.api.cli.conftest import plan
from tests.domain.builders import DEFINITION, definition, group, indicator

RANKING = ("ranking", "vinh-long", "2022")


def rows_of(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


def lines_of(output: str) -> list[str]:
    """The lines without the space that makes columns of them."""
    return [" ".join(line.split()) for line in output.splitlines()]


# --- Rankings ---------------------------------------------------------------------------------------------------------


def test_the_table_of_a_published_ranking(published):
    output = published(*RANKING).output
    assert "PUBLISHED by 99/QĐ-UBND of 2022-12-20 issued by UBND tỉnh" in output
    assert "⚠ Synthetic demonstration data" in output
    assert "⚠ Dữ liệu trình diễn tổng hợp" in output
    assert "⚠ Illustrative indicator set: Bộ chỉ số sở, ban, ngành" in output
    assert "1 Sở Nội vụ 60.50 60.50 60.50 80.00 75.63 Loại kha 30.00 30.50" in lines_of(output)
    assert "2 Sở Tài chính 60.50 50.50 50.50 80.00 63.13 30.00 20.50" in lines_of(output)
    assert "Sở Thông tin và Truyền thông   not ranked: cơ quan chủ trì" in output
    assert f"lag 0 events, read model version {RankingProjection.version}" in output


def test_the_table_in_vietnamese_and_before_publication(submitted):
    output = submitted(*RANKING, "--stage", "self", "--lang", "vi").output
    assert "TẠM TÍNH (giai đoạn: tự chấm điểm)" in output
    assert "theo điểm tự chấm" in output
    assert "Dữ liệu trình diễn tổng hợp, không có thật" in output
    assert "Sở Thông tin và Truyền thông   chưa nộp phiếu" in output
    assert output.count("   1   Sở") == 2


def test_a_ranking_as_csv(published):
    result = published(*RANKING, "--format", "csv")
    header, *lines = result.stdout_bytes.split(b"\r\n")
    assert header == (
        b"province,round,scope,stage,status,data_provenance,rank,unit,name,kind,parent,"
        b"self_total,reviewed_total,final_total,max_points,"
        b"percent,index,stated_index,band,group_1,group_2,state,late,absence,reason,notice"
    )
    assert lines[0].decode().split(",") == [
        *("vinh-long", "2022", "department", "final", "published", "illustrative"),
        *("1", "so-noi-vu", "Sở Nội vụ", "department", ""),
        *("60.50", "60.50", "60.50", "80.00", "75.63", "", "", "kha", "30.00", "30.50"),
        *("Final", "false", "", "", "Dữ liệu trình diễn tổng hợp"),
    ]
    assert lines[-2].decode().endswith(",,,,,,,,,,,,,not-ranked,cơ quan chủ trì,Dữ liệu trình diễn tổng hợp")
    assert lines[-1] == b""


def test_the_format_may_be_asked_for_before_the_command(published):
    assert published("--format", "csv", *RANKING).stdout_bytes == published(*RANKING, "--format", "csv").stdout_bytes


def test_csv_quotes_what_needs_it(registered):
    registered("province", "unit-rename", "vinh-long", "so-noi-vu", "--name", 'Sở "Nội vụ", cũ', "--reason", "x")
    registered("round", "open", registered.file("round.yaml", plan()))
    text = registered(*RANKING, "--format", "csv").stdout
    assert '"Sở ""Nội vụ"", cũ"' in text
    assert rows_of(text)[0]["name"] == 'Sở "Nội vụ", cũ'


def test_a_rebuilt_read_model_gives_the_same_bytes(published):
    before = published(*RANKING, "--format", "csv").stdout_bytes
    for file in published.data.glob("read.db*"):
        file.unlink()
    assert published(*RANKING, "--format", "csv").stdout_bytes == before
    published("projections", "rebuild")
    assert published(*RANKING, "--format", "csv").stdout_bytes == before


def test_a_ranking_as_json_says_where_it_stands(published):
    ranking = published.json(*RANKING, "--scope", "department", "--stage", "reviewed")
    assert (ranking["stage"], ranking["published"], ranking["lag"]) == ("reviewed", True, 0)
    assert ranking["version"] == RankingProjection.version
    assert ranking["position"] == published.json("projections", "status")[0]["position"]
    assert ranking["standings"][0]["groups"][0]["points"] == "30"


def test_an_index_stands_beside_the_one_that_was_printed(registered):
    measured = definition(
        group("1", indicator("1.1", Measured(measured="giá trị"), 10)),
        code="chi-so",
        index=Index(scale=Decimal(1), places=4),
    )
    registered("sets", "release", registered.file("index.yaml", measured))
    registered("round", "open", registered.file("round.yaml", plan(measured)))
    for unit, value in (("so-noi-vu", "0.8"), ("so-tttt", "0.7")):
        card = ("vinh-long/2022", unit)
        registered("scorecard", "open", *card, "--at", "2022-10-20T08:00")
        registered("scorecard", "self-score", *card, "1.1", "--input", f"value={value}", "--at", "2022-11-01")
        approval = ("--approved-by", "Giám đốc", "--approved-on", "2022-11-01", "--at", "2022-11-01T09:00")
        registered("scorecard", "submit", *card, *approval)
    on = ("--at", "2022-12-20")
    registered("round", "close-self-scoring", "vinh-long/2022", *on)
    registered("round", "close-review", "vinh-long/2022", *on)
    for unit, stated in (("so-noi-vu", "0.8"), ("so-tttt", "0.70012")):
        registered("scorecard", "finalise", "vinh-long/2022", unit, "--stated-index", stated, *on)
    output = registered(*RANKING).output
    assert "1 Sở Nội vụ 8.00 8.00 8.00 10.00 80.00 0.8000 0.8000 8.00" in lines_of(output)
    assert "0.7000   0.70012*" in output
    assert "* Differs from the index computed here" in output
    first, second = rows_of(registered(*RANKING, "--format", "csv").stdout)[:2]
    assert (first["index"], first["stated_index"]) == ("0.8000", "0.8000")
    assert (second["index"], second["stated_index"]) == ("0.7000", "0.70012")


def test_units_may_be_ranked_within_their_parents(cli):
    cli("province", "register", "vinh-long", "--name", "Vĩnh Long")
    for district in ("huyen-a", "huyen-b"):
        cli("province", "unit-register", "vinh-long", district, "--kind", "district", "--name", district.title())
    for commune, district in (("xa-1", "huyen-a"), ("xa-2", "huyen-b"), ("xa-3", "huyen-b")):
        register = ("province", "unit-register", "vinh-long", commune, "--kind", "commune", "--name", commune)
        cli(*register, "--parent", district)
    communes = definition(*DEFINITION.groups[:1], unit_kinds=(UnitKind.COMMUNE,), code="xa")
    cli("sets", "release", cli.file("set.yaml", communes))
    within = {"code": "trong-huyen", "name": "Trong huyện", "kinds": ["commune"], "within_parent": True}
    pinned = {"commune": {"indicator_set": "xa", "version": "1.0.0"}}
    cli("round", "open", cli.file("round.yaml", plan(sets=pinned, scopes=[within])))
    cli("scorecard", "open", "vinh-long/2022", "--all", "--at", "2022-10-20T08:00")
    lines = [f"{unit},{code},0" for unit in ("xa-1", "xa-2", "xa-3") for code in ("1.1", "1.2", "1.3")]
    cli(
        "scores",
        "import",
        "vinh-long/2022",
        cli.file("s.csv", "\n".join(["unit,indicator,points", *lines])),
        "--at",
        "2022-11-01",
    )
    assert "No ranked" not in cli(*RANKING).output
    for unit in ("xa-1", "xa-2", "xa-3"):
        approval = ("--approved-by", "Chủ tịch", "--approved-on", "2022-11-01", "--at", "2022-11-02")
        cli("scorecard", "submit", "vinh-long/2022", unit, *approval)
    output = cli(*RANKING).output
    assert output.index("Huyen-A") < output.index("xa-1") < output.index("Huyen-B") < output.index("xa-2")


@pytest.mark.parametrize(
    ("width", "headings"),
    [
        ("130", "Rank Unit Self Reviewed Final Maximum % Band 1 2"),
        ("95", "Rank Unit Self Reviewed Final Maximum % Band Groups"),
        ("75", "Rank Unit Self Reviewed Final % Band"),
        ("55", "Rank Unit Points % Band"),
        ("20", "Rank Unit Points % Band"),
    ],
)
def test_a_narrow_terminal_has_fewer_columns_but_whole_figures(published, monkeypatch, width, headings):
    monkeypatch.setattr("rich.console.Console.is_terminal", True)
    output = re.sub("\x1b\\[[0-9;]*m", "", published(*RANKING, env={"COLUMNS": width, "TERM": "xterm"}).output)
    assert headings in lines_of(output)
    assert "50.50" in output


# --- Histories --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "where",
    [
        ("vinh-long/2022",),
        ("2022", "--province", "vinh-long"),
        ("vinh-long", "2022"),
        ("2022",),
    ],
)
def test_a_history_is_found_however_its_round_is_written(published, where):
    words = published("history", "so-tai-chinh", *where, "2.4").output
    assert "scorecard.adjusted.v1" in words
    (line,) = [line.split() for line in words.splitlines() if "adjusted" in line]
    assert line[3] == "2022-11-20"
    assert line[5:] == ["2.4", "12", "2", "2", *line[9:10], "reviewer", "so-tttt", "thiếu"]


def test_a_round_that_several_provinces_have_must_be_named(submitted):
    submitted("province", "register", "dong-thap", "--name", "Đồng Tháp")
    unit = ("province", "unit-register", "dong-thap", "so-noi-vu", "--kind", "department", "--name", "Sở Nội vụ")
    submitted(*unit)
    other = definition(*DEFINITION.groups, province="dong-thap", bands=DEFINITION.bands)
    submitted("sets", "release", submitted.file("other.yaml", other))
    submitted("round", "open", submitted.file("other-round.yaml", plan(other, province="dong-thap")))
    submitted("scorecard", "open", "dong-thap/2022", "so-noi-vu", "--at", "2022-10-20T08:00")
    told = submitted("history", "so-noi-vu", "2022", code=2).stderr
    assert "dong-thap/2022, vinh-long/2022" in told
    assert submitted.refused("history", "so-noi-vu", "1999", code=4)["code"] == "scorecard-unknown"


def test_a_history_as_csv_has_every_column(published):
    rows = rows_of(published("history", "so-tai-chinh", "vinh-long/2022", "--format", "csv").stdout)
    adjusted = next(row for row in rows if row["event"] == "scorecard.adjusted.v1")
    assert (adjusted["before"], adjusted["after"], adjusted["actor_role"]) == ("12", "2", "reviewer")
    assert json.loads(adjusted["details"])["reviewer"] == "so-tttt"


def test_a_history_shows_what_was_said(published):
    output = published("history", "so-noi-vu", "vinh-long/2022").output
    assert "⚠ Synthetic demonstration data" in output
    assert "text=đang chờ ký" in output
    assert "approved_by=Giám đốc" in output


# --- Lists ------------------------------------------------------------------------------------------------------------


def test_rounds_and_scorecards_are_shown(published):
    (row,) = published.json("round", "list")
    assert (row["province"], row["round"], row["phase"]) == ("vinh-long", "2022", "Published")
    assert rows_of(published("round", "list", "--format", "csv").stdout)[0]["scopes"] == '["department"]'
    assert "Phase: Published · version 6" in published("round", "show", "vinh-long/2022").output
    assert "Giai đoạn: đã công bố" in published("round", "show", "vinh-long", "2022", "--lang", "vi").output
    card = published("scorecard", "show", "vinh-long/2022", "so-tai-chinh").output
    assert "⚠ Synthetic demonstration data" in card
    assert "Final · 60.5 / 50.5 / 50.5 / 80" in card
    assert "đang chờ ký" in card
    assert "Vĩnh Long · version 4" in published("province", "show", "vinh-long").output


# --- Projections ------------------------------------------------------------------------------------------------------


def test_read_models_say_how_far_behind_they_are_and_queries_bring_them_up_to_date(registered):
    before = {row["projection"]: row["lag"] for row in registered.json("projections", "status")}
    assert set(before) == {
        "ranking",
        "score_history",
        "progress",
        "moments",
        "transparency",
        "eligibility",
        "dossiers",
        "honours",
    }
    assert all(before.values())
    registered("round", "list")
    assert not any(row["lag"] for row in registered.json("projections", "status"))
    assert "score_history" in registered("projections", "status").output
    assert rows_of(registered("projections", "status", "--format", "csv").stdout)[0]["projection"] == "ranking"


def test_a_rebuild_says_how_far_it_came(published):
    output = published("projections", "rebuild", "ranking").output
    assert output.startswith("ranking: rebuilt up to position ")
    rebuilt = [row["projection"] for row in published.json("projections", "rebuild")]
    assert rebuilt == [
        "ranking",
        "score_history",
        "progress",
        "moments",
        "transparency",
        "eligibility",
        "dossiers",
        "honours",
    ]


@pytest.mark.parametrize(("lang", "words"), [("en", "rebuilt equals live"), ("vi", "bản dựng lại trùng khớp")])
def test_verification_says_that_rebuilt_equals_live(published, lang, words):
    output = published("projections", "verify", "--lang", lang).output
    assert output.count(words) == 8
    assert all(row["equal"] for row in published.json("projections", "verify"))


def test_one_province_is_verified_alone(published):
    whole, part = (published.json("projections", "verify", *province) for province in ((), ("--province", "vinh-long")))
    assert [row["equal"] for row in part] == [True] * 8
    assert part[:3] == whole[:3]
    assert "There is no province 'ca-mau'" in published("projections", "verify", "--province", "ca-mau", code=4).stderr


def test_verification_fails_where_rebuilt_differs(published):
    published(*RANKING)
    with sqlite3.connect(published.data / "read.db") as connection:
        connection.execute("UPDATE ranking_card SET late = NOT late WHERE unit = 'so-noi-vu'")
    connection.close()
    output = published("projections", "verify", "ranking", code=1).stdout
    assert "rebuilt DIFFERS from live (2)" in output
    assert "only live" in output
    result = published("projections", "verify", "--format", "json", code=1)
    assert [row["equal"] for row in json.loads(result.stdout)] == [False, *[True] * 7]


# --- The log ----------------------------------------------------------------------------------------------------------


def test_the_log_is_shown_from_its_end_or_from_a_position(published):
    assert published("log", "tail", "-n", "1").output.split()[3] == "round.published.v1"
    assert published("log", "tail", "--limit", "2", "--name", "unit.*").output.count("unit.registered.v1") == 2
    first = json.loads(published("log", "tail", "--after", "0", "-n", "1", "--format", "json").stdout)
    assert (first["position"], first["name"]) == (1, "province.registered.v1")
    assert first["data"] == {"province": "vinh-long", "name": "Vĩnh Long", "name_en": "Vinh Long"}
    assert first["actor"]["role"] == "administrator"


def test_a_long_event_is_shortened_and_a_reason_shown(published):
    assert "…" in published("log", "tail", "--name", "indicator_set.released.v1").output
    assert "«thiếu»" in published("log", "tail", "--name", "scorecard.adjusted.v1").output


def test_an_empty_log_shows_nothing(cli):
    assert cli("log", "tail").output == ""


def test_the_log_is_followed_until_interrupted(registered, monkeypatch):
    """Somebody records while another waits."""
    written = iter([("province", "register", "a", "--name", "A"), ("province", "register", "b", "--name", "B")])

    def wait(_self: SQLiteLog, _timeout: float) -> None:
        words = next(written, None)
        if words is None:
            raise KeyboardInterrupt
        registered(*words)

    monkeypatch.setattr(SQLiteLog, "wait", wait)
    monkeypatch.setattr(log_commands, "PAGE", 1)
    lines = registered("log", "tail", "--follow", "--limit", "1", "--format", "json").stdout.splitlines()
    names = [json.loads(line)["name"] for line in lines]
    assert names == ["indicator_set.released.v1", "province.registered.v1", "province.registered.v1"]


def test_a_ranking_as_it_was_known_then(published):
    then = published(*RANKING, "--as-of", "self-scoring-closed")
    position = published.json(*RANKING, "--as-of", "self-scoring-closed")["position"]
    assert then.stdout.startswith(f"As it was known at position {position}\n")
    assert "PUBLISHED" not in then.stdout
    assert published.json(*RANKING, "--as-of", str(position))["phase"] == "Reviewing"
    assert "PUBLISHED" in published(*RANKING, "--as-of", "published").stdout
    assert published.refused(*RANKING, "--as-of", "bao giờ", code=3)["code"] == "moment-unknown"


def test_the_progress_of_a_round(submitted):
    output = submitted("progress", "vinh-long/2022").stdout
    assert "Waiting for: reviewers 2; the unit 1" in output
    assert "vinh-long/2022 · Đợt đánh giá năm 2022 · " in output
    rows = submitted.json("progress", "vinh-long/2022", "--waits-for", "unit")["units"]
    assert [(row["unit"], row["state"], row["waits_for"]) for row in rows] == [("so-tttt", "Drafting", "unit")]
    assert submitted.refused("progress", "vinh-long/2099", code=4)["code"] == "round-unknown"
    head = submitted("progress", "vinh-long/2022", "--format", "csv").stdout.splitlines()[0]
    assert head.startswith("unit,state,waits_for,since")


RANK_CHANGES = ("rank-changes", "vinh-long/2022")


def test_when_and_why_ranks_moved(published):
    output = published(*RANK_CHANGES).output
    assert "⚠ Synthetic demonstration data" in output
    assert "vinh-long/2022 · department · final points" in output
    (line,) = [line.split() for line in output.splitlines() if "adjusted" in line]
    assert line[3:] == [
        *("so-tai-chinh", "1", "2", "60.5", "50.5", "75.63", "63.13"),
        *("2022-11-20", "scorecard.adjusted.v1", "so-tai-chinh", "2.4"),
        *line[-3:],
    ]
    assert line[-2:] == ["reviewer", "thiếu"]
    in_vietnamese = published(*RANK_CHANGES, "--lang", "vi", "--unit", "so-noi-vu").output
    assert "Hạng trước   Hạng sau" in in_vietnamese
    assert "so-tai-chinh" not in in_vietnamese


def test_rank_changes_in_parts_for_programs(published):
    first, second, third = rows_of(published(*RANK_CHANGES, "--format", "csv").stdout)
    assert (first["unit"], first["rank_before"], first["rank_after"]) == ("so-noi-vu", "", "1")
    assert published.json(*RANK_CHANGES, "--after", first["position"], "--limit", "1")[0]["unit"] == second["unit"]
    (last,) = published.json(*RANK_CHANGES, "--after", f"{second['position']}.{second['unit']}")
    assert (last["position"], last["points_after"]) == (int(third["position"]), "50.5")
    assert len(published.json(*RANK_CHANGES, "--stage", "self", "--scope", "department")) == 2


def test_rank_changes_of_what_there_is_not_are_refused(published):
    assert published.refused("rank-changes", "vinh-long/2099", code=4)["code"] == "round-unknown"
    assert published.refused(*RANK_CHANGES, "--unit", "so-moi", code=4)["code"] == "unit-unknown"
    assert "--after" in published(*RANK_CHANGES, "--after", "hôm qua", code=2).stderr
