"""Settings come from the environment."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from psycopg.conninfo import conninfo_to_dict
from sqlalchemy.engine import make_url

from application.refusals import PasswordFileUnreadable, SettingMalformed, TokensNotDistinct
from application.settings import Kafka, Logs, from_environment, logs_from_environment
from domain.metadata import Role

SETTINGS = (
    *("BANGVANG_DATA", "BANGVANG_KEYS", "BANGVANG_AUDITOR", "DATABASE_URL", "DATABASE_PASSWORD_FILE"),
    *("BANGVANG_LOG_FORMAT", "BANGVANG_LOG_LEVEL", "PROMETHEUS_MULTIPROC_DIR"),
    *("BANGVANG_FOLLOW", "BANGVANG_KAFKA_GROUP", "BANGVANG_KAFKA_PARTITIONS", "BANGVANG_KAFKA_REPLICATION"),
    *("BANGVANG_KAFKA_SESSION_TIMEOUT", "KAFKA_BOOTSTRAP_SERVERS"),
    *(f"BANGVANG_TOKEN_{role.name}" for role in Role),
)


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in SETTINGS:
        monkeypatch.delenv(name, raising=False)


def test_without_any_the_embedded_stores_are_used_and_nobody_may_write():
    settings = from_environment()
    assert (settings.data, settings.database_url, settings.tokens) == (Path("var/data"), None, {})


def test_the_broker_and_who_follows_are_settings(monkeypatch: pytest.MonkeyPatch):
    assert (from_environment().kafka, from_environment().follow) == (Kafka(), True)
    monkeypatch.setenv("KAFKA_BOOTSTRAP_SERVERS", "one:9092,two:9092")
    monkeypatch.setenv("BANGVANG_KAFKA_PARTITIONS", "34")
    monkeypatch.setenv("BANGVANG_KAFKA_SESSION_TIMEOUT", "45")
    monkeypatch.setenv("BANGVANG_FOLLOW", "no")
    assert from_environment().kafka == Kafka(servers="one:9092,two:9092", partitions=34, session_timeout=45)
    assert not from_environment().follow


def test_each_role_has_one_token(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("BANGVANG_TOKEN_REVIEWER", "bí mật")
    monkeypatch.setenv("BANGVANG_TOKEN_UNIT", "")
    assert from_environment().tokens == {"bí mật": Role.REVIEWER}


def test_two_roles_with_one_token_are_refused(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("BANGVANG_TOKEN_UNIT", "x")
    monkeypatch.setenv("BANGVANG_TOKEN_COUNCIL", "x")
    with pytest.raises(TokensNotDistinct):
        from_environment()


def test_a_folder_named_on_the_command_line_stands_before_the_environment_s(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("BANGVANG_DATA", "/srv/bangvang")
    monkeypatch.setenv("DATABASE_URL", "postgresql://db/bangvang")
    assert from_environment().data == Path("/srv/bangvang")
    assert from_environment(Path("here")).data == Path("here")
    assert from_environment().database_url == "postgresql://db/bangvang"


def test_keys_are_kept_beside_the_data_unless_told_otherwise(monkeypatch: pytest.MonkeyPatch):
    assert from_environment().keys == Path("var/data/keys")
    assert from_environment(Path("here")).keys == Path("here/keys")
    monkeypatch.setenv("BANGVANG_KEYS", "/srv/keys")
    assert from_environment(Path("here")).keys == Path("/srv/keys")
    monkeypatch.setenv("BANGVANG_KEYS", ".")
    assert from_environment().keys == Path.cwd()


def test_whoever_reads_as_an_auditor_can_be_named(monkeypatch: pytest.MonkeyPatch):
    assert from_environment().auditor is None
    monkeypatch.setenv("BANGVANG_AUDITOR", "nguyen.van.a")
    assert from_environment().auditor == "nguyen.van.a"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("BANGVANG_KAFKA_PARTITIONS", "many"),
        ("BANGVANG_KAFKA_PARTITIONS", "0"),
        ("BANGVANG_KAFKA_REPLICATION", "-1"),
        ("BANGVANG_KAFKA_SESSION_TIMEOUT", "2.5"),
        ("BANGVANG_KAFKA_REPLICATION", "²"),
        ("BANGVANG_FOLLOW", "perhaps"),
        ("DATABASE_URL", "bangvang"),
        ("DATABASE_URL", "postgresql://bangvang@db:port/bangvang"),
        ("DATABASE_URL", "mysql://bangvang@db/bangvang"),
    ],
)
def test_what_cant_be_meant_is_refused(monkeypatch: pytest.MonkeyPatch, name: str, value: str):
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingMalformed) as refused:
        from_environment()
    assert all(name in refused.value.sentence(language) for language in ("vi", "en"))


@pytest.mark.parametrize(("name", "value"), [("BANGVANG_LOG_FORMAT", "xml"), ("BANGVANG_LOG_LEVEL", "loud")])
def test_so_is_a_wish_for_logs_that_there_are_not(monkeypatch: pytest.MonkeyPatch, name: str, value: str):
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingMalformed):
        logs_from_environment()


def test_how_logs_look_is_a_setting(monkeypatch: pytest.MonkeyPatch):
    assert logs_from_environment() == Logs()
    monkeypatch.setenv("BANGVANG_LOG_FORMAT", "JSON")
    monkeypatch.setenv("BANGVANG_LOG_LEVEL", "debug")
    assert logs_from_environment() == Logs(format="json", level="debug")


def test_a_password_may_come_from_a_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    file = tmp_path / "password"
    password = "p@ss w+rd:/%41'ệ"
    file.write_text(f"{password}\n", encoding="utf-8")
    monkeypatch.setenv("DATABASE_URL", "postgresql://bangvang@db:5433/bangvang")
    monkeypatch.setenv("DATABASE_PASSWORD_FILE", str(file))
    url = from_environment().database_url or ""
    assert make_url(url).password == password
    # PostgreSQL's own library and SQLAlchemy read addresses each in their own way.
    read = conninfo_to_dict(url)
    assert (read["user"], read["password"], read["host"], read["port"]) == ("bangvang", password, "db", "5433")


@pytest.mark.parametrize("content", [None, "\n", "\udcff"])
def test_a_file_without_a_password_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, content: str | None):
    file = tmp_path / "password"
    if content is not None:
        file.write_text(content, encoding="utf-8", errors="surrogateescape")
    monkeypatch.setenv("DATABASE_URL", "postgresql://bangvang@db/bangvang")
    monkeypatch.setenv("DATABASE_PASSWORD_FILE", str(file))
    with pytest.raises(PasswordFileUnreadable):
        from_environment()


@pytest.mark.parametrize("url", ["", "postgresql://db/bangvang"])
def test_a_password_without_anybody_whose_it_is_is_refused(monkeypatch: pytest.MonkeyPatch, url: str):
    monkeypatch.setenv("DATABASE_URL", url)
    monkeypatch.setenv("DATABASE_PASSWORD_FILE", "/run/secrets/password")
    with pytest.raises(SettingMalformed):
        from_environment()


def test_empty_is_as_good_as_missing(monkeypatch: pytest.MonkeyPatch):
    plain = from_environment()
    for name in SETTINGS:
        monkeypatch.setenv(name, "")
    assert from_environment() == plain


# --- docs/settings.md ------------------------------------------------------------------------------------------------

LAYERS = ("application", "projections", "consumers", "api")
NAME = re.compile(r"\b(?:BANGVANG|DATABASE|KAFKA|PROMETHEUS)_[A-Z0-9_]*[A-Z0-9]\b")
DOCUMENTED = re.compile(r"^\| `([A-Z0-9_]+)` \|", re.MULTILINE)
TOKEN = "BANGVANG_TOKEN_"


def named_in(source: str) -> set[str]:
    """The settings that a module names, in whatever way it reads them; the tokens by their roles."""
    texts = [node.value for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Constant)]
    found = {name for text in texts if isinstance(text, str) for name in NAME.findall(text)}
    return found | ({f"{TOKEN}{role.name}" for role in Role} if TOKEN in texts else set())


def sources() -> Iterator[tuple[Path, str]]:
    for layer in LAYERS:
        for path in Path(layer).rglob("*.py"):
            yield path, path.read_text(encoding="utf-8")


def test_a_setting_is_seen_however_it_is_read():
    assert named_in('os.environ["BANGVANG_A"]; os.getenv("KAFKA_B"); env.str(f"BANGVANG_TOKEN_{role.name}")') == {
        *("BANGVANG_A", "KAFKA_B"),
        *(f"{TOKEN}{role.name}" for role in Role),
    }
    assert named_in('click.option("--x", envvar=["DATABASE_X"], help="Its x [env: BANGVANG_X].")') == {
        *("DATABASE_X", "BANGVANG_X"),
    }


def test_every_setting_is_documented_and_every_documented_one_is_read():
    named = {name for _, source in sources() for name in named_in(source)}
    documented = DOCUMENTED.findall(Path("docs/settings.md").read_text(encoding="utf-8"))
    assert len(documented) == len(set(documented))
    assert named == set(documented) == set(SETTINGS)


def test_settings_come_from_one_place():
    # A prefix would make a setting of every option, and names that are put together are seen by nobody.
    reading = re.compile(r"auto_envvar_prefix|\benvvar\b|\bgetenv\b|\benviron\b(?!s)|\bEnv\(")
    readers = {str(path) for path, source in sources() if reading.search(source)}
    assert readers <= {"application/settings.py", "api/cli/session.py", "api/cli/demo.py"}
