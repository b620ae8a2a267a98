"""Refusals: one stable code each, two languages, advice, and a test that provokes it."""

import re
from pathlib import Path
from string import Formatter

import pytest

from domain.refusal import Refusal
from tests.domain import specification  # It imports every aggregate, and so every refusal.

DOMAIN = sorted(
    (refusal for refusal in Refusal.known.values() if refusal.__module__.startswith("domain.")),
    key=lambda refusal: refusal.code,
)
SENTENCES = "\n".join(path.read_text("utf-8") for path in Path(__file__).parent.glob("test_*.py"))
named = pytest.mark.parametrize("refusal", DOMAIN, ids=lambda refusal: refusal.code)


def placeholders(text: str) -> set[str]:
    return {field for _, field, _, _ in Formatter().parse(text) if field}


@named
def test_a_refusal_has_a_stable_code(refusal):
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*", refusal.code)
    assert Refusal.known[refusal.code] is refusal


@named
def test_a_refusal_tells_the_same_in_both_languages(refusal):
    for vietnamese, english in ((refusal.vi, refusal.en), (refusal.advice_vi, refusal.advice_en)):
        assert vietnamese != english
        neutral = {field.removesuffix("_vi") for field in placeholders(vietnamese)}
        assert neutral == {field.removesuffix("_en") for field in placeholders(english)}


@named
def test_a_refusal_ends_its_sentences(refusal):
    for text in (refusal.vi, refusal.en, refusal.advice_vi, refusal.advice_en):
        assert text[0].isupper() or text[0] in "«{'"
        assert text.endswith((".", "{faults}"))


@named
def test_a_refusal_is_provoked_by_a_test(refusal):
    provoked = re.compile(rf"(then_rejected|raises)\(\s*{refusal.__name__}\b|\b{refusal.__name__}\),")
    assert provoked.search(SENTENCES)


def test_a_code_is_taken_once():
    with pytest.raises(ValueError, match="'unit-taken' is taken"):
        type("Again", (Refusal,), {"code": "unit-taken"})


def test_every_decision_is_under_test():
    commands = {command.__name__ for command in specification.DECISIONS}
    assert {name for name in commands if not re.search(rf"\b(ask\({name}\b|\({name},)", SENTENCES)} <= {
        "RegisterUnit",
        "ReleaseIndicatorSet",
        "OpenRound",
        "LogRead",
    }
