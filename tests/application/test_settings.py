"""Settings come from the environment."""

from pathlib import Path

import pytest

from application.refusals import TokensNotDistinct
from application.settings import Kafka, from_environment
from domain.metadata import Role

SETTINGS = (
    *("BANGVANG_DATA", "BANGVANG_KEYS", "BANGVANG_AUDITOR", "DATABASE_URL"),
    *("BANGVANG_FOLLOW", "BANGVANG_KAFKA_GROUP", "BANGVANG_KAFKA_PARTITIONS", "BANGVANG_KAFKA_REPLICATION"),
    "KAFKA_BOOTSTRAP_SERVERS",
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
    monkeypatch.setenv("BANGVANG_FOLLOW", "no")
    assert from_environment().kafka == Kafka(servers="one:9092,two:9092", partitions=34)
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


def test_every_setting_is_documented():
    documented = Path("docs/settings.md").read_text(encoding="utf-8")
    for name in SETTINGS:
        assert f"`{name}`" in documented
