"""Checks a policy file from end to end and tells all that is wrong with it at once, as set files are checked."""

from collections.abc import Sequence
from importlib.resources.abc import Traversable
from typing import Any, NamedTuple

import msgspec

from application.sets.checks import bytes_of, refuse_mistakes
from application.sets.document import Document, FileRefused, Path, SetFault
from application.sets.sound_file import FileWithMistakes, counted
from application.sets.sound_part import sound_part
from application.sets.yaml import LARGEST, read_yaml
from domain.award_campaign.policy import AwardPolicy, CandidateKind
from domain.award_campaign.soundness import faults
from domain.indicator_set.content import normalised
from domain.refusal import Refusal, RefusalKind
from domain.wording import Wording

ENDING = Wording("không phải tệp thể lệ khen thưởng", "it is no policy file", "Dùng tệp .yaml", "Bring a .yaml file")
SEPARABLE = frozenset({"awards", "grounds", "legal_basis", *CandidateKind})
"""Lists whose items can be left out when they are wrong, the conditions of each kind of candidate among them."""
JUDGED_BY = frozenset({"years", "documents"})
"""What awards are held against: where it is wrong itself, nothing more is said of them."""


class CheckedPolicy(NamedTuple):
    """What came of checking a file: the policy if nothing was wrong, else every fault in the order of the file."""

    policy: AwardPolicy | None
    faults: tuple[SetFault, ...]


class PolicyFileInvalid(FileWithMistakes, Refusal):
    """A policy file has mistakes; each is told with its place."""

    code = "policy-file-invalid"
    kind = RefusalKind.INVALID
    vi = "Tệp thể lệ {file} có {count} lỗi."
    en = "Policy file {file} has {count} {noun}."
    advice_vi = "Sửa các lỗi đã nêu; xem lại bằng: bangvang awards policy validate."
    advice_en = "Mend the faults listed; look again with: bangvang awards policy validate."

    def __init__(self, file: str, faults: Sequence[SetFault]) -> None:
        """Takes every fault."""
        self.mistakes = tuple(faults)
        super().__init__(**counted(file, faults))


def sound_policy(path: Traversable) -> AwardPolicy:
    """The policy in the file. Raises ``PolicyFileInvalid`` with every mistake."""
    checked = check_policy(path)
    if checked.policy is None:
        raise PolicyFileInvalid(str(path), checked.faults)
    return checked.policy


def check_policy(path: Traversable) -> CheckedPolicy:
    """The policy in the file if nothing is wrong with it, else every fault, each with its place."""
    document = Document(str(path))
    try:
        if not path.name.casefold().endswith((".yaml", ".yml")):
            raise FileRefused(ENDING)  # noqa: TRY301  # As those that reading raises.
        data = bytes_of(path, LARGEST, workbook=False)
    except FileRefused as refused:
        return _refused(document, refused)
    return _checked(document, data)


def _refused(document: Document, refused: FileRefused) -> CheckedPolicy:
    document.refuse_at(refused.place, refused.value, refused.wording)
    return CheckedPolicy(None, document.faults())


def _checked(document: Document, data: bytes) -> CheckedPolicy:
    try:
        read_yaml(data, document)
    except FileRefused as refused:
        return _refused(document, refused)
    policy = _refuse_contradictions(document, refuse_mistakes(document, AwardPolicy))
    return CheckedPolicy(None if document.faults() else policy, document.faults())


def _refuse_contradictions(document: Document, wrong: Sequence[Path]) -> AwardPolicy | None:
    """Adds what the domain finds wrong with all that can be judged, at its place; the policy if it is whole enough."""
    sound = sound_part(document.content, wrong, SEPARABLE)
    policy = _policy(sound.content)
    if policy and not JUDGED_BY & {str(path[0]) for path in wrong if path}:
        for fault in faults(policy):
            if not sound.is_incomplete(fault.path):
                document.refuse(sound.original(fault.path), fault.wording)
    return policy


def _policy(content: Any) -> AwardPolicy | None:
    try:
        return msgspec.convert(normalised(content), AwardPolicy)
    except msgspec.ValidationError:
        return None
