"""Many commands in one transaction: all of them or none."""

from collections.abc import Callable, Sequence

from application.contexts import ROUND
from application.recording import GuardFailed, KeyTaken, Receipt
from application.refusals import KeyReused, StaleVersion
from application.service import ATTEMPTS, BangVang, Outcome, decide
from application.workspace import Workspace
from domain.command import Command
from domain.metadata import Code
from domain.refusal import Refusal, RefusalKind
from domain.round.events import stream_id

Progress = Callable[[int, int], None]
"""Is told how many are done and how many there are."""

Work = Callable[[Workspace], None]
"""Decides everything in a workspace that has just been opened, or raises ``Refusal``."""


class BatchRefused(Refusal):
    """Some of many commands were refused, so none was carried out; ``refused`` has each of them and why."""

    code = "batch-refused"
    kind = RefusalKind.CONFLICT
    vi = "{count} trong {total} thao tác bị từ chối; chưa ghi gì cả."
    en = "{count} of {total} commands were refused; nothing was written."
    advice_vi = "Xử lý từng trường hợp đã nêu rồi thực hiện lại."
    advice_en = "Deal with each of them and repeat the request."

    def __init__(self, total: int, refused: Sequence[tuple[Command, Refusal]]) -> None:
        """Takes how many commands there were and those refused, with their refusals."""
        self.refused = tuple(refused)
        super().__init__(count=len(refused), total=total)


def execute_every(application: BangVang, province: Code, round_code: Code, commands: Sequence[Command]) -> Outcome:
    """Decides commands to one round and its scorecards one after another, and records what becomes of them together.

    Raises ``BatchRefused`` with every command that was refused. The outcome is the round's.
    """

    def work(workspace: Workspace) -> None:
        refused = [pair for command in commands if (pair := _refused(workspace, command))]
        if refused:
            raise BatchRefused(len(commands), refused)

    return record_once(application, Receipt("", "", stream_id(province, round_code)), work)


def _refused(workspace: Workspace, command: Command) -> tuple[Command, Refusal] | None:
    try:
        decide(workspace, command)
    except Refusal as refusal:
        return command, refusal
    return None


def record_once(application: BangVang, receipt: Receipt, work: Work) -> Outcome:
    """Does the work on a round and records it in one transaction; the outcome is that of the receipt's stream.

    Where the receipt has a key, the same request given again has the first one's outcome. What was decided on streams
    that somebody else has changed meanwhile is decided again; raises ``StaleVersion`` when that happens too often.
    """
    try:
        return _answered(application, receipt) or _recorded(application, receipt, work)
    except KeyTaken:
        answered = _answered(application, receipt)
        if answered is None:
            raise
        return answered


def _recorded(application: BangVang, receipt: Receipt, work: Work) -> Outcome:
    changed = receipt.originator_id
    for _ in range(ATTEMPTS):
        workspace = Workspace(application.load)
        work(workspace)
        try:
            positions = application.record(workspace, receipt if receipt.key else None)
        except GuardFailed as error:
            changed = error.guard.originator_id
            continue
        version = workspace.version(ROUND, receipt.originator_id).number
        position = positions[-1] if positions else None
        return Outcome(stream=receipt.originator_id, version=version, position=position, events=len(positions))
    raise StaleVersion(stream=changed)


def _answered(application: BangVang, receipt: Receipt) -> Outcome | None:
    stored = application.recorder.select_receipt(receipt.key) if receipt.key else None
    if stored is None:
        return None
    if (stored.fingerprint, stored.originator_id) != (receipt.fingerprint, receipt.originator_id):
        raise KeyReused
    return Outcome(
        stream=stored.originator_id, version=stored.originator_version, position=stored.position, events=stored.events
    )
