"""The demonstration goes on: three more years of synthetic results in Vĩnh Long, and the awards decided on them."""

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from api.demo.award_dossiers import Dossiers, Proposal
from api.demo.award_rounds import NOTICE, AwardRound
from api.demo.script import Script
from api.demo.story import COUNCIL_OF_THE_DEMO, ONE_DAY, Told
from application.service import BangVang
from application.sets.files import shipped_policies, shipped_registries, shipped_rounds, shipped_sets
from domain.award_campaign.commands import (
    AnswerObjection,
    DeclineAward,
    GrantAward,
    OpenCampaign,
    PublishHonours,
    RecordObjection,
    RevokeAward,
    SubmitDossier,
    WithdrawNomination,
)
from domain.award_campaign.events import Deadlines
from domain.metadata import Code, Provenance, Role, SourceDocument, UnitKind

PROVINCE = "vinh-long"
CAMPAIGN = "bang-khen-2023-2025"
POLICY = "thi-dua-2023-2025"
SET = "vinh-long-so-2022"
YEARS = (2023, 2024, 2025)
COMMENDED, CORRECTED_YEAR = 2024, 2024
"""The year of the yearly commendation, and that whose published results are withdrawn after the decision."""

RESULTS: Mapping[Code, tuple[str, str, str]] = {
    "so-tttt": ("96.50", "97.25", "98.00"),
    "van-phong-ubnd-tinh": ("93.00", "94.50", "95.00"),
    "so-noi-vu": ("92.25", "91.75", "93.00"),
    "so-khcn": ("94.00", "95.25", "96.50"),
    "so-cong-thuong": ("91.20", "92.60", "90.35"),
    "so-nnptnt": ("85.10", "91.00", "92.40"),
    "so-y-te": ("90.00", "86.75", "90.00"),
    "so-gddt": ("92.00", "90.50", "93.00"),
    "so-khdt": ("91.50", "92.00", "89.50"),
    "so-xay-dung": ("88.00", "90.25", "91.00"),
    "so-gtvt": ("90.50", "91.25", "87.00"),
    "so-tnmt": ("89.99", "89.99", "84.50"),
    "so-ldtbxh": ("91.00", "92.00", "93.00"),
    "so-tai-chinh": ("84.20", "91.10", "87.30"),
}
"""What each department's rounds come out with. One has exactly 90 twice, one 89.99 twice; the others are around it."""

TEN = tuple(RESULTS)[:10]
"""The collectives whose certificates are granted, as many as there may be."""
ELEVENTH, BELOW, LATE, YEARLY = tuple(RESULTS)[10:]
RETURNED, CONTESTED, CORRECTED, DISHONEST = "so-nnptnt", "so-cong-thuong", "so-xay-dung", "so-khdt"

IN_CHARGE = (("so-tai-chinh", ("1",)), ("so-tttt", ("3", "4")), (BELOW, ("4",)))
"""Individuals' departments and the groups in their charge: the first qualifies though the department does not."""

DECLINED: Mapping[Code, str] = {
    f"bk-{ELEVENTH}": "đã đủ số lượng 10 tập thể; được ít phiếu hơn các tập thể khác",
    f"bk-{BELOW}": "hai năm đạt 89,99%, chưa đạt từ 90% từ 02 năm trở lên",
    "bk-ca-nhan-3": "lĩnh vực được giao phụ trách chưa đạt từ 90% từ 02 năm trở lên",
}
"""The nominations that come to nothing, and why."""

DOSSIERS_UNTIL, LIST_UNTIL = date(2026, 1, 9), date(2026, 1, 19)
"""The plan says: before 10/01/2026 and before 20/01/2026."""
LISTED, APPRAISED, DECIDED = date(2026, 1, 12), date(2026, 1, 16), date(2026, 1, 28)


def load_awards(application: BangVang, told: Told) -> Script:
    """Tells of the three rounds and the campaign in one transaction, on a loaded province; returns the script."""
    script = Script(application, f"{PROVINCE}/{CAMPAIGN}")
    AwardStory(script, told).tell()
    script.record()
    return script


def units_told() -> int:
    """How often ``told`` is called."""
    return len(RESULTS) * len(YEARS)


class AwardStory:
    """From the plan of 2023 to the roll of honour of 2026, with a part for each thing that a campaign can bring."""

    def __init__(self, script: Script, told: Told) -> None:
        self._script = script
        self._policy = next(each for each in shipped_policies() if (each.province, each.code) == (PROVINCE, POLICY))
        self._dossiers = Dossiers(script, self._policy, CAMPAIGN)
        self._campaign = {"province": PROVINCE, "campaign": CAMPAIGN}
        plan = next(plan for plan in shipped_rounds() if plan.province == PROVINCE)
        definition = next(each for each in shipped_sets() if each.code == SET)
        self._rounds = {year: AwardRound(script, plan, definition, year, told) for year in YEARS}

    def tell(self) -> None:
        """Everything in the order in which it happens."""
        self._open(date(2023, 6, 1))
        for number, year in enumerate(YEARS):
            totals = {unit: Decimal(results[number]) for unit, results in RESULTS.items()}
            self._rounds[year].tell(totals, tuple(_exempt()))
            if year == COMMENDED:
                self._yearly_commendation(year, date(2025, 1, 10))
        proposals = {each.code: each for each in (*_collectives(), *_individuals())}
        self._nominations(proposals)
        self._appraisal(proposals)
        self._decision(proposals)
        self._afterwards(proposals)

    def _open(self, day: date) -> None:
        self._script.give(
            OpenCampaign,
            Role.ADMINISTRATOR,
            day,
            **self._campaign,
            name="Khen thưởng tổng kết phong trào thi đua chuyển đổi số 2023–2025 (trình diễn)",
            name_en="Awards for digital transformation 2023–2025 (demonstration)",
            policy=self._policy,
            deadlines=Deadlines(dossiers=DOSSIERS_UNTIL, decision=LIST_UNTIL),
            rounds={year: str(year) for year in YEARS},
            data_provenance=Provenance.ILLUSTRATIVE,
            notice=NOTICE,
            source_document=_decision("KH", day),
        )

    def _yearly_commendation(self, year: int, day: date) -> None:
        """One department has reached 90 % in that year, and is commended for it: no other body has to be asked."""
        proposal = Proposal(code=f"gk-{year}-{YEARLY}", award="giay-khen", unit=YEARLY, year=year, handed_in=day)
        self._dossiers.propose(proposal)
        self._dossiers.submit(proposal)
        granted_on = day + 20 * ONE_DAY
        document = _decision(f"GK-{year}", granted_on)
        self._dossiers.by_council(GrantAward, proposal, granted_on, source_document=document)

    # --- Dossiers -----------------------------------------------------------

    def _nominations(self, proposals: Mapping[Code, Proposal]) -> None:
        for proposal in proposals.values():
            self._dossiers.propose(proposal)
            if proposal.unit != LATE:
                self._dossiers.submit(proposal)
        returned = proposals[_code(RETURNED)]
        reason = "Trình diễn: báo cáo thành tích thiếu số liệu năm 2024."
        self._dossiers.send_back(returned, date(2026, 1, 8), reason)
        self._dossiers.add(returned, "bao-cao", DOSSIERS_UNTIL)
        self._dossiers.submit(returned, DOSSIERS_UNTIL)
        late, day = proposals[_code(LATE)], DOSSIERS_UNTIL + ONE_DAY
        self._dossiers.in_vain(SubmitDossier, Role.UNIT, late, day)
        reason = "Trình diễn: hồ sơ không kịp nộp trước hạn."
        self._dossiers.by_unit(WithdrawNomination, late, day, reason=reason)

    def _appraisal(self, proposals: Mapping[Code, Proposal]) -> None:
        contested = proposals[_code(CONTESTED)]
        listed = [proposal for proposal in proposals.values() if proposal.unit != LATE]
        for proposal in listed:
            self._dossiers.consolidate(proposal, LISTED)
        objection: dict[str, Any] = {"objection": "y-kien-1"}
        text = "Trình diễn: đề nghị kiểm tra lại số dịch vụ công trực tuyến đã kê khai."
        self._dossiers.by_body(RecordObjection, "so-tai-chinh", contested, LISTED, **objection, text=text)
        for proposal in listed:
            self._dossiers.appraise(proposal, APPRAISED, votes_for=6 if proposal.code in DECLINED else 9)
        self._grant_in_vain(contested, LIST_UNTIL)
        answer = "Trình diễn: đã đối chiếu với hệ thống, số liệu đúng."
        self._dossiers.by_council(AnswerObjection, contested, LIST_UNTIL, **objection, upheld=False, answer=answer)

    # --- Decisions ----------------------------------------------------------

    def _decision(self, proposals: Mapping[Code, Proposal]) -> None:
        """Ten collectives and two individuals; an eleventh and those below 90 % are refused and then declined."""
        for code, proposal in proposals.items():
            if code in DECLINED:
                self._grant_in_vain(proposal, DECIDED)
                reason = f"Trình diễn: {DECLINED[code]}."
                self._dossiers.by_council(DeclineAward, proposal, DECIDED, reason=reason)
            elif proposal.unit != LATE:
                document = _decision("BK", DECIDED)
                self._dossiers.by_council(GrantAward, proposal, DECIDED, source_document=document)
        self._publish("VINH-DANH-01", DECIDED + 2 * ONE_DAY)

    def _afterwards(self, proposals: Mapping[Code, Proposal]) -> None:
        """A published score is withdrawn, which flags an award; another is taken back; the roll is published again."""
        self._rounds[CORRECTED_YEAR].correct(CORRECTED, "6.2", Decimal("4.50"), date(2026, 3, 16))
        day = date(2026, 4, 20)
        self._dossiers.by_council(
            RevokeAward,
            proposals[_code(DISHONEST)],
            day,
            ground="gian-doi",
            reason="Trình diễn: kết luận thanh tra cho thấy thành tích năm 2023 kê khai không đúng.",
            source_document=_decision("HB", day),
        )
        self._publish("VINH-DANH-02", day + 3 * ONE_DAY)

    def _grant_in_vain(self, proposal: Proposal, day: date) -> None:
        self._dossiers.in_vain(GrantAward, Role.COUNCIL, proposal, day, source_document=_decision("BK", day))

    def _publish(self, number: str, day: date) -> None:
        document = _decision(number, day)
        self._script.give(PublishHonours, Role.COUNCIL, day, **self._campaign, source_document=document)


def _exempt() -> Iterator[Code]:
    """The departments that the three rounds leave out, so that the demonstration stays small."""
    registry = next(registry for registry in shipped_registries() if registry.province == PROVINCE)
    return (unit.code for unit in registry.units if unit.kind is UnitKind.DEPARTMENT and unit.code not in RESULTS)


def _collectives() -> Iterator[Proposal]:
    """Every department that hopes for a certificate, a day after another; the late one fills its dossier in, too."""
    for number, unit in enumerate((*TEN, ELEVENTH, BELOW, LATE)):
        handed_in = date(2025, 12, 22) + number * ONE_DAY
        yield Proposal(code=_code(unit), award="bang-khen", unit=unit, handed_in=handed_in)


def _individuals() -> Iterator[Proposal]:
    """Three officers with fields in their charge: one of a department that does not qualify as a whole."""
    for number, (unit, groups) in enumerate(IN_CHARGE, start=1):
        yield Proposal(
            code=f"bk-ca-nhan-{number}",
            award="bang-khen",
            unit=unit,
            handed_in=date(2026, 1, 5),
            person=f"Cán bộ trình diễn {number}",
            position="Chuyên viên (trình diễn)",
            groups=groups,
        )


def _code(unit: Code) -> Code:
    return f"bk-{unit}"


def _decision(number: str, day: date) -> SourceDocument:
    return SourceDocument(number=f"TRÌNH DIỄN-{number}", date=day, issuer=COUNCIL_OF_THE_DEMO)
