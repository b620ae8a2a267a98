"""Policies of award campaigns as an officer works on them: every mistake, in words, and a campaign opened on a file."""

import csv
import io
from importlib.resources import files
from pathlib import Path

import msgspec
import pytest

from api.cli.award_policy import validate_policy
from application.sets.files import shipped_policies
from domain.indicator_set.content import content_hash
from tests.api.cli.conftest import DOCUMENT, CommandLine

pytestmark = pytest.mark.no_cover

SHIPPED = Path(str(files("indicator_sets") / "vinh-long" / "award-policy-2023-2025.yaml"))
(POLICY,) = (each for each in shipped_policies() if each.province == "vinh-long")
NAME = "vinh-long/thi-dua-2023-2025@1.0.0"
CAMPAIGN = "vinh-long/bang-khen-2023-2025"
OPENING = ("--name", "Khen thưởng 2023–2025", "--deadlines", '{"dossiers": "2026-01-09"}', *DOCUMENT)


@pytest.fixture
def broken(cli: CommandLine) -> Path:
    text = (
        SHIPPED.read_text(encoding="utf-8").replace("at_least: 90", "at_least: 900").replace("yearly: true", "yearl: 1")
    )
    path: Path = cli.file("broken.yaml", text)
    return path


# --- validate ---------------------------------------------------------------------------------------------------------


def test_a_sound_policy_is_said_to_be_sound(cli):
    told = " ".join(cli("awards", "policy", "validate", SHIPPED).output.split())
    assert f"no faults. Policy {NAME}; awards: 3, conditions: 51, hash {content_hash(POLICY)}" in told
    assert "không có lỗi" in cli("awards", "policy", "validate", SHIPPED, "--lang", "vi").output
    report = cli.json("awards", "policy", "validate", SHIPPED)
    assert (report["sound"], report["policy"], report["content_hash"]) == (True, POLICY.code, content_hash(POLICY))
    assert not cli.data.exists()


def test_every_mistake_is_listed_with_its_line(cli, broken):
    result = cli("awards", "policy", "validate", broken, "--format", "json", code=3)
    report = msgspec.json.decode(result.stdout)
    assert (report["sound"], report["policy"], len(report["faults"])) == (False, None, 11)
    assert {fault["problem"] for fault in report["faults"]} == {"there is no field 'yearl'", "900 is no percentage"}
    told = cli("awards", "policy", "validate", broken, "--lang", "vi", code=3).output
    assert f"{broken}: 11 lỗi" in told
    assert "dòng " in told
    rows = list(
        csv.DictReader(io.StringIO(cli("awards", "policy", "validate", broken, "--format", "csv", code=3).stdout))
    )
    assert [row["problem"] for row in rows] == [fault["problem"] for fault in report["faults"]]


def test_the_help_says_how_it_ends():
    assert "Ends with 3" in (validate_policy.help or "")


# --- show -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "lines"),
    [
        (
            "vi",
            (
                "Tập thể (không quá 10)",
                "→ kết quả đã công bố đạt từ 90% trong ít nhất 2 trên 3 năm xét",
                "Cách hiểu: Hai năm bất kỳ của giai đoạn",
                "Quyết định: Thủ trưởng cơ quan, đơn vị, địa phương (thay mặt đơn vị của đối tượng)",
                "Trưởng Ban Chỉ đạo Chuyển đổi số tỉnh Vĩnh Long (thay mặt tỉnh): Đối với tập thể là sở, ngành",
                "Trước khi quyết định: không",
                "Trước khi quyết định: tổng hợp, thẩm định",
                "Hồ sơ: không có hạn nộp chung",
                "Hồ sơ: to-trinh, bien-ban, bao-cao",
                "[Luật 06/2022/QH15, Điều 93 khoản 2 điểm a]",
                "Tổng hợp: so-tttt; thẩm định: so-noi-vu",
            ),
        ),
        (
            "en",
            (
                "Individuals (at most 15)",
                "→ the published result is 90% or more in at least 2 of the 3 years",
                "Years: 2023, 2024, 2025, each by itself",
                "Dossiers: late dossiers are refused; merged units: every unit merged into it must have reached",
            ),
        ),
    ],
)
def test_a_policy_is_shown_in_words(cli, language, lines):
    told = " ".join(cli("awards", "policy", "show", SHIPPED, "--lang", language).output.split())
    assert [line for line in lines if line not in told] == []
    assert "MINH HỌA" not in told


def test_what_is_made_up_is_labelled(cli):
    example = Path(str(files("indicator_sets") / "quoc-gia" / "award-policy-example.yaml"))
    assert "(ILLUSTRATIVE)" in cli("awards", "policy", "show", example).output


def test_a_policy_is_shown_to_programs(cli):
    shown = cli.json("awards", "policy", "show", SHIPPED)
    assert shown["content_hash"] == content_hash(POLICY)
    assert len(shown["conditions"]) == 51
    assert msgspec.convert(shown["policy"], type(POLICY)) == POLICY
    rows = list(csv.DictReader(io.StringIO(cli("awards", "policy", "show", SHIPPED, "--format", "csv").stdout)))
    assert [row["code"] for row in rows] == [each["code"] for each in shown["conditions"]]


def test_a_file_with_mistakes_is_not_shown(cli, broken):
    refusal = cli.refused("awards", "policy", "show", broken, code=3)
    assert (refusal["code"], len(refusal["errors"])) == ("policy-file-invalid", 11)


# --- open -------------------------------------------------------------------------------------------------------------


def test_a_campaign_is_opened_on_a_file_and_shows_its_policy(registered):
    opened = registered.json("awards", "open", CAMPAIGN, "--policy", SHIPPED, *OPENING)
    assert opened["events"] == 2
    assert registered.json("awards", "policy", "show", CAMPAIGN)["content_hash"] == content_hash(POLICY)
    assert f"{NAME}, SHA-256 {content_hash(POLICY)}" in registered("awards", "policy", "show", CAMPAIGN).output
    again = registered.json("awards", "open", CAMPAIGN, "--policy", SHIPPED, *OPENING)
    assert again["events"] == 0


def test_a_campaign_is_opened_on_json_too(registered):
    written = msgspec.json.encode(POLICY).decode()
    registered("awards", "open", CAMPAIGN, "--policy", written, *OPENING)
    assert registered.json("awards", "policy", "show", CAMPAIGN)["content_hash"] == content_hash(POLICY)
    assert "Invalid value" in registered("awards", "open", CAMPAIGN, "--policy", "{}", *OPENING, code=2).stderr


def test_no_campaign_is_opened_on_a_file_with_mistakes(registered, broken):
    refusal = registered.refused("awards", "open", CAMPAIGN, "--policy", broken, *OPENING, code=3)
    assert (refusal["code"], len(refusal["errors"])) == ("policy-file-invalid", 11)
    told = registered("awards", "open", CAMPAIGN, "--policy", "none.yaml", *OPENING, code=3).stderr
    assert "the file can't be opened" in told
    assert registered.refused("awards", "policy", "show", CAMPAIGN, code=4)["code"] == "campaign-unknown"


def test_what_is_neither_a_file_nor_a_campaign_is_told_so(cli):
    assert "is no file; a campaign is named" in cli("awards", "policy", "show", "none/Tệp.yaml", code=2).stderr
    assert "does not exist" in cli("awards", "policy", "show", "none.yaml", code=2).stderr
