"""``bangvang why``: the events, the rule, the inputs, the evidence and the sum behind any number."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import click
import msgspec

from api.cli.output import Column, print_json, print_table, print_text, table
from api.cli.place import CODE, place
from api.cli.ranking import STAGES
from api.cli.replay import SEEN, for_people
from api.cli.rounds import notices, phase_words
from api.cli.session import JSON, Session, Task, pass_session
from api.cli.values import Choices
from api.cli.why_rank import show_rank
from domain.metadata import Provenance
from domain.round.events import stream_id
from domain.round.state import Published
from projections.explanation import Explanation
from projections.explanation.answer import Basis, Calculation, PublishedIndex, Rule, Share, Term
from projections.moments import HAPPENED
from projections.ranking.scopes import Stage

BASES: Mapping[Basis, tuple[str, str]] = {
    Basis.RULE: ("theo quy tắc, từ đầu vào đã khai", "by the rule, from the inputs entered"),
    Basis.JUDGED: ("điểm do người chấm ghi", "points entered by judgement"),
    Basis.APPEAL: ("theo quyết định giải quyết khiếu nại", "decided on an appeal"),
    Basis.FROZEN_BEST: ("theo quy tắc, so với giá trị cao nhất đã chốt", "by the rule, against the frozen best value"),
    Basis.BEST_SO_FAR: (
        "tạm tính theo quy tắc, so với giá trị cao nhất đến lúc đó",
        "provisional, by the rule against the best value so far",
    ),
    Basis.NOT_SCORED: ("chưa có điểm, vẫn tính vào điểm tối đa", "not scored; it counts in the maximum"),
    Basis.NOT_APPLICABLE: ("không áp dụng", "not applicable"),
}
TERMS = (
    Column("code", "Mã", "Code"),
    Column("name", "Tên", "Name", least=16),
    Column("points", "Điểm", "Points", "right"),
    Column("max_points", "Tối đa", "Maximum", "right"),
    Column("basis", "Căn cứ", "Because"),
    Column("position", "Vị trí", "Position", "right"),
)
PARTS = (
    Column("what", "Phần", "Part"),
    Column("formula", "Cách tính", "Working"),
    Column("points", "Điểm", "Points", "right"),
)
EVIDENCE = (
    Column("name", "Minh chứng", "Evidence"),
    Column("size", "Byte", "Bytes", "right"),
    Column("sha256", "SHA-256", "SHA-256"),
    Column("position", "Vị trí", "Position", "right"),
    Column("actor_id", "Ai", "Who"),
)


@click.command(cls=Task)
@place("unit", "province", "round_code", optional=("part",))
@click.option("--stage", type=Choices(Stage), default=Stage.FINAL.value, show_default=True, help="Of which total.")
@click.option("--rank", is_flag=True, help="Why the unit has its rank, or none.")
@click.option("--scope", type=CODE, help="In which ranking, with --rank [default: the first with such units].")
@click.option(
    "--as-of",
    "moment",
    metavar="MOMENT",
    help=f"As it was known then: a log position, a day or time, or one of {', '.join(HAPPENED)}.",
)
@pass_session
def why(  # One argument an option.
    session: Session,
    /,
    unit: str,
    province: str,
    round_code: str,
    part: str | None,
    **asked: Any,
) -> None:
    """Tell why a number is what it is: `why so-y-te vinh-long/2022 1.1`, or without a code the whole scorecard.

    Of an indicator: its inputs, rule and evidence, and how they come to its points. Of a group or a scorecard: the sum.
    With --rank: who stands above and below, how far away, and what moved the rank last.
    """
    ranked, stage, moment = asked["rank"], asked["stage"], asked["moment"]
    if (part and ranked) or (asked["scope"] and not ranked):
        msg = "--rank is of a whole scorecard, and --scope goes with it"
        raise click.UsageError(msg)
    with session.current_platform() as platform:
        as_of = None if moment is None else platform.moments.position_at(moment, stream_id(province, round_code))
        if ranked:
            show_rank(session, platform, (province, round_code, unit, asked["scope"], stage, as_of))
            return
        found = platform.explanations.why(province, round_code, unit, part, stage, as_of)
    if session.format == JSON:
        print_json(found)
    else:
        _print(session, found)


def _print(session: Session, found: Explanation) -> None:
    print_text(_heading(session, found))
    if found.calculation and found.rule:
        print_text(_rule(session, found.rule))
        print_text(_basis(session, found.calculation))
        print_table(table(session, PARTS, _sum_of_parts(session, found.calculation)))
    else:
        print_table(table(session, TERMS, _sum_of_terms(session, found)))
    if found.explanation:
        print_text([f"{session.say('Giải trình', 'Explanation')}: {found.explanation}"])
    if found.evidence:
        print_table(table(session, EVIDENCE, map(msgspec.structs.asdict, found.evidence)))
    if found.events:
        title = session.say("Các sự kiện đứng sau", "The events behind it")
        print_table(table(session, SEEN, map(for_people, found.events), title))


def _heading(session: Session, found: Explanation) -> Iterator[str]:
    yield f"{found.province_name} · {found.round_name}"
    name = session.say(found.name, found.name_en or found.name)
    part = session.say(found.code_name, found.code_name_en or found.code_name)
    what = f"{found.code} {part}" if found.code else session.say("tổng điểm", "total")
    yield f"{name} ({found.unit}) · {what} · {session.say(*STAGES[found.stage])} · @{found.position}"
    yield from notices(session, found.data_provenance, found.notice)
    if found.indicator_set.provenance is Provenance.ILLUSTRATIVE:
        yield session.say("⚠ Bộ chỉ số minh họa", "⚠ Illustrative indicator set")
    if found.provisional or found.phase != Published.__name__:
        phase = phase_words(session, found.phase)
        yield session.say(f"TẠM TÍNH (giai đoạn: {phase})", f"PROVISIONAL (phase: {phase})")
    yield f"{session.say('Điểm', 'Points')}: {quotient(found.points, found.max_points, found.share)}"
    if found.recorded != found.points:
        yield f"{session.say('Điểm đã ghi trong nhật ký', 'Points as recorded in the log')}: {found.recorded}"
    if found.index:
        yield _index(session, found, found.index)
    used = found.indicator_set
    yield f"{session.say('Bộ chỉ số', 'Set')}: {used.code}@{used.version} · SHA-256 {used.content_hash}"


def _index(session: Session, found: Explanation, index: PublishedIndex) -> str:
    formula = f"{found.points} / {found.max_points} × {index.scale} = {index.computed}"
    stated = "" if index.stated is None else f" ({session.say('đã công bố', 'published')}: {index.stated})"
    return f"{session.say('Chỉ số', 'Index')}: {formula}{stated}"


def quotient(points: object, maximum: object, share: Share) -> str:
    """Points of a maximum, as an exact fraction and as a percentage; the latter not where nothing is applicable."""
    if share.exact is None:
        return f"{points} / {maximum}"
    return f"{points} / {maximum} = {share.exact} = {share.percent} %"


def _rule(session: Session, rule: Rule) -> Iterator[str]:
    yield f"{session.say('Quy tắc', 'Rule')}: {session.say(rule.vi, rule.en)} (max = {rule.max_points})"
    if rule.how:
        yield f"{session.say('Theo phụ lục', 'In the annex')}: {rule.how}"
    yield f"{session.say('Mã băm quy tắc', 'Hash of the rule')}: {rule.rule_hash}"
    if rule.recorded_hash not in {None, rule.rule_hash}:
        yield session.say(
            f"⚠ Sự kiện ghi mã băm khác: {rule.recorded_hash}",
            f"⚠ The event recorded another hash: {rule.recorded_hash}",
        )


def _basis(session: Session, calculation: Calculation) -> Iterator[str]:
    yield f"{session.say('Căn cứ', 'Because')}: {session.say(*BASES[calculation.basis])}"
    if calculation.inputs:
        written = ", ".join(f"{name} = {value}" for name, value in calculation.inputs.items())
        yield f"{session.say('Đầu vào', 'Inputs')}: {written}"
    if calculation.best is not None:
        whose = f" ({', '.join(calculation.best_units)})" if calculation.best_units else ""
        yield f"{session.say('Giá trị cao nhất', 'Best value')}: {calculation.best}{whose}"


def _sum_of_parts(session: Session, calculation: Calculation) -> Iterator[Mapping[str, Any]]:
    """The parts, what rounding did, and their sum."""
    for part in calculation.parts:
        yield msgspec.structs.asdict(part)
    if calculation.rounding != "0":
        yield {"what": session.say("Làm tròn", "Rounding"), "points": calculation.rounding}
    if calculation.difference != "0":
        yield {"what": session.say("⚠ Chênh lệch", "⚠ Difference"), "points": calculation.difference}
    points = session.say("không có", "none") if calculation.points is None else calculation.points
    yield {"what": session.say("Cộng", "Sum"), "points": points}


def _sum_of_terms(session: Session, found: Explanation) -> Iterator[Mapping[str, Any]]:
    yield from _rows(session, found.terms, "")
    yield {"name": session.say("Cộng", "Sum"), "points": found.points, "max_points": found.max_points}


def _rows(session: Session, terms: Sequence[Term], indent: str) -> Iterator[Mapping[str, Any]]:
    """Each summand, and below a group those of its own, indented."""
    for term in terms:
        yield {
            "code": f"{indent}{term.code}",
            "name": session.say(term.name, term.name_en or term.name),
            "points": f"{term.points}",
            "max_points": f"{term.max_points}",
            "basis": session.say(*BASES[term.basis]) if term.basis else "",
            "position": term.position,
        }
        yield from _rows(session, term.terms, f"{indent}  ")
