"""At the desk: found a campaign, invite, import the registrar's list."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from secrets import token_hex
from threading import Event
from typing import Annotated, TypeVar

import segno
import typer
from rich.style import Style
from rich.text import Text

from bot.cli.ask import bot_name
from bot.cli.shared import REFUSED, Cannot, bars, out, say, the_database
from bot.clock import system_clock
from config.locale import Words, load_texts
from config.profile import campaign_names, campaign_path, load_profile
from config.settings import load
from handlers import links
from handlers.texts import petition as texts
from models import people, petition
from models.database import Database
from models.petition import Asked, DryRun
from models.terms import Role

T = TypeVar("T")

DESK = "desk"
# Dark on light whatever the terminal's own colours are: cameras want it so.
_INK = Style(color="#ffffff", bgcolor="#000000")
_WORKBOOKS = (b"PK", b"\xd0\xcf\x11\xe0")  # XLSX and XLS: their rows cannot be counted beforehand


def add(app: typer.Typer) -> None:
    """The commands of this room."""
    app.command()(init)
    app.command()(invite)
    app.command("import")(import_list)


def init(
    profile: Annotated[
        str, typer.Argument(help=f"a campaign ({', '.join(campaign_names())}) or a .toml file")
    ] = "los-angeles-2022",
    seed: Annotated[str, typer.Option(help="chance of every seeded order; default: drawn")] = "",
) -> None:
    """Found a campaign from its profile, in the database of the settings."""
    path = Path(profile) if profile.endswith(".toml") else campaign_path(profile)
    loaded = load_profile(path)
    with the_database(new=True) as database:
        database.run(
            petition.found,
            now=system_clock(),
            by=DESK,
            profile=loaded,
            draw_seed=seed or token_hex(16),
        )
    say(f"Founded: {loaded.title}. Target: {loaded.target:,} lines.")
    say("Next: python -m bot invite --role admin")


def invite(
    role: Annotated[Role, typer.Option(help="what the invited person may do")] = Role.ADMIN,
    uses: Annotated[int, typer.Option(help="how many people may use the link")] = 1,
    days: Annotated[int, typer.Option(help="for how many days")] = 7,
    bot: Annotated[str, typer.Option(help="the bot's username; default: asked of Telegram")] = "",
) -> None:
    """Print an invitation link and its QR code."""
    settings = load()
    with the_database(settings) as database:
        name = bot.lstrip("@") or bot_name(settings)
        if not name:
            raise Cannot(
                "Whose link? Give --bot NAME (the username that BotFather gave your bot),"
                " or set COUNTERSIGN_TOKEN, and Telegram is asked."
            )
        token = links.fresh_token()
        database.run(
            people.invite,
            now=system_clock(),
            by=DESK,
            role=role,
            token=token,
            uses=uses,
            days=days,
        )
    link = links.link(name, token)
    say(f"{role.value}, for {_of(uses, 'person', 'people')}, {_of(days, 'day', 'days')}:\n{link}")
    out.print(drawn(link))
    say("Whoever has this link comes in by it: give it to nobody else.")


def drawn(link: str) -> Text:
    """The link as a QR code of half blocks; what is a block is light."""
    blocks = io.StringIO()
    segno.make(link, error="m").terminal(out=blocks, compact=True)
    return Text(blocks.getvalue().rstrip("\n"), style=_INK, no_wrap=True)


def import_list(
    file: Annotated[Path, typer.Argument(help="CSV, XLSX or XLS, as the registrar gave it")],
    commit: Annotated[bool, typer.Option(help="keep it; without, a dry run")] = False,
    drop_columns: Annotated[
        bool, typer.Option(help="leave out columns that look like names or addresses")
    ] = False,
    accept_close: Annotated[bool, typer.Option(help="take near spellings of reasons")] = False,
    yes_columns: Annotated[bool, typer.Option(help="the columns as shown are right")] = False,
    column: Annotated[
        list[str] | None, typer.Option(help="FIELD=TITLE or FIELD=LETTER, where it is unsure")
    ] = None,
    because: Annotated[str, typer.Option(help="the reason of a correction")] = "",
) -> None:
    """Read the registrar's list: a dry run first, then (--commit) all of it or nothing."""
    if not file.is_file():
        raise Cannot(f"There is no file {file}.")
    asked = Asked(
        columns=tuple(_pair(one) for one in column or ()),
        drop_columns=drop_columns,
        accept_close=accept_close,
        accept_header=yes_columns,
    )
    words = load_texts().of("en")
    with the_database() as database:
        if commit:
            done = _read(database, petition.import_list, file, asked, by=DESK, why=because or None)
            say(texts.plain(texts.imported(words, done)))
            return
        found = _read(database, petition.dry_run, file, asked)
    _show(words, found, yes_columns=yes_columns)


def _read(
    database: Database, verb: Callable[..., T], file: Path, asked: Asked, **more: object
) -> T:
    """Run a verb that reads the file, under a bar; Ctrl-C undoes what it has done so far."""
    stopped, total = Event(), _rows(file)
    with bars() as bar:
        task = bar.add_task("reading", total=total)

        def progress(row: int) -> None:
            if stopped.is_set():
                raise _Stopped
            done = row if total is None else min(row, total)
            bar.update(task, completed=done, description=f"row {row:,}")

        try:
            return database.run(
                verb, now=system_clock(), path=file, asked=asked, progress=progress, **more
            )
        except KeyboardInterrupt:
            stopped.set()
            say("Stopping. Nothing is kept, unless it was done already: status tells.", error=True)
            raise


class _Stopped(Exception):
    """Ends a verb in the middle, so that its transaction is undone."""


def _rows(file: Path) -> int | None:
    """About how many rows a file has, for the bar; None where that cannot be seen at once."""
    with file.open("rb") as opened:
        if opened.read(4).startswith(_WORKBOOKS):
            return None
        opened.seek(0)
        return sum(part.count(b"\n") for part in iter(lambda: opened.read(1 << 20), b""))


def _show(words: Words, found: DryRun, *, yes_columns: bool) -> None:
    """What the dry run found, and what to do next. Ends with `REFUSED` if rows cannot be taken."""
    say(texts.plain(texts.dry_run(words, replace(found, existing=0))))
    if found.summary.problem_count:
        raise typer.Exit(REFUSED)
    if found.known:
        return
    more = ["--commit"]
    if not found.header.sure and not yes_columns:
        say(
            "Are the columns right? Then give --yes-columns; else name them: --column FIELD=TITLE."
        )
        more.append("--yes-columns")
    if found.existing:
        say(f"A list of {found.existing:,} lines is here already: this would be a correction.")
        more.append('--because "…"')
    say(f"Nothing is kept yet. The same command with {' '.join(more)} keeps it.")


def _pair(typed: str) -> tuple[str, str]:
    field, _, title = typed.partition("=")
    if not title.strip():
        raise Cannot("--column is written FIELD=TITLE or FIELD=LETTER, for example reason=F.")
    return field.strip(), title.strip()


def _of(n: int, one: str, more: str) -> str:
    return f"{n} {one if n == 1 else more}"
