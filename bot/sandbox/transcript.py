"""Prints what happened as chats are read on a phone: who said what to whom, with the buttons.

`show` draws bubbles with rich; `as_text` gives plain lines for documents. Both take the events of
`tg.history` and read nothing else.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from itertools import groupby

from rich.align import Align
from rich.cells import cell_len
from rich.console import Console, Group, RenderableType
from rich.panel import Panel
from rich.rule import Rule
from rich.text import Text

from bot.sandbox.chats import JSON, Chat
from bot.sandbox.history import Event

PHONE = 52
WIDTH = PHONE + 8
STYLES = {
    "bold": "bold",
    "italic": "italic",
    "underline": "underline",
    "strikethrough": "strike",
    "code": "cyan",
    "pre": "cyan",
    "text_link": "underline blue",
    "url": "underline blue",
    "bot_command": "blue",
    "spoiler": "dim",
}
KINDS = {"private": "private chat", "group": "group", "supergroup": "group", "channel": "channel"}


@dataclass(frozen=True)
class Entry:
    """One thing to show: a bubble (`says`) or a remark, with the buttons under it."""

    at: datetime
    chat: Chat
    who: str
    by_bot: bool
    says: bool
    text: Text
    buttons: Sequence[Sequence[str]] = ()


def entries(events: Iterable[Event]) -> list[Entry]:
    """What there is to show of each event, in order; silent answers to taps are left out."""
    return [entry for event in events if (entry := _entry(event)) is not None]


def _entry(event: Event) -> Entry | None:
    says = event.what in ("sent", "edited")
    if says:
        text = Text("✎ edited\n", style="dim") if event.what == "edited" else Text()
        text.append_text(_styled(event))
    else:
        remark = _remark(event)
        if not remark:
            return None
        text = Text(remark)
    buttons = event.buttons if says else ()
    return Entry(event.at, event.chat, event.who.name, event.by_bot, says, text, buttons)


def _remark(event: Event) -> str:
    whose = ""
    if event.message is not None and event.message.sender is not None:
        sender = event.message.sender
        whose = "its own" if sender is event.who and event.by_bot else f"{sender.name}'s"
        whose = "their own" if sender is event.who and not event.by_bot else whose
    remarks = {
        "deleted": f"deletes {whose} message",
        "tapped": f"taps [{event.note}]",
        "answered": f"shows: {event.note}" if event.note else "",
        "blocked": "blocks the bot",
        "unblocked": "unblocks the bot",
        "promoted": "is made an administrator",
        "joined": "joins",
        "left": "leaves",
        "pinned": "pins a message",
        "migrated": "makes the group a supergroup",
    }
    words = remarks.get(event.what, "")
    return f"{event.who.name} {words}" if words else ""


def _styled(event: Event) -> Text:
    """The message's text as rich shows it; entity offsets are UTF-16 units."""
    head = f"{event.label}\n" if event.label and event.text else event.label
    text = Text(head, style="magenta")
    body = Text(event.text)
    for entity in event.entities:
        style = STYLES.get(str(entity["type"]))
        if style:
            body.stylize(style, *_span(event.text, entity))
    return text.append_text(body) if event.text else text


def _span(text: str, entity: JSON) -> tuple[int, int]:
    raw = text.encode("utf-16-le")
    start = len(raw[: entity["offset"] * 2].decode("utf-16-le", "ignore"))
    end = len(raw[: (entity["offset"] + entity["length"]) * 2].decode("utf-16-le", "ignore"))
    return start, end


def by_chat(events: Iterable[Event]) -> list[Event]:
    """The same events chat after chat, in the order in which the chats began."""
    order: dict[int, list[Event]] = {}
    for event in events:
        order.setdefault(event.chat.id, []).append(event)
    return [event for chat in order.values() for event in chat]


def title(chat: Chat) -> str:
    """A chat's name and kind, for a heading."""
    return f"{chat.title} · {KINDS[chat.kind]}"


# ---------------------------------------------------------------------- on the terminal


def show(console: Console, events: Iterable[Event], *, zone: tzinfo = UTC) -> None:
    """Print events as bubbles, under a heading whenever the chat changes.

    The bot speaks on the left, people on the right; times are those of `zone`.
    """
    for _, run in groupby(entries(events), key=lambda entry: entry.chat.id):
        shown = list(run)
        console.print(Rule(title(shown[0].chat), style="dim"), width=WIDTH)
        for entry in shown:
            console.print(bubble(entry, zone), width=WIDTH)


def bubble(entry: Entry, zone: tzinfo, first_number: int | None = None) -> RenderableType:
    """One entry as rich shows it; buttons are numbered from `first_number` if it is given."""
    time = f"{entry.at.astimezone(zone):%H:%M}"
    if not entry.says:
        return Align.center(
            Text(f"{time} {entry.text.plain}", style="dim italic"), width=PHONE + 8
        )
    colour = "green" if entry.by_bot else "blue"
    parts: list[RenderableType] = [
        Panel(
            entry.text,
            title=entry.who,
            subtitle=time,
            title_align="left",
            subtitle_align="right",
            border_style=colour,
            width=min(PHONE, max(_width(entry), 24)),
        )
    ]
    parts += [Text(row, style="bold cyan") for row in button_rows(entry.buttons, first_number)]
    align = "left" if entry.by_bot else "right"
    return Align(Group(*parts), align)  # type: ignore[arg-type]


def _width(entry: Entry) -> int:
    longest = max((cell_len(line) for line in entry.text.plain.splitlines()), default=0)
    return max(longest, cell_len(entry.who) + 2) + 4


def button_rows(buttons: Sequence[Sequence[str]], first_number: int | None = None) -> list[str]:
    """Rows of buttons in words: `[ Next batch ] [ My shifts ]`, with numbers if asked for."""
    number, rows = first_number, []
    for row in buttons:
        labels = []
        for label in row:
            labels.append(f"[ {label} ]" if number is None else f"[{number}: {label}]")
            number = None if number is None else number + 1
        rows.append(" ".join(labels))
    return rows


# ---------------------------------------------------------------------- as plain text


def as_text(events: Iterable[Event], *, zone: tzinfo = UTC) -> str:
    """The same in plain lines, for documents: time, who, what; buttons in brackets below."""
    lines: list[str] = []
    for _, run in groupby(entries(events), key=lambda entry: entry.chat.id):
        shown = list(run)
        lines += ["", f"── {title(shown[0].chat)} ──"]
        for entry in shown:
            lines += plain(entry, zone)
    return "\n".join(lines).strip() + "\n"


def plain(entry: Entry, zone: tzinfo, first_number: int | None = None) -> list[str]:
    """One entry in plain lines."""
    time = f"{entry.at.astimezone(zone):%H:%M}"
    if not entry.says:
        return [f"{time}  ({entry.text.plain})"]
    first, *rest = (entry.text.plain or " ").splitlines()
    lines = [f"{time}  {entry.who}: {first}"]
    lines += [f"         {line}".rstrip() for line in rest]
    return lines + [f"       {row}" for row in button_rows(entry.buttons, first_number)]
