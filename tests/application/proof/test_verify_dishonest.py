"""Of a dishonest log every proof holds, but not what is proved; and it is told what."""

import json
from collections.abc import Callable, Sequence
from typing import Any

import pytest

from application.recording import LogEntry
from tests.application.proof.bundles import (
    bundle,
    written,
)
from tests.application.proof.conftest import STATED, Verify, whole
from tests.application.proof.edits import edit_json, edit_manifest, lines_of, put_lines
from tests.application.proof.scene import (
    CODES,
    UNITS,
    edited,
    ranking,
    replaced,
)
from tests.domain.builders import PROVINCE, ROUND

Log = Sequence[LogEntry]


def first(log: Log, name: str) -> LogEntry:
    return next(entry for entry in log if entry.name == name)


SELF_SCORED, ADJUSTED, RESCALED = "scorecard.self_scored.v1", "scorecard.adjusted.v1", "scorecard.rescaled.v1"
OPENED, FROZEN = "scorecard.opened.v1", "round.best_values_frozen.v1"
FINALISED, RESOLVED = "scorecard.finalised.v1", "scorecard.appeal_resolved.v1"
INDICATOR = f"so-noi-vu, indicator {CODES[0]}"
DISHONEST: dict[str, tuple[Callable[[Log], Log], str]] = {
    "points": (
        lambda log: edited(log, SELF_SCORED, points="6"),
        f"Position 18: {INDICATOR}: the inputs earn 5 points, recorded are 6.",
    ),
    "inputs": (
        lambda log: edited(log, SELF_SCORED, inputs={"level": "none"}),
        f"Position 18: scorecard.self_scored.v1: {INDICATOR}: there is no level 'none'.",
    ),
    "inputs that the rule has not": (
        lambda log: edited(log, SELF_SCORED, inputs={"levels": "deputy"}),
        f"{INDICATOR}: the rule has no input 'levels'.",
    ),
    "inputs that are missing": (
        lambda log: edited(log, SELF_SCORED, inputs={}),
        f"{INDICATOR}: the input 'level' is missing.",
    ),
    "inputs that are none": (
        lambda log: edited(log, SELF_SCORED, inputs=[]),
        "Position 18: scorecard.self_scored.v1: so-noi-vu, indicator 1.1: it cannot be read",
    ),
    "points that are none": (
        lambda log: edited(log, SELF_SCORED, points="1E+999999999"),
        "'1E+999999999' is no sound number.",
    ),
    "points that are no text": (lambda log: edited(log, SELF_SCORED, points=5), "'5' is no sound number."),
    "the rule": (
        lambda log: edited(log, SELF_SCORED, rule_hash="0" * 64),
        f"Position 18: {INDICATOR}: scored by another rule than the set's.",
    ),
    "an indicator": (
        lambda log: edited(log, SELF_SCORED, indicator="9.9"),
        "Position 18: scorecard.self_scored.v1: the unit has no indicator 9.9.",
    ),
    "judged points": (
        lambda log: edited(log, ADJUSTED, points="10.0001"),
        "Position 71: so-noi-vu, indicator 1.7: 10.0001 points are out of 0 – 10 or too fine.",
    ),
    "points that are too fine": (
        lambda log: edited(log, ADJUSTED, points="6.00001"),
        "Position 71: so-noi-vu, indicator 1.7: 6.00001 points are out of 0 – 10 or too fine.",
    ),
    "a rejected appeal": (
        lambda log: edited(log, RESOLVED, 1, points="6"),
        "Position 78: so-noi-vu, indicator 1.2: the appeal was rejected, yet 5 points became 6.",
    ),
    "a bonus": (
        lambda log: edited(log, RESOLVED, indicator="1.13"),
        "Position 76: so-noi-vu, indicator 1.13: 7 points are out of -2 – 3 or too fine.",
    ),
    "the largest value": (
        lambda log: edited(log, FROZEN, values={}),
        "Position 82: the frozen largest values are not the largest values of the units.",
    ),
    "rescaled points": (
        lambda log: edited(log, RESCALED, own=0, self_points="6"),
        "Position 79: so-noi-vu, indicator 1.12: rescaled they are 6.6667 / 6.6667 / 6.6667 points, recorded 6 /",
    ),
    "rescaled points and no more": (
        lambda log: edited(log, RESCALED, self_points=None),
        "so-noi-vu, indicator 1.12: against the largest value it has 6.6667 / 6.6667 / 6.6667 points, not — / 6.6667",
    ),
    "another indicator rescaled": (
        lambda log: edited(log, RESCALED, indicator="1.1"),
        "Position 82: so-noi-vu, indicator 1.12: against the largest value",
    ),
    "a total": (
        lambda log: edited(log, FINALISED, final_total="75"),
        "Position 84: so-noi-vu, final_total: the points add up to 72.9965, recorded is 75.",
    ),
    "what does not apply": (
        lambda log: edited(log, "scorecard.marked_not_applicable.v1", indicator="1.13"),
        "Position 74: so-y-te, indicator 1.13: it always applies.",
    ),
    "how many there are": (
        lambda log: edited(log, "round.finalised.v1", scorecards=4),
        "Position 89: the log says 4 final scorecards, 2 units not ranked; here are 3 and 2.",
    ),
    "the set": (
        lambda log: edited(log, "indicator_set.released.v1", content_hash="0" * 64),
        "Position 10: the set is not what its hash says.",
    ),
    "the pin": (
        lambda log: edited(
            log,
            "round.opened.v1",
            sets={"department": {"indicator_set": "x", "version": "1.0.0", "content_hash": "0" * 64}},
        ),
        "Position 11: the bundle lacks the set pinned for department.",
    ),
    "the set of a card": (
        lambda log: edited(log, OPENED, content_hash="0" * 64),
        "Position 17: so-noi-vu: it is not scored by the set pinned for it.",
    ),
    "the kind of a card": (
        lambda log: edited(log, OPENED, unit_kind="district"),
        "Position 17: scorecard.opened.v1: it cannot be read (KeyError('district')).",
    ),
    "whose card it is": (
        lambda log: edited(log, OPENED, unit="so-cong-thuong"),
        "Position 17: scorecard.opened.v1: this event can't begin this stream.",
    ),
    "the round of a card": (
        lambda log: edited(log, OPENED, round="2023"),
        "Position 17: scorecard.opened.v1: this event can't begin this stream.",
    ),
    "a unit": (
        lambda log: edited(log, "unit.registered.v1", 1, unit="so-cong-thuong"),
        "Position 17: so-noi-vu: no such unit in the registry.",
    ),
    "a card opened twice": (
        lambda log: renamed(log, 18, OPENED, first(log, OPENED)),
        "Position 18: scorecard.opened.v1: the scorecard of so-noi-vu was opened twice.",
    ),
    "a round opened twice": (
        lambda log: renamed(log, 12, "round.opened.v1", first(log, "round.opened.v1")),
        "Position 12: round.opened.v1: the round was opened twice.",
    ),
    "a beginning that is none": (
        lambda log: renamed(log, 17, SELF_SCORED, first(log, SELF_SCORED)),
        "Position 17: scorecard.self_scored.v1: this event can't begin this stream.",
    ),
    "points without a card": (
        lambda log: renamed(log, 17, SELF_SCORED, first(log, SELF_SCORED)),
        "Position 18: scorecard.self_scored.v1: the scorecard was not opened.",
    ),
    "an event in a wrong stream": (
        lambda log: renamed(log, 18, "unit.registered.v1", log[1]),
        "Position 18: unit.registered.v1: the event is in a stream where it does not belong.",
    ),
    "a set in a wrong stream": (
        lambda log: renamed(log, 18, "indicator_set.released.v1", log[9]),
        "Position 18: indicator_set.released.v1: the set is in a stream where it does not belong.",
    ),
    "an event that stands twice": (
        lambda log: edited_envelope(log, 19, event_id=json.loads(log[17].state)["event_id"]),
        "Position 19: its event id stands twice.",
    ),
}


def renamed(log: Log, position: int, name: str, other: LogEntry) -> Log:
    """The log with what another event says in this one's place."""
    chosen = log[position - 1]
    recorded = json.loads(chosen.state) | {"data": json.loads(other.state)["data"]}
    return replaced(log, chosen, name=name, state=written(recorded))


def edited_envelope(log: Log, position: int, **changes: Any) -> Log:
    chosen = log[position - 1]
    return replaced(log, chosen, state=written(json.loads(chosen.state) | changes))


@pytest.mark.parametrize("what", DISHONEST)
def test_what_a_dishonest_log_says_is_told(what: str, log: Log, check: Verify) -> None:
    dishonest, sentence = DISHONEST[what]
    told = check(whole(dishonest(log), honest=log))
    assert told.code == 1
    assert "92 of 92 events are, byte for byte, leaves of the tree" in told.text
    assert any(sentence in wrong for wrong in told.wrong), told.wrong


def test_a_card_that_was_left_out_is_missed(log: Log, check: Verify) -> None:
    opened = [entry for entry in log if entry.name == OPENED][1]
    files = whole(log)
    lines = [line for line in lines_of(files) if str(opened.originator_id).encode() not in line]
    put_lines(files, lines)
    edit_json(
        "proofs.json",
        lambda value: value.update(
            inclusion={
                str(json.loads(line)["position"]): value["inclusion"][str(json.loads(line)["position"])]
                for line in lines
            }
        ),
    )(files)
    told = check(files)
    expected = "the log says 3 final scorecards, 2 units not ranked; here are 2 and 2."
    assert any(expected in wrong for wrong in told.wrong)


def test_a_bundle_without_the_round_is_told(log: Log, check: Verify) -> None:
    told = check(whole(log[:10]))
    assert told.wrong[:2] == [
        "The province's or the round's stream is missing.",
        "Points and totals: the bundle has no opening of the round.",
    ]
    files, opening = whole(log[:17]), first(log, "round.opened.v1")
    put_lines(files, [line for line in lines_of(files) if str(opening.originator_id).encode() not in line])
    assert "Position 17: scorecard.opened.v1: the bundle has no opening of the round." in check(files).wrong


def test_a_unit_s_bundle_has_no_other_unit(log: Log, check: Verify) -> None:
    files = whole(log, STATED[0])
    edit_manifest(unit=UNITS[0])(files)
    assert "Position 34: scorecard.opened.v1: it is another unit's scorecard, so-tai-chinh." in check(files).wrong
    edit_manifest(unit="so-moi")(files)
    assert "The unit's points (its rank NOT checked): ranking.json: there is no unit so-moi." in check(files).wrong


def test_a_unit_s_bundle_may_lack_the_sets_of_others_but_not_its_own(log: Log, check: Verify) -> None:
    files = bundle(log, ranking(len(log), STATED[0]), PROVINCE, ROUND, UNITS[0])
    released = first(log, "indicator_set.released.v1")
    put_lines(files, [line for line in lines_of(files) if str(released.originator_id).encode() not in line])
    told = check(files)
    assert "Position 17: scorecard.opened.v1: the bundle lacks the set of so-noi-vu." in told.wrong
    assert not any(wrong.startswith("Position 11") for wrong in told.wrong)


def test_an_unknown_kind_of_rule_is_told(log: Log, check: Verify) -> None:
    definition = json.loads(first(log, "indicator_set.released.v1").state)["data"]["definition"]
    definition["groups"][0]["indicators"][0]["rule"] = {"kind": "oracle"}
    told = check(whole(edited(log, "indicator_set.released.v1", definition=definition)))
    expected = f"Position 18: scorecard.self_scored.v1: {INDICATOR}: the kind of rule 'oracle' is unknown."
    assert expected in told.wrong
