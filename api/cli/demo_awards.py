"""What ``bangvang demo`` prints of awards: the roll of honour, and who is not in it, with the reasons."""

from collections.abc import Iterator, Mapping

from api.cli.output import Column, print_rows, print_text
from api.cli.rounds import notices
from api.cli.session import TABLE, Session
from domain.award_campaign.events import Candidature
from domain.award_campaign.state import Step
from domain.metadata import Code, SourceDocument
from projections.campaigns import Act, UnitName
from projections.dossiers.answer import Dossiers, DossierStanding
from projections.honours.answer import Honour
from projections.platform import Platform

ROLL = (
    Column("number", "Số", "No.", "right"),
    Column("who", "Tập thể, cá nhân", "Collective or individual", least=16),
    Column("award", "Danh hiệu", "Award"),
    Column("years", "Năm", "Years"),
    Column("decision", "Quyết định", "Decision"),
    Column("note", "Ghi chú", "Note"),
)
OTHERS = (
    Column("who", "Tập thể, cá nhân", "Collective or individual", least=16),
    Column("step", "Kết quả", "Outcome"),
    Column("reason", "Lý do", "Reason"),
)
OUTCOMES = {
    Step.DECLINED: ("không khen", "declined"),
    Step.REVOKED: ("đã hủy bỏ", "revoked"),
    Step.WITHDRAWN: ("đã rút", "withdrawn"),
}
Names = Mapping[Code, UnitName]


def show_awards(session: Session, platform: Platform, province: Code, campaign: Code) -> None:
    """Prints who is honoured and who is not, in the form that was asked for."""
    roll = platform.honours.roll(province)
    dossiers = platform.dossiers.waiting(province, campaign)
    if session.format == TABLE:
        print_text(_heading(session, dossiers))
    print_rows(session, ROLL, [_honoured(session, each, roll.unit_names) for each in roll.honours])
    print_rows(session, OTHERS, list(_others(session, dossiers)))


def _heading(session: Session, dossiers: Dossiers) -> Iterator[str]:
    yield session.say(dossiers.name, dossiers.name_en or dossiers.name)
    yield from notices(session, dossiers.data_provenance, dossiers.notice)


def _honoured(session: Session, honour: Honour, names: Names) -> dict[str, str]:
    corrected = session.say("⚠ điểm đã đính chính, cần xem xét lại", "⚠ scores were corrected, to be reviewed")
    return {
        "number": str(honour.number),
        "who": _who(session, honour.candidate, names),
        "award": session.say(honour.award_name, honour.award_name_en or honour.award_name),
        "years": ", ".join(map(str, honour.years)),
        "decision": _paper(session, honour.granted.document),
        "note": corrected if honour.flagged else "",
    }


def _others(session: Session, dossiers: Dossiers) -> Iterator[dict[str, str]]:
    for dossier in dossiers.dossiers:
        if dossier.step in OUTCOMES:
            yield {
                "who": _who(session, dossier.candidate, dossiers.unit_names),
                "step": session.say(*OUTCOMES[dossier.step]),
                "reason": _act(dossier).reason or "",
            }


def _act(dossier: DossierStanding) -> Act:
    """What ended it."""
    return dossier.revoked.act if dossier.revoked else dossier.since


def _who(session: Session, candidate: Candidature, names: Names) -> str:
    unit = names[candidate.unit]
    name = session.say(unit.name, unit.name_en or unit.name)
    return f"{candidate.person} ({name})" if candidate.person else name


def _paper(session: Session, document: SourceDocument | None) -> str:
    if document is None:
        return ""
    day = session.say(f"{document.date:%d/%m/%Y}", f"{document.date}")
    return f"{document.number}, {day}"
