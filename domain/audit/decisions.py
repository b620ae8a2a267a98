"""What becomes of an auditor's read."""

from domain.audit.commands import LogRead
from domain.audit.events import ReadLogged
from domain.audit.state import Logged, Read
from domain.event import Event


def log_read(read: Read, command: LogRead) -> list[Event]:
    """Keeps the read; given again, the same command is about the same read."""
    if isinstance(read, Logged):
        return []
    return [
        ReadLogged(
            operation=command.operation,
            request=command.request,
            province=command.province,
            round=command.round,
            unit=command.unit,
        )
    ]
