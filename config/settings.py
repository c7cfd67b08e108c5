"""What is set from outside: by the environment (``COUNTERSIGN_…``) or a ``.env`` file.

The only reader of the environment; only `bot` calls `load`. Everyone else is handed values.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

from pydantic import SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

PREFIX = "COUNTERSIGN_"
_DATABASES = ("sqlite:///", "postgresql://", "postgresql+psycopg://", "postgres://")
_TOKEN = re.compile(r"\d+:[\w-]+", re.ASCII)  # core.telegram.org/bots/api#authorizing-your-bot
_ADDRESS = re.compile(r"https?://[^\s/]+\S*", re.ASCII)

# What a setting must be, told when it is not; what was given is never repeated.
_MUST_BE = {
    "token": "must be the token as BotFather gave it: digits, a colon, letters, and nothing else",
    "database": "must begin with sqlite:/// or postgresql://",
    "out": "must be a folder",
    "api": "must be an address that begins with http:// or https://",
    "follow_clock": "must be true or false",
    "limits": "must be true or false",
}


class Settings(BaseSettings):
    """How one process of the bot is set. ``docs/run.md`` tells them one by one."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_file=".env",
        env_file_encoding="utf-8-sig",  # some editors put a mark before the first word
        frozen=True,
        extra="ignore",
    )

    # From BotFather. Never printed, never logged.
    token: SecretStr | None = None
    # SQLAlchemy's: one SQLite file, or postgresql://user@host/name.
    database: str = "sqlite:///countersign.sqlite3"
    # Pictures, sheets and backups.
    out: Path = Path("out")
    # Where the Bot API is spoken; only a local Telegram or a Bot API server of one's own changes it.
    api: str = "https://api.telegram.org"
    # The bot lives by the local Telegram's clock (demo and training).
    follow_clock: bool = False
    # Telegram's limits are kept; benchmarks turn this off.
    limits: bool = True

    @field_validator("token", mode="after")
    @classmethod
    def _a_token(cls, token: SecretStr | None) -> SecretStr | None:
        """A blank one is none; one with anything around it is refused here, not by Telegram."""
        given = "" if token is None else token.get_secret_value().strip()
        if given and not _TOKEN.fullmatch(given):
            raise ValueError
        return SecretStr(given) if given else None

    @field_validator("database", mode="after")
    @classmethod
    def _a_database(cls, database: str) -> str:
        """Only what we run on; a file in memory would forget the campaign."""
        kind = next((one for one in _DATABASES if database.startswith(one)), None)
        if kind is None or database in (kind, "sqlite:///:memory:"):
            raise ValueError
        return database

    @field_validator("api", mode="after")
    @classmethod
    def _an_address(cls, api: str) -> str:
        """Without the slash at its end: ``/bot…`` follows."""
        if not _ADDRESS.fullmatch(api):
            raise ValueError
        return api.rstrip("/")


def inherited() -> dict[str, str]:
    """The environment for a process of our own, without this one's own settings."""
    return {name: value for name, value in os.environ.items() if PREFIX not in name}


class Unset(Exception):
    """A setting is missing or malformed; the text says which and what it should be."""


def load() -> Settings:
    """The settings of this process. Raises `Unset`."""
    try:
        return Settings()
    except ValidationError as error:
        names = dict.fromkeys(str(one["loc"][0]) for one in error.errors())
        told = "; ".join(f"{PREFIX}{name.upper()} {_MUST_BE[name]}" for name in names)
        raise Unset(f"{told}.") from None
    except UnicodeDecodeError:
        raise Unset("The file .env must be plain text in UTF-8: save it again as that.") from None
