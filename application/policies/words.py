"""What a policy asks for, in words: each condition as it is judged, in Vietnamese and English."""

from collections.abc import Mapping, Sequence

from domain.award_campaign.policy import Award, AwardPolicy, CandidateKind, Condition, Declared, NoOther, Score
from domain.metadata import Role
from domain.points import plain

ROLES: Mapping[Role, tuple[str, str]] = {
    Role.ADMINISTRATOR: ("quản trị", "administrator"),
    Role.UNIT: ("đơn vị của đối tượng", "the candidate's unit"),
    Role.REVIEWER: ("người thẩm định", "reviewer"),
    Role.COUNCIL: ("hội đồng", "council"),
    Role.AUDITOR: ("thanh tra, kiểm tra", "auditor"),
}
CANDIDATES: Mapping[CandidateKind, tuple[str, str]] = {
    CandidateKind.COLLECTIVE: ("tập thể", "collectives"),
    CandidateKind.INDIVIDUAL: ("cá nhân", "individuals"),
}
FIELD = (" của lĩnh vực được giao phụ trách", " of the field in charge")


def candidates(kind: CandidateKind, language: str) -> str:
    """Whom an award is for, in ``vi`` or ``en``."""
    return _said(CANDIDATES[kind], language)


def how_judged(policy: AwardPolicy, award: Award, kind: CandidateKind, condition: Condition, language: str) -> str:
    """What makes the condition met, in ``vi`` or ``en``: the platform's words, beside those of the plan."""
    match condition:
        case Score():
            return _score(condition, kind, 1 if award.yearly else len(policy.years_of(award)), language)
        case Declared():
            return _declared(condition, language)
        case _:
            return _no_other(condition, language)


def _score(condition: Score, kind: CandidateKind, years: int, language: str) -> str:
    field = _field(condition, kind, language)
    percent = format(plain(condition.at_least), "f")
    one = (" trong năm xét", " in the year that it is for")
    several = (
        f" trong ít nhất {condition.years} trên {years} năm xét",
        f" in at least {condition.years} of the {years} years",
    )
    when = _said(one if years == 1 else several, language)
    vi, en = (
        f"kết quả đã công bố{field} đạt từ {percent}%{when}",
        f"the published result{field} is {percent}% or more{when}",
    )
    return _said((vi, en), language)


def _field(condition: Score, kind: CandidateKind, language: str) -> str:
    """Whose points count, where it is not the whole result."""
    if condition.groups:
        codes = ", ".join(condition.groups)
        return _said((f" của nhóm {codes}", f" of groups {codes}"), language)
    return _said(FIELD, language) if kind is CandidateKind.INDIVIDUAL else ""


def _declared(condition: Declared, language: str) -> str:
    who = ", ".join(_attester(role, condition.attested_by_units, language) for role in condition.attested_by)
    yearly = _said((", từng năm", ", for each year by itself"), language) if condition.yearly else ""
    vi, en = f"có xác nhận kèm minh chứng của: {who}{yearly}", f"attested with evidence by: {who}{yearly}"
    if condition.set_by:
        setter = condition.set_by_en or condition.set_by
        vi, en = f"{vi}; nội dung do {condition.set_by} quy định", f"{en}; what it asks for is set by: {setter}"
    return _said((vi, en), language)


def _attester(role: Role, units: Sequence[str], language: str) -> str:
    word = _said(ROLES[role], language)
    return f"{word} ({', '.join(units)})" if units and role is not Role.UNIT else word


def _no_other(condition: NoOther, language: str) -> str:
    forms = ", ".join(condition.forms)
    same = (f"chưa được tặng {forms} cho đúng những năm xét", f"none of {forms} is held for exactly the same years")
    overlapping = (
        f"chưa được tặng {forms} cho năm nào trong các năm xét",
        f"none of {forms} is held for any of the years",
    )
    return _said(same if condition.same_years else overlapping, language)


def _said(words: tuple[str, str], language: str) -> str:
    return words[0] if language == "vi" else words[1]
