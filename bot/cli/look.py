"""Looking: the state of the house, the day's post at a desk, the trail."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import date
from typing import Annotated

import typer
from rich.table import Table

from bot.cli.shared import out, say, the_database
from bot.clock import system_clock
from config.locale import load_texts
from config.settings import load
from handlers import pictures
from handlers.texts import petition as texts
from handlers.texts import progress as words_of
from models import progress, status, trail
from models.status import Status

trail_app = typer.Typer(help="The trail: every change, hash-chained.", no_args_is_help=True)


def add(app: typer.Typer) -> None:
    """The commands of this room."""
    app.command("status")(show_status)
    app.command()(report)
    app.add_typer(trail_app, name="trail")


def show_status(
    as_json: Annotated[bool, typer.Option("--json", help="for programs; docs/run.md")] = False,
) -> None:
    """Every line accounted for. Ends with 1 and names it if an invariant is broken."""
    now = system_clock()
    with the_database() as database:
        found = database.run(status.look, now=now)
    if as_json:
        say(json.dumps(asdict(found), default=str, indent=2))
    else:
        _print(found)
    if found.broken:
        for broken in found.broken:
            say(f"BROKEN: {broken}", error=True)
        raise typer.Exit(1)


def report(
    day: Annotated[str, typer.Option(help="YYYY-MM-DD; default: today")] = "",
    language: Annotated[str, typer.Option(help="of the post")] = "en",
) -> None:
    """The day's post and its picture, before the channel sees them."""
    settings = load()
    with the_database(settings) as database:
        found = database.run(
            progress.report,
            now=system_clock(),
            day=date.fromisoformat(day) if day else None,
        )
    words = load_texts().of(language)
    say(texts.plain(words_of.post(words, found)))
    settings.out.mkdir(parents=True, exist_ok=True)
    picture = settings.out / f"report-{found.day.isoformat()}-{language}.png"
    pictures.day(found, words, picture)
    say(f"\nPicture: {picture}")


@trail_app.command("verify")
def verify() -> None:
    """Walk the whole chain; ends with 1 and names the first link that does not hold."""
    with the_database() as database:
        broken = database.run(trail.verify)
        head = database.run(trail.head)
    if broken is not None:
        say(f"BROKEN at entry {broken.seq}: {broken.what}", error=True)
        raise typer.Exit(1)
    say(f"The trail holds: {head.seq:,} entries, head {head.hash}")


@trail_app.command("show")
def show(last: Annotated[int, typer.Option(help="how many entries")] = 20) -> None:
    """The last entries of the trail."""
    with the_database() as database:
        entries = database.run(trail.last, n=last)
    for entry in entries:
        say(f"{entry.seq:>8}  {entry.at[:19]}  {entry.actor:<6} {entry.act:<20} {entry.subject}")


def _print(found: Status) -> None:
    mark = "  (INVENTED)" if found.invented else ""
    say(f"{found.title}{mark}")
    table = Table(show_edge=False)
    for name in ("lines", *found.by_state):
        table.add_column(name, justify="right")
    table.add_row(f"{found.total:,}", *(f"{n:,}" for n in found.by_state.values()))
    out.print(table)
    reasons = Table(show_edge=False)
    for name in ("reason", "all", "read", "claimed"):
        reasons.add_column(name, justify="left" if name == "reason" else "right")
    for code, counts in found.by_reason.items():
        reasons.add_row(code, *(f"{counts[name]:,}" for name in ("total", "read", "claimed")))
    out.print(reasons)
    say(f"claimed {found.claimed:,} of target {found.target:,}")
    for contradiction in found.contradictions:
        say(f"contradiction: {contradiction}")
    for round_, verdicts in found.by_verdict.items():
        say(f"round {round_}: " + ", ".join(f"{n:,} {name}" for name, n in verdicts.items()))
    for batch in found.batches:
        left = f"{len(batch.left)} of {len(batch.lines)} left"
        if batch.to_finish:
            left += f", {len(batch.to_finish)} of {len(batch.sections)} sections"
        say(f"out: {batch.code} {batch.holder}, {left}, since {batch.dealt_at:%Y-%m-%d %H:%M}Z")
    say("people: " + (", ".join(f"{n} {role}" for role, n in found.people.items()) or "none"))
    say("notices: " + ", ".join(f"{n} {state}" for state, n in found.notices.items() if n))
    for post in found.posts:
        say(f"post to {post.chat_id}: last {post.last or 'none'}, next {post.next_due:%F %H:%M}Z")
    say(f"trail: {found.trail_entries:,} entries, head {found.trail_head[:16]}…")
