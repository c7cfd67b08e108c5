"""The documents are true: their chats are played, their blocks made, their commands and links exist."""

from __future__ import annotations

import re
import tomllib
from dataclasses import fields, is_dataclass
from pathlib import Path

import pytest

from config.settings import Settings
from handlers.commands import COMMANDS
from models import status
from models.status import Status
from tests import docs_chats as chats
from tests import documents
from tests.documents import DOCUMENTS, GUIDE, PLAYED, ROOT

RENEW = "python -m tests.documents makes the documents true again"
MAKE = (ROOT / "Makefile").read_text("utf-8")
README = (ROOT / "README.md").read_text("utf-8")
RUN = (ROOT / "docs" / "run.md").read_text("utf-8")
TEXTS = {path: path.read_text("utf-8") for path in DOCUMENTS}
FENCE = re.compile(r"^```\w*\n(.*?)^```$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\(([^)#:]+)(?:#[^)]*)?\)")


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", PLAYED, ids=named)
async def test_the_chats_of_a_document_are_what_the_bot_really_says(
    path: Path, tmp_path: Path
) -> None:
    _, faults = await documents.played(TEXTS[path], tmp_path)
    assert not faults, "\n\n".join([*faults, RENEW])


@pytest.mark.parametrize("path", DOCUMENTS, ids=named)
def test_what_is_generated_in_a_document_is_what_the_code_makes(path: Path) -> None:
    assert TEXTS[path] == documents.renewed(TEXTS[path]), RENEW


def test_every_guide_for_a_role_has_chats() -> None:
    written = {path.stem for path in PLAYED}
    assert {"volunteer", "voluntario", "captain", "coordinator"} <= written


def test_every_command_is_used_or_told_of_in_the_guides() -> None:
    prose = "\n".join(
        path.read_text("utf-8") for path in GUIDE.glob("*.md") if path.stem != "commands"
    )
    missing = [
        row.name
        for row in COMMANDS
        if not any(re.search(rf"/{name}\b", prose) for name in (row.name, *row.also))
    ]
    assert missing == [], "a command nobody explains"


def test_a_command_that_is_here_is_no_longer_announced_as_coming() -> None:
    coming = (GUIDE / "commands.md").read_text("utf-8").partition("## Coming")[2]
    announced = re.findall(r"^\| \w+ \| `/(\w+)`", coming, re.MULTILINE)
    assert set(announced) & {row.name for row in COMMANDS} == set()


def test_every_command_in_a_document_exists() -> None:
    known = {name for row in COMMANDS for name in (row.name, *row.also)} | {
        "newbot"
    }  # BotFather's
    for path in DOCUMENTS:
        text = TEXTS[path].partition("## Coming")[0]
        told = set(re.findall(r"`/([a-z]+)", text))
        told |= set(re.findall(r"^[^\W\d_]+: /([a-z]+)", text, re.MULTILINE))
        assert (named(path), told - known) == (named(path), set())


def test_every_desk_command_in_a_document_exists() -> None:
    shown = documents.help_block()
    for path in DOCUMENTS:
        for command in re.findall(r"python -m bot ([a-z]+)", TEXTS[path]):
            assert re.search(rf"^│ {command} ", shown, re.MULTILINE), (named(path), command)


def test_every_verb_of_make_in_a_document_exists() -> None:
    for path in DOCUMENTS:
        for verb in re.findall(r"(?:^|`)make ([a-z]+)", TEXTS[path], re.MULTILINE):
            assert re.search(rf"^{verb}:", MAKE, re.MULTILINE), (named(path), verb)


def test_every_link_between_documents_leads_somewhere() -> None:
    for path in [*DOCUMENTS, ROOT / "CHANGELOG.md"]:
        text = FENCE.sub("", path.read_text("utf-8"))
        for link in LINK.findall(text):
            assert (path.parent / link).exists(), (named(path), link)


def test_every_setting_is_told_with_its_default() -> None:
    rows = dict(re.findall(r"^\| `COUNTERSIGN_(\w+)` \| (.+?) \|", RUN, re.MULTILINE))
    assert set(rows) == {name.upper() for name in Settings.model_fields}
    for name, setting in Settings.model_fields.items():
        default = setting.default
        shown = str(default).lower() if isinstance(default, bool) else str(default)
        assert rows[name.upper()] == ("none" if default is None else f"`{shown}`")


def test_every_key_of_status_as_json_is_told() -> None:
    part = RUN.partition("## Is all well?")[2].partition("\n## ")[0]
    keys = {
        key for row in re.findall(r"^\| (`.+?) \|", part, re.M) for key in re.findall(r"\w+", row)
    }
    assert keys == {field.name for field in fields(Status)}
    inner = {
        field.name for kind in vars(status).values() if is_ours(kind) for field in fields(kind)
    }
    assert inner - set(re.findall(r"`(\w+)`", part)) == set()


def is_ours(kind: object) -> bool:
    return is_dataclass(kind) and getattr(kind, "__module__", "") == status.__name__


def test_every_dependency_is_told_of_in_why() -> None:
    why = (ROOT / "docs" / "why.md").read_text("utf-8")
    told = set(re.findall(r"^\| ([a-z0-9-]+) \| ", why, re.MULTILINE))
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    listed = project["project"]["dependencies"] + project["dependency-groups"]["dev"]
    used = {re.match(r"[\w-]+", one)[0] for one in listed}  # type: ignore[index]
    assert (used - told, told - used) == (set(), set())


def test_a_decision_says_what_it_costs_and_what_would_change_it() -> None:
    why = (ROOT / "docs" / "why.md").read_text("utf-8")
    decisions = re.split(r"^## ", why, flags=re.MULTILINE)[1:]
    for decision in decisions[:-1]:  # the last one is the table of libraries
        title = decision.splitlines()[0]
        for part in ("**We chose**", "**Because**", "**It costs**", "**We would change it "):
            assert part in decision, (title, part)


def test_lines_of_a_wish_match_what_was_said() -> None:
    said = ["bot: Your batch is K1: 2 lines.", "", "     [ One ] [ Two ]"]
    assert chats.holds(said, said)
    assert chats.holds(["bot: Your batch is …", "     …"], said)
    assert chats.holds(["bot: Your batch is K1: 2 lines.", "     …", "     [ One ] [ Two ]"], said)
    assert not chats.holds(["bot: Your batch is …"], said)
    assert not chats.holds(["bot: Your batch is K2…", "     …"], said)
    assert not chats.holds(["bot: …", "     …"], [*said, "bot: and one message more"])
    assert not chats.holds([], said)
    assert not chats.holds(said, [])
