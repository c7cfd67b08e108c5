"""Everything that happened in a local Telegram, in order, with its time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, overload

from bot.sandbox.chats import JSON, Account, Chat, Message

What = Literal[
    "sent",
    "edited",
    "deleted",
    "tapped",
    "answered",
    "blocked",
    "unblocked",
    "joined",
    "left",
    "promoted",
    "pinned",
    "migrated",
]


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened: `what` to `message` in `chat`, by `who`, at `at` (aware UTC).

    `text` with its `entities`, `buttons`, `label` (a picture or file, `[picture 1080×1350]`) are
    the message's as they were then. `note` is the button that was tapped, or the text of an answered tap.
    """

    at: datetime
    what: What
    chat: Chat
    who: Account
    message: Message | None = None
    text: str = ""
    buttons: tuple[tuple[str, ...], ...] = ()
    label: str = ""
    note: str = ""
    entities: Sequence[JSON] = ()

    @property
    def by_bot(self) -> bool:
        """Whether the bot did it."""
        return self.who.is_bot


class History:
    """A list of events that can only grow; `on_event` functions are told of each."""

    def __init__(self) -> None:
        self._events: list[Event] = []
        self.on_event: list[Callable[[Event], None]] = []

    def add(self, event: Event) -> None:
        """Append one event and tell those who listen."""
        self._events.append(event)
        for tell in self.on_event:
            tell(event)

    def note(
        self,
        at: datetime,
        what: What,
        who: Account,
        message: Message,
        note: str = "",
    ) -> None:
        """Append an event about a message, as the message looks now."""
        buttons = message.buttons or message.keyboard
        rows = tuple(tuple(row) for row in buttons)
        chat, text, label = message.chat, message.text, message.label
        entities = message.entities
        self.add(Event(at, what, chat, who, message, text, rows, label, note, entities))

    def __len__(self) -> int:
        return len(self._events)

    def __iter__(self) -> Iterator[Event]:
        return iter(self._events)

    @overload
    def __getitem__(self, place: int) -> Event: ...
    @overload
    def __getitem__(self, place: slice) -> list[Event]: ...
    def __getitem__(self, place: int | slice) -> Event | list[Event]:
        return self._events[place]

    def pick(
        self,
        what: What | None = None,
        *,
        chat: Chat | None = None,
        who: Account | None = None,
        by_bot: bool | None = None,
    ) -> list[Event]:
        """The events that fit every argument given, in order."""
        return [
            event
            for event in self._events
            if (what is None or event.what == what)
            and (chat is None or event.chat is chat)
            and (who is None or event.who is who)
            and (by_bot is None or event.by_bot == by_bot)
        ]

    def repeats(self) -> list[tuple[Chat, str, int]]:
        """What the bot sent more than once to one chat: chat, text with label, how often."""
        counts = Counter(
            (event.chat, f"{event.label} {event.text}".strip())
            for event in self.pick("sent", by_bot=True)
        )
        return [(chat, text, times) for (chat, text), times in counts.items() if times > 1]
