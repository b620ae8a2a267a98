"""How a run ends: refusals on standard error, and an exit code that a script can act on."""

import errno
from collections.abc import Iterator, Mapping
from typing import Any

import click
import msgspec
from eventsourcing.persistence import PersistenceError
from sqlalchemy.exc import SQLAlchemyError

from api.cli.audited import keep_words
from api.cli.described import summary
from api.cli.output import text
from api.cli.session import JSON, LANGUAGES, Session
from api.refusals import status_of
from application.batch import BatchRefused
from application.recording import GuardFailed
from application.refusals import StaleVersion
from application.score_table import ImportRefused
from application.sets.sound_file import FileWithMistakes
from domain.refusal import Refusal, RefusalKind

FAILED, INTERRUPTED = 1, 130

EXIT_CODE = {
    RefusalKind.INVALID: 3,
    RefusalKind.NOT_FOUND: 4,
    RefusalKind.FORBIDDEN: 5,
    RefusalKind.CONFLICT: 6,
    RefusalKind.STALE: 6,
}

FILE_FAULTS: Mapping[int | None, tuple[str, str]] = {
    errno.ENOENT: ("không có tệp hoặc thư mục", "no such file or folder"),
    errno.EACCES: ("không có quyền", "permission denied"),
    errno.EISDIR: ("là thư mục, không phải tệp", "it is a folder, not a file"),
    errno.ENOTDIR: ("không phải thư mục", "not a folder"),
    errno.ENOSPC: ("hết chỗ trên đĩa", "no space left"),
    errno.EROFS: ("chỉ đọc được", "read-only"),
}
FAILURES = (OSError, PersistenceError, SQLAlchemyError)
"""What the machine may lack: a folder that can be written, a database that answers."""


class Root(click.Group):
    """The whole command: what its subcommands refuse becomes a sentence, an advice and an exit code."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Keeps the words of the command line, to be logged where an auditor reads."""
        keep_words(ctx, args)
        return super().parse_args(ctx, args)

    def invoke(self, context: click.Context) -> object:
        """Runs the subcommand; ends with a traceback only for what nobody has foreseen."""
        try:
            return super().invoke(context)
        except Refusal as refusal:
            context.exit(refuse(context.ensure_object(Session), refusal))
        except GuardFailed as error:
            stale = StaleVersion(stream=error.guard.originator_id)
            context.exit(refuse(context.ensure_object(Session), stale))
        except BrokenPipeError:
            # Whoever read has seen enough; the library ends quietly.
            raise
        except FAILURES as error:
            context.exit(fail(context.ensure_object(Session), error))
        except KeyboardInterrupt:
            context.exit(INTERRUPTED)


def refuse(session: Session, refusal: Refusal) -> int:
    """Says on standard error what was refused and what to do; answers the exit code."""
    if session.format == JSON:
        click.echo(msgspec.json.format(msgspec.json.encode(problem(session, refusal)), indent=2), err=True)
    else:
        refused = session.say("Bị từ chối", "Refused")
        click.echo(f"{refused} [{refusal.code}]: {text(refusal.sentence(session.lang))}", err=True)
        for line in details(session, refusal):
            click.echo(f"  {line}", err=True)
        click.echo(f"→ {text(refusal.advice(session.lang))}", err=True)
    return EXIT_CODE[refusal.kind]


def problem(session: Session, refusal: Refusal) -> dict[str, Any]:
    """The refusal in the manner of RFC 9457; ``errors`` has those that it is made of."""
    return {
        "type": f"urn:bangvang:problem:{refusal.code}",
        "title": summary(type(refusal)).partition(";")[0].removesuffix("."),
        "status": status_of(refusal),
        **_words(refusal, session.lang),
        "code": refusal.code,
        **{language: _words(refusal, language) for language in LANGUAGES},
        "data": msgspec.to_builtins(refusal.data, enc_hook=str),
        "errors": [{**where, "code": part.code, **_words(part, session.lang)} for where, part in parts_of(refusal)],
    }


def _words(refusal: Refusal, language: str) -> dict[str, str]:
    return {"detail": refusal.sentence(language), "advice": refusal.advice(language)}


def parts_of(refusal: Refusal) -> Iterator[tuple[dict[str, Any], Refusal]]:
    """The refusals that one refusal is made of, each with where it belongs."""
    match refusal:
        case ImportRefused():
            for fault in refusal.faults:
                cell = fault.cell
                yield (
                    {"cell": cell.place, "row": cell.row, "column": fault.column, "heading": cell.heading},
                    fault.refusal,
                )
        case BatchRefused():
            for command, part in refusal.refused:
                yield {"unit": getattr(command, "unit", None)}, part
        case FileWithMistakes():
            yield from refusal.parts()


def details(session: Session, refusal: Refusal) -> Iterator[str]:
    """One line for all places where the same is wrong: ``C7, C9: …``; one for each mistake in a file."""
    if isinstance(refusal, FileWithMistakes):
        yield from map(text, refusal.lines(session.lang))
        return
    places: dict[tuple[str, str, str], list[str]] = {}
    for where, part in parts_of(refusal):
        words = _words(part, session.lang)
        same = (part.code, text(words["detail"]), text(words["advice"]))
        places.setdefault(same, []).append(place_words(where))
    for (code, detail, advice), named in places.items():
        yield f"{', '.join(named)} [{code}]: {detail} → {advice}"


def place_words(where: Mapping[str, Any]) -> str:
    """A place as people read it: ``C7 (points)``, or a unit's code."""
    if "cell" not in where:
        return text(where["unit"])
    return text(f"{where['cell']} ({where['heading']})" if where["heading"] else where["cell"])


def _of_a_file(session: Session, error: Exception) -> str:
    """What is wrong with a file, in the chosen language; blank for anything else."""
    words = FILE_FAULTS.get(error.errno) if isinstance(error, OSError) and error.filename else None
    return f"{session.say(*words)}: {error.filename}" if words and isinstance(error, OSError) else ""


def fail(session: Session, error: Exception) -> int:
    """Says on standard error what the machine would not do; answers the exit code."""
    reason = _of_a_file(session, error) or str(error).partition("\n")[0] or type(error).__name__
    click.echo(f"{session.say('Không thực hiện được', 'Failed')}: {text(reason)}", err=True)
    return FAILED
