"""Settings, all from the environment. Each is documented in docs/settings.md."""

from pathlib import Path

import msgspec
from environs import Env

from domain.metadata import Role


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """Where data are kept and who may come in.

    ``data`` is the folder of the embedded stores; ``database_url``, where it is set, names the PostgreSQL that is
    used instead; ``tokens`` holds one bearer token a role.
    """

    data: Path
    database_url: str | None = None
    tokens: dict[str, Role] = {}


def from_environment(data: Path | None = None) -> Settings:
    """The settings that the environment gives; ``data`` stands before ``BANGVANG_DATA``."""
    env = Env()
    tokens = {env.str(f"BANGVANG_TOKEN_{role.name}", ""): role for role in Role}
    return Settings(
        data=data or Path(env.str("BANGVANG_DATA", "var/data")),
        database_url=env.str("DATABASE_URL", "") or None,
        tokens={token: role for token, role in tokens.items() if token},
    )
