"""What contradicts itself in a policy, at the place in it where it does."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from domain.award_campaign.policy import (
    ATTESTERS,
    Authority,
    Award,
    AwardPolicy,
    Condition,
    Decider,
    Declared,
    Score,
)
from domain.wording import Wording

HUNDRED = 100

TWICE = ("Giữ một, hoặc đặt mã khác", "Keep one of them, or give it another code")


class PolicyFault(NamedTuple):
    """Something wrong with a part of a policy."""

    path: tuple[str | int, ...]
    """Where it is: ``("awards", 0, "conditions", "collective", 2, "years")``."""
    place: str
    """The part by its codes: ``bang-khen.collective.diem``."""
    wording: Wording

    def sentence(self, language: str = "en") -> str:
        """Which part, and what is wrong with it, in ``vi`` or ``en``."""
        return f"{self.place}: {self.wording.problem(language)}"


def faults(policy: AwardPolicy) -> Iterator[PolicyFault]:
    """Everything in the policy that contradicts something else in it."""
    yield from _twice(("awards",), "awards", [award.code for award in policy.awards])
    yield from _twice(("documents",), "documents", [kind.code for kind in policy.documents])
    yield from _twice(("grounds",), "grounds", [ground.code for ground in policy.grounds])
    yield from _twice(("years",), "years", policy.years)
    yield from _of_the_whole(policy)
    for number, award in enumerate(policy.awards):
        for path, place, wording in _faults_of(policy, award):
            yield PolicyFault(("awards", number, *path), place, wording)


def _of_the_whole(policy: AwardPolicy) -> Iterator[PolicyFault]:
    if not policy.grounds:
        wording = Wording(
            "không có căn cứ hủy bỏ nào, nên không hủy bỏ được quyết định tặng nào",
            "there is no ground of revocation, so that no award could ever be taken back",
            "Thêm căn cứ vào «grounds», như Điều 93 Luật 06/2022/QH15",
            "Add grounds, such as those of article 93 of Law 06/2022/QH15",
        )
        yield PolicyFault(("grounds",), "grounds", wording)
    if policy.comment_days and not policy.public_nominations:
        wording = Wording(
            "có thời gian lấy ý kiến nhưng đề nghị không công khai",
            "there is time for objections, but nominations are not public",
            "Đặt «public_nominations: true», hoặc bỏ thời gian lấy ý kiến",
            "Set `public_nominations: true`, or leave the time for objections out",
        )
        yield PolicyFault(("comment_days",), "comment_days", wording)


def _faults_of(policy: AwardPolicy, award: Award) -> Iterator[PolicyFault]:
    yield from _twice(("years",), award.code, award.years)
    yield from _twice(("steps",), award.code, award.steps)
    yield from _lost_bodies((), award.code, award)
    for number, other in enumerate(award.other_deciders):
        yield from _lost_bodies(("other_deciders", number), award.code, other)
    yield from _outside(award, policy.years)
    yield from _unknown_documents(award, {kind.code for kind in policy.documents})
    yield from _useless_quotas(award)
    for kind, conditions in award.conditions.items():
        path, place = ("conditions", kind.value), f"{award.code}.{kind}"
        yield from _twice(path, place, [condition.code for condition in conditions])
        for number, condition in enumerate(conditions):
            most = 1 if award.yearly else len(policy.years_of(award))
            yield from _faults_of_condition(condition, (*path, number), f"{place}.{condition.code}", most)


def _outside(award: Award, years: Sequence[int]) -> Iterator[PolicyFault]:
    for number, year in enumerate(award.years):
        if year not in years:
            wording = Wording(
                f"năm {year} ngoài thời gian của thể lệ",
                f"{year} is none of the policy's years",
                "Bỏ năm này, hoặc thêm vào thời gian của thể lệ",
                "Leave it out, or add it to the policy's years",
            )
            yield PolicyFault(("years", number), award.code, wording)


def _unknown_documents(award: Award, known: set[str]) -> Iterator[PolicyFault]:
    for number, document in enumerate(award.documents):
        if document not in known:
            wording = Wording(
                f"không có loại tài liệu «{document}»",
                f"no document '{document}'",
                "Thêm vào «documents» của thể lệ, hoặc bỏ ở đây",
                "Add it to the policy's documents, or leave it out here",
            )
            yield PolicyFault(("documents", number), award.code, wording)


def _lost_bodies(path: tuple[str | int, ...], place: str, decider: Decider) -> Iterator[PolicyFault]:
    if (decider.authority is Authority.BODY) != (decider.body is not None):
        wording = Wording(
            "«body» chỉ và phải nêu khi «authority» là «body»",
            "a body is for the authority `body`, and that needs one",
            "Nêu đơn vị mà người quyết định thay mặt, hoặc đổi «authority»",
            "Name the unit that whoever decides acts for, or change the authority",
        )
        yield PolicyFault((*path, "authority"), place, wording)


def _useless_quotas(award: Award) -> Iterator[PolicyFault]:
    for kind in award.quotas:
        if not award.conditions_for(kind):
            wording = Wording(
                "có số lượng nhưng không có điều kiện cho đối tượng này",
                "there is a quota, but there are no conditions for such candidates",
                "Thêm điều kiện, hoặc bỏ số lượng",
                "Add conditions, or leave the quota out",
            )
            yield PolicyFault(("quotas", kind.value), f"{award.code}.{kind}", wording)


def _faults_of_condition(
    condition: Condition, path: tuple[str | int, ...], place: str, years: int
) -> Iterator[PolicyFault]:
    if isinstance(condition, Score):
        yield from _faults_of_score(condition, path, place, years)
    elif isinstance(condition, Declared):
        yield from _twice((*path, "attested_by"), place, condition.attested_by)
        yield from _mute(condition, path, place)
    else:
        yield from _twice((*path, "forms"), place, condition.forms)


def _mute(condition: Declared, path: tuple[str | int, ...], place: str) -> Iterator[PolicyFault]:
    for number, role in enumerate(condition.attested_by):
        if role not in ATTESTERS:
            known = ", ".join(sorted(ATTESTERS))
            wording = Wording(
                f"vai trò «{role}» không xác nhận điều kiện",
                f"the role '{role}' attests nothing",
                f"Chọn trong: {known}",
                f"Choose among: {known}",
            )
            yield PolicyFault((*path, "attested_by", number), place, wording)


def _faults_of_score(condition: Score, path: tuple[str | int, ...], place: str, years: int) -> Iterator[PolicyFault]:
    yield from _twice((*path, "groups"), place, condition.groups)
    if not 0 <= condition.at_least <= HUNDRED:
        wording = Wording(
            f"{condition.at_least} không phải phần trăm",
            f"{condition.at_least} is no percentage",
            "Ghi số từ 0 đến 100",
            "Write a number from 0 to 100",
        )
        yield PolicyFault((*path, "at_least"), place, wording)
    if condition.years > years:
        wording = Wording(
            "nhiều năm hơn thời gian xét",
            "more years than there are",
            f"Ghi số từ 1 đến {years}",
            f"Write a number from 1 to {years}",
        )
        yield PolicyFault((*path, "years"), place, wording)


def _twice(path: tuple[str | int, ...], place: str, codes: Sequence[object]) -> Iterator[PolicyFault]:
    """Of a code that stands twice, the later one."""
    for number, code in enumerate(codes):
        if code in codes[:number]:
            yield PolicyFault((*path, number), place, Wording(f"«{code}» bị trùng", f"'{code}' stands twice", *TWICE))
