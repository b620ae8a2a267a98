"""Log lines as programs and people read them: one JSON object a line, or text on a terminal.

Code logs as ever, with the standard library's loggers; this says how their lines look. Whatever ``about`` tells of is
on every line in its block, so that all lines of one request can be found by its correlation id.
"""

import logging
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import msgspec
import structlog
from structlog.stdlib import ProcessorFormatter
from structlog.typing import EventDict, Processor, WrappedLogger

from application.settings import Logs

__all__ = ["JSON", "TEXT", "StandardError", "about", "formatter", "written"]

JSON, TEXT = "json", "text"
QUIET = ("kafka", "werkzeug")
"""Libraries that tell of every step: of them only warnings are wanted, unless it is for debugging."""

about = structlog.contextvars.bound_contextvars
"""Within the block every line of this thread has these fields: ``with about(correlation_id=…)``."""


class StandardError(logging.StreamHandler[Any]):
    """Writes to what standard error is at that moment, which may have been replaced since."""

    def __init__(self) -> None:
        """Takes no stream of its own."""
        logging.Handler.__init__(self)

    @property
    def stream(self) -> Any:
        """Standard error."""
        return sys.stderr


@contextmanager
def written(wanted: Logs, *, level: str = "info") -> Iterator[None]:
    """Writes log lines to standard error for as long as the block runs, from ``level`` on unless asked otherwise."""
    root, handler = logging.getLogger(), StandardError()
    least = (wanted.level or level).upper()
    before = {name: logging.getLogger(name).level for name in ("", *QUIET)}
    handler.setFormatter(formatter(wanted))
    root.addHandler(handler)
    root.setLevel(least)
    for name in QUIET:
        logging.getLogger(name).setLevel(least if least in {"DEBUG", "ERROR"} else logging.WARNING)
    try:
        yield
    finally:
        root.removeHandler(handler)
        for name, earlier in before.items():
            logging.getLogger(name).setLevel(earlier)


def formatter(wanted: Logs) -> logging.Formatter:
    """What makes lines of records: in the form that was asked for, else in that which suits standard error."""
    form = wanted.format or (TEXT if sys.stderr.isatty() else JSON)
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.ExtraAdder(),
        structlog.processors.TimeStamper(fmt="iso", utc=True, key="time"),
    ]
    return ProcessorFormatter(
        processors=[ProcessorFormatter.remove_processors_meta, *_RENDERERS[form]], foreign_pre_chain=shared
    )


def _on_one_line(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """The message without anything that would steer a terminal or pass itself off as another line."""
    message = str(event["event"])
    event["event"] = "".join(letter if letter.isprintable() else ascii(letter)[1:-1] for letter in message)
    return event


def _in_order(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """The fields that every line has stand first."""
    first = {"time": event.pop("time"), "level": event.pop("level"), "logger": event.pop("logger")}
    return {**first, "message": event.pop("event"), **event}


def _json(event: Mapping[str, Any], **_: Any) -> str:
    return msgspec.json.encode(event, enc_hook=str).decode()


_RENDERERS: Mapping[str, list[Processor]] = {
    JSON: [structlog.processors.format_exc_info, _in_order, structlog.processors.JSONRenderer(serializer=_json)],
    TEXT: [
        _on_one_line,
        structlog.dev.ConsoleRenderer(
            colors=False, pad_event_to=0, timestamp_key="time", exception_formatter=structlog.dev.plain_traceback
        ),
    ],
}
