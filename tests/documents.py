"""What in the documents is made from the code, and what is played: true, or rewritten.

``python -m tests.documents`` makes it true again: it plays every chat, fills in what the bot really
said, and renews the generated blocks (between ``<!-- name:start -->`` and ``<!-- name:end -->``).
Read the difference before it is committed: it is what people will read.
"""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Callable
from pathlib import Path

from typer.testing import CliRunner

from bot import cli
from bot.storage import open_database
from config.locale import Words, load_texts
from handlers.commands import COMMANDS
from handlers.rows import Command
from tests import docs_chats as chats
from tests import replay_document as replay

ROOT = Path(__file__).resolve().parents[1]
GUIDE = ROOT / "docs" / "guide"
DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
BEST = (
    "june: /sheet",
    "june: L1: 3 c addr; 4-7 s; 9 ?",
    "june edits: L1: 3 c addr; 4-6 s; 7 m; 9 ?",
    "june: 8 s, she is called Maria Gonzalez",
)
PLAYED = [path for path in DOCUMENTS if chats.BLOCK.search(path.read_text("utf-8"))]


def commands_table(language: str) -> str:
    """All commands of the table as Markdown: role, words, example, what it does."""
    words = load_texts().of(language)
    heads = {
        "en": ("Who", "Command", "For example", "What it does"),
        "es": ("Quién", "Comando", "Por ejemplo", "Qué hace"),
    }[language]
    rows = [_row(row, words) for row in COMMANDS]
    return "\n".join(["| " + " | ".join(heads) + " |", "|---|---|---|---|", *rows])


def _row(row: Command, words: Words) -> str:
    plain = words.plain
    everyone = {"en": "everyone", "es": "todos"}[words.language]
    who = everyone if row.role is None else plain(f"role.{row.role.value}")
    names = ", ".join(f"`/{name}`" for name in (row.name, *row.also))
    example = row.typed(words)
    return f"| {who} | {names} | `{example}` | {plain(f'commands.{row.name}')} |"


def help_block() -> str:
    """``python -m bot --help`` as 80 columns show it, fenced."""
    shown = CliRunner().invoke(
        cli.app, ["--help"], prog_name="python -m bot", env={"COLUMNS": "80", "TERM": "dumb"}
    )
    lines = [line.rstrip() for line in shown.stdout.splitlines()]
    return "```text\n" + "\n".join(lines).strip("\n") + "\n```"


def best_minute() -> str:
    """The README's chat: a few steps out of the volunteers' guide, where they are played."""
    guide = (GUIDE / "volunteer.md").read_text("utf-8")
    told = [step for block in chats.BLOCK.finditer(guide) for step in chats.steps(block[1])]
    chosen = [step for step in told if step.act in BEST]
    return "```text\n" + "\n".join("\n".join([one.act, *one.told]) for one in chosen) + "\n```"


GENERATED: dict[str, Callable[[], str]] = {
    "commands-en": lambda: commands_table("en"),
    "commands-es": lambda: commands_table("es"),
    "help": help_block,
    "demo": best_minute,
    "replay-reasons": replay.reasons_table,
    "replay-said": replay.said,
    "replay-days": replay.days_table,
    "replay-outcome": replay.outcome,
}


def renewed(document: str) -> str:
    """The document with its generated blocks as the code makes them."""
    for name, make in GENERATED.items():
        start, end = f"<!-- {name}:start -->\n", f"<!-- {name}:end -->"
        before, found, rest = document.partition(start)
        if found:
            document = f"{before}{start}{make()}\n{end}{rest.partition(end)[2]}"
    return document


async def played(document: str, folder: Path) -> tuple[str, list[str]]:
    """The document with its chats as they are true, and what was not so in it."""
    database = open_database(f"sqlite:///{folder / 'played.sqlite3'}", durable=False)
    try:
        async with chats.stage(database, folder) as on:
            return await chats.play(document, on)
    finally:
        database.close()


def main() -> None:
    """Rewrite what is not true any more, and say where."""
    if not replay.PICTURE.exists() or replay.pictured() != replay.digest():
        replay.draw()
        print(f"{replay.PICTURE.relative_to(ROOT)}: drawn anew")
    for path in DOCUMENTS:
        document = path.read_text("utf-8")
        if path in PLAYED:
            with tempfile.TemporaryDirectory() as folder:
                document, faults = asyncio.run(played(document, Path(folder)))
            for fault in faults:
                print(f"{path.relative_to(ROOT)}: {fault.partition('but the document says')[0]}")
        document = renewed(document)
        if document != path.read_text("utf-8"):
            path.write_text(document, "utf-8")
            print(f"{path.relative_to(ROOT)}: rewritten")


if __name__ == "__main__":
    main()
