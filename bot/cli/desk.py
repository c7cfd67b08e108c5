"""At the desk: found a campaign, invite, import the registrar's list."""

from __future__ import annotations

from pathlib import Path
from secrets import token_hex
from typing import Annotated

import segno
import typer
from rich.progress import Progress

from bot.cli.shared import out, say, the_database
from bot.clock import system_clock
from config.locale import load_texts
from config.profile import campaign_names, campaign_path, load_profile
from handlers import links
from handlers.parse.sections import parse_spans
from handlers.texts import as_met
from handlers.texts import petition as texts
from models import people, petition
from models.petition import Asked
from models.terms import Role

DESK = "desk"


def add(app: typer.Typer) -> None:
    """The commands of this room."""
    app.command()(init)
    app.command()(invite)
    app.command("import")(import_list)
    app.command()(sections)


def init(
    profile: Annotated[
        str, typer.Argument(help=f"a campaign ({', '.join(campaign_names())}) or a .toml file")
    ] = "los-angeles-2022",
    seed: Annotated[str, typer.Option(help="chance of every seeded order; default: drawn")] = "",
) -> None:
    """Found a campaign from its profile, in the database of the settings."""
    path = Path(profile) if profile.endswith(".toml") else campaign_path(profile)
    loaded = load_profile(path)
    with the_database() as database:
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
    bot: Annotated[str, typer.Option(help="the bot's username, as BotFather gave it")] = "",
) -> None:
    """Print an invitation link and its QR code."""
    token = links.fresh_token()
    with the_database() as database:
        database.run(
            people.invite,
            now=system_clock(),
            by=DESK,
            role=role,
            token=token,
            uses=uses,
            days=days,
        )
    name = bot.lstrip("@") or "YOUR_BOT"
    link = links.link(name, token)
    say(f"{role.value}, {uses} use(s), {days} day(s):\n{link}")
    if not bot:
        say("Put your bot's username in the place of YOUR_BOT, or give --bot NAME.")
    segno.make(link, error="m").terminal(out=out.file, compact=True)


def import_list(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False)],
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
    asked = Asked(
        columns=tuple(_pair(one) for one in column or ()),
        drop_columns=drop_columns,
        accept_close=accept_close,
        accept_header=yes_columns,
    )
    words = load_texts().of("en")
    with the_database() as database, Progress(transient=True) as bar:
        task = bar.add_task("reading", total=None)

        def progress(row: int) -> None:
            bar.update(task, completed=row, description=f"row {row:,}")

        now = system_clock()
        if commit:
            done = database.run(
                petition.import_list,
                now=now,
                by=DESK,
                path=file,
                asked=asked,
                why=because or None,
                progress=progress,
            )
            say(texts.plain(texts.imported(words, done)))
            return
        found = database.run(petition.dry_run, now=now, path=file, asked=asked, progress=progress)
    say(texts.plain(texts.dry_run(words, found)))
    if found.summary.clean and not found.known:
        say("Nothing is kept yet. The same command with --commit keeps it.")


def sections(
    numbers: Annotated[list[str], typer.Argument(help="such as 12001-12500 12510")],
    office: Annotated[str, typer.Option(help="the office's code, where there are several")] = "",
) -> None:
    """Where the registrar hands out no list: say which sections may be dealt (order as-met)."""
    words = load_texts().of("en")
    spans = parse_spans(" ".join(numbers))
    with the_database() as database:
        opened = database.run(
            petition.open_sections,
            now=system_clock(),
            by=DESK,
            sections=spans,
            office=office or None,
        )
        now = database.run(petition.look_sections)
    say(texts.plain(as_met.opened(words, opened, now)))


def _pair(typed: str) -> tuple[str, str]:
    field, _, title = typed.partition("=")
    return field.strip(), title.strip()
