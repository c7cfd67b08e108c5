"""Looking: the state of the house, and the trail."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import datetime
from typing import Annotated

import typer
from rich.table import Table

from bot.cli.shared import BROKEN, out, say, the_database
from bot.clock import system_clock
from models import status, trail
from models.status import Status

trail_app = typer.Typer(help="The trail: every change, hash-chained.", no_args_is_help=True)

# What a broken invariant means; the code and where it broke follow it.
_MEANS = {
    "tally": "a kept count of a reason is not what its lines add up to",
    "tally-missing": "a reason with lines has no kept counts",
    "days": "the days do not add up to what is read and claimed",
    "held-batch": "a line is held by a batch that is not out",
    "empty-batch": "a batch is out with nothing left to read",
    "section-batch": "a section is with a batch that has ended",
    "reason": "a line counts under another reason than it was met with",
    "verdict": "a line's verdict is not that of its one standing reading",
    "contested": "a line that two readers disagree about is not marked so, or wrongly",
    "claim": "a line counts as claimed that may not, or does not though it should",
    "set-claims": "another than the lowest line of a set of duplicates counts, or it should",
    "set-head": "a set of duplicates is not named after its lowest line",
    "contradiction": "what contradicts itself in a set of duplicates is not what is kept",
    "waits": "a line waits for a lawyer for another reason than is kept, or for none",
    "stack": "a line is in two lawyers' stacks",
    "set-alone": "a set of duplicates has one line",
    "set-mate": "a line and the partner it names are in different sets",
    "ruling": "a line in the lawyers' count is not ruled as it says",
    "ruling-lost": "a lawyer's ruling stands on no line",
    "ruled": "the lines ruled ours are not those that are counted",
    "set-ruled": "another than the lowest line of a set of duplicates counts as ruled ours",
    "two-batches": "one person has two batches",
    "trail-head": "the trail has no end, or several",
    "trail": "an entry of the trail does not hold",
    "lines": "the states do not add up to all lines",
}
# How the first link of the trail that does not hold is told.
_LINK = {
    "changed": "entry {n} was changed",
    "removed": "an entry was removed before or at {n}",
    "inserted": "entry {n} was inserted",
    "reordered": "entry {n} is out of its order",
    "cut": "everything from entry {n} on was cut off",
}


def add(app: typer.Typer) -> None:
    """The commands of this room."""
    app.command("status")(show_status)
    app.add_typer(trail_app, name="trail")


def show_status(
    as_json: Annotated[bool, typer.Option("--json", help="for programs; docs/run.md")] = False,
) -> None:
    """Every line accounted for. Ends with 1 and names it if an invariant is broken."""
    now = system_clock()
    with the_database() as database:
        found = database.run(status.look, now=now)
    if as_json:
        say(json.dumps(asdict(found), default=_iso, indent=2))
    else:
        _print(found)
    for broken in found.broken:
        say(f"BROKEN: {told_broken(broken)}", error=True)
    if found.broken:
        raise typer.Exit(BROKEN)


def told_broken(broken: str) -> str:
    """What a broken invariant means, with its code and where it broke."""
    code = broken.replace(":", " ").partition(" ")[0]
    return f"{_MEANS.get(code, 'an invariant does not hold')} ({broken})"


@trail_app.command("verify")
def verify() -> None:
    """Walk the whole chain; ends with 1 and names the first link that does not hold."""
    with the_database() as database:
        broken, head = database.run(status.walk_trail, now=system_clock())
    if broken is not None:
        told = _LINK.get(broken.what, "entry {n} does not hold").format(n=f"{broken.seq:,}")
        say(f"BROKEN: {told}.", error=True)
        raise typer.Exit(BROKEN)
    say(f"The trail holds: {head.seq:,} entries, head {head.hash}")


@trail_app.command("show")
def show(last: Annotated[int, typer.Option(help="how many entries", min=1)] = 20) -> None:
    """The last entries of the trail, by the UTC clock: who (a pseudonym), what, to what."""
    with the_database() as database:
        entries = database.run(trail.last, n=last)
    for entry in entries:
        at = entry.at[:19].replace("T", " ")
        say(f"{entry.seq:>8}  {at}  {entry.actor:<6} {entry.act:<20} {entry.subject}")


def _iso(value: object) -> str:
    assert isinstance(value, datetime)
    return value.isoformat()


def _print(found: Status) -> None:
    say(f"{found.title}{'  (INVENTED)' if found.invented else ''}")
    out.print(_states(found), _reasons(found))
    say(f"claimed {found.claimed:,} of target {found.target:,}")
    for round_, verdicts in found.by_verdict.items():
        if any(verdicts.values()):
            say(f"round {round_}: {_counted(verdicts)}")
    for batch in found.batches:
        left = f"{batch.left} of {batch.lines} lines left"
        if batch.sections_left:
            left += f", {batch.sections_left} sections to go through"
        paper = ", on paper" if batch.on_paper else ""
        say(f"out: {batch.code} {batch.holder}, {left}, for {_span(batch.minutes)}{paper}")
    say(f"people: {_counted(found.people)}")
    say(f"notices: {_counted(found.notices)}")
    for post in found.posts:
        say(f"post to {post.chat_id}: last {post.last or 'none'}, next {post.next_due:%F %H:%M}Z")
    say(f"trail: {found.trail_entries:,} entries, head {found.trail_head}")
    for one in found.contradictions:
        say(f"more than certified: {one}")


def _states(found: Status) -> Table:
    table = Table(show_edge=False)
    for name in ("lines", *found.by_state):
        table.add_column(name, justify="right")
    table.add_row(f"{found.total:,}", *(f"{n:,}" for n in found.by_state.values()))
    return table


def _reasons(found: Status) -> Table:
    table = Table(show_edge=False)
    for name in ("reason", "total", "read", "claimed"):
        table.add_column(name, justify="left" if name == "reason" else "right")
    for code, counts in found.by_reason.items():
        table.add_row(code, *(f"{counts[name]:,}" for name in ("total", "read", "claimed")))
    return table


def _counted(counts: dict[str, int]) -> str:
    return ", ".join(f"{n:,} {name}" for name, n in counts.items() if n) or "none"


def _span(minutes: int) -> str:
    hours, rest = divmod(minutes, 60)
    days, hours = divmod(hours, 24)
    parts = ((days, "d"), (hours, "h"), (rest, "min"))
    return " ".join(f"{n} {unit}" for n, unit in parts if n) or "0 min"
