"""Who and what there is in a local Telegram: accounts, chats, members, messages."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

JSON = dict[str, Any]
Kind = Literal["private", "group", "supergroup", "channel"]

RIGHTS = (
    "can_manage_chat",
    "can_change_info",
    "can_post_messages",
    "can_edit_messages",
    "can_delete_messages",
    "can_invite_users",
    "can_restrict_members",
    "can_promote_members",
    "can_pin_messages",
    "can_manage_topics",
    "can_manage_video_chats",
    "can_post_stories",
    "can_edit_stories",
    "can_delete_stories",
)
"""The rights of an administrator, as the Bot API names them."""


class Account:
    """A person or the bot: `id` (up to 52 bits, as real ones), `name`, `username`, `language`."""

    def __init__(
        self, number: int, name: str, username: str | None, language: str | None, *, bot: bool
    ) -> None:
        self.id = number
        self.name = name
        self.username = username
        self.language = language
        self.is_bot = bot

    def __repr__(self) -> str:
        return f"<{self.name} {self.id}>"

    def json(self) -> JSON:
        """The Bot API's `User`."""
        out: JSON = {"id": self.id, "is_bot": self.is_bot, "first_name": self.name}
        if self.username:
            out["username"] = self.username
        if self.language:
            out["language_code"] = self.language
        return out


@dataclass(eq=False)
class Member:
    """One account's place in a chat: `status` as the Bot API words it, and an admin's `rights`."""

    account: Account
    status: str
    rights: frozenset[str] = frozenset()

    def json(self) -> JSON:
        """The Bot API's `ChatMember…`."""
        out: JSON = {"status": self.status, "user": self.account.json()}
        if self.status == "creator":
            out["is_anonymous"] = False
        elif self.status == "administrator":
            out |= {right: right in self.rights for right in RIGHTS}
            out |= {"can_be_edited": False, "is_anonymous": False}
        elif self.status == "kicked":
            out["until_date"] = 0
        return out


TEXT_FIELDS = ("text", "entities")


@dataclass(eq=False)
class Message:
    """One message as it stands now. `text` is also the caption of a picture or file.

    `content` is the Bot API's part for media (`{"photo": […]}`) or a service message; `label` is
    how a transcript shows it; `markup` an inline keyboard, `keyboard` the rows of a reply
    keyboard.
    """

    id: int
    chat: Chat
    sender: Account | None
    date: datetime
    text: str = ""
    entities: list[JSON] = field(default_factory=list)
    content: JSON = field(default_factory=dict)
    label: str = ""
    markup: JSON | None = None
    keyboard: list[list[str]] = field(default_factory=list)
    reply_to: Message | None = None
    edited: datetime | None = None
    deleted: bool = False
    protected: bool = False

    def __repr__(self) -> str:
        return f"<message {self.id} in {self.chat.id}: {self.text[:40]!r}>"

    @property
    def buttons(self) -> list[list[str]]:
        """Labels of the inline keyboard, row by row."""
        if self.markup is None:
            return []
        return [[str(button["text"]) for button in row] for row in self.markup["inline_keyboard"]]

    @property
    def has_media(self) -> bool:
        """Whether the text is a caption."""
        return any(name not in ("forward_origin", "media_group_id") for name in self.content)

    def json(self, *, shallow: bool = False) -> JSON:
        """The Bot API's `Message`; `shallow` leaves out the message replied to."""
        chat = self.chat.json()
        out: JSON = {"message_id": self.id, "date": int(self.date.timestamp()), "chat": chat}
        if self.chat.kind == "channel":
            out["sender_chat"] = chat
        elif self.sender is not None:
            out["from"] = self.sender.json()
        out |= self.content
        if self.text:
            self._put_text(out)
        if self.markup is not None:
            out["reply_markup"] = self.markup
        if self.edited is not None:
            out["edit_date"] = int(self.edited.timestamp())
        if self.protected:
            out["has_protected_content"] = True
        if self.reply_to is not None and not shallow:
            out["reply_to_message"] = self.reply_to.json(shallow=True)
        return out

    def _put_text(self, out: JSON) -> None:
        text, entities = ("caption", "caption_entities") if self.has_media else TEXT_FIELDS
        out[text] = self.text
        if self.entities:
            out[entities] = self.entities


class Chat:
    """A chat and all its messages.

    `id` is positive for a private chat, negative for a group, below -10¹² for a supergroup or
    channel. `started`: the person wrote first, so the bot may write. `blocked`: the person
    blocked the bot. `migrated_to`: the id of the supergroup a group has become.
    """

    def __init__(self, number: int, kind: Kind, title: str, username: str | None = None) -> None:
        self.id = number
        self.kind: Kind = kind
        self.title = title
        self.username = username
        self.members: dict[int, Member] = {}
        self.everything: dict[int, Message] = {}
        self.started = kind != "private"
        self.blocked = False
        self.migrated_to: int | None = None
        self.pinned: Message | None = None
        self._json: JSON = {"id": number, "type": kind}
        self._json["first_name" if kind == "private" else "title"] = title
        if username:
            self._json["username"] = username

    def __repr__(self) -> str:
        return f"<{self.kind} {self.title} {self.id}>"

    def json(self) -> JSON:
        """The Bot API's `Chat` (shared: never change it)."""
        return self._json

    @property
    def messages(self) -> list[Message]:
        """What a person sees now, oldest first: deleted messages are gone, edited replaced."""
        return [message for message in self.everything.values() if not message.deleted]

    @property
    def last(self) -> Message:
        """The newest message a person sees; raises LookupError in an empty chat."""
        for message in reversed(self.everything.values()):
            if not message.deleted:
                return message
        raise LookupError(f"{self.title}: no message")

    def find(self, number: int) -> Message | None:
        """The message with this id, unless it is deleted."""
        message = self.everything.get(number)
        return None if message is None or message.deleted else message

    def member(self, account: Account) -> Member:
        """An account's place here; `left` when it has none."""
        return self.members.get(account.id) or Member(account, "left")
