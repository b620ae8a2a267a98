"""``bangvang keys``: what it answers, and that it never tells a private key."""

import pytest

pytestmark = pytest.mark.no_cover


def test_a_first_key_is_made_and_shown(cli):
    (made,) = cli.json("keys", "init")
    assert made["key"].startswith("bangvang/bang-vang+")
    assert made["until"] is None
    assert cli.json("keys", "show") == [made]
    assert (cli.data / "keys" / "verifiers.txt").read_text(encoding="utf-8") == f"{made['key']}\n"
    assert not (cli.data / "events.db").exists()


@pytest.mark.parametrize(
    ("name", "origin"), [("vinh-long", "bangvang/vinh-long"), ("vinhlong.example/log", "vinhlong.example/log")]
)
def test_a_log_may_have_a_name_of_its_own(cli, name, origin):
    (made,) = cli.json("keys", "init", "--name", name)
    assert made["key"].startswith(f"{origin}+")


def test_keys_may_be_kept_elsewhere(cli):
    elsewhere = {"BANGVANG_KEYS": str(cli.folder / "elsewhere")}
    cli("keys", "init", env=elsewhere)
    assert (cli.folder / "elsewhere" / "log.key").exists()
    assert not cli.data.exists()


def test_a_rotation_is_at_the_log_s_present_size(registered):
    (old,) = registered.json("keys", "init")
    head = registered.json("projections", "status")[0]["lag"]
    retired, new = registered.json("keys", "rotate")
    assert retired == {**old, "until": head}
    assert new["until"] is None
    assert registered.json("keys", "show") == [retired, new]
    assert new["key"] in registered("keys", "show").output


def test_refusals_say_what_to_do(cli):
    for command in ("show", "rotate"):
        assert cli.refused("keys", command, code=4)["code"] == "keys-missing"
    assert not cli.data.exists()
    assert cli.refused("keys", "init", "--name", "bảng vàng", code=3)["code"] == "key-malformed"
    cli("keys", "init")
    assert cli.refused("keys", "init", code=6)["code"] == "keys-there"
    (cli.data / "keys" / "log.key").chmod(0o644)
    refusal = cli.refused("keys", "rotate", code=6)
    assert refusal["code"] == "key-exposed"
    assert "chmod 0600" in str(refusal["en"])


def test_a_private_key_is_never_told(registered):
    outputs = [registered("keys", *words).output for words in (["init"], ["show"], ["rotate"], ["show"])]
    secret = (registered.data / "keys" / "log.key").read_text(encoding="utf-8").strip()
    assert secret.startswith("PRIVATE+KEY+")
    assert not any("PRIVATE" in output or secret[-30:] in output for output in outputs)
