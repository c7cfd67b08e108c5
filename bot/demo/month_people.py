"""Who makes the four weeks: invented readers and lawyers, a coordinator, a channel; no chat is played.

They come in through the same verbs as people in a chat do.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from bot.demo.earlier import FIRST_NUMBER, READERS_SEED, sees
from bot.invented import Invented, Reader, lawyer
from bot.invented.people import volunteer
from models import channels, notices, people, practice
from models.database import Database
from models.practice import LINES
from models.terms import Designation, LineKey, NoticeState, Person, Role

POST_HOUR = 21


@dataclass(frozen=True, slots=True)
class Phones:
    """Telegram ids: those who read in the weeks before, new readers, lawyers, one admin, a channel."""

    before: tuple[int, ...]
    new: tuple[int, ...]
    lawyers: tuple[int, ...]
    admin: int
    channel: int


@dataclass(slots=True)
class Hand:
    """One who reads or rules, what they see, and how many lines they have read."""

    person: Person
    sees: Reader
    read: int = 0


@dataclass(slots=True)
class Cast:
    """Everybody, the open database, the invented lines and where each lies."""

    database: Database
    invented: Invented
    places: dict[LineKey, int]
    admin: Person
    readers: list[Hand] = field(default_factory=list)
    lawyers: list[Hand] = field(default_factory=list)


def gather(
    database: Database, invented: Invented, phones: Phones, *, now: datetime, admin_link: str
) -> Cast:
    """Let everybody in at ``now``: the admin by the link of the founding, the others by new ones."""
    places = {invented.key(at): at for at in range(len(invented))}
    admin = _admin(database, phones, now, admin_link)
    cast = Cast(database, invented, places, admin)
    cast.readers = [_known(database, invented, *one) for one in enumerate(phones.before)]
    link = _link(database, now, Role.VOLUNTEER, len(phones.new))
    for number, phone in enumerate(phones.new, len(phones.before)):
        person = _practised(database, now, _join(database, now, phone, _language(number), link))
        cast.readers.append(_hand(invented, person, number))
    link = _link(database, now, Role.LAWYER, len(phones.lawyers))
    for number, phone in enumerate(phones.lawyers):
        person = _join(database, now, phone, "en", link)
        cast.lawyers.append(Hand(person, lawyer(READERS_SEED, number)))
    return cast


def told(database: Database, now: datetime) -> None:
    """Nobody holds a phone in these weeks: what was left for people and channels counts as told."""
    while found := database.run(notices.claim, now=now):
        for notice in found:
            database.run(notices.settle, now=now, notice_id=notice.id, state=NoticeState.DROPPED)


def _admin(database: Database, phones: Phones, now: datetime, link: str) -> Person:
    joined = database.run(
        people.join, now=now, telegram_id=phones.admin, language="en", token=link
    ).person
    admin = _agreed(database, now, joined)
    channel: dict[str, Any] = {"now": now, "person": admin, "chat_id": phones.channel}
    database.run(channels.arrived, kind="channel", title="Four weeks (invented)", **channel)
    database.run(channels.set_post, hour=POST_HOUR, **channel)
    return admin


def _link(database: Database, now: datetime, role: Role, uses: int) -> str:
    token = f"invented-link-of-the-four-weeks-{role.value}"
    database.run(
        people.invite, now=now, by="desk", role=role, token=token, uses=max(uses, 1), days=7
    )
    return token


def _join(database: Database, now: datetime, phone: int, language: str, link: str) -> Person:
    joined = database.run(
        people.join, now=now, telegram_id=phone, language=language, token=link
    ).person
    return _agreed(database, now, joined)


def _language(number: int) -> str:
    return volunteer(FIRST_NUMBER + number).language


def _agreed(database: Database, now: datetime, person: Person) -> Person:
    database.run(people.accept_terms, now=now, person=person, version=1)
    return database.run(people.look, person_id=person.id)


def _practised(database: Database, now: datetime, person: Person) -> Person:
    for line in LINES:
        said = {"number": line.number, "verdict": line.verdict, "ground": line.ground}
        database.run(practice.judge, now=now, person=person, **said)
    database.run(
        people.designate,
        now=now,
        by="desk",
        person_id=person.id,
        designation=Designation.ON_FILE,
        on=date(2022, 9, 23),
    )
    return database.run(people.look, person_id=person.id)


def _known(database: Database, invented: Invented, number: int, phone: int) -> Hand:
    person = database.run(people.look_telegram, telegram_id=phone)
    if person is None:
        raise LookupError("who read in the weeks before is not there")
    return _hand(invented, person, number)


def _hand(invented: Invented, person: Person, number: int) -> Hand:
    return Hand(person, sees(invented.world, number))
