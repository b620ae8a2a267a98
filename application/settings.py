"""Settings, all from the environment. Each is documented in docs/settings.md."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Literal, TypeVar

import msgspec
from environs import Env
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from application.refusals import PasswordFileUnreadable, SettingMalformed, TokensNotDistinct
from domain.metadata import Role

T = TypeVar("T")

LEVELS = ("debug", "info", "warning", "error")
FORMATS = ("json", "text")
SCHEMES = ("postgresql", "postgres")
ADDRESS = "postgresql://bangvang@db/bangvang"
FLAGS = {**dict.fromkeys(("true", "yes", "on", "1"), True), **dict.fromkeys(("false", "no", "off", "0"), False)}
YES_NO = ("true, false", "true, false")
WHOLE = ("số nguyên từ 1 trở lên", "a whole number from 1 on")


class Kafka(msgspec.Struct, frozen=True, kw_only=True):
    """The broker: its ``servers``, the ``group`` of the projectors, and how topics are made where they don't exist.

    A projector that is not heard of for ``session_timeout`` seconds loses its provinces to others.
    """

    servers: str = "127.0.0.1:9092"
    group: str = "bangvang-projector"
    session_timeout: int = 10
    partitions: int = 12
    replication: int = 1


class Logs(msgspec.Struct, frozen=True, kw_only=True):
    """How programs tell what they do.

    Without a ``format`` it is text on a terminal and JSON elsewhere; without a ``level`` the program chooses.
    """

    format: Literal["json", "text"] | None = None
    level: Literal["debug", "info", "warning", "error"] | None = None


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """Where data are kept and who may come in.

    ``data`` is the folder of the embedded stores; ``database_url``, where it is set, names the PostgreSQL that is
    used instead; ``tokens`` holds one bearer token a role; ``auditor``, where there is one, reads on the command line
    and has every read logged. ``keys`` is the folder of the keys that sign checkpoints, and stands for the folder
    ``keys`` in ``data`` where it is empty. ``follow`` says whether a process that serves keeps the read models up to
    date by itself. ``metrics`` is the folder in which the processes of one server count requests together.
    """

    data: Path
    keys: Path = Path()
    database_url: str | None = None
    tokens: dict[str, Role] = {}
    auditor: str | None = None
    follow: bool = True
    kafka: Kafka = Kafka()
    metrics: Path | None = None

    def __post_init__(self) -> None:
        """Fills in the folder of the keys."""
        if self.keys == Path():
            msgspec.structs.force_setattr(self, "keys", self.data / "keys")


def from_environment(data: Path | None = None) -> Settings:
    """The settings that the environment gives; ``data`` stands before ``BANGVANG_DATA``.

    Raises ``TokensNotDistinct`` where two roles have the same token, ``SettingMalformed`` for a value that can't be
    meant, ``PasswordFileUnreadable`` where the file of the password holds none.
    """
    env = Env()
    given = [(env.str(f"BANGVANG_TOKEN_{role.name}", ""), role) for role in Role]
    tokens = [(token, role) for token, role in given if token]
    if len(dict(tokens)) < len(tokens):
        raise TokensNotDistinct
    keys, folder = env.str("BANGVANG_KEYS", ""), env.str("PROMETHEUS_MULTIPROC_DIR", "")
    return Settings(
        data=data or Path(env.str("BANGVANG_DATA", "") or "var/data"),
        keys=Path(keys).absolute() if keys else Path(),
        database_url=_database_url(env),
        tokens=dict(tokens),
        auditor=env.str("BANGVANG_AUDITOR", "") or None,
        follow=_read(env, "BANGVANG_FOLLOW", FLAGS.__getitem__, default=True, takes=YES_NO),
        kafka=_kafka(env),
        metrics=Path(folder) if folder else None,
    )


def logs_from_environment() -> Logs:
    """What the environment says of logs; raises ``SettingMalformed``."""
    env = Env()
    wanted = {
        "format": _choice(env, "BANGVANG_LOG_FORMAT", FORMATS),
        "level": _choice(env, "BANGVANG_LOG_LEVEL", LEVELS),
    }
    return msgspec.convert(wanted, Logs)


def _kafka(env: Env) -> Kafka:
    default = Kafka()
    return Kafka(
        servers=env.str("KAFKA_BOOTSTRAP_SERVERS", "") or default.servers,
        group=env.str("BANGVANG_KAFKA_GROUP", "") or default.group,
        session_timeout=_read(
            env, "BANGVANG_KAFKA_SESSION_TIMEOUT", _number, default=default.session_timeout, takes=WHOLE
        ),
        partitions=_read(env, "BANGVANG_KAFKA_PARTITIONS", _number, default=default.partitions, takes=WHOLE),
        replication=_read(env, "BANGVANG_KAFKA_REPLICATION", _number, default=default.replication, takes=WHOLE),
    )


def _database_url(env: Env) -> str | None:
    """The address of the database, with the password that a file holds in it."""
    given, file = env.str("DATABASE_URL", ""), env.str("DATABASE_PASSWORD_FILE", "")
    if not given and not file:
        return None
    try:
        url = make_url(given)
    except (ArgumentError, ValueError):
        url = URL.create("none")
    if url.drivername not in SCHEMES or (file and not url.username):
        # The address itself may hold a password, which belongs into no message.
        raise SettingMalformed(setting="DATABASE_URL", value="…", vi=ADDRESS, en=ADDRESS)
    return _with_password(url, _password(Path(file))) if file else given


def _with_password(url: URL, password: str) -> str:
    # PostgreSQL's own library takes no blanks in an address, which SQLAlchemy leaves as they are.
    return url.set(password=password).render_as_string(hide_password=False).replace(" ", "%20")


def _password(file: Path) -> str:
    try:
        password = file.read_text(encoding="utf-8").rstrip("\r\n")
    except (OSError, ValueError) as error:
        raise PasswordFileUnreadable(file=file, problem=type(error).__name__) from error
    if not password:
        raise PasswordFileUnreadable(file=file, problem="Empty")
    return password


def _read(env: Env, name: str, read: Callable[[str], T], *, default: T, takes: tuple[str, str]) -> T:
    """What a setting says; empty is as good as missing. ``takes`` says what it takes, in Vietnamese and English."""
    given = env.str(name, "").strip()
    try:
        return read(given.lower()) if given else default
    except (ValueError, LookupError):
        vi, en = takes
        raise SettingMalformed(setting=name, value=given, vi=vi, en=en) from None


def _number(given: str) -> int:
    if (number := int(given)) < 1:
        raise ValueError
    return number


def _choice(env: Env, name: str, values: Sequence[str]) -> str | None:
    same: dict[str, str | None] = {value: value for value in values}
    listed = ", ".join(values)
    return _read(env, name, same.__getitem__, default=None, takes=(listed, listed))
