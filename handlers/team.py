"""What coordinators do: bring people in, see the team, give roles, pause, designate."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import date
from typing import Any

from telegram import InlineKeyboardMarkup, Update

from handlers import answer, links, whom
from handlers.buttons import Tap, button
from handlers.campaign import book_of
from handlers.context import Context
from handlers.parse.dates import Lean, parse_date
from handlers.parse.team import (
    parse_invitation,
    parse_named_designation,
    parse_named_role,
)
from handlers.rows import Command, Rows
from handlers.texts import people as texts
from models import choices, people, petition
from models.errors import Refusal
from models.people import Invitation
from models.terms import Designation, Role

PAGE = 25  # people on a page: some 2,000 signs, half of what a message may hold
_REASON_MOST = 400

Act = Callable[[Context, int, dict[str, Any]], Awaitable[str]]


async def invite(update: Update, context: Context) -> None:
    """A link as text and as a picture: ``/invite volunteer 20 7``."""
    role, uses, days = parse_invitation(context.args or ())
    token = _token(update, context, role, uses, days)
    made = await context.desk.ask(
        people.invite, by=context.me, role=role, uses=uses, days=days, token=token
    )
    words, address = context.words, links.link(context.desk.bot_name, token)
    until = words.moment(made.expires_at, (await book_of(context.desk)).zone)
    told = {"role": words.plain(f"role.{role.value}"), "n": uses, "until": until}
    await answer.say(
        update, context, words("people.invite.link", link=address, **told), _revoke(context, made)
    )
    picture = links.qr(address, context.desk.out / f"invitation-{made.id}.png")
    try:
        await answer.picture(update, context, picture, words("people.invite.picture", **told))
    finally:
        picture.unlink(missing_ok=True)  # whoever holds it may come in


def _token(update: Update, context: Context, *asked: object) -> str:
    """The secret of the link that this message orders; when the message comes again, the same."""
    message = update.effective_message
    if message is None:
        return links.fresh_token()
    when = message.edit_date or message.date
    occasion = (message.chat.id, message.message_id, int(when.timestamp()))
    return links.token_of(context.bot.token, *occasion, *asked)


async def invites(update: Update, context: Context) -> None:
    """The open links, each with a button that closes it."""
    found = await context.desk.ask(people.look_invitations, now=context.desk.now())
    words = context.words
    if not found:
        await answer.say(update, context, words("people.invites.none"))
        return
    zone = (await book_of(context.desk)).zone
    rows = [texts.invitation(words, one, zone) for one in found]
    keyboard = [
        [button(words.plain("buttons.revoke-number", number=one.id), "revoke", one.id)]
        for one in found
    ]
    text = "\n".join([words("people.invites.head"), *rows])
    await answer.say(update, context, text, InlineKeyboardMarkup(keyboard))


async def revoke_tapped(update: Update, context: Context, tap: Tap) -> None:
    """Close a link."""
    done = await context.desk.ask(people.revoke, by=context.me, invitation_id=tap.number(0))
    text = context.words("people.invite.revoked", number=done.id)
    await answer.edit(update, context, text)


def _revoke(context: Context, made: Invitation) -> InlineKeyboardMarkup:
    label = context.words.plain("buttons.revoke")
    return InlineKeyboardMarkup([[button(label, "revoke", made.id)]])


async def team(update: Update, context: Context) -> None:
    """Everybody, by role."""
    await _page(update, context, 0)


async def page_tapped(update: Update, context: Context, tap: Tap) -> None:
    """Another page of the list."""
    await _page(update, context, tap.number(0))


async def _page(update: Update, context: Context, number: int) -> None:
    members = await context.desk.ask(people.look_team)
    zone = (await book_of(context.desk)).zone
    pages = max(1, -(-len(members) // PAGE))
    number = min(max(number, 0), pages - 1)
    shown = members[number * PAGE : (number + 1) * PAGE]
    row = []
    if number > 0:
        row.append(button(context.words.plain("buttons.previous"), "people", number - 1))
    if number + 1 < pages:
        row.append(button(context.words.plain("buttons.next-page"), "people", number + 1))
    text = texts.team(context.words, shown, number, pages, zone)
    await answer.edit(update, context, text, InlineKeyboardMarkup([row]) if row else None)


async def role(update: Update, context: Context) -> None:
    """``/role mari captain``."""
    typed = parse_named_role(context.args or ())
    await _do(update, context, typed.who, "role", {"role": typed.role.value})


async def suspend(update: Update, context: Context) -> None:
    """``/suspend R-017``: on pause; an open batch comes back."""
    await _do(update, context, _who(context), "suspend", {})


async def resume(update: Update, context: Context) -> None:
    """``/resume R-017``: off pause."""
    await _do(update, context, _who(context), "resume", {})


async def designation(update: Update, context: Context) -> None:
    """``/designation R-017 on-file 2022-09-02``: where the written designation stands."""
    typed = parse_named_designation(context.args or ())
    facts = {"designation": typed.designation.value}
    if typed.day:
        today = context.desk.now().astimezone((await book_of(context.desk)).zone).date()
        facts["day"] = parse_date(typed.day, today, lean=Lean.BEHIND).day.isoformat()
    await _do(update, context, typed.who, "designation", facts)


async def who_tapped(update: Update, context: Context, tap: Tap) -> None:
    """Which of several people was meant: do to them what was asked."""
    facts = await context.desk.ask(
        choices.look, now=context.desk.now(), person_id=context.me.id, choice_id=tap.number(0)
    )
    act = ACTS.get(str(facts.get("act")))
    if act is None:
        raise Refusal("buttons.foreign")
    await answer.edit(update, context, await act(context, tap.number(1), facts))


async def legal_hold(update: Update, context: Context) -> None:
    """``/legalhold on "reason"`` or ``off``: nothing is deleted meanwhile."""
    words, args = context.words, list(context.args or ())
    book = await book_of(context.desk)
    if not args:
        key = "people.hold.is-off" if book.legal_hold is None else "people.hold.is-on"
        await answer.say(update, context, words(key, reason=book.legal_hold or ""))
        return
    reason = " ".join(args[1:]).strip(" \"'“”«»")
    on = args[0].casefold() in ("on", "sí", "si") and bool(reason)
    if not on and args[0].casefold() not in ("off", "no"):
        raise Refusal("people.hold-usage")
    if len(reason) > _REASON_MOST:
        raise Refusal("people.reason-too-long", most=_REASON_MOST)
    why = reason if on else None
    if why != book.legal_hold:
        await context.desk.ask_once(petition.hold, by=context.me.pseudonym, why=why)
    await answer.say(
        update,
        context,
        words("people.hold.is-on" if on else "people.hold.is-off", reason=reason),
    )


async def _do(
    update: Update, context: Context, typed: str, kind: str, facts: dict[str, Any]
) -> None:
    member = await whom.find(update, context, typed, verb="who", kind=kind, facts=facts)
    if member is not None:
        await answer.say(update, context, await ACTS[kind](context, member.id, facts))


def _who(context: Context) -> str:
    if not context.args:
        raise Refusal("people.who-usage")
    return " ".join(context.args)


async def _set_role(context: Context, person_id: int, facts: dict[str, Any]) -> str:
    given = Role(facts["role"])
    before = await context.desk.ask_once(
        people.set_role, by=context.me, person_id=person_id, role=given
    )
    key = "people.team.role-same" if before is None else "people.team.role-set"
    return context.words(
        key, who=await _pseudonym(context, person_id), role=_role_word(context, given)
    )


async def _suspend(context: Context, person_id: int, facts: dict[str, Any]) -> str:
    code = await context.desk.ask_once(people.suspend, by=context.me, person_id=person_id)
    who = await _pseudonym(context, person_id)
    if code is None:
        return context.words("people.team.paused", who=who)
    return context.words("people.team.paused-batch", who=who, code=code)


async def _resume(context: Context, person_id: int, facts: dict[str, Any]) -> str:
    await context.desk.ask_once(people.resume, by=context.me, person_id=person_id)
    return context.words("people.team.unpaused", who=await _pseudonym(context, person_id))


async def _designate(context: Context, person_id: int, facts: dict[str, Any]) -> str:
    stands = Designation(facts["designation"])
    zone = (await book_of(context.desk)).zone
    day = date.fromisoformat(facts["day"]) if "day" in facts else None
    changed = await context.desk.ask_once(
        people.designate, by=context.me, person_id=person_id, designation=stands, on=day
    )
    return context.words(
        "people.team.designated" if changed else "people.team.designated-same",
        who=await _pseudonym(context, person_id),
        state=context.words.plain(f"people.team.designation.{stands.value}"),
        day=day or context.desk.now().astimezone(zone).date(),
    )


async def _pseudonym(context: Context, person_id: int) -> str:
    return (await context.desk.ask(people.look, person_id=person_id)).pseudonym


def _role_word(context: Context, given: Role) -> str:
    return context.words.plain(f"role.{given.value}")


ACTS: dict[str, Act] = {
    "role": _set_role,
    "suspend": _suspend,
    "resume": _resume,
    "designation": _designate,
}

ROWS = Rows(
    commands=(
        Command("invite", Role.COORDINATOR, invite, "/invite volunteer 20 7", also=("invitar",)),
        Command("invites", Role.COORDINATOR, invites, "/invites", also=("invitaciones",)),
        Command("people", Role.COORDINATOR, team, "/people", also=("equipo",)),
        Command("role", Role.COORDINATOR, role, "/role R-017 captain", also=("puesto",)),
        Command("suspend", Role.COORDINATOR, suspend, "/suspend R-017", also=("pausar",)),
        Command("resume", Role.COORDINATOR, resume, "/resume R-017", also=("reactivar",)),
        Command(
            "designation",
            Role.COORDINATOR,
            designation,
            "/designation R-017 on-file 2022-09-02",
            also=("designacion",),
        ),
        Command("legalhold", Role.ADMIN, legal_hold, "/legalhold on suit 22STCP03795"),
    ),
    taps={
        "revoke": (Role.COORDINATOR, revoke_tapped),
        "people": (Role.COORDINATOR, page_tapped),
        "who": (Role.COORDINATOR, who_tapped),
    },
)
