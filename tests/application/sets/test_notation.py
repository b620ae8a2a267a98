"""The notation of rules and examples, and what the domain's findings are called in Vietnamese."""

from decimal import Decimal

import msgspec
import pytest
from hypothesis import given, settings

from application.sets import notation
from application.sets.checks import check_file
from application.sets.document import UNREADABLE, Document, FileRefused
from application.sets.notation import format_examples, format_rule, parse_examples, parse_rule, shape_of
from application.sets.scanner import NotationError
from application.sets.structure import mistakes
from application.sets.yaml import LARGEST, read_yaml
from domain.indicator_set.definition import IndicatorSet
from domain.indicator_set.soundness import faults
from domain.metadata import Code, Name
from domain.rules import KINDS, AnyRule, Example
from domain.rules.levels import Level, Levels
from domain.rules.manual import Manual
from tests.application.sets.samples import definitions
from tests.application.sets.texts import SOUND, only_fault, yaml_file


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("levels", 'head=1 "The head leads"; deputy=0.5 "A deputy leads"; none=0 "Nobody does"'),
        ("tiers", 'counted "meetings in the year"; 4=1; 3=0.75; 2=0.5; 1=0.25'),
        ("ratio", 'a "signed by the head"; b "all"; if_b_is_zero=zero; target=0.9'),
        ("ratio", 'a "bad"; b "all"; if_b_is_zero=full; complement=yes'),
        ("capped", 'rule (count: counted "articles"; each=1); share=0.5'),
        (
            "sum",
            'portal=0.5 "Portal" (levels: yes=1 "yes"; no=0 "no"); news=0.5 "News" (count: counted "articles"; each=1)',
        ),
    ],
)
def test_the_notation_as_documented_is_what_is_written(kind, text):
    rule = msgspec.convert(parse_rule(kind, text), AnyRule)
    assert format_rule(rule) == (kind, text)


def test_every_kind_of_rule_has_a_place_in_the_notation_for_each_of_its_fields():
    for kind in KINDS.values():
        shape = shape_of(kind)
        listed = {shape.listed} - {""}
        assert {*shape.fields, *listed} == {field.name for field in msgspec.structs.fields(kind)}


def test_a_rule_that_has_no_such_form_is_written_as_json():
    """A level called like a field would be read as that field, if the rule had fields besides its list."""
    rule = Levels(levels=(Level(code="a", when='x"\r', share=Decimal(1)),))
    assert format_rule(rule) == ("levels", 'a=1 "x\\"\r"')
    odd = Manual(guide="x")
    written = notation.Shape({}, "", {}, None)
    original = notation.shape_of
    notation.shape_of = lambda kind: written if kind is Manual else original(kind)  # type: ignore[assignment]
    try:
        assert format_rule(odd) == ("manual", '{"guide": "x"}')
        assert parse_rule("manual", '{"guide": "x"}') == {"kind": "manual", "guide": "x"}
    finally:
        notation.shape_of = original


def test_a_rule_nested_too_deeply_is_refused():
    text = "rule (capped: " * 9 + 'rule (manual: guide "x")' + ")" * 9
    with pytest.raises(NotationError, match="rules are nested too deeply"):
        parse_rule("capped", text)


def test_entries_that_no_rule_has_are_left_to_the_check_of_the_structure():
    assert parse_rule("guess", "x=1; y (z)") == {"kind": "guess", "x": "1", "y": {"kind": "z"}}
    assert parse_rule("sum", ";") == {"kind": "sum", "parts": []}


def test_examples_are_written_one_a_line():
    examples = (
        Example(inputs={"a": "3", "b": "4"}, points=Decimal("7.5"), source="Công văn 1"),
        Example(inputs={}, points=Decimal(0)),
        Example(inputs={"x y": "có; không"}, points=Decimal(1)),
    )
    text = 'a=3, b=4 -> 7.5 "Công văn 1"\n-> 0\n"x y"="có; không" -> 1'
    assert format_examples(examples) == text
    assert msgspec.convert(parse_examples(f"{text}\n\n"), tuple[Example, ...]) == examples


@given(encoded=definitions())
@settings(max_examples=20, deadline=None)
def test_whatever_the_domain_finds_is_said_in_vietnamese_too(encoded):
    definition = msgspec.json.decode(encoded, type=IndicatorSet)
    for fault in faults(definition):
        assert fault.sentence("vi") != fault.sentence()


def test_inputs_that_an_example_gets_wrong_are_told_in_vietnamese(tmp_path):
    fault = only_fault(yaml_file(tmp_path, SOUND.replace("{level: head}", "{level: boss}")))
    assert (fault.place, fault.value) == ("line 29, column 13", "")
    assert fault.problem_vi.startswith("ví dụ 1 không tính được: Tiêu chí 1.1: đầu vào «level» không hợp lệ")
    assert fault.problem_en.startswith("example 1: Indicator 1.1: input 'level' is not valid")


def test_an_example_of_a_code_that_stands_twice_is_told_although_the_second_has_none(tmp_path):
    text = SOUND.replace('code: "1.2"', 'code: "1.1"').replace("{level: head}", "{level: boss}")
    problems = [fault.problem_vi for fault in check_file(yaml_file(tmp_path, text)).faults]
    assert problems[0].startswith("ví dụ 1 không tính được: Tiêu chí 1.1")
    assert problems[1:] == ["mã này xuất hiện 2 lần"]


def test_content_is_held_against_any_structure():
    deep: object = "x"
    for _ in range(40):
        deep = {"kind": "capped", "rule": deep}
    assert any(
        mistake.wording and mistake.wording.problem_en == "it is nested too deeply"
        for mistake in mistakes(deep, AnyRule)
    )
    assert [mistake.wording for mistake in mistakes(UNREADABLE, Name)] == [None]
    assert list(mistakes(None, IndicatorSet | None)) == []
    (mistake,) = mistakes("x\n", Code)
    assert mistake.wording


def test_yaml_beyond_the_limit_is_refused_wherever_it_comes_from():
    with pytest.raises(FileRefused, match="the file is too large"):
        read_yaml(bytes(LARGEST + 1), Document("set.yaml"))
