"""Every import contract of pyproject.toml is tried by deliberate breaks: it must name each one."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("contracts")]

ROOT = Path(__file__).resolve().parents[1]
STOREYS = ("bot", "handlers", "models", "config")
CONTRACTS = [
    contract["name"]
    for contract in tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"][
        "importlinter"
    ]["contracts"]
]

STAIRCASE = "The house has one staircase"
IN_MODELS = "In models"
RULES = "Rules are pure"
WORDLESS = "Models choose no words"
TIME = "Time and chance come in"
NO_SQL = "Handlers hold no transaction"
WORDS = "Words to words"
CONFIG = "Config knows nobody"
IN_HANDLERS = "In handlers"
IN_BOT = "In bot"
SANDBOX = "The local Telegram knows no campaign"
PLAIN_BOT = "The bot that is run is not made of demonstrations"

# The beginning of the contract's name, the file that is broken, the import that breaks it.
BREAKS = [
    (STAIRCASE, "handlers/answer.py", "import bot.limits"),
    (STAIRCASE, "models/book.py", "import handlers.rows"),
    (STAIRCASE, "config/policy.py", "import models.terms"),
    (IN_MODELS, "models/petition/found.py", "import models.database"),
    (IN_MODELS, "models/people/join.py", "import models.channels"),
    (IN_MODELS, "models/notices.py", "import models.people"),
    (IN_MODELS, "models/practice.py", "import models.review"),
    (IN_MODELS, "models/people/join.py", "import models.shifts"),
    (RULES, "models/rules/places.py", "import models.tables"),
    (IN_MODELS, "models/tables/base.py", "import models.rules.pace"),
    (IN_MODELS, "models/a_new_room.py", "import models.terms"),
    (RULES, "models/rules/pace.py", "import os"),
    (RULES, "models/rules/dealing.py", "import random"),
    (RULES, "models/rules/dealing.py", "import sqlalchemy"),
    (RULES, "models/rules/agreement.py", "import models.tables"),
    (RULES, "models/rules/holds.py", "import time"),
    (RULES, "models/rules/guard/terms.py", "import config.policy"),
    (RULES, "models/rules/names.py", "from models.errors import Refusal"),
    (WORDLESS, "models/notices.py", "import telegram"),
    (WORDLESS, "models/book.py", "import config.locale"),
    (WORDLESS, "models/progress/day.py", "import matplotlib"),
    (TIME, "models/review/deal.py", "import random"),
    (TIME, "models/channels.py", "import time"),
    (TIME, "models/inbox.py", "import asyncio"),
    (NO_SQL, "handlers/review.py", "import sqlalchemy"),
    (NO_SQL, "handlers/team.py", "import models.tables"),
    (NO_SQL, "handlers/gate.py", "import config.settings"),
    (WORDS, "handlers/texts/review.py", "import telegram"),
    (WORDS, "handlers/parse/keys.py", "import telegram.ext"),
    (CONFIG, "config/manner.py", "import telegram"),
    (CONFIG, "config/profile.py", "import sqlalchemy"),
    (IN_HANDLERS, "handlers/review.py", "import handlers.team"),
    (IN_HANDLERS, "handlers/answer.py", "import handlers.keyboards"),
    (IN_HANDLERS, "handlers/gate.py", "import handlers.commands"),
    (IN_HANDLERS, "handlers/parse/keys.py", "import handlers.texts"),
    (IN_HANDLERS, "handlers/a_new_conversation.py", "import handlers.answer"),
    (IN_BOT, "bot/transport.py", "import bot.delivery"),
    (IN_BOT, "bot/inbox.py", "import bot.delivery"),
    (SANDBOX, "bot/sandbox/people.py", "import models.terms"),
    (SANDBOX, "bot/sandbox/server.py", "import handlers"),
    (PLAIN_BOT, "bot/house.py", "import bot.sandbox.clock"),
]


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of what the contracts are about, to be broken."""
    copy = tmp_path_factory.mktemp("broken")
    for storey in STOREYS:
        ignore = shutil.ignore_patterns("__pycache__")
        shutil.copytree(ROOT / storey, copy / storey, ignore=ignore)
    shutil.copy(ROOT / "pyproject.toml", copy)
    return copy


def broken(tree: Path) -> set[str]:
    """The names of the contracts that import-linter finds broken."""
    environment = os.environ | {"PYTHONPATH": str(tree), "COLUMNS": "300"}
    linter = [
        sys.executable,
        "-c",
        "from importlinter.cli import lint_imports_command as main; main()",
    ]
    done = subprocess.run(
        [*linter, "--no-cache"], cwd=tree, env=environment, capture_output=True, text=True
    )
    told = done.stdout + done.stderr
    found = set(re.findall(r"^(.+) BROKEN", told, re.MULTILINE))
    assert "Contracts: " in told, told
    assert (done.returncode == 0) == (not found), told
    return found


def test_the_house_as_it_stands_keeps_every_contract(tree: Path) -> None:
    assert broken(tree) == set()


@pytest.mark.parametrize(("contract", "file", "line"), BREAKS)
def test_a_break_is_named_by_its_contract(tree: Path, contract: str, file: str, line: str) -> None:
    path = tree / file
    before = path.read_text("utf-8") if path.exists() else None
    path.write_text(f"{before or ''}\n{line}\n", "utf-8")
    try:
        assert [name for name in broken(tree) if name.startswith(contract)]
    finally:
        if before is None:
            path.unlink()
        else:
            path.write_text(before, "utf-8")


def test_every_contract_is_tried() -> None:
    tried = {contract for contract, _, _ in BREAKS}
    for name in CONTRACTS:
        assert [contract for contract in tried if name.startswith(contract)], name
    for contract in tried:
        assert len([name for name in CONTRACTS if name.startswith(contract)]) == 1, contract
