"""``bangvang awards eligibility``: who qualifies and why not, condition by condition, and where a quota ends."""

from collections.abc import Iterator
from typing import Any

import click
import msgspec

from api.award_moments import MOMENT_HELP, position_of_moment
from api.award_words import CUTS, KINDS, NO, ROLES, STEPS, VERDICTS, YES, number_words
from api.campaign_read import read_campaign
from api.cli.awards import award_name, campaign_heading, unit_name
from api.cli.output import Column, print_json, print_rows, print_table, print_text, table
from api.cli.place import CODE, place
from api.cli.session import CSV, JSON, Report, Session, pass_session
from domain.award_campaign.eligibility import YearFinding
from domain.award_campaign.refusals import NominationUnknown
from domain.points import plain
from projections.eligibility.answer import (
    AttestationSource,
    ConditionFound,
    NominationEligibility,
    ResultSource,
    Source,
)
from projections.shortlist import EligibilityAndQuota, Shortlist

CONDITIONS = (
    Column("nomination", "Đề nghị", "Nomination"),
    Column("candidate", "Đối tượng", "Candidate", least=16),
    Column("award", "Danh hiệu", "Award"),
    Column("step", "Bước", "Step"),
    Column("qualifies", "Đủ điều kiện", "Qualifies"),
    Column("condition", "Điều kiện", "Condition"),
    Column("text", "Nội dung", "Words", least=16),
    Column("verdict", "Kết quả", "Verdict"),
    Column("number", "Số liệu", "Number", least=8),
    Column("source", "Nguồn", "Source", least=8),
    Column("missing", "Còn thiếu", "Missing", least=12),
)
IN_TABLE = tuple(column for column in CONDITIONS if column.key not in {"award", "step", "text"})
"""Tables for people leave out what the heading of the policy tells."""
CANDIDATES = (
    Column("rank", "Thứ tự", "Place", "right"),
    Column("nomination", "Đề nghị", "Nomination"),
    Column("candidate", "Đối tượng", "Candidate", least=16),
    Column("percent", "Trung bình %", "Mean %", "right"),
    Column("cut", "So với số lượng", "To the quota"),
)


@click.command("eligibility", cls=Report)
@place("province", "campaign")
@click.option("--nomination", type=CODE, help="Only this nomination.")
@click.option("--as-of", "moment", metavar="MOMENT", help=MOMENT_HELP)
@pass_session
def eligibility(session: Session, province: str, campaign: str, nomination: str | None, moment: str | None) -> None:
    """Tell who qualifies and why not: every condition, its number and the event behind it, and what is missing.

    Where more qualify than the quota has left, all are listed by the mean of their yearly percentages; equal ones at
    the cut are marked as tied, for the number does not tell who of them comes first.
    """
    with session.current_platform() as platform:
        as_of = None if moment is None else position_of_moment(platform, province, campaign, moment)
        found = read_campaign(platform, province, campaign, as_of).shortlisted
    shown = tuple(each for each in found.nominations if nomination in {None, each.nomination})
    if nomination is not None and not shown:
        raise NominationUnknown(campaign=campaign, nomination=nomination)
    if session.format == JSON:
        print_json(msgspec.structs.replace(found, nominations=shown))
        return
    rows = [row for each in shown for row in _rows(session, found, each)]
    if session.format == CSV:
        print_rows(session, CONDITIONS, rows)
        return
    print_text(campaign_heading(session, found))
    print_table(table(session, IN_TABLE, rows))
    print_text(dict.fromkeys(f"{row['condition']}: {row['text']}" for row in rows))
    for each in found.shortlists if nomination is None else ():
        _print_shortlist(session, found, each)


def _rows(session: Session, found: EligibilityAndQuota, each: NominationEligibility) -> Iterator[dict[str, Any]]:
    for condition in each.conditions:
        stated = condition.condition
        yield {
            "nomination": each.nomination,
            "candidate": each.candidate.person or unit_name(session, found, each.candidate.unit),
            "award": each.award,
            "step": session.say(*STEPS[each.step]),
            "qualifies": session.say(*VERDICTS[each.verdict]),
            "condition": stated.code,
            "text": session.say(stated.text, stated.text_en or stated.text),
            "verdict": session.say(*VERDICTS[condition.verdict]),
            "number": "; ".join(numbers(session, condition)),
            "source": "; ".join(source_words(session, each) for each in condition.sources),
            "missing": "; ".join(session.say(each.vi, each.en) for each in condition.missing),
        }


def numbers(session: Session, found: ConditionFound) -> Iterator[str]:
    """What a condition came to in each year, or who attested what."""
    for year in found.finding.years:
        yield f"{year.year}: {percent_words(session, year)}"
    for said in found.finding.attestations:
        holds = session.say(*(YES if said.holds else NO))
        yield f"{said.year}: {holds}" if said.year else holds


def percent_words(session: Session, found: YearFinding) -> str:
    """The percentage that a year came to."""
    if found.percent is None:
        return session.say(*VERDICTS[found.verdict])
    return f"{number_words(session.lang, plain(found.percent))} %"


def source_words(session: Session, source: Source) -> str:
    """The event behind a number: round, unit, version of the scorecard and position in the log."""
    match source:
        case ResultSource():
            return f"{source.round}/{source.unit} v{source.version} @{source.position}"
        case AttestationSource():
            return f"{source.actor.id} ({session.say(*ROLES[source.actor.role])}) @{source.position}"
        case _:
            return f"{source.campaign}/{source.nomination} {source.award} @{source.position}"


def _print_shortlist(session: Session, found: EligibilityAndQuota, shortlist: Shortlist) -> None:
    name = award_name(session, found.policy, shortlist.award) + (f" {shortlist.year}" if shortlist.year else "")
    count, left = len(shortlist.candidates), shortlist.left
    print_text(
        [
            session.say(
                f"{name}, {KINDS[shortlist.kind].vi}: đã tặng {shortlist.granted} / {shortlist.limit}, còn {left};"
                f" {count} đủ điều kiện đang chờ quyết định",
                f"{name}, {KINDS[shortlist.kind].en}: {shortlist.granted} of {shortlist.limit} granted, {left} left;"
                f" {count} qualify and wait for the decision",
            ),
            *_warnings(session, shortlist),
        ]
    )
    if shortlist.contested:
        who = {each.nomination: each.candidate for each in found.nominations}
        rows = [
            {
                **msgspec.structs.asdict(each),
                "candidate": who[each.nomination].person or unit_name(session, found, who[each.nomination].unit),
                "percent": None if each.percent is None else number_words(session.lang, each.percent),
                "cut": session.say(*CUTS[each.cut]),
            }
            for each in shortlist.candidates
        ]
        print_table(table(session, CANDIDATES, rows))


def _warnings(session: Session, shortlist: Shortlist) -> Iterator[str]:
    if shortlist.contested:
        yield session.say(
            "⚠ Số đủ điều kiện nhiều hơn số lượng còn lại; thứ tự theo trung bình % các năm chỉ để tham khảo.",
            "⚠ More qualify than are left; the order by the mean of yearly percentages is for orientation only.",
        )
    if shortlist.tied:
        yield session.say(
            f"⚠ {shortlist.tied} đối tượng bằng nhau tại ranh giới: hệ thống không tự chọn.",
            f"⚠ {shortlist.tied} candidates are tied at the cut: the platform does not choose among them.",
        )
