"""Definitions of any shape that the format admits, sound or not, for laws that hold of all of them."""

import unicodedata
from datetime import date
from decimal import Decimal
from typing import Any

import msgspec
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from domain.indicator_set.definition import (
    Band,
    Base,
    EnteredBy,
    Group,
    Index,
    Indicator,
    IndicatorSet,
    Migration,
    Move,
    MoveKind,
    Scope,
)
from domain.metadata import Provenance, SourceDocument, UnitKind
from domain.rules import KINDS, Example
from domain.rules.best import Best
from domain.rules.bonus import Bonus
from domain.rules.capped import Capped
from domain.rules.checklist import Checklist, Item
from domain.rules.count import Count
from domain.rules.levels import Level, Levels
from domain.rules.manual import Manual
from domain.rules.measured import Measured
from domain.rules.ratio import NothingToCount, Ratio
from domain.rules.relative import Relative
from domain.rules.sum import Portion, Sum
from domain.rules.survey import Survey
from domain.rules.tiers import Tier, Tiers

LETTERS = "abc XYZ 09 ếộữĐ \n\t\"\\'=;,:()[]{}«»“”|#&*!%@-_x0041_+.~?/ 一😀\u0303"


def short(strategy: SearchStrategy[Any], min_size: int = 0) -> SearchStrategy[Any]:
    return st.lists(strategy, min_size=min_size, max_size=3).map(tuple)


def nfc(text: str) -> str:
    return unicodedata.normalize("NFC", text)


texts = (st.text(LETTERS, max_size=25) | st.sampled_from(["-", "–", "—", '"-"'])).map(nfc)
names = texts.filter(str.strip)
codes = st.from_regex(r"[a-z0-9]{1,4}(-[a-z0-9]{1,3})?", fullmatch=True)
numbers = st.from_regex(r"[1-9A-B][0-9]?(\.[1-9][0-9]?){0,3}", fullmatch=True)
versions = st.from_regex(r"[0-9]\.[1-9][0-9]\.0", fullmatch=True)
points = st.decimals(min_value=-(10**6), max_value=10**6, places=4, allow_nan=False).map(lambda value: value + 0)
exact = st.one_of(points, st.sampled_from([Decimal("0.10000000000000001"), Decimal(123456789012345678), Decimal(1)]))
kinds = st.lists(st.sampled_from(UnitKind), unique=True).map(tuple)
provenances = st.sampled_from(Provenance)

simple_rules = st.one_of(
    st.builds(Levels, levels=short(st.builds(Level, code=codes, when=names, share=exact))),
    st.builds(Checklist, items=short(st.builds(Item, code=codes, when=names, share=exact))),
    st.builds(Tiers, counted=names, tiers=short(st.builds(Tier, at_least=st.integers(-5, 10**9), share=exact))),
    st.builds(
        Ratio, a=names, b=names, if_b_is_zero=st.sampled_from(NothingToCount), target=exact, complement=st.booleans()
    ),
    st.builds(Count, counted=names, each=exact),
    st.builds(Manual, guide=names),
    st.builds(Measured, measured=names),
    st.builds(Survey, asked=names, top=exact, fewest=st.integers(1, 1000)),
    st.builds(Relative, measured=names),
    st.builds(Bonus, guide=names, at_least=exact, at_most=exact),
)


def composed(parts: SearchStrategy[Any]) -> SearchStrategy[Any]:
    portions = short(st.builds(Portion, code=codes, name=names, share=exact, rule=parts))
    return st.one_of(
        st.builds(Sum, parts=portions),
        st.builds(Best, alternatives=portions),
        st.builds(Capped, rule=parts, share=exact),
    )


rules = st.recursive(simple_rules, composed, max_leaves=3)
examples = st.builds(
    Example, inputs=st.dictionaries(st.one_of(codes, texts), texts, max_size=2), points=exact, source=texts
)
indicators = st.builds(
    Indicator,
    code=numbers,
    name=names,
    name_en=texts,
    max_points=exact,
    rule=rules,
    how=texts,
    evidence=texts,
    data_source=texts,
    verifier=texts,
    applies_to=kinds,
    optional=st.booleans(),
    entered_by=st.sampled_from(EnteredBy),
    examples=short(examples),
    locked=st.booleans(),
    provenance=provenances,
    source=texts,
)


def groups_of(below: SearchStrategy[Any]) -> SearchStrategy[Any]:
    return st.builds(
        Group,
        code=numbers,
        name=names,
        name_en=texts,
        max_points=exact,
        weight=st.none() | exact,
        indicators=short(indicators),
        groups=below,
        locked=st.booleans(),
        provenance=provenances,
        source=texts,
    )


groups = groups_of(short(groups_of(short(groups_of(st.just(()))))))
moves = st.builds(
    Move, kind=st.sampled_from(MoveKind), old=short(numbers, min_size=1), new=short(numbers), reason=names
)
any_set = st.builds(
    IndicatorSet,
    code=codes,
    version=versions,
    province=codes,
    name=names,
    name_en=texts,
    unit_kinds=kinds,
    period=names,
    legal_basis=short(st.builds(SourceDocument, number=names, date=st.dates(date(1950, 1, 1)), issuer=names)),
    places=st.integers(0, 4),
    max_points=exact,
    index=st.none() | st.builds(Index, scale=exact, places=st.integers(0, 4)),
    groups=short(groups),
    bands=short(st.builds(Band, code=codes, name=names, name_en=texts, from_percent=exact)),
    scopes=short(st.builds(Scope, code=codes, name=names, name_en=texts, kinds=kinds, within_parent=st.booleans())),
    extends=st.none()
    | st.builds(
        Base,
        province=codes,
        indicator_set=codes,
        version=versions,
        content_hash=st.from_regex(r"[0-9a-f]{64}", fullmatch=True),
    ),
    migrations=st.lists(
        st.builds(Migration, from_version=versions, moves=short(moves)),
        max_size=2,
        unique_by=lambda each: each.from_version,
    ).map(tuple),
    provenance=provenances,
    notes=texts,
)


@st.composite
def definitions(draw: st.DrawFn) -> bytes:
    """As JSON, for hypothesis takes minutes to print a definition that it built."""
    return msgspec.json.encode(draw(any_set))


KINDS_HERE = {Levels, Checklist, Tiers, Ratio, Count, Manual, Measured, Survey, Relative, Bonus, Sum, Best, Capped}
assert set(KINDS.values()) == KINDS_HERE, "add the new kind of rule to these samples"
