"""Many commands in one transaction: all of them or none."""

from collections.abc import Callable, Sequence

from application.contexts import ROUND
from application.service import BangVang, Outcome, Subject, decide
from application.workspace import Workspace
from domain.command import Command
from domain.metadata import Code
from domain.refusal import Refusal, RefusalKind
from domain.round.events import stream_id

Progress = Callable[[int, int], None]
"""Is told how many are done and how many there are."""


class BatchRefused(Refusal):
    """Some of many commands were refused, so none was carried out; ``refused`` has each of them and why."""

    code = "batch-refused"
    kind = RefusalKind.CONFLICT
    vi = "{count} trong {total} thao tác bị từ chối. Chưa ghi gì cả."
    en = "Commands refused: {count} of {total}. Nothing was written."
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

    return application.carry_out(work, Subject(ROUND, stream_id(province, round_code)))


def _refused(workspace: Workspace, command: Command) -> tuple[Command, Refusal] | None:
    try:
        decide(workspace, command)
    except Refusal as refusal:
        return command, refusal
    return None
