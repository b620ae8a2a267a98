"""``bangvang awards honours``: the roll of honour over the years."""

from typing import Any

import click

from api.award_moments import ROLL_MOMENT_HELP, position_in_province
from api.award_words import KINDS
from api.cli.awards import policy_notices
from api.cli.awards_why import document_words
from api.cli.output import Column, print_json, print_rows, print_text
from api.cli.place import CODE, place
from api.cli.rounds import notices
from api.cli.session import JSON, TABLE, Report, Session, pass_session
from api.cli.values import Value
from application.contexts import registry
from application.workspace import Workspace
from domain.award_campaign.policy import Year
from projections.honours.answer import Honour, Honours

HONOURS = (
    Column("years", "Năm", "Years"),
    Column("kind", "Đối tượng", "Kind"),
    Column("person", "Cá nhân", "Person"),
    Column("unit", "Đơn vị", "Unit", least=16),
    Column("award", "Danh hiệu", "Award", least=12),
    Column("number", "Số thứ tự", "Number", "right"),
    Column("decision", "Quyết định", "Decision"),
    Column("published", "Công bố", "Published"),
    Column("flagged", "Đã đánh dấu", "Flagged"),
    Column("campaign", "Đợt", "Campaign"),
    Column("nomination", "Đề nghị", "Nomination"),
    Column("revoked", "Hủy bỏ", "Revoked"),
)


@click.command("honours", cls=Report)
@place("province")
@click.option("--year", type=Value(Year), help="Only awards for this year.")
@click.option("--unit", type=CODE, help="Only awards of this unit and its people.")
@click.option("--with-revoked", is_flag=True, help="Also awards not published yet, and those taken back since.")
@click.option("--as-of", "moment", metavar="MOMENT", help=ROLL_MOMENT_HELP)
@pass_session
def honours(session: Session, /, province: str, **asked: Any) -> None:
    """Show the roll of honour: who was honoured with what, for which years, by which decision."""
    moment = asked["moment"]
    with session.current_platform() as platform:
        registry(Workspace(platform.application.load), province)
        as_of = None if moment is None else position_in_province(platform, province, moment)
        read = platform.honours.history if asked["with_revoked"] else platform.honours.roll
        found = read(province, asked["year"], asked["unit"], as_of)
    if session.format == JSON:
        print_json(found)
        return
    title = session.say("Bảng vàng", "Roll of honour")
    if session.format == TABLE:
        for code, campaign in found.campaigns.items():
            labels = notices(session, campaign.data_provenance, campaign.notice)
            told = [*labels, *policy_notices(session, campaign.policy_provenance)]
            print_text(f"{code}: {words}" for words in told)
    rows = [_row(session, found, each) for each in found.honours]
    columns = HONOURS if asked["with_revoked"] else HONOURS[:-1]
    print_rows(session, columns, rows, f"{title} · {province} · @{found.position}")


def _row(session: Session, found: Honours, honour: Honour) -> dict[str, Any]:
    unit = found.unit_names.get(honour.candidate.unit)
    name = session.say(unit.name, unit.name_en or unit.name) if unit else honour.candidate.unit
    revoked = honour.revoked
    return {
        "years": list(honour.years),
        "kind": session.say(*KINDS[honour.candidate.kind]),
        "person": honour.candidate.person,
        "unit": name,
        "award": session.say(honour.award_name, honour.award_name_en or honour.award_name),
        "number": honour.number,
        "decision": document_words(session, honour.granted.document),
        "published": honour.published and document_words(session, honour.published.document),
        "flagged": honour.flagged is not None,
        "campaign": honour.campaign,
        "nomination": honour.nomination,
        "revoked": revoked and f"{revoked.ground.legal_basis}: {document_words(session, revoked.act.document)}",
    }
