"""The desk, for the tests of the command line."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.conftest import FreshUrl
from tests.desk import Desk


@pytest.fixture
def bare_desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """A folder without settings, where no database is yet."""
    for name in [name for name in os.environ if name.startswith("COUNTERSIGN_")]:
        monkeypatch.delenv(name)
    folder = tmp_path / "desk"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return Desk({"database": f"sqlite:///{tmp_path}/none.sqlite3"})


@pytest.fixture
def desk(bare_desk: Desk, fresh_url: FreshUrl) -> Desk:
    """The same with a campaign founded by ``init`` in a fresh SQLite database."""
    bare_desk.settings["database"] = fresh_url("sqlite")
    assert bare_desk("init", "--seed", "invented").code == 0
    return bare_desk
