"""What steps, verdicts and kinds of candidate are called in Vietnamese, in sentences and on screens alike."""

from collections.abc import Mapping

from domain.award_campaign.eligibility import Verdict
from domain.award_campaign.policy import CandidateKind
from domain.award_campaign.state import Step

STEPS: Mapping[Step, str] = {
    Step.NOMINATED: "đã đề nghị, đang lập hồ sơ",
    Step.SUBMITTED: "đã nộp hồ sơ",
    Step.CONSOLIDATED: "đã tổng hợp",
    Step.APPRAISED: "đã thẩm định",
    Step.GRANTED: "đã tặng",
    Step.DECLINED: "không tặng",
    Step.REVOKED: "đã hủy bỏ",
    Step.WITHDRAWN: "đã rút",
}
VERDICTS: Mapping[Verdict, str] = {
    Verdict.MET: "đạt",
    Verdict.NOT_MET: "không đạt",
    Verdict.UNKNOWN: "chưa rõ",
}
KINDS: Mapping[CandidateKind, str] = {CandidateKind.COLLECTIVE: "tập thể", CandidateKind.INDIVIDUAL: "cá nhân"}
