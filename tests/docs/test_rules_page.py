"""The page on rules is what the rules say of themselves, and its examples are true."""

import os
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pytest

from api import rules_page as page
from api.published_rules import PUBLISHED
from application.sets.template import example_indicators
from domain.rules import KINDS

PAGE = Path(__file__).parents[2] / "docs/rules.md"


def test_the_page_is_what_the_code_says():
    assert PAGE.read_text(encoding="utf-8") == page.rules_page(), "it is stale: make docs"


def test_it_is_printed_for_make():
    command = [sys.executable, "-X", "utf8", "-m", "api.rules_page"]
    printed = subprocess.run(command, capture_output=True, check=True, encoding="utf-8", env=dict(os.environ))
    assert printed.stdout == page.rules_page()


@pytest.mark.parametrize("word", KINDS)
def test_every_kind_of_rule_has_its_row_its_inputs_and_a_worked_example(word):
    (indicator,) = (each for each in example_indicators() if isinstance(each.rule, KINDS[word]))
    text = page.rules_page()
    inputs = ", ".join(f"`{field}`" for field in indicator.rule.fields())
    assert f"| [`{word}`](#{word}) | " in text
    assert f" | {inputs} |\n" in text
    section = text.partition(f"\n## {word}\n")[2].partition("\n## ")[0]
    assert f"```text\n{word}: " in section
    assert f"- vi: {indicator.rule.explain('vi')}\n- en: {indicator.rule.explain('en')}\n" in section
    assert "| inputs | points | of at most |" in section


@pytest.mark.parametrize("published", PUBLISHED, ids=lambda each: each.indicator)
def test_published_rules_stand_on_it(published):
    assert f"**{published.indicator}** ({published.source})" in page.rules_page()
    assert not list(published.rule.faults())


def test_an_untrue_example_makes_no_page(monkeypatch):
    untrue = PUBLISHED[0]._replace(examples=(({"level": "cap-pho"}, Decimal(6)),))
    monkeypatch.setattr(page, "published", lambda _: (untrue,))
    with pytest.raises(page.WrongExampleError, match="not 6"):
        page.rules_page()
