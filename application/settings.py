"""Settings, all from the environment. Each is documented in docs/settings.md."""

from pathlib import Path

import msgspec
from environs import Env

from application.refusals import TokensNotDistinct
from domain.metadata import Role


class Kafka(msgspec.Struct, frozen=True, kw_only=True):
    """The broker: its ``servers``, the ``group`` of the projectors, and how topics are made where they don't exist."""

    servers: str = "127.0.0.1:9092"
    group: str = "bangvang-projector"
    partitions: int = 12
    replication: int = 1


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """Where data are kept and who may come in.

    ``data`` is the folder of the embedded stores; ``database_url``, where it is set, names the PostgreSQL that is
    used instead; ``tokens`` holds one bearer token a role; ``auditor``, where there is one, reads on the command line
    and has every read logged. ``keys`` is the folder of the keys that sign checkpoints, and stands for the folder
    ``keys`` in ``data`` where it is empty. ``follow`` says whether a process that serves keeps the read models up to
    date by itself.
    """

    data: Path
    keys: Path = Path()
    database_url: str | None = None
    tokens: dict[str, Role] = {}
    auditor: str | None = None
    follow: bool = True
    kafka: Kafka = Kafka()

    def __post_init__(self) -> None:
        """Fills in the folder of the keys."""
        if self.keys == Path():
            msgspec.structs.force_setattr(self, "keys", self.data / "keys")


def from_environment(data: Path | None = None) -> Settings:
    """The settings that the environment gives; ``data`` stands before ``BANGVANG_DATA``.

    Raises ``TokensNotDistinct`` where two roles have the same token.
    """
    env = Env()
    given = [(env.str(f"BANGVANG_TOKEN_{role.name}", ""), role) for role in Role]
    tokens = [(token, role) for token, role in given if token]
    if len(dict(tokens)) < len(tokens):
        raise TokensNotDistinct
    keys = env.str("BANGVANG_KEYS", "")
    return Settings(
        data=data or Path(env.str("BANGVANG_DATA", "var/data")),
        keys=Path(keys).absolute() if keys else Path(),
        database_url=env.str("DATABASE_URL", "") or None,
        tokens=dict(tokens),
        auditor=env.str("BANGVANG_AUDITOR", "") or None,
        follow=env.bool("BANGVANG_FOLLOW", default=True),
        kafka=_kafka(env),
    )


def _kafka(env: Env) -> Kafka:
    default = Kafka()
    return Kafka(
        servers=env.str("KAFKA_BOOTSTRAP_SERVERS", default.servers),
        group=env.str("BANGVANG_KAFKA_GROUP", default.group),
        partitions=env.int("BANGVANG_KAFKA_PARTITIONS", default.partitions),
        replication=env.int("BANGVANG_KAFKA_REPLICATION", default.replication),
    )
