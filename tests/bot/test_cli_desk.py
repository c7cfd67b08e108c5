"""At the desk: founding, inviting, importing."""

from __future__ import annotations

import asyncio
import re
import signal
import sqlite3
import time
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
import segno
from sqlalchemy import create_engine, select

from bot.invented import generate, world, write_csv
from bot.invented.files import SPELLINGS
from bot.sandbox.server import serve
from bot.sandbox.telegram import LocalTelegram
from models.tables import imports, invitations, lines
from tests.desk import Desk


def rows(desk: Desk, query: Any) -> list[Any]:
    engine = create_engine(desk.settings["database"])
    with engine.connect() as connection:
        found = list(connection.execute(query))
    engine.dispose()
    return found


def a_list(spelling: str = "plain", *, seed: int = 1, n: int = 60) -> Path:
    """A registrar's list of invented lines, in the desk's folder."""
    invented = generate(world("reference"), seed, lines=n)
    return write_csv(invented, Path(f"{spelling}-{seed}.csv"), spelling=SPELLINGS[spelling])


# ------------------------------------------------------------------------------------- founding


def test_the_commands_are_listed(bare_desk: Desk) -> None:
    for said in (bare_desk(), bare_desk("--help")):
        for name in ("run", "init", "invite", "import", "status", "report", "backup", "trail"):
            assert f"│ {name} " in said.out


def test_a_campaign_is_founded_once(bare_desk: Desk) -> None:
    said = bare_desk("init")
    assert said.code == 0
    assert "Target: 46,807 lines" in said.out
    assert "python -m bot invite" in said.out
    assert bare_desk("init").refusal.startswith("This database holds a campaign already.")


def test_an_unknown_profile_is_named(bare_desk: Desk) -> None:
    assert "no such file" in bare_desk("init", "atlantis").refusal
    assert "no such file" in bare_desk("init", "mine.toml").refusal


@pytest.mark.parametrize(
    "words",
    [
        ("status",),
        ("status", "--json"),
        ("report",),
        ("invite", "--bot", "a_bot"),
        ("trail", "verify"),
        ("trail", "show"),
    ],
    ids=" ".join,
)
def test_before_a_campaign_each_command_says_how_to_found_one(
    bare_desk: Desk, words: tuple[str, ...]
) -> None:
    assert bare_desk(*words).refusal == (
        "No campaign has been founded here yet: python -m bot init founds one."
    )
    assert list(Path.cwd().parent.glob("*.sqlite3")) == [], "looking makes no database"


def test_a_database_that_cannot_be_opened_is_told_in_a_sentence(bare_desk: Desk) -> None:
    bare_desk.settings["database"] = "sqlite:///no/such/folder/x.sqlite3"
    assert "unable to open database file" in bare_desk("init").refusal
    Path("text.sqlite3").write_text("This is a text, and no database. " * 99, encoding="utf-8")
    bare_desk.settings["database"] = "sqlite:///text.sqlite3"
    assert "not a database" in bare_desk("status").refusal
    bare_desk.settings["database"] = "postgresql://nobody:secret@127.0.0.1:1/none"
    refusal = bare_desk("status").refusal
    assert "Connection refused" in refusal
    assert "secret" not in refusal


# ------------------------------------------------------------------------------------- inviting


def test_an_invitation_is_a_link_and_a_code_that_cameras_read(desk: Desk) -> None:
    said = desk("invite", "--bot", "@petition_bot")
    link = re.search(r"https://t\.me/petition_bot\?start=[a-z]{28}", said.out)
    assert link is not None
    assert said.out.startswith("admin, for 1 person, 7 days:\n")
    assert dark_modules(said.out) == [
        [bool(module) for module in row]
        for row in segno.make(link[0], error="m").matrix_iter(border=4)
    ]
    (row,) = rows(desk, select(invitations.c.role, invitations.c.made_by))
    assert tuple(row) == ("admin", "desk")


def dark_modules(text: str) -> list[list[bool]]:
    """The code in the text, two modules to a sign: what is no block is dark."""
    found = []
    for line in text.splitlines():
        if line and set(line) <= set("█▀▄ "):
            found.append([sign not in "█▀" for sign in line])
            found.append([sign not in "█▄" for sign in line])
    return found[: len(found[0])]  # the last line of signs may be half a line of modules


def test_the_code_has_its_own_colours_in_a_terminal(desk: Desk) -> None:
    from rich.console import Console

    from bot.cli.desk import drawn

    console = Console(force_terminal=True, color_system="truecolor", width=100)
    with console.capture() as shown:
        console.print(drawn("https://t.me/petition_bot?start=x"))
    assert all("\x1b[38;2;255;255;255;48;2;0;0;0m" in line for line in shown.get().splitlines())


def test_a_link_needs_the_name_of_a_bot(desk: Desk) -> None:
    assert "--bot NAME" in desk("invite").refusal
    assert "--bot NAME" in desk("invite", token="1:abc", api="http://127.0.0.1:1").refusal
    assert rows(desk, select(invitations)) == []


def test_an_admins_link_serves_one_person_for_a_week(desk: Desk) -> None:
    assert "7 days" in desk("invite", "--bot", "a_bot", "--uses", "2").refusal
    assert "7 days" in desk("invite", "--bot", "a_bot", "--days", "8").refusal
    assert desk("invite", "--bot", "a_bot", "--role", "volunteer", "--uses", "20").code == 0
    assert desk("invite", "--bot", "a_bot", "--role", "queen").code == 2


@pytest.mark.slow
async def test_telegram_tells_the_name_of_the_bot(desk: Desk) -> None:
    telegram = LocalTelegram()
    async with serve(telegram) as base:
        said = await asyncio.to_thread(desk, "invite", token=telegram.token, api=base)
        assert f"https://t.me/{telegram.bot.username}?start=" in said.out
        said = await asyncio.to_thread(desk, "invite", token="42:not-this-one", api=base)
    assert said.refusal.startswith("Telegram does not know this token.")
    assert "not-this-one" not in said.err


# ------------------------------------------------------------------------------------- importing


def test_a_dry_run_keeps_nothing_and_says_how_to_keep_it(desk: Desk) -> None:
    said = desk("import", a_list())
    assert said.code == 0
    assert said.out.startswith("Dry run · CSV, 60 lines.")
    assert "The same command with --commit keeps it." in said.out
    assert "<" not in said.out
    assert rows(desk, select(lines)) == []


def test_a_list_is_kept_once_and_corrected_with_a_reason(desk: Desk) -> None:
    first, second = a_list(seed=1), a_list(seed=2)
    assert desk("import", first, "--commit").out.startswith("60 lines are in.")
    again = desk("import", first, "--commit")
    assert (again.code, "nothing changes" in again.out) == (0, True)
    assert "--because" in desk("import", second, "--commit").refusal
    dry = desk("import", second)
    assert "A list of 60 lines is here already" in dry.out
    assert '--commit --because "…"' in dry.out
    said = desk("import", second, "--commit", "--because", "an invented correction")
    assert said.out.startswith("Corrected:")
    kept = rows(desk, select(imports.c.kind, imports.c.by, imports.c.why).order_by(imports.c.kind))
    assert [tuple(row) for row in kept] == [
        ("correction", "desk", "an invented correction"),
        ("list", "desk", None),
    ]


def test_columns_of_names_stop_a_list_unless_they_are_dropped(desk: Desk) -> None:
    file = a_list("personal")
    assert "Voter Name" in desk("import", file).refusal
    assert "Voter Name" in desk("import", file, "--commit").refusal
    dropped = desk("import", file, "--drop-columns")
    assert "Left out, unread: Voter Name and Residence Address" in dropped.out
    assert desk("import", file, "--drop-columns", "--commit").code == 0
    assert len(rows(desk, select(lines))) == 60


def test_rows_that_cannot_be_taken_are_shown_and_nothing_is_kept(desk: Desk) -> None:
    file = a_list("strange")
    said = desk("import", file)
    assert said.code == 2
    assert "Row 60: The reason is not among this campaign's reasons." in said.out
    assert "There are 2 problems" in desk("import", file, "--commit").refusal
    assert rows(desk, select(lines)) == []


def test_columns_that_are_not_sure_are_confirmed_or_named(desk: Desk) -> None:
    file = Path("unsure.csv")
    text = "Section,Page,Line,Reject Reason,Reason\n1001,1,1,Canceled,Canceled\n"
    file.write_text(text, encoding="utf-8")
    dry = desk("import", file)
    assert "--commit --yes-columns keeps it" in dry.out
    refusal = desk("import", file, "--commit").refusal
    assert "--yes-columns" in refusal
    assert "reason" in refusal
    assert desk("import", file, "--yes-columns").out.count("--yes-columns") == 0
    assert desk("import", file, "--commit", "--column", "reason=D").code == 0
    assert len(rows(desk, select(lines))) == 1


def test_a_column_is_named_by_field_and_title(desk: Desk) -> None:
    file = a_list()
    assert "FIELD=TITLE" in desk("import", file, "--column", "reason").refusal
    assert "These are the ones: section, page" in desk("import", file, "--column", "x=A").refusal
    assert "no column like" in desk("import", file, "--column", "reason=Z").refusal
    assert desk("import", file, "--column", "reason=Reason").code == 0


def test_what_is_no_list_is_refused_in_a_sentence(desk: Desk) -> None:
    assert desk("import", "none.csv").refusal == "There is no file none.csv."
    assert desk("import", ".").refusal == "There is no file .."
    Path("empty.csv").touch()
    assert "nothing in it" in desk("import", "empty.csv").refusal
    Path("page.csv").write_text("<!doctype html><html><body>sign in</body></html>", "utf-8")
    assert "web page" in desk("import", "page.csv").refusal
    Path("prose.csv").write_text("no table\n" * 20, "utf-8")
    assert "no row with titles" in desk("import", "prose.csv").refusal
    Path("half.csv").write_text("Section,Line\n1,2\n", "utf-8")
    assert "--column FIELD=TITLE" in desk("import", "half.csv").refusal


@pytest.mark.slow
def test_ctrl_c_in_the_middle_of_an_import_keeps_nothing(desk: Desk) -> None:
    process = desk.start("import", a_list(n=100_000), "--commit")
    held = 0
    while held < 5:  # longer than the look for migrations
        assert process.poll() is None
        held = held + 1 if being_written(desk) else 0
        time.sleep(0.1)
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert err.startswith("Stopping. Nothing is kept")
    assert "Traceback" not in err
    assert rows(desk, select(lines.c.id).limit(1)) == []


def being_written(desk: Desk) -> bool:
    path = desk.settings["database"].partition("///")[2]
    with closing(sqlite3.connect(path, timeout=0, isolation_level=None)) as connection:
        try:
            connection.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError:
            return True
        connection.execute("ROLLBACK")
    return False
