"""Version numbers: a release rises by as much as it differs from the one before."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.indicator_set.commands import ReleaseIndicatorSet, WithdrawIndicatorSet
from domain.indicator_set.content import content_hash
from domain.indicator_set.definition import IndicatorSet
from domain.indicator_set.diff import differences
from domain.indicator_set.difference import Significance, heaviest
from domain.indicator_set.events import Released, Withdrawn
from domain.indicator_set.refusals import VersionNotAbove, WrongVersionBump
from domain.indicator_set.state import INITIAL, Releases, evolve
from domain.indicator_set.versioning import bump, previous, raised, require_fitting_version
from tests.domain.builders import DEFINITION, ask
from tests.domain.editions import EDITIONS, RICHER, add_after, both, edit, indicator_of, set_fields
from tests.domain.specification import fold, releases


def numbered(version: str, definition: IndicatorSet = DEFINITION) -> IndicatorSet:
    return set_fields(version=version)(definition)


def out(version: str, definition: IndicatorSet = DEFINITION) -> Released:
    found = numbered(version, definition)
    return Released(definition=found, content_hash=content_hash(found))


def ask_for(version: str, definition: IndicatorSet = DEFINITION) -> ReleaseIndicatorSet:
    return ask(ReleaseIndicatorSet, definition=numbered(version, definition))


def state_of(*versions: str, definition: IndicatorSet = DEFINITION) -> Releases:
    found: Releases = fold(evolve, INITIAL, [out(version, definition) for version in versions])
    return found


REWORDED = edit("1.1", name="Tên khác")(DEFINITION)
ENLARGED = add_after("2.1", indicator_of("2.9", 5))(DEFINITION).in_order()
REWEIGHTED = both(edit("1.1", max_points=12), edit("1.2", max_points=8), edit("1.3", name="Khác"))(DEFINITION)
FIRST = releases().given(out("1.0.0"))


@pytest.mark.parametrize("version", ["0.0.1", "0.1.0", "1.0.0", "7.3.2"])
def test_the_first_release_may_have_any_number(version):
    releases().when(ask_for(version)).then(out(version))


@pytest.mark.parametrize(
    ("definition", "version"),
    [
        (REWORDED, "1.0.1"),
        (REWORDED, "1.1.0"),
        (REWORDED, "2.0.0"),
        (ENLARGED, "1.1.0"),
        (ENLARGED, "2.0.0"),
        (REWEIGHTED, "2.0.0"),
    ],
)
def test_a_number_that_rises_enough_is_released(definition, version):
    FIRST.when(ask_for(version, definition)).then(out(version, definition))


@pytest.mark.parametrize(
    ("definition", "version", "needed", "lowest"),
    [
        (ENLARGED, "1.0.1", "minor", "1.1.0"),
        (REWEIGHTED, "1.0.1", "major", "2.0.0"),
        (REWEIGHTED, "1.1.0", "major", "2.0.0"),
    ],
)
def test_a_number_that_rises_too_little_is_refused(definition, version, needed, lowest):
    data = {"earlier": "1.0.0", "needed": needed, "lowest": lowest}
    FIRST.when(ask_for(version, definition)).then_rejected(WrongVersionBump, **data)


def test_a_refused_number_names_the_first_reasons_that_weigh_so_much():
    with pytest.raises(WrongVersionBump) as refused:
        require_fitting_version(state_of("1.0.0"), numbered("1.0.1", REWEIGHTED))
    assert refused.value.data["count"] == 2
    assert refused.value.data["reasons_en"] == ("indicator 1.1: max points: 10 → 12; indicator 1.2: max points: 10 → 8")
    assert refused.value.data["reasons_vi"].startswith("chỉ số 1.1: điểm tối đa: 10 → 12; ")
    more = both(edit("2.1", max_points=11), edit("2.2", max_points=4))(REWEIGHTED)
    with pytest.raises(WrongVersionBump) as refused:
        require_fitting_version(state_of("1.0.0"), numbered("1.0.1", more))
    assert refused.value.data["count"] == 4
    assert refused.value.data["reasons_en"].endswith("; indicator 2.1: max points: 10 → 11; …")


def test_the_same_content_may_have_another_number():
    FIRST.when(ask_for("1.0.1")).then(out("1.0.1"))


def test_numbers_compare_as_numbers():
    state = state_of("1.9.0", "1.10.0")
    before = previous(state, "1.11.0")
    assert before is not None
    assert before.definition.version == "1.10.0"
    assert previous(state, "1.0.0") is None


@pytest.mark.parametrize("version", ["1.1.0", "1.0.9", "1.2.1"])
def test_a_number_below_a_release_of_the_same_major_line_is_refused(version):
    given = releases().given(out("1.0.0"), out("1.2.3"))
    given.when(ask_for(version)).then_rejected(VersionNotAbove, highest="1.2.3", next="1.2.4")


def test_an_older_major_line_is_carried_on_beside_the_newer_one():
    given = releases().given(out("1.0.0"), out("2.0.0", REWEIGHTED))
    given.when(ask_for("1.0.1", REWORDED)).then(out("1.0.1", REWORDED))
    given.when(ask_for("1.0.1", ENLARGED)).then_rejected(
        WrongVersionBump, earlier="1.0.0", needed="minor", lowest="1.1.0"
    )
    less = both(edit("1.1", max_points=9))(DEFINITION)
    given.when(ask_for("1.0.1", less)).then_rejected(WrongVersionBump, earlier="1.0.0", needed="major", lowest="3.0.0")


def test_a_line_can_t_begin_below_a_release():
    given = releases().given(out("1.0.0"), out("3.0.0", REWEIGHTED))
    given.when(ask_for("0.9.0", REWEIGHTED)).then_rejected(VersionNotAbove, highest="3.0.0", next="3.0.1")
    given.when(ask_for("2.0.0", REWEIGHTED)).then_rejected(VersionNotAbove, highest="3.0.0")


def test_a_withdrawn_release_is_still_the_one_before():
    withdrawn = Withdrawn(version="1.1.0", content_hash=out("1.1.0", ENLARGED).content_hash)
    given = releases().given(out("1.0.0"), out("1.1.0", ENLARGED), withdrawn)
    given.when(ask_for("1.1.1")).then_rejected(WrongVersionBump, earlier="1.1.0", needed="major")
    given.when(ask(WithdrawIndicatorSet, version="1.1.0")).then_nothing()


@pytest.mark.parametrize(
    ("significance", "next_version"),
    [(Significance.PATCH, "1.2.4"), (Significance.MINOR, "1.3.0"), (Significance.MAJOR, "2.0.0")],
)
def test_a_number_is_raised_by_what_the_differences_need(significance, next_version):
    assert raised("1.2.3", significance) == next_version
    assert bump("1.2.3", next_version) is significance


EDITS = st.sampled_from(sorted(EDITIONS)).map(lambda name: EDITIONS[name][0])


@given(EDITS)
def test_the_differences_decide_the_number(change):
    other = change(RICHER)
    state = state_of("1.2.3", definition=RICHER)
    needed = heaviest(differences(RICHER, other))
    assert needed is not None
    for given_bump in Significance:
        definition = numbered(raised("1.2.3", given_bump), other)
        if needed.outweighs(given_bump):
            with pytest.raises(WrongVersionBump):
                require_fitting_version(state, definition)
        else:
            require_fitting_version(state, definition)
