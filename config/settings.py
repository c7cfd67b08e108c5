"""What is set from outside: by the environment (``COUNTERSIGN_…``) or a ``.env`` file.

The only reader of the environment; only `bot` calls `load`. Everyone else is handed values.
"""

from __future__ import annotations

import os
from pathlib import Path

from pydantic import SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """How one process of the bot is set. ``docs/run.md`` tells them one by one."""

    model_config = SettingsConfigDict(
        env_prefix="COUNTERSIGN_", env_file=".env", frozen=True, extra="ignore"
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


def inherited() -> dict[str, str]:
    """The environment for a process of our own, without this one's own settings."""
    return {name: value for name, value in os.environ.items() if "COUNTERSIGN_" not in name}


class Unset(Exception):
    """A setting is missing or malformed; the text says which and what it should be."""


def load() -> Settings:
    """The settings of this process. Raises `Unset`."""
    try:
        return Settings()
    except ValidationError as error:
        names = ", ".join(
            f"COUNTERSIGN_{str(one['loc'][0]).upper()}: {one['msg']}" for one in error.errors()
        )
        raise Unset(names) from None
