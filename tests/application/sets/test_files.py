"""The files that come with the platform are sound and say what was published; a bad file is refused at its place."""

import csv
import unicodedata
from decimal import Decimal
from pathlib import Path

import msgspec
import pytest

from application.sets.files import (
    FileUnreadable,
    Registry,
    RoundPlan,
    load_definition,
    load_yaml,
    shipped,
    shipped_provinces,
    shipped_registries,
    shipped_rounds,
    shipped_sets,
)
from domain.indicator_set.content import content_hash
from domain.indicator_set.definition import Group, Indicator, IndicatorSet
from domain.indicator_set.soundness import faults
from domain.metadata import Provenance, UnitKind
from domain.part import Part
from domain.points import round_half_up
from domain.rules.base import Inputs
from domain.rules.checklist import Checklist
from domain.rules.count import Count
from domain.rules.levels import Levels
from domain.rules.manual import Manual
from domain.rules.measured import Measured
from domain.rules.ratio import Ratio
from domain.rules.tiers import Tiers

SETS = {definition.code: definition for definition in shipped_sets()}
REGISTRIES = {registry.province: registry for registry in shipped_registries()}
ROUNDS = {plan.province: plan for plan in shipped_rounds()}

every_set = pytest.mark.parametrize("definition", SETS.values(), ids=SETS)
every_round = pytest.mark.parametrize("plan", ROUNDS.values(), ids=ROUNDS)
every_registry = pytest.mark.parametrize("registry", REGISTRIES.values(), ids=REGISTRIES)


class Number(Part, frozen=True, kw_only=True):
    """The smallest file: one number, and what may stand beside it."""

    number: Decimal = Decimal(0)
    whole: int = 0
    text: str = ""


# --- Sets that come with the platform ---------------------------------------------------------------------------


@every_set
def test_a_shipped_set_has_no_faults(definition):
    assert list(faults(definition)) == []


@every_set
def test_a_shipped_set_has_the_same_hash_after_it_was_stored_and_read_again(definition):
    again = msgspec.json.decode(msgspec.json.encode(definition), type=IndicatorSet)
    assert again == definition
    assert content_hash(again) == content_hash(definition)


@every_set
def test_a_shipped_set_is_named_after_its_province_and_file(definition):
    assert load_definition(shipped(definition.province) / f"{definition.code}.yaml") == definition


@every_set
def test_the_best_inputs_earn_the_maximum_of_every_indicator(definition):
    for indicator in definition.indicators():
        assert indicator.score(best(indicator), definition.places) == indicator.max_points, indicator.code


@every_set
def test_the_worst_inputs_earn_nothing(definition):
    for indicator in definition.indicators():
        assert indicator.score(worst(indicator), definition.places) == 0, indicator.code


def test_the_sets_use_every_kind_of_rule_half_points_and_optional_indicators():
    indicators = [indicator for definition in SETS.values() for indicator in definition.indicators()]
    kinds = {type(indicator.rule) for indicator in indicators}
    assert kinds == {Levels, Checklist, Tiers, Ratio, Count, Manual, Measured}
    assert any(indicator.max_points % 1 for indicator in indicators)
    assert any(indicator.optional for indicator in indicators)
    assert any(indicator.rule.complement for indicator in indicators if isinstance(indicator.rule, Ratio))


# --- What was published -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "groups", "indicators", "total"),
    [("dong-thap-so-2022", 6, 20, 200), ("dong-thap-huyen-2022", 8, 33, 400), ("dti-tinh-2022", 8, 8, 1000)],
)
def test_published_counts_and_totals_hold(code, groups, indicators, total):
    definition = SETS[code]
    assert (len(definition.groups), len(list(definition.indicators()))) == (groups, indicators)
    assert definition.max_points == total


@pytest.mark.parametrize(
    ("province", "groups"),
    [("vinh-long", 6), ("binh-phuoc", 9)],
)
def test_every_set_of_a_plan_has_the_plan_s_groups(province, groups):
    sets = [definition for definition in SETS.values() if definition.province == province]
    assert {len(definition.groups) for definition in sets} == {groups}
    assert len({tuple(group.name for group in definition.groups) for definition in sets}) == 1


def test_the_groups_of_the_two_published_sets_of_dong_thap_have_their_published_names():
    six = ["Nhận thức số", "Thể chế", "Hạ tầng", "Nhân lực", "An toàn thông tin mạng", "Hoạt động chính quyền số"]
    assert [group.name for group in SETS["dong-thap-so-2022"].groups] == six
    district = [group.name for group in SETS["dong-thap-huyen-2022"].groups]
    assert district == [*six, "Hoạt động kinh tế số", "Hoạt động xã hội số"]


def test_only_what_was_published_is_marked_so():
    published = {
        (code, part.code)
        for code, definition in SETS.items()
        for part in parts(definition)
        if part.provenance is Provenance.PUBLISHED and code != "dti-tinh-2022"
    }
    assert published == {("dong-thap-huyen-2022", code) for code in ("1", "1.1", "1.2", "1.3")}
    assert [s.code for s in SETS.values() if s.provenance is Provenance.PUBLISHED] == ["dti-tinh-2022"]


@every_set
def test_every_part_called_published_names_its_source(definition):
    for part in parts(definition):
        assert part.source or part.provenance is Provenance.ILLUSTRATIVE, part.code
    assert definition.notes


def test_both_kinds_of_unit_of_binh_phuoc_s_common_set_are_scored_on_200_points():
    definition = SETS["binh-phuoc-so-huyen-2022"]
    for kind in (UnitKind.DEPARTMENT, UnitKind.DISTRICT):
        assert sum(indicator.max_points for indicator in definition.applicable(kind)) == 200


def test_the_national_weights_are_the_published_ones_and_nothing_is_rounded_away():
    definition = SETS["dti-tinh-2022"]
    assert [group.max_points for group in definition.groups] == [100] * 5 + [200, 150, 150]
    for indicator in definition.indicators():
        exact = Decimal("0.9999") * indicator.max_points
        assert indicator.score({"value": "0.9999"}, definition.places) == exact


def test_four_published_indices_come_out_exactly_and_one_differs_by_one_in_the_last_place():
    definition = SETS["dti-tinh-2022"]
    differences = []
    for row in national_values():
        values = list(row.values())[2:10]
        scores = zip(definition.indicators(), values, strict=True)
        points = sum((i.score({"value": value}, definition.places) for i, value in scores), Decimal(0))
        index = round_half_up(points / definition.max_points, 4)
        assert definition.index_of(points, definition.max_points) == index
        differences.append((row["province"], index - Decimal(row["pdti_published"])))
    assert [province for province, difference in differences if difference] == ["TP. Hồ Chí Minh"]
    assert sum(difference for _, difference in differences) == Decimal("0.0001")


def test_the_units_of_the_national_round_are_the_provinces_of_the_published_table():
    assert [unit.name for unit in REGISTRIES["quoc-gia"].units] == [row["province"] for row in national_values()]


# --- Registries and rounds --------------------------------------------------------------------------------------


@every_registry
def test_no_unit_stands_twice_and_parents_stand_first(registry):
    seen: set[str] = set()
    for unit in registry.units:
        assert unit.code not in seen
        assert unit.parent is None or unit.parent in seen
        seen.add(unit.code)


@every_registry
def test_every_commune_lies_in_a_district(registry):
    kinds = {unit.code: unit.kind for unit in registry.units}
    for unit in registry.units:
        assert unit.kind is not UnitKind.COMMUNE or (unit.parent and kinds[unit.parent] is UnitKind.DISTRICT)


@pytest.mark.parametrize(("province", "districts"), [("vinh-long", 8), ("binh-phuoc", 11), ("dong-thap", 12)])
def test_a_province_has_its_districts_twenty_departments_and_forty_communes(province, districts):
    kinds = [unit.kind for unit in REGISTRIES[province].units]
    assert [kinds.count(kind) for kind in (UnitKind.DEPARTMENT, UnitKind.DISTRICT, UnitKind.COMMUNE)] == [
        20,
        districts,
        40,
    ]


@every_round
def test_a_round_s_calendar_sets_scopes_and_reviewers_fit_together(plan):
    assert list(plan.calendar.faults()) == []
    for kind, planned in plan.sets.items():
        definition = SETS[planned.indicator_set]
        assert (definition.province, definition.version) == (plan.province, planned.version)
        assert kind in definition.unit_kinds
    assert {kind for scope in plan.scopes for kind in scope.kinds} == set(plan.sets)
    assert set(plan.reviewers) <= {unit.code for unit in REGISTRIES[plan.province].units}
    assert {unit.kind for unit in REGISTRIES[plan.province].units} == set(plan.sets)


@every_round
def test_made_up_scores_are_announced_in_both_languages(plan):
    if plan.data_provenance is Provenance.ILLUSTRATIVE:
        assert "Dữ liệu trình diễn tổng hợp, không phải kết quả của tỉnh" in plan.notice
        assert "Synthetic demonstration data, not the province's results" in plan.notice
    else:
        assert plan.province == "quoc-gia"
        assert "Published" in plan.notice


def test_the_scopes_of_a_round_are_its_unit_kinds_and_communes_within_their_district():
    scopes = {scope.code: scope.within_parent for scope in ROUNDS["vinh-long"].scopes}
    assert scopes == {"department": False, "district": False, "commune": False, "commune-by-district": True}


def test_vinh_long_s_on_site_verification_lies_inside_the_review_and_ten_bodies_review():
    plan = ROUNDS["vinh-long"]
    assert plan.calendar.self_scoring.closes.isoformat() == "2022-11-14"
    assert plan.calendar.on_site is not None
    assert plan.calendar.on_site.opens in plan.calendar.review
    assert plan.calendar.on_site.closes in plan.calendar.review
    assert len(plan.reviewers) == 10


def test_four_provinces_are_shipped_each_with_units_a_round_and_sets():
    assert shipped_provinces() == ("binh-phuoc", "dong-thap", "quoc-gia", "vinh-long")
    assert set(REGISTRIES) == set(ROUNDS) == {s.province for s in SETS.values()} == set(shipped_provinces())


# --- Reading exactly --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["0.1", "'0.1'", "0.10000000000000000001", "12345678901234567890.5", "2"])
def test_a_number_is_read_as_it_is_written(tmp_path, text):
    assert load_yaml(written(tmp_path, f"number: {text}"), Number).number == Decimal(text.strip("'"))


def test_a_code_and_a_date_that_look_like_numbers_stay_the_text_they_are(tmp_path):
    assert load_yaml(written(tmp_path, "text: 1.10"), Number).text == "1.10"
    assert load_yaml(written(tmp_path, "text: 2022-11-14"), Number).text == "2022-11-14"


def test_no_is_a_word_and_not_false(tmp_path):
    assert load_yaml(written(tmp_path, "text: NO"), Number).text == "NO"


@pytest.mark.parametrize("text", ["Vĩnh Long", '"Vi\\u0303nh Long"'])
def test_text_is_read_in_nfc_however_it_is_written(tmp_path, text):
    path = written(tmp_path, f"text: {unicodedata.normalize('NFD', text)}")
    assert load_yaml(path, Number).text == unicodedata.normalize("NFC", "Vĩnh Long")


# --- Refusing ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "place", "vi", "en"),
    [
        ("number: 1\nnumber: 2", "2:1", "khóa «number» bị lặp", "duplicate key"),
        ("nomber: 1", "$", "không có trường «nomber»", "unknown field `nomber`"),
        ("whole: 0.1", "$.whole", "cần kiểu «int» nhưng gặp «str»", "Expected `int`, got `str`"),
        ("number: nghìn", "$.number", "không phải là số thập phân", "Invalid decimal string"),
        ("number: [", "1:10", "expected the node content", "expected the node content"),
        ("number: 1\n---\nnumber: 2", "2:1", "but found another document", "but found another document"),
        ("number: !money 1", "1:9", "!money", "could not determine a constructor"),
        ("- 1", "$", "cần kiểu «object» nhưng gặp «array»", "Expected `object`, got `array`"),
        ("", "$", "cần kiểu «object» nhưng gặp «null»", "Expected `object`, got `null`"),
        ("text: \x01", "$", "special characters are not allowed", "special characters are not allowed"),
        ("text: &a [*a]", "$", "recursion", "recursion"),
    ],
    ids=[
        "duplicate key",
        "unknown field",
        "float",
        "word",
        "yaml",
        "two documents",
        "tag",
        "list",
        "empty",
        "control",
        "loop",
    ],
)
def test_a_bad_file_is_refused_with_its_place_in_both_languages(tmp_path, text, place, vi, en):
    path = written(tmp_path, text)
    with pytest.raises(FileUnreadable) as refused:
        load_yaml(path, Number)
    refusal = refused.value
    assert (refusal.data["file"], refusal.data["path"]) == (str(path), place)
    assert vi in refusal.sentence("vi")
    assert en in refusal.sentence("en")
    assert refusal.sentence("vi").startswith(f"Tệp {path}, tại {place}: ")
    assert refusal.advice("vi").startswith("Sửa tệp")
    assert refusal.advice("en").startswith("Mend the file")


def test_a_fault_deep_in_a_definition_is_refused_with_its_path(tmp_path):
    source = (shipped("dong-thap") / "dong-thap-so-2022.yaml").read_text(encoding="utf-8")
    cut = source.index("kind: measured")
    with pytest.raises(FileUnreadable) as refused:
        load_definition(written(tmp_path, source[:cut] + "kind: guessed" + source[cut + len("kind: measured") :]))
    assert refused.value.data["path"] == "$.groups[5].indicators[3].rule.kind"
    assert "giá trị 'guessed' không hợp lệ" in refused.value.sentence("vi")


@pytest.mark.parametrize(
    ("old", "new", "place", "vi"),
    [
        ("code: so-tttt,", "code: Sở,", "$.units[0].code", "cần `str` matching regex"),
        ("kind: department, name: Sở Nội vụ", "kind: bộ, name: Sở Nội vụ", "$.units[2].kind", "giá trị 'bộ' không"),
        ("province: vinh-long\n", "", "$", "thiếu trường «province»"),
    ],
)
def test_a_bad_registry_is_refused_with_its_path(tmp_path, old, new, place, vi):
    source = (shipped("vinh-long") / "units.yaml").read_text(encoding="utf-8")
    with pytest.raises(FileUnreadable) as refused:
        load_yaml(written(tmp_path, source.replace(old, new)), Registry)
    assert refused.value.data["path"] == place
    assert vi in refused.value.sentence("vi")


def test_a_day_that_is_none_is_refused(tmp_path):
    source = (shipped("vinh-long") / "round-2022.yaml").read_text(encoding="utf-8")
    with pytest.raises(FileUnreadable) as refused:
        load_yaml(written(tmp_path, source.replace("2022-11-14", "2022-11-31")), RoundPlan)
    assert refused.value.data["path"] == "$.calendar.self_scoring.closes"
    assert "không phải là ngày" in refused.value.sentence("vi")


def test_a_missing_file_and_one_that_is_not_text_are_refused(tmp_path):
    (tmp_path / "latin.yaml").write_bytes(b"text: \xd0\xd5")
    for name in ("missing.yaml", "latin.yaml"):
        with pytest.raises(FileUnreadable):
            load_definition(tmp_path / name)


# --- In the words of these tests --------------------------------------------------------------------------------


def written(folder: Path, text: str) -> Path:
    """A file of that text."""
    path = folder / "file.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def parts(definition: IndicatorSet) -> list[Group | Indicator]:
    """The groups and the indicators."""
    return [*definition.groups, *definition.indicators()]


def national_values() -> list[dict[str, str]]:
    """The published table, row by row."""
    text = (shipped("quoc-gia") / "dti-2022.csv").read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


def best(indicator: Indicator) -> Inputs:
    """Inputs that could not be better."""
    match indicator.rule:
        case Levels() as rule:
            return {"level": max(rule.levels, key=lambda level: level.share).code}
        case Checklist() as rule:
            return {item.code: "có" for item in rule.items}
        case Tiers() | Count():
            return {"count": "1000"}
        case Ratio() as rule:
            return {"a": "0" if rule.complement else "7", "b": "7"}
        case Measured():
            return {"value": "1"}
        case _:
            return {"points": str(indicator.max_points)}


def worst(indicator: Indicator) -> Inputs:
    """Inputs that could not be worse."""
    match indicator.rule:
        case Levels() as rule:
            return {"level": min(rule.levels, key=lambda level: level.share).code}
        case Checklist():
            return {}
        case Tiers() | Count():
            return {"count": "0"}
        case Ratio() as rule:
            return {"a": "7" if rule.complement else "0", "b": "7"}
        case Measured():
            return {"value": "0"}
        case _:
            return {"points": "0"}
