"""Every score, total, percentage and rank on every page leads to why it is what it is, at the moment it stands for."""

from collections.abc import Iterator
from decimal import Decimal
from typing import get_args, get_type_hints

import msgspec
import pytest
from flask import Flask
from jinja2 import Environment, nodes

from domain.metadata import Role
from tests.api import scenario
from tests.api.scenario import ROUND, Caller, Client, Clock
from tests.api.web.numbers import Numbers, follow, numbers
from tests.api.web.test_explained import links_of
from tests.api.web.test_pages import HISTORY, PAGE, outline, text

pytestmark = pytest.mark.no_cover

# --- No template prints a number by itself ----------------------------------------------------------------------------
PRINTING = "_numbers.html"
FILTERS = {"points", "number", "amount", "written"}


def number_fields() -> set[str]:
    """The fields of whatever read models answer that hold points, percentages or ranks."""
    fields = ((name, kind) for answer in answers(msgspec.Struct) for name, kind in get_type_hints(answer).items())
    found = {name for name, kind in fields if name.startswith("rank") or Decimal in {kind, *get_args(kind)}}
    # Logs and documents have sizes, too; exact differences are fractions, which are text.
    return found - {"size", "min_size"} | {"rounding", "difference"}


def answers(base: type[msgspec.Struct]) -> Iterator[type[msgspec.Struct]]:
    for struct in base.__subclasses__():
        if struct.__module__.startswith("projections."):
            yield struct
        yield from answers(struct)


def unexplained(environment: Environment, source: str) -> Iterator[str]:
    """What a template prints of numbers without one of the macros that explain them."""
    tree, fields = environment.parse(source), number_fields()
    macros = {
        name if isinstance(name, str) else name[1]
        for imported in tree.find_all(nodes.FromImport)
        if isinstance(imported.template, nodes.Const) and imported.template.value == PRINTING
        for name in imported.names
    }
    for each in tree.find_all(nodes.Filter):
        if each.name in FILTERS:
            yield f"{each.lineno}: | {each.name}"
    for output in tree.find_all(nodes.Output):
        for node in output.nodes:
            yield from bare(node, fields, macros)


def bare(node: nodes.Node, fields: set[str], macros: set[str]) -> Iterator[str]:
    parts: list[nodes.Node] = list(node.iter_child_nodes())
    match node:
        case nodes.Call(node=nodes.Name(name=name)) if name in macros:
            return
        case nodes.Call(node=nodes.Getattr(node=owner)):
            parts = [owner, *node.args]
        case nodes.CondExpr(expr1=shown, expr2=otherwise):
            # Whether something is there may be asked of a number, too.
            parts = [shown, *([otherwise] if otherwise else [])]
        case nodes.Getattr(node=nodes.Name(name="loop")):
            return
        case nodes.Getattr(attr=name):
            # Of a path, its end is what is printed.
            parts = [] if isinstance(node.node, nodes.Getattr) else parts
            if name in fields:
                yield f"{node.lineno}: .{name}"
        case nodes.Getitem(arg=name) if named(name) & fields or any(end.startswith("_") for end in named(name)):
            yield f"{node.lineno}: [{', '.join(sorted(named(name)))}]"
    for part in parts:
        yield from bare(part, fields, macros)


def named(key: nodes.Node) -> set[str]:
    """The words in a key, be it computed: ``"_before"`` of ``stage ~ "_before"``."""
    written = [key, *key.find_all(nodes.Const)]
    return {each.value for each in written if isinstance(each, nodes.Const) and isinstance(each.value, str)}


def test_numbers_are_printed_by_the_macros_that_explain_them(app: Flask) -> None:
    environment = app.jinja_env
    known = {"points", "rank", "percent", "final_total", "max_points", "total_after", "percent_between"}
    assert known <= number_fields()
    templates = [name for name in environment.list_templates(["html"]) if not name.startswith(("bootstrap", "base/"))]
    assert {"ranking.html", "rank.html", "history.html", "step.html", "why.html"} <= set(templates)
    assert environment.loader
    for name in templates:
        if name != PRINTING:
            source, *_ = environment.loader.get_source(environment, name)
            assert not list(unexplained(environment, source)), name


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("{{ standing.rank }}", ["1: .rank"]),
        ("<b>{{ standing['percent'] }}</b>", ["1: [percent]"]),
        ("{{ event[stage ~ '_after'] }}", ["1: [_after]"]),
        ("{{ total | points }}", ["1: | points"]),
        ("{{ say('x') ~ (standing.final_total if standing.rank else '') }}", ["1: .final_total"]),
        ("{% from '_numbers.html' import score %}{{ score(standing.final_total, of, '') }}", []),
        ("{% if standing.rank %}{{ say('rank') }} {{ phases.index(1) }} {{ rule[language()] }}{% endif %}", []),
    ],
)
def test_a_template_that_prints_a_number_by_itself_is_found(app: Flask, source: str, found: list[str]) -> None:
    assert list(unexplained(app.jinja_env, source)) == found


def test_a_number_that_leads_nowhere_is_found() -> None:
    assert Numbers('<td class="rank">3</td>').bare == ["3"]
    assert Numbers('<p><data value="3">3</data></p>').bare == ["3"]
    assert not Numbers('<td class="number"><a class="explained" href="/why"><data value="3">3</data></a></td>').bare


# --- Each leads to the page about that number -------------------------------------------------------------------------
@pytest.mark.parametrize("stage", ["self", "reviewed", "final"])
def test_every_number_of_a_ranking_is_explained(shown: Client, stage: str) -> None:
    # Of each of three units a rank, three totals, a maximum, a percentage and two groups.
    assert follow(shown, f"{PAGE}?stage={stage}") == 3 * 8


def test_every_number_of_a_history_and_of_its_steps_is_explained(shown: Client) -> None:
    steps = links_of(outline(shown, HISTORY), "/replay/")
    assert len(steps) == 6
    assert follow(shown, HISTORY) == 4
    assert follow(shown, *steps) > 20


@pytest.mark.parametrize("stage", ["self", "final"])
def test_every_number_of_an_explanation_is_explained(shown: Client, stage: str) -> None:
    explained = [f"{HISTORY}/why?stage={stage}{code}" for code in ("", "&code=1", "&code=2", "&code=2.1")]
    assert follow(shown, *explained) > 8
    assert follow(shown, f"{HISTORY}/rank?stage={stage}") > 4


def test_an_earlier_ranking_leads_to_what_was_known_then(shown: Client) -> None:
    (adjusted,) = [row[0] for row in outline(shown, HISTORY).rows if "Thẩm định điều chỉnh" in row[3]]
    then = f"{PAGE}?as_of={int(adjusted) - 1}"
    assert [row[4] for row in outline(shown, then).rows[1:4]] == ["16,5 / 20", "16,5 / 20", "13 / 20"]
    assert f"Như đã biết ở vị trí As it was known at position {int(adjusted) - 1}" in text(shown, then)
    assert PAGE in links_of(outline(shown, then), f"{PAGE}$")
    assert follow(shown, then) == 3 * 8
    for link in links_of(outline(shown, then), "/(why|rank)"):
        assert f"as_of={int(adjusted) - 1}" in link
    rank = f"{HISTORY}/rank?as_of={int(adjusted) - 1}"
    assert ["3", "Sở Nội vụ", "13 / 20 = 13/20 = 65,00 %", "", ""] in outline(shown, rank).rows
    assert follow(shown, rank) > 4


def test_numbers_name_what_they_are_of(shown: Client) -> None:
    titles = [link["title"] for link in outline(shown, f"{PAGE}?lang=en").all("a") if link.get("class") == "explained"]
    assert "Sở Nội vụ, Self-score – Why this number?" in titles
    assert "Digital awareness: 3 / 10 – Why this number?" in titles
    ranks = [link for link in outline(shown, PAGE).all("a") if "place" in str(link.get("class"))]
    assert [rank["title"] for rank in ranks][-1] == "Sở Nội vụ – Vì sao có thứ hạng này?"


def test_a_rank_tells_what_moved_it_last(registered: Client, clock: Clock) -> None:
    scenario.open_round(registered)
    scenario.self_score(registered, {"so-tttt": ("9", "7"), "so-noi-vu": ("9", "10")})
    rank = "/vinh-long/2022/so-tttt/rank"
    clock.set("2022-11-15")
    Caller(registered).do(f"{ROUND}/close-self-scoring", of=ROUND)
    card = f"{ROUND}/scorecards/so-noi-vu"
    lowered = {"indicator": "2.1", "points": "6", "reason": "thiếu minh chứng"}
    Caller(registered, Role.REVIEWER, "so-tttt").do(f"{card}/adjustments", lowered, of=card)
    told = text(registered, f"{rank}?lang=en")
    assert "The rank moved last Hạng đổi gần nhất Rank 2 → 1 · Points 16 → 16" in told
    assert "scorecard.adjusted.v1 · so-noi-vu · 2.1" in told
    assert "(Reviewer) · thiếu minh chứng" in told
    (step,) = links_of(outline(registered, rank), "so-noi-vu/replay/")
    assert "10 6" in text(registered, step)
    assert follow(registered, rank) > 6


def test_points_that_still_move_tell_what_was_recorded(registered: Client) -> None:
    compared = msgspec.json.decode(msgspec.json.encode(scenario.DEFINITION))
    compared["groups"][1]["indicators"][0]["rule"] = {"kind": "relative", "measured": "hồ sơ trực tuyến"}
    scenario.open_round(registered, compared)
    for unit, value in (("so-noi-vu", "30"), ("so-y-te", "40")):
        card, officer = f"{ROUND}/scorecards/{unit}", Caller(registered, Role.UNIT, unit)
        officer.do(f"{ROUND}/scorecards", {"unit": unit})
        officer.do(f"{card}/self-scores", {"indicator": "1.1", "points": "5"}, of=card)
        officer.do(f"{card}/self-scores", {"indicator": "2.1", "inputs": {"value": value}}, of=card)
        officer.do(f"{card}/submit", {"approved_by": "Giám đốc", "approved_on": "2022-11-02"}, of=card)
    told = text(registered, f"{HISTORY}/why?code=2.1&lang=en")
    assert "7.5 / 10 = 3/4 = 75.00 %" in told
    assert "As recorded in the log Đã ghi trong nhật ký 10 = 100.00 %" in told
    assert follow(registered, PAGE, HISTORY, *links_of(outline(registered, HISTORY), "/replay/")) > 20
    assert follow(registered, f"{HISTORY}/why", f"{HISTORY}/why?code=2.1") > 4


@pytest.mark.parametrize("path", [f"{HISTORY}/rank?as_of=999999", f"{PAGE}?as_of=999999"])
def test_what_is_not_known_yet_is_refused(shown: Client, path: str) -> None:
    assert shown.get(path).status_code == 422


def test_who_had_no_rank_yet(shown: Client) -> None:
    opened = links_of(outline(shown, HISTORY), "/replay/")[0].rpartition("/")[2]
    found = numbers(shown, f"{HISTORY}/rank?as_of={opened}")
    assert not found.answers
    assert "Chưa nộp phiếu" in text(shown, f"{HISTORY}/rank?as_of={opened}")
