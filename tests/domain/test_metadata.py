"""Codes, names and data: what may be written into a command or a file, and that nothing changes once it is made."""

import msgspec
import pytest

from domain.indicator_set.definition import Indicator, Scope, Version
from domain.metadata import Code, IndicatorCode, Name, Prose, Sha256
from domain.round.calendar import Calendar, Window
from domain.rules.checklist import Item
from domain.rules.levels import Level
from domain.rules.tiers import Tier
from domain.scorecard.events import Evidence
from tests.domain import specification  # It imports every aggregate, and so every struct.


def structs(above: type[msgspec.Struct] = msgspec.Struct) -> list[type[msgspec.Struct]]:
    below = [each for subclass in above.__subclasses__() for each in (subclass, *structs(subclass))]
    return [each for each in dict.fromkeys(below) if each.__module__.startswith("domain.")]


@pytest.mark.parametrize("struct", structs(), ids=lambda struct: f"{struct.__module__}.{struct.__name__}")
def test_everything_in_the_domain_is_frozen(struct):
    assert specification.DECISIONS
    assert struct.__struct_config__.frozen


@pytest.mark.parametrize("struct", [Indicator, Item, Level, Tier, Window, Calendar, Scope, Evidence])
def test_a_misspelt_field_of_what_people_write_is_refused(struct):
    with pytest.raises(msgspec.ValidationError, match="unknown field `misspelt`"):
        msgspec.convert({"misspelt": 1}, struct)


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (Code, "so-tttt"),
        (Code, "2022"),
        (Code, "a" * 80),
        (IndicatorCode, "4.22.11"),
        (IndicatorCode, "I.a"),
        (IndicatorCode, "1" * 40),
        (Sha256, "0af" + "9" * 61),
        (Version, "0.10.2"),
        (Name, "Ư" * 500),
        (Prose, "x" * 10_000),
    ],
)
def test_well_formed_text_is_taken(kind, text):
    assert msgspec.convert(text, kind) == text


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (Code, ""),
        (Name, " \t"),
        (Prose, "\n"),
        (Code, "so-tttt\n"),
        (IndicatorCode, "1.1\n"),
        (Sha256, "0" * 64 + "\n"),
        (Version, "1.0.0\n"),
        (Code, "So-tttt"),
        (Code, "so--tttt"),
        (Code, "-so"),
        (Code, "sở"),
        (Code, "a" * 81),
        (IndicatorCode, "1."),
        (IndicatorCode, ".1"),
        (IndicatorCode, "1" * 41),
        (Sha256, "AF" * 32),
        (Sha256, "0" * 63),
        (Version, "1.0"),
        (Version, "01.0.0"),
        (Name, ""),
        (Name, "x" * 501),
        (Prose, ""),
        (Prose, "x" * 10_001),
    ],
)
def test_malformed_text_is_refused(kind, text):
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert(text, kind)
