"""Groups, supergroups and channels, and what their owners can do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.sandbox.chats import RIGHTS, Account, Chat, Kind, Member, Message
from bot.sandbox.history import What
from bot.sandbox.people import User, change
from bot.sandbox.refusals import Impossible

if TYPE_CHECKING:
    from bot.sandbox.telegram import LocalTelegram

CHANNEL_ONLY = frozenset({"can_post_messages", "can_edit_messages"})


class Room(Chat):
    """A chat of several people. Actions are the owner's unless `by` names somebody else."""

    def __init__(
        self,
        telegram: LocalTelegram,
        number: int,
        kind: Kind,
        title: str,
        username: str | None = None,
    ) -> None:
        super().__init__(number, kind, title, username)
        self._telegram = telegram

    @property
    def owner(self) -> Account:
        """Who made the room."""
        return next(m.account for m in self.members.values() if m.status == "creator")

    def add(self, person: User, by: Account | None = None) -> None:
        """Add a person; in a group a service message says so."""
        self._set(person, Member(person, "member"), by)
        if self.kind != "channel":
            self._service(by, new_chat_members=[person.json()], label=f"[{person.name} joined]")

    def remove(self, person: User, by: Account | None = None) -> None:
        """Remove a person."""
        self._set(person, Member(person, "left"), by)
        if self.kind != "channel":
            self._service(by, left_chat_member=person.json(), label=f"[{person.name} left]")

    def add_bot(self, by: Account | None = None) -> None:
        """Add the bot as a plain member (groups)."""
        if self.kind == "channel":
            raise Impossible("a bot can join a channel as an administrator only")
        bot = self._telegram.bot
        self._set(bot, Member(bot, "member"), by)
        self._service(by, new_chat_members=[bot.json()], label=f"[{bot.name} joined]")

    def make_admin(
        self,
        bot: Account | None = None,
        *,
        by: Account | None = None,
        without: frozenset[str] = frozenset(),
    ) -> None:
        """Make the bot (or another account) an administrator with all usual rights but `without`."""
        account = bot or self._telegram.bot
        rights = frozenset(RIGHTS) - without
        if self.kind != "channel":
            rights -= CHANNEL_ONLY
        self._set(account, Member(account, "administrator", rights), by)

    def remove_bot(self, by: Account | None = None) -> None:
        """Remove the bot for good (it is *kicked*)."""
        bot = self._telegram.bot
        self._set(bot, Member(bot, "kicked"), by)

    def post(self, text: str, by: User | None = None) -> Message:
        """The owner (or `by`) writes here."""
        author = by or self.owner
        assert isinstance(author, User)
        return author.say(text, to=self)

    def migrate(self) -> Room:
        """Turn a group into a supergroup: a new chat with a new id; the old one only refuses."""
        if self.kind != "group" or self.migrated_to is not None:
            raise Impossible("only a group can become a supergroup, once")
        owner = self.owner
        assert isinstance(owner, User)
        new = self._telegram.supergroup(self.title, owner, with_bot=False)
        new.members = dict(self.members)
        self.migrated_to = new.id
        self._service(owner, migrate_to_chat_id=new.id, label="[became a supergroup]")
        new._service(owner, migrate_from_chat_id=self.id, label="[was a group]")
        self._telegram.note("migrated", self, owner, str(new.id))
        return new

    # ------------------------------------------------------------------ telling the bot

    def _set(self, account: Account, new: Member, by: Account | None) -> None:
        telegram, actor = self._telegram, by or self.owner
        old = self.member(account)
        self.members[account.id] = new
        if new.status in ("left", "kicked") and account is not telegram.bot:
            del self.members[account.id]
        what: What = "left"
        if new.status in ("administrator", "member"):
            what = "promoted" if new.status == "administrator" else "joined"
        telegram.note(what, self, account)
        kind = "my_chat_member" if account is telegram.bot else "chat_member"
        if kind == "my_chat_member" or self.member(telegram.bot).status == "administrator":
            telegram.updates.put(kind, change(telegram, self, actor, old, new))

    def _service(self, by: Account | None, *, label: str, **content: object) -> None:
        message = self._telegram.post(self, by or self.owner, content=content, label=label)
        if self.member(self._telegram.bot).status in ("member", "administrator"):
            self._telegram.updates.put("message", message.json())
