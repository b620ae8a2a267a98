"""Every mistake in a policy file is told at once, at its line, in both languages, with what to do."""

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import jsonschema_rs
import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from application.policies.checks import PolicyFileInvalid, check_policy, sound_policy
from application.policies.schema import SHIPPED, schema, schema_text
from application.policies.words import ROLES, candidates, how_judged
from application.sets.document import Document
from application.sets.files import shipped, shipped_policies
from application.sets.packages import installed
from application.sets.yaml import read_yaml
from domain.award_campaign.policy import AwardPolicy, CandidateKind, Declared, NoOther, Score
from domain.indicator_set.content import content_hash
from domain.metadata import Role

SOUND = """\
code: thi-dua-2026
version: 1.0.0
province: tinh-mau
name: Thi đua chuyển đổi số 2026–2027
years: [2026, 2027]
consolidated_by: so-khcn
appraised_by: so-noi-vu
provenance: illustrative
documents:
  - {code: to-trinh, name: Tờ trình}
grounds:
  - {code: gian-doi, text: Gian dối, legal_basis: Luật 06/2022/QH15}
awards:
  - code: giay-khen
    name: Giấy khen
    form: giay-khen
    decided_by: Thủ trưởng đơn vị
    yearly: true
    conditions:
      collective:
        - {kind: score, code: diem, text: Từ 90%, at_least: 90}
  - code: bang-khen
    name: Bằng khen
    form: bang-khen
    decided_by: Chủ tịch UBND tỉnh
    quotas: {collective: 10}
    documents: [to-trinh]
    conditions:
      collective:
        - {kind: score, code: diem, text: Từ 90% trong hai năm, at_least: 90.00, years: 2}
        - {kind: declared, code: nhiem-vu, text: Đủ nhiệm vụ, attested_by: [reviewer], yearly: true}
        - {kind: no-other-award, code: mot-lan, text: Một lần, forms: [bang-khen]}
"""


def written(folder: Path, text: str, name: str = "policy.yaml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def told(folder: Path, *changes: tuple[str, str]) -> list[tuple[str, str, str]]:
    text = SOUND
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    checked = check_policy(written(folder, text))
    assert checked.policy is None
    return [(fault.place, fault.value, fault.problem_en) for fault in checked.faults]


def test_a_sound_file_is_its_policy_however_it_is_written(tmp_path):
    policy = sound_policy(written(tmp_path, SOUND))
    assert check_policy(tmp_path / "policy.yaml") == (policy, ())
    assert policy.awards[1].quotas == {CandidateKind.COLLECTIVE: 10}
    other = SOUND.replace("at_least: 90.00", "at_least: 90").replace("[reviewer]", '["reviewer"]')
    assert content_hash(sound_policy(written(tmp_path, other, "other.yml"))) == content_hash(policy)


def test_all_mistakes_are_told_at_once_in_the_order_of_the_file(tmp_path):
    assert told(
        tmp_path,
        ("version: 1.0.0", "version: one"),
        ("grounds:", "grunds:"),
        ("yearly: true\n", "yearly: true\n    yearly: false\n"),
        ("at_least: 90}", "at_least: chín mươi}"),
        ("documents: [to-trinh]", "documents: [bien-ban]"),
        ("years: 2}", "years: 3}"),
        ("attested_by: [reviewer]", "attested_by: []"),
        ("kind: no-other-award", "kind: no-other"),
    ) == [
        ("line 1, column 1", "", "there is no ground of revocation, so that no award could ever be taken back"),
        ("line 2, column 10", "one", "a version is three numbers, as in 1.0.0"),
        ("line 12, column 3", "", "there is no field 'grunds'"),
        ("line 19, column 5", "yearly", "the field 'yearly' stands twice"),
        ("line 22, column 61", "chín mươi", "it is not a decimal number"),
        ("line 28, column 17", "bien-ban", "no document 'bien-ban'"),
        ("line 31, column 89", "3", "more years than there are"),
        ("line 32, column 76", "", "it must not be empty"),
        ("line 33, column 18", "no-other", "it is none of the words allowed"),
    ]


def test_of_a_ground_that_is_wrong_nothing_else_is_told(tmp_path):
    ((place, value, _),) = told(tmp_path, ("{code: gian-doi,", "{code: gian doi,"))
    assert (place, value) == ("line 12, column 12", "gian doi")


def test_a_fault_behind_one_that_was_left_out_has_its_own_place(tmp_path):
    assert told(
        tmp_path,
        ("  - code: giay-khen", "  - code: Giấy khen"),
        ("text: Từ 90% trong hai năm", "text: ' '"),
        ("code: mot-lan", "code: nhiem-vu"),
    ) == [
        (
            "line 14, column 11",
            "Giấy khen",
            "a code has lower-case letters without accents, digits and single hyphens, as in so-noi-vu",
        ),
        ("line 30, column 43", " ", "it must not be blank"),
        ("line 32, column 11", "", "'nhiem-vu' stands twice"),
    ]


QUOTA = "quotas: {collective: 10}"
COLLECTIVES = "      collective:\n        - {kind: score, code: diem, text: Từ 90%,"


@pytest.mark.parametrize(
    ("old", "new", "pointed", "problem"),
    [
        (COLLECTIVES, COLLECTIVES.replace("coll", "col"), "- {", "there is no field 'colective'"),
        (QUOTA, "quotas: {collective: mười}", "mười", "expected int, got str"),
        (QUOTA, "quotas: {collective: -1}", "-1", "it must be at least 0"),
        (QUOTA, "quotas: {individual: 10}", "10", "there is a quota, but there are no conditions for such candidates"),
        (QUOTA, "quotas: 10", "10", "expected object, got int"),
        (QUOTA, "years: [2026, 2028]", "2028", "2028 is none of the policy's years"),
        ("at_least: 90.00", "at_least: 900", "900", "900 is no percentage"),
        ("forms: [bang-khen]", "forms: [bang-khen, bang-khen]", "bang-khen", "'bang-khen' stands twice"),
        ("[reviewer]", "[reviewer, reviewer]", "reviewer", "'reviewer' stands twice"),
        ("[reviewer]", "[chairman]", "chairman", "it is none of the words allowed"),
        ("province: tinh-mau", "province: Tỉnh mẫu", "Tỉnh", "a code has lower-case letters without accents"),
        ("years: [2026, 2027]", "years: []", "[]", "it must not be empty"),
        ("years: [2026, 2027]", "years: [26]", "26", "it must be from 1990 to 2200"),
        ("{code: to-trinh, name: Tờ trình}", "{code: to-trinh, nam: Tờ trình}", "{", "'name' is missing"),
    ],
)
def test_a_mistake_is_told_at_its_place(tmp_path, old: str, new: str, pointed: str, problem: str):
    before = SOUND[: SOUND.index(old)] + new[: new.rindex(pointed)]
    place = f"line {before.count(chr(10)) + 1}, column {len(before) - before.rfind(chr(10))}"
    assert [where for where, _, said in told(tmp_path, (old, new)) if said.startswith(problem)] == [place]


def test_what_follows_from_wrong_years_or_documents_is_not_told_again(tmp_path):
    assert told(tmp_path, ("years: [2026, 2027]", "years: [2026, năm]")) == [
        ("line 5, column 15", "năm", "expected int, got str")
    ]
    assert told(tmp_path, ("{code: to-trinh,", "{code: Tờ trình,"))[0][0] == "line 10, column 12"
    assert len(told(tmp_path, ("{code: to-trinh,", "{code: Tờ trình,"))) == 1


def test_a_fault_says_it_in_both_languages_and_what_to_do(tmp_path):
    path = written(tmp_path, SOUND.replace("documents: [to-trinh]", "documents: [anh]"))
    (fault,) = check_policy(path).faults
    assert fault.sentence("vi") == f"{path}: dòng 27, cột 17: không có loại tài liệu «anh» [anh]"
    assert fault.advice("vi") == "Thêm vào «documents» của thể lệ, hoặc bỏ ở đây"


@pytest.mark.parametrize(
    ("name", "text", "problem"),
    [
        ("policy.yaml", "", "the file is empty"),
        ("policy.xlsx", SOUND, "it is no policy file"),
        ("policy.yaml", "a: [1", "the YAML can't be read"),
        ("policy.yaml", "- 1", "expected object, got array"),
    ],
)
def test_a_file_that_is_none_is_told_so(tmp_path, name: str, text: str, problem: str):
    (fault,) = check_policy(written(tmp_path, text, name)).faults
    assert problem in fault.problem_en


def test_a_file_with_mistakes_is_refused_with_every_one_of_them(tmp_path):
    path = written(tmp_path, SOUND.replace("version: 1.0.0", "version: one").replace("years: 2}", "years: 5}"))
    with pytest.raises(PolicyFileInvalid, match="has 2 faults") as caught:
        sound_policy(path)
    assert [part.code for _, part in caught.value.parts()] == ["set-mistake"] * 2
    assert "phiên bản gồm ba số" in next(caught.value.lines("vi"))


ODD = st.sampled_from([None, True, "", " ", "a b", "90", "1e99", "\u200b", -1, 3000, 10**20, [], {}, ["x"], {"x": 1}])


@given(st.data(), ODD)
def test_whatever_stands_somewhere_in_a_file_it_is_a_policy_or_told_why_not(
    folder: Path, data: st.DataObject, odd: object
):
    content = msgspec.yaml.decode(SOUND)
    path = data.draw(st.sampled_from(sorted(places(content), key=str)))
    within = content
    for step in path[:-1]:
        within = within[step]
    within[path[-1]] = odd
    checked = check_policy(written(folder, msgspec.json.encode(content).decode()))
    assert (checked.policy is None) == bool(checked.faults)


def places(content: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The paths of all that the content has."""
    entries = content.items() if isinstance(content, dict) else enumerate(content) if isinstance(content, list) else ()
    for step, item in entries:
        yield (*path, step)
        yield from places(item, (*path, step))


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("policies")


# --- Shipped ----------------------------------------------------------------------------------------------------------


def test_shipped_policies_are_sound_and_no_sets():
    for policy in shipped_policies():
        (path,) = (each for each in shipped(policy.province).iterdir() if each.name.startswith("award-policy-"))
        assert check_policy(path) == (policy, ())
    assert installed().problems == ()


def test_the_shipped_schema_is_that_of_the_code():
    assert SHIPPED.read_text(encoding="utf-8") == schema_text()


def test_policies_keep_to_the_schema(tmp_path):
    validator = jsonschema_rs.validator_for(schema())
    for policy in shipped_policies():
        validator.validate(msgspec.json.decode(msgspec.json.encode(policy)))
    document = Document("policy")
    read_yaml(SOUND.encode(), document)
    validator.validate(document.content)
    assert not validator.is_valid({"code": "Mã"})


# --- In words ---------------------------------------------------------------------------------------------------------


HEAD, HEAD_EN = "Thủ trưởng cơ quan, đơn vị, địa phương", "head of the agency, unit or locality"


def in_words(policy: AwardPolicy, place: str, language: str) -> str:
    award_code, kind, code = place.split(".")
    award = policy.award(award_code)
    assert award is not None
    (condition,) = (each for each in award.conditions_for(CandidateKind(kind)) if each.code == code)
    return how_judged(policy, award, CandidateKind(kind), condition, language)


@pytest.mark.parametrize(
    ("place", "vi", "en"),
    [
        (
            "giay-khen.collective.diem",
            "kết quả đã công bố đạt từ 90% trong năm xét",
            "the published result is 90% or more in the year that it is for",
        ),
        (
            "bang-khen.individual.linh-vuc",
            "kết quả đã công bố của lĩnh vực được giao phụ trách đạt từ 90% trong ít nhất 2 trên 3 năm xét",
            "the published result of the field in charge is 90% or more in at least 2 of the 3 years",
        ),
        (
            "bang-khen.collective.nhiem-vu",
            "có xác nhận kèm minh chứng của: người thẩm định (so-tttt), từng năm",
            "attested with evidence by: reviewer (so-tttt), for each year by itself",
        ),
        (
            "giay-khen.collective.tieu-chuan-khac",
            f"có xác nhận kèm minh chứng của: đơn vị của đối tượng; nội dung do {HEAD} quy định",
            f"attested with evidence by: the candidate's unit; what it asks for is set by: {HEAD_EN}",
        ),
        (
            "bang-khen.individual.mot-hinh-thuc",
            "chưa được tặng giay-khen, bang-khen cho đúng những năm xét",
            "none of giay-khen, bang-khen is held for exactly the same years",
        ),
    ],
)
def test_a_condition_is_told_in_words(place: str, vi: str, en: str):
    (policy,) = (each for each in shipped_policies() if each.province == "vinh-long")
    assert in_words(policy, place, "vi") == vi
    assert in_words(policy, place, "en") == en


def test_a_condition_on_some_groups_names_them():
    (policy,) = (each for each in shipped_policies() if each.province == "vinh-long")
    (award, *_) = (each for each in policy.awards if each.code == "bang-khen")
    condition = Score(code="diem", text="Nhóm 1 và 2", at_least=Decimal(90), groups=("1", "2"))
    told = how_judged(policy, award, CandidateKind.COLLECTIVE, condition, "en")
    assert told == "the published result of groups 1, 2 is 90% or more in at least 1 of the 3 years"


def test_an_award_of_any_of_the_years_is_told_as_such(tmp_path):
    policy = sound_policy(written(tmp_path, SOUND))
    assert in_words(policy, "bang-khen.collective.mot-lan", "en") == "none of bang-khen is held for any of the years"
    assert isinstance(policy.awards[1].conditions_for(CandidateKind.COLLECTIVE)[2], NoOther)


def test_a_policy_that_names_no_word_in_english_is_told_in_vietnamese():
    (policy,) = (each for each in shipped_policies() if each.province == "vinh-long")
    award = policy.awards[0]
    asked = Declared(code="khac", text="Khác", attested_by=(Role.UNIT,), set_by="Giám đốc")
    assert how_judged(policy, award, CandidateKind.COLLECTIVE, asked, "en").endswith("set by: Giám đốc")


def test_every_role_and_kind_of_candidate_has_a_word():
    assert set(ROLES) == set(Role)
    assert [candidates(kind, "vi") for kind in CandidateKind] == ["tập thể", "cá nhân"]
