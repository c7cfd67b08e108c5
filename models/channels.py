"""Channels and groups: where the campaign posts, at what hour, in which language."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, select

from models import notices, trail
from models.errors import Refusal
from models.tables import chats
from models.tables import notices as notices_table
from models.terms import Person, looks

SAME_TAP = timedelta(minutes=10)  # an update that comes again after a crash is not older


@dataclass(frozen=True, slots=True)
class Channel:
    """A chat the bot may post in; ``hour`` and ``minute`` by the campaign's wall clock."""

    chat_id: int
    kind: str
    language: str
    posts: bool
    hour: int
    minute: int


@looks
def look_all(tx: Connection) -> tuple[Channel, ...]:
    """Every channel and group the bot is in, in an order that stays."""
    rows = tx.execute(
        select(chats).where(chats.c.left_at.is_(None)).order_by(chats.c.chat_id.desc())
    )
    return tuple(
        Channel(r.chat_id, r.kind, r.language, r.posts, r.post_hour, r.post_minute) for r in rows
    )


def arrived(
    tx: Connection, *, now: datetime, person: Person, chat_id: int, kind: str, title: str
) -> None:
    """The bot was made admin of a channel by ``person``, who is asked in private about posts.

    Asked once for each time it comes, however often the update comes.
    """
    row = tx.execute(select(chats).where(chats.c.chat_id == chat_id)).first()
    if row is not None and row.left_at is None:
        return
    if row is None:
        tx.execute(
            chats.insert().values(
                chat_id=chat_id,
                kind=kind,
                language=person.language,
                posts=False,
                post_hour=21,
                post_minute=0,
                asked_person_id=person.id,
                since=now,
            )
        )
    else:
        tx.execute(chats.update().where(chats.c.chat_id == chat_id).values(left_at=None))
    notices.leave(
        tx,
        now=now,
        kind="channel",
        key=f"{chat_id}:{now.isoformat()}",
        person_id=person.id,
        facts={"chat_id": chat_id, "title": title, "kind": kind},
    )
    trail.append(
        tx,
        now=now,
        actor=person.pseudonym,
        act="channel.arrived",
        subject=str(chat_id),
        kind=kind,
    )


def left(tx: Connection, *, now: datetime, chat_id: int) -> None:
    """The bot was taken out of a chat: no more posts there."""
    gone = tx.execute(
        chats.update()
        .where(chats.c.chat_id == chat_id, chats.c.left_at.is_(None))
        .values(left_at=now, posts=False)
    )
    if gone.rowcount:
        trail.append(tx, now=now, actor="clock", act="channel.left", subject=str(chat_id))


def set_post(
    tx: Connection, *, now: datetime, person: Person, chat_id: int, hour: int | None
) -> Channel:
    """Post there every day at ``hour`` o'clock, or (None) not. A test post follows at once.

    The same said again within minutes changes nothing: it is the same tap, come once more.
    Refuses ``channels.unknown``, ``channels.hour`` (not 0 to 23).
    """
    if hour is not None and not 0 <= hour <= 23:
        raise Refusal("channels.hour")
    row = tx.execute(select(chats).where(chats.c.chat_id == chat_id).with_for_update()).first()
    if row is None or row.left_at is not None:
        raise Refusal("channels.unknown")
    posts = hour is not None
    if posts == row.posts and hour in (None, row.post_hour) and now - row.since < SAME_TAP:
        return Channel(chat_id, row.kind, row.language, posts, row.post_hour, row.post_minute)
    tx.execute(
        chats.update()
        .where(chats.c.chat_id == chat_id)
        .values(posts=posts, post_hour=hour if posts else row.post_hour, post_minute=0, since=now)
    )
    if posts:
        notices.leave(
            tx,
            now=now,
            kind="test-post",
            key=f"{chat_id}:{now.isoformat()}",
            chat_id=chat_id,
            facts={"hour": hour, "language": row.language},
        )
    trail.append(
        tx,
        now=now,
        actor=person.pseudonym,
        act="channel.post",
        subject=str(chat_id),
        old=row.post_hour if row.posts else None,
        new=hour,
    )
    return Channel(chat_id, row.kind, row.language, posts, hour or row.post_hour, 0)


def set_language(
    tx: Connection, *, now: datetime, person: Person, chat_id: int, language: str
) -> None:
    """In which language the chat's posts are written."""
    changed = tx.execute(
        chats.update().where(chats.c.chat_id == chat_id).values(language=language)
    )
    if not changed.rowcount:
        raise Refusal("channels.unknown")
    trail.append(
        tx,
        now=now,
        actor=person.pseudonym,
        act="channel.language",
        subject=str(chat_id),
        new=language,
    )


def migrated(tx: Connection, *, now: datetime, old: int, new: int) -> None:
    """A group became a supergroup: everything addressed to the old id goes to the new one."""
    known = tx.execute(select(chats.c.chat_id).where(chats.c.chat_id == new)).first()
    if known is None:
        tx.execute(chats.update().where(chats.c.chat_id == old).values(chat_id=new))
    else:
        tx.execute(chats.delete().where(chats.c.chat_id == old))
    tx.execute(notices_table.update().where(notices_table.c.chat_id == old).values(chat_id=new))
    trail.append(
        tx, now=now, actor="clock", act="channel.migrated", subject=str(old), old=old, new=new
    )
