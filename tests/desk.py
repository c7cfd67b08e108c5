"""A desk for tests of the command line: commands run in a folder with settings of their own."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from typer.testing import CliRunner

from bot.cli import app
from config.settings import inherited
from models import petition
from models.database import Database
from tests.factories import MORNING
from tests.house import ROOT


@dataclass(frozen=True, slots=True)
class Said:
    """How a command ended, and what it wrote on its two outputs."""

    code: int
    out: str
    err: str

    @property
    def refusal(self) -> str:
        """The one sentence of a refusal; nothing else was written."""
        assert self.code == 2
        assert self.out == ""
        assert self.err.count("\n") == 1, self.err
        return self.err.strip()


@dataclass(slots=True)
class Desk:
    """Runs commands. ``settings`` are by their short names: ``database``, ``token``."""

    settings: dict[str, str]

    def __call__(self, *words: str | Path, **settings: str) -> Said:
        """Run one in this process."""
        found = CliRunner().invoke(
            app,
            [str(word) for word in words],
            env=self._environment(settings) | {"COLUMNS": "100"},
            prog_name="python -m bot",
        )
        return Said(found.exit_code, found.stdout, found.stderr)

    def start(self, *words: str | Path, **settings: str) -> subprocess.Popen[str]:
        """Start one as a process of its own, as a person does."""
        return subprocess.Popen(
            [sys.executable, "-m", "bot", *map(str, words)],
            env=inherited() | {"PYTHONPATH": str(ROOT)} | self._environment(settings),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def _environment(self, settings: dict[str, str]) -> dict[str, str]:
        given = self.settings | settings
        return {f"COUNTERSIGN_{name.upper()}": value for name, value in given.items()}


def state_target(database: Database, target: int) -> None:
    """The two figures behind a target (invented), for a campaign of `factories`."""
    for name, value in (("required", 1_000 + target), ("valid", 1_000)):
        database.run(
            petition.state_figure,
            now=MORNING,
            by="desk",
            name=name,
            value=value,
            as_of=MORNING.date(),
            source="invented",
        )
