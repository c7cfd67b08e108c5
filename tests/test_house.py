"""The laws of the house: what a reviewer would otherwise have to say again and again.

Imports are judged by import-linter (`test_contracts`), the table of commands and the notices by
`test_house_table`, privacy by `test_house_privacy`, words by `tests/config/test_locales.py`,
documents by `test_docs`. An exception stands in a list here, with its reason.
"""

from __future__ import annotations

import ast
import importlib.util
import re
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

from tests.house import ROOT, STOREYS, calls_in, name_of, python_files, sources

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
WRITTEN = frozenset(".py .md .toml .po .typ .txt .lock .html .css .js".split()) | {""}

# Who may begin or end a transaction.
TRANSACTIONS = {
    "models/database.py": "the door",
    "bot/storage.py": "migrations, before the door is open",
    "bot/backup.py": "copies whole databases, with the bot away from the target",
}
ENDS = {"commit", "rollback", "begin", "begin_nested", "exec_driver_sql"}
# Who may read the real clock or the environment.
OUTSIDE = {
    "bot/clock.py": "where the desk's clock comes from",
    "bot/sandbox/clock.py": "the local Telegram has a clock of its own",
    "bot/transport.py": "a switch that the Telegram library reads from the environment",
    "config/settings.py": "the one reader of the environment",
}
# A handler is three beats: parse, ask, answer. What it cannot do is flown past it, as a Refusal.
TRIES = {
    "handlers/answer.py": "Telegram may refuse to delete what a person wrote",
    "handlers/buttons.py": "a foreign button becomes a refusal",
    "handlers/errors.py": "where refusals and faults are answered",
    "handlers/papers/facts.py": "a reason may have been renamed since the batch was dealt",
    "handlers/people.py": "a file with a legal name is removed, whatever happens",
    "handlers/petition.py": "a list with private columns is removed from the chat as well",
    "handlers/beside.py": "where no process can be had, the simple method answers",
    "handlers/shifts/plan.py": "a plan whose places moved is asked for again without them",
    "handlers/shifts/resuming.py": "what was asked of the planner and cannot be any more is told so",
    "handlers/shifts/names.py": "a list with legal names is removed, whatever happens",
    "handlers/sheets.py": "what cannot be read is told by its places",
    "handlers/team.py": "the picture of a link is removed, whatever happens",
    "handlers/typed.py": "what cannot be read is told by its places",
}
# Dependencies that no line of ours imports.
UNIMPORTED = {
    "psycopg": "SQLAlchemy loads the driver by the database's URL",
    "tzdata": "zoneinfo reads it where a machine has no time zones",
    "pytest-asyncio": "a plugin",
    "pytest-xdist": "a plugin",
    "ruff": "a command",
    "mypy": "a command",
    "aiogram": "the peer of tests/benchmarks",
}
# Imports whose distribution comes with another.
BROUGHT_ALONG = {
    "pillow": "with matplotlib",
    "pydantic": "with pydantic-settings",
    "pydantic-core": "with pydantic-settings",
    "apscheduler": "with python-telegram-bot[job-queue]",
}


# ---------------------------------------------------------------------------------- transactions


def ends_transactions(path: str) -> bool:
    for call in calls_in(path):
        of = getattr(call.func, "value", None)
        if of is not None and name_of(call.func) in ENDS and getattr(of, "id", "") != "trail":
            return True
    return False


def test_only_the_door_begins_and_ends_transactions() -> None:
    found = {path for path in sources() if ends_transactions(path)}
    assert found == set(TRANSACTIONS)


def test_only_the_door_the_migrations_and_the_backup_touch_an_engine() -> None:
    found = {
        path
        for path in sources()
        for call in calls_in(path)
        if name_of(call.func) == "create_engine"
    }
    assert found <= set(TRANSACTIONS)


def test_only_named_rooms_read_the_clock_or_the_environment() -> None:
    read = re.compile(
        r"datetime\.now\(|date\.today\(|time\.time\(|utcnow\(|os\.environ|os\.getenv"
    )
    found = {path for path in sources() if read.search((ROOT / path).read_text("utf-8"))}
    assert found - set(OUTSIDE) == set()


def test_rules_draw_only_from_a_seed_or_a_generator_that_came_in() -> None:
    """numpy is allowed to them; its global dice, and dice that the machine seeds, are not."""
    dice = re.compile(r"np\.random\.(?!default_rng\([\w\[]|Generator|SeedSequence|PCG64|Philox)")
    rules = [path for path in sources() if path.startswith("models/rules/")]
    assert [path for path in rules if dice.search((ROOT / path).read_text("utf-8"))] == []


def test_handlers_hold_no_try_without_a_reason() -> None:
    found = {
        path
        for path, tree in sources().items()
        if path.startswith("handlers/") and not path.startswith("handlers/parse/")
        if any(isinstance(node, ast.Try) for node in ast.walk(tree))
    }
    assert found - set(TRIES) == set()


def test_nothing_prints_but_the_command_line() -> None:
    found = {
        path
        for path in sources()
        for call in calls_in(path)
        if isinstance(call.func, ast.Name) and call.func.id == "print"
    }
    assert {path for path in found if not path.startswith(("bot/cli/", "bot/sandbox/"))} == set()


# ---------------------------------------------------------------------------------- shape


def test_no_file_is_over_400_lines_and_few_are_over_300() -> None:
    sizes = {
        str(path.relative_to(ROOT)): len(path.read_text("utf-8").splitlines())
        for path in python_files()
    }
    assert {path: n for path, n in sizes.items() if n > 400} == {}
    long = {path: n for path, n in sizes.items() if n > 300}
    assert len(long) <= len(sizes) / 20, long
    source = sorted(n for path, n in sizes.items() if not path.startswith("tests/"))
    assert source[len(source) // 2] <= 140


def test_nothing_is_left_for_later() -> None:
    later = re.compile(
        r"TODO|FIXME|XXX\b|raise NotImplementedError|assert True\b"
        r"|pytest\.(skip|xfail)|mark\.(skip|xfail)"
        r"|\bfrom typing import .*\bcast\b|\btyping\.cast\("
    )
    found = [
        path
        for path in python_files()
        if path.name != "test_house.py" and later.search(path.read_text("utf-8"))
    ]
    assert found == []


def test_tests_are_one_package_without_inner_ones() -> None:
    found = [path for path in (ROOT / "tests").rglob("__init__.py")]
    assert found == [ROOT / "tests" / "__init__.py"]


def test_our_names_are_ours() -> None:
    for storey in (*STOREYS, "tests"):
        spec = importlib.util.find_spec(storey)
        assert spec is not None
        assert spec.origin is not None
        assert Path(spec.origin).parent == ROOT / storey


def test_it_is_an_application_and_the_wheel_is_empty() -> None:
    assert PROJECT["tool"]["hatch"]["build"]["targets"]["wheel"] == {"bypass-selection": True}
    assert "Private :: Do Not Upload" in PROJECT["project"]["classifiers"]
    assert PROJECT["project"]["requires-python"] == ">=3.11,<3.12"
    assert not {"scripts", "gui-scripts", "entry-points"} & set(PROJECT["project"])


def test_ci_runs_what_a_newcomer_runs() -> None:
    run = (ROOT / ".ci" / "run").read_text("utf-8").splitlines()
    assert run[0].startswith("#!")
    assert [line for line in run[1:] if line and not line.startswith("#")] == ["exec make test"]


def test_what_is_imported_is_declared_and_what_is_declared_is_imported() -> None:
    listed = PROJECT["project"]["dependencies"], PROJECT["dependency-groups"]["dev"]
    ours, dev = ({_normal(re.split(r"[\[~=>; ]", one)[0]) for one in part} for part in listed)
    used, tested = _imported(STOREYS), _imported((*STOREYS, "tests"))
    assert used - ours - set(BROUGHT_ALONG) == set(), "imported, not declared"
    assert ours - used - set(UNIMPORTED) == set(), "declared, not imported"
    assert dev - tested - set(UNIMPORTED) - {"import-linter"} == set(), "declared, not imported"


def _imported(folders: tuple[str, ...]) -> set[str]:
    """The distributions that the files of these folders import."""
    names = set()
    for folder in folders:
        for path in (ROOT / folder).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if isinstance(node, ast.Import):
                    names |= {alias.name.partition(".")[0] for alias in node.names}
                elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                    names.add(node.module.partition(".")[0])
    names -= {*sys.stdlib_module_names, *STOREYS, "tests"}
    whose = packages_distributions()
    return {_normal(dist) for name in names for dist in whose.get(name, [name])[:1]}


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def test_nothing_names_a_path_of_a_machine() -> None:
    machine = re.compile(r"(?<![\w.])/(work|root|home|Users|tmp/[a-z]+)/\w|[A-Z]:\\\\Users")
    found = []
    for path in ROOT.rglob("*"):
        parts = path.relative_to(ROOT).parts
        if parts[0] != ".ci" and parts[0].startswith((".", "out")):
            continue
        if "__pycache__" in parts or not path.is_file() or path.suffix not in WRITTEN:
            continue
        if path.name != "test_house.py" and machine.search(path.read_text("utf-8", "replace")):
            found.append(str(path.relative_to(ROOT)))
    assert found == []


def test_every_exception_of_this_file_is_needed_still() -> None:
    assert (set(TRIES) | set(OUTSIDE) | set(TRANSACTIONS)) - set(sources()) == set()
