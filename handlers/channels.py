"""Channels in chat: the bot is made admin of one, asks in private whether and when to post."""

from __future__ import annotations

from collections.abc import Sequence

from telegram import ChatMember, Update

from handlers import answer
from handlers.buttons import Tap
from handlers.context import Context
from handlers.gate import enter
from handlers.rows import Command, Rows
from models import channels, notices, people
from models.errors import Refusal
from models.terms import RANK, Role

_IN = {ChatMember.ADMINISTRATOR, ChatMember.MEMBER, ChatMember.OWNER}


async def membership(update: Update, context: Context) -> None:
    """The bot's own membership somewhere changed: a channel, a group, or a person's block."""
    change = update.my_chat_member
    if change is None:
        return
    await enter(update, context)
    inside = change.new_chat_member.status in _IN
    if change.chat.type == change.chat.PRIVATE:
        if not inside and context.person is not None:
            await context.desk.ask(people.unreachable, person_id=context.person.id)
        return
    if not inside:
        await context.desk.ask(channels.left, chat_id=change.chat.id)
        return
    person = context.person
    if person is None or person.suspended or RANK[person.role] < RANK[Role.COORDINATOR]:
        await context.bot.leave_chat(change.chat.id)  # nobody of ours brought it there
        return
    await context.desk.ask(
        channels.arrived,
        person=person,
        chat_id=change.chat.id,
        kind=change.chat.type,
        title=change.chat.title or "",
    )


async def post_tapped(update: Update, context: Context, tap: Tap) -> None:
    """Post there daily at this hour; a test post goes out."""
    channel = await context.desk.ask(
        channels.set_post, person=context.me, chat_id=tap.number(0), hour=tap.number(1)
    )
    await answer.edit(update, context, context.words("channels.will-post", hour=channel.hour))


async def no_post_tapped(update: Update, context: Context, tap: Tap) -> None:
    """Do not post there."""
    await context.desk.ask(channels.set_post, person=context.me, chat_id=tap.number(0), hour=None)
    await answer.edit(update, context, context.words("channels.will-not-post"))


async def listed(update: Update, context: Context) -> None:
    """Where the campaign posts, and when; ``/channel 21`` sets the hour, ``/channel 21 2`` of one."""
    known = await context.desk.ask(channels.look_all)
    if not known:
        raise Refusal("channels.none")
    if context.args:
        await _set_hour(update, context, known, context.args)
        return
    rows = [
        context.words(
            "channels.row" if channel.posts else "channels.row-off",
            number=number,
            hour=channel.hour,
            language=context.words.plain(f"language.{channel.language}"),
        )
        for number, channel in enumerate(known, 1)
    ]
    await answer.say(update, context, "\n".join(rows))


async def _set_hour(
    update: Update, context: Context, known: tuple[channels.Channel, ...], typed: Sequence[str]
) -> None:
    hour = _whole(typed[0])
    if hour is None:
        raise Refusal("channels.hour")
    for channel in _meant(known, typed[1:]):
        await context.desk.ask(
            channels.set_post, person=context.me, chat_id=channel.chat_id, hour=hour
        )
    await answer.say(update, context, context.words("channels.will-post", hour=hour))


def _meant(
    known: tuple[channels.Channel, ...], typed: Sequence[str]
) -> tuple[channels.Channel, ...]:
    """The one with the number in the list; without one, where there are posts, or the only one.

    A place where somebody chose no posts gets none by the way. Refuses ``channels.which``.
    """
    if typed:
        number = _whole(typed[0])
        if number is None or not 1 <= number <= len(known):
            raise Refusal("channels.which")
        return (known[number - 1],)
    posting = tuple(channel for channel in known if channel.posts)
    if not posting and len(known) > 1:
        raise Refusal("channels.which")
    return posting or known


def _whole(typed: str) -> int | None:
    return int(typed) if typed.isdecimal() and len(typed) < 4 else None


async def again_tapped(update: Update, context: Context, tap: Tap) -> None:
    """A message whose fate nobody knew: send it again."""
    await _resolve(update, context, tap, send_again=True)


async def there_tapped(update: Update, context: Context, tap: Tap) -> None:
    """A message whose fate nobody knew: it is there."""
    await _resolve(update, context, tap, send_again=False)


async def _resolve(update: Update, context: Context, tap: Tap, *, send_again: bool) -> None:
    first = await context.desk.ask(
        notices.resolve_unknown,
        by=context.me.pseudonym,
        notice_id=tap.number(0),
        send_again=send_again,
    )
    key = "notices.sent-again" if send_again else "notices.was-there"
    await answer.edit(update, context, context.words(key if first else "notices.said-before"))


ROWS = Rows(
    commands=(Command("channel", Role.COORDINATOR, listed, "/channel 21"),),
    taps={
        "post": (Role.COORDINATOR, post_tapped),
        "nopost": (Role.COORDINATOR, no_post_tapped),
        "again": (Role.COORDINATOR, again_tapped),
        "there": (Role.COORDINATOR, there_tapped),
    },
)
