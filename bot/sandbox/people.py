"""What a person can do on a phone: write, edit, tap, send a picture, block the bot."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

from bot.sandbox.chats import JSON, Account, Chat, Member, Message
from bot.sandbox.facts import units
from bot.sandbox.files import Upload
from bot.sandbox.markup import parsed
from bot.sandbox.refusals import Impossible
from bot.sandbox.taps import Tap

if TYPE_CHECKING:
    from bot.sandbox.telegram import LocalTelegram

LONGEST = 4096
EDITABLE = timedelta(hours=48)


class User(Account):
    """A person. `chat` is the private chat with the bot; every action returns what it made.

    Actions raise Impossible where the app on a phone would not offer them.
    """

    def __init__(
        self,
        telegram: LocalTelegram,
        number: int,
        name: str,
        username: str | None,
        language: str | None,
    ) -> None:
        super().__init__(number, name, username, language, bot=False)
        self.telegram = telegram
        self.chat = Chat(number, "private", name, username)
        self.deactivated = False

    @property
    def messages(self) -> list[Message]:
        """The private chat with the bot, as it looks now."""
        return self.chat.messages

    @property
    def menu(self) -> list[JSON]:
        """The command menu in the private chat, in this person's language."""
        return self.telegram.menus.private(self.id, self.language or "")

    # ------------------------------------------------------------------ writing

    def say(
        self, text: str, to: Chat | None = None, *, reply_to: Message | None = None
    ) -> Message:
        """Write a text to the bot, or to the chat `to`.

        What is longer than 4,096 UTF-16 units is cut into several messages, as the apps do; the
        last one is returned.
        """
        *first, last = _cut(text)
        for piece in first:
            self._say(piece, to, reply_to)
        return self._say(last, to, reply_to)

    def _say(self, text: str, to: Chat | None, reply_to: Message | None) -> Message:
        words, entities = parsed(text, None)
        if not words:
            raise Impossible("an empty message cannot be sent")
        return self._put(to, text=words, entities=entities, reply_to=reply_to)

    def start(self, payload: str = "") -> Message:
        """Press START, perhaps from a link that carries `payload`."""
        return self.say(f"/start {payload}".rstrip())

    def open(self, link: str) -> Message:
        """Open a `https://t.me/<bot>?start=…` link and press START."""
        parts = urlsplit(link)
        if parts.path.strip("/").lower() != (self.telegram.bot.username or "").lower():
            raise Impossible(f"{parts.netloc}{parts.path} is not this bot")
        return self.start(parse_qs(parts.query).get("start", [""])[0])

    def edit(self, message: Message, text: str) -> Message:
        """Edit one's own message (text or caption) within 48 hours."""
        now = self.telegram.clock.now()
        if message.sender is not self or message.deleted or now - message.date > EDITABLE:
            raise Impossible("this message cannot be edited")
        words, entities = parsed(text, None)
        if words != message.text:
            message.text, message.entities, message.edited = words, entities, now
            self.telegram.history.note(now, "edited", self, message)
            self._tell(message, edited=True)
        return message

    def delete(self, message: Message) -> None:
        """Delete a message for everyone; the bot is not told (Telegram does not)."""
        message.deleted = True
        self.telegram.history.note(self.telegram.clock.now(), "deleted", self, message)

    def forward(self, message: Message, to: Chat | None = None) -> Message:
        """Forward a message; protected content cannot be."""
        if message.protected:
            raise Impossible("protected content cannot be forwarded")
        origin: JSON = {"date": int(message.date.timestamp())}
        if message.chat.kind == "channel":
            origin |= {"type": "channel", "chat": message.chat.json(), "message_id": message.id}
        else:
            origin |= {"type": "user", "sender_user": (message.sender or self).json()}
        content = {**message.content, "forward_origin": origin}
        parts = {"text": message.text, "entities": message.entities, "label": message.label}
        return self._put(to, content=content, **parts)

    # ------------------------------------------------------------------ buttons

    def tap(self, message: Message, button: str | int | tuple[int, int]) -> Tap:
        """Tap a button: by its text (or a part only one has), by its number from 1, by row and
        column from 0."""
        return self.telegram.taps.tap(self.telegram, self, message, button)

    def press(self, button: str, chat: Chat | None = None) -> Tap:
        """Tap the newest button with this text (or part of it) in a chat."""
        for message in reversed((chat or self.chat).messages):
            if any(button in label for row in message.buttons for label in row):
                return self.tap(message, button)
        raise Impossible(f"no button {button!r} in sight")

    # ------------------------------------------------------------------ other things to send

    def send_photo(
        self,
        caption: str = "",
        *,
        data: bytes = b"an invented picture",
        size: tuple[int, int] = (960, 1280),
        to: Chat | None = None,
    ) -> Message:
        """Send a picture of `size` (width, height) in pixels."""
        more = {"width": size[0], "height": size[1]}
        return self._send("photo", Upload("picture.jpg", data), caption, to, more)

    def send_document(
        self, name: str, data: bytes, caption: str = "", *, mime: str = "", to: Chat | None = None
    ) -> Message:
        """Send a file."""
        return self._send("document", Upload(name, data, mime), caption, to, {})

    def send_voice(self, seconds: int = 5, *, to: Chat | None = None) -> Message:
        """Send a voice message."""
        upload = Upload("voice.ogg", b"an invented voice", "audio/ogg")
        return self._send("voice", upload, "", to, {"duration": seconds})

    def send_video(
        self, seconds: int = 5, caption: str = "", *, to: Chat | None = None
    ) -> Message:
        """Send a video."""
        more = {"duration": seconds, "width": 640, "height": 360}
        upload = Upload("video.mp4", b"an invented video", "video/mp4")
        return self._send("video", upload, caption, to, more)

    def send_contact(
        self, name: str = "Invented Person", phone: str = "+1 555 0100", *, to: Chat | None = None
    ) -> Message:
        """Send a contact card."""
        card = {"first_name": name, "phone_number": phone}
        return self._put(to, content={"contact": card}, label="[contact]")

    def send_location(
        self, latitude: float = 0.0, longitude: float = 0.0, *, to: Chat | None = None
    ) -> Message:
        """Send a place on the map."""
        place = {"latitude": latitude, "longitude": longitude}
        return self._put(to, content={"location": place}, label="[location]")

    def _send(
        self, kind: str, upload: Upload, caption: str, to: Chat | None, more: dict[str, Any]
    ) -> Message:
        stored = self.telegram.files.keep(kind, upload, **more)
        words, entities = parsed(caption, None)
        return self._put(
            to, text=words, entities=entities, content=stored.content, label=stored.label
        )

    # ------------------------------------------------------------------ the bot and chats

    def block(self) -> None:
        """Stop and block the bot; it is told by `my_chat_member`."""
        self._set_blocked(True)

    def unblock(self) -> None:
        """Unblock the bot; it is told likewise."""
        self._set_blocked(False)

    def _set_blocked(self, blocked: bool) -> None:
        if self.chat.blocked == blocked:
            return
        self.chat.blocked = blocked
        telegram = self.telegram
        states = [Member(telegram.bot, status) for status in ("kicked", "member")]
        new, old = states if blocked else reversed(states)
        telegram.note("blocked" if blocked else "unblocked", self.chat, self)
        telegram.updates.put("my_chat_member", change(telegram, self.chat, self, old, new))

    def deactivate(self) -> None:
        """Delete the account: the bot can write to it no more."""
        self.deactivated = True

    # ------------------------------------------------------------------ delivery to the bot

    def _put(self, to: Chat | None, **parts: Any) -> Message:
        chat = to or self.chat
        if chat is self.chat and chat.blocked:
            raise Impossible(f"{self.name} blocked the bot and must unblock it first")
        if chat.kind != "private" and self.id not in chat.members:
            raise Impossible(f"{self.name} is not in {chat.title}")
        if chat.kind == "channel" and chat.member(self).status == "member":
            raise Impossible(f"{self.name} may not post in {chat.title}")
        chat.started = True
        message = self.telegram.post(chat, self, **parts)
        self._tell(message, edited=False)
        return message

    def _tell(self, message: Message, *, edited: bool) -> None:
        kind = "channel_post" if message.chat.kind == "channel" else "message"
        if reaches_bot(self.telegram, message):
            self.telegram.updates.put(f"edited_{kind}" if edited else kind, message.json())


def reaches_bot(telegram: LocalTelegram, message: Message) -> bool:
    """Whether the bot gets to see a person's message (privacy mode in groups).

    Source: core.telegram.org/bots/features#privacy-mode. In groups: commands for this bot,
    replies to it, and everything when it is an admin or privacy mode is off.
    """
    chat = message.chat
    if chat.kind == "private":
        return True
    status = chat.member(telegram.bot).status
    if status == "administrator":
        return True
    if status != "member" or chat.kind == "channel":
        return False
    if not telegram.privacy_mode:
        return True
    if message.reply_to is not None and message.reply_to.sender is telegram.bot:
        return True
    command = re.match(r"/\w+(?:@(\w+))?", message.text)
    own = (telegram.bot.username or "").lower()
    return command is not None and (command[1] or own).lower() == own


def change(telegram: LocalTelegram, chat: Chat, by: Account, old: Member, new: Member) -> JSON:
    """The Bot API's `ChatMemberUpdated`."""
    return {
        "chat": chat.json(),
        "from": by.json(),
        "date": int(telegram.clock.now().timestamp()),
        "old_chat_member": old.json(),
        "new_chat_member": new.json(),
    }


def _cut(text: str) -> list[str]:
    """Pieces of at most 4,096 UTF-16 units, cut at line ends where there are any."""
    pieces = []
    while units(text) > LONGEST:
        end = LONGEST
        while units(text[:end]) > LONGEST:
            end -= 1
        line = text.rfind("\n", 1, end)
        end = line if line > 0 else end
        pieces.append(text[:end])
        text = text[end:].lstrip("\n")
    return [*pieces, text]
