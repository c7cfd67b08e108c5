"""Settings: from the environment or a file, each mistake named in one sentence and not repeated."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from config.settings import PREFIX, Settings, Unset, inherited, load


@pytest.fixture(autouse=True)
def nothing_set(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith(PREFIX)]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)


def test_everything_has_a_default_but_the_token() -> None:
    settings = load()
    assert settings.token is None
    assert settings.database == "sqlite:///countersign.sqlite3"
    assert settings.limits


def test_the_environment_goes_before_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    Path(".env").write_text("COUNTERSIGN_OUT=from-file\nCOUNTERSIGN_LIMITS=no\n", "utf-8")
    monkeypatch.setenv("COUNTERSIGN_OUT", "from-environment")
    assert load().out == Path("from-environment")
    assert not load().limits


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("TOKEN", "the token from BotFather"),
        ("TOKEN", "<987:abc>"),
        ("TOKEN", "bot987:abc"),
        ("DATABASE", "countersign.sqlite3"),
        ("DATABASE", "mysql://me@here/it"),
        ("DATABASE", "sqlite:///:memory:"),
        ("API", "api.telegram.org"),
        ("LIMITS", "perhaps"),
        ("FOLLOW_CLOCK", "12:00"),
    ],
)
def test_a_malformed_setting_is_named_in_one_sentence(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(PREFIX + name, value)
    with pytest.raises(Unset) as unset:
        load()
    assert str(unset.value).startswith(f"COUNTERSIGN_{name} must ")
    assert str(unset.value).endswith(".")
    assert value not in str(unset.value)


def test_several_are_named_together(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COUNTERSIGN_LIMITS", "perhaps")
    monkeypatch.setenv("COUNTERSIGN_API", "here")
    with pytest.raises(Unset, match=r"^COUNTERSIGN_API must .*; COUNTERSIGN_LIMITS must .*\.$"):
        load()


def test_what_is_around_a_token_or_an_address_goes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COUNTERSIGN_TOKEN", "  987:abc-DEF_1 \n")
    monkeypatch.setenv("COUNTERSIGN_API", "http://127.0.0.1:8081/")
    settings = load()
    assert settings.token is not None
    assert settings.token.get_secret_value() == "987:abc-DEF_1"
    assert settings.api == "http://127.0.0.1:8081"
    monkeypatch.setenv("COUNTERSIGN_TOKEN", " ")
    assert load().token is None


def test_a_token_is_not_in_what_is_printed_of_the_settings(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("COUNTERSIGN_TOKEN", "987:invented-secret")
    assert "invented-secret" not in f"{load()!r} {load()} {load().model_dump()}"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_a_file_is_read_as_editors_save_it(encoding: str) -> None:
    Path(".env").write_text("COUNTERSIGN_TOKEN=987:abc\n", encoding)
    assert load().token is not None


def test_a_file_that_cannot_be_read_is_told() -> None:
    Path(".env").write_text("COUNTERSIGN_TOKEN=987:abc\n", "utf-16")
    with pytest.raises(Unset, match="UTF-8"):
        load()


def test_a_process_of_our_own_inherits_no_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COUNTERSIGN_TOKEN", "987:abc")
    assert not [name for name in inherited() if PREFIX in name]
    assert "PATH" in inherited()
    assert set(Settings.model_fields) == {
        *("token", "database", "out", "api", "follow_clock", "limits"),
    }
