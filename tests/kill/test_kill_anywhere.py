"""Killed at any moment and started again, a day ends as if the bot had never been killed.

The same people do the same things twice, once with a bot that lives and once with one that dies
again and again. At the end everything they read is the same; nothing kept differs from a recount;
the trail holds; and no message was sent more often, unless it says that it may be the second, or a
coordinator was asked about it.
"""

from __future__ import annotations

import asyncio
import re
from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import select

from bot.sandbox.chats import Message
from bot.sandbox.people import User
from bot.sandbox.rooms import Room
from bot.sandbox.telegram import LocalTelegram
from config.locale import load_texts
from models import recount, trail
from models.database import Database
from models.tables import batches, entries, grounds, lines, notices, people, readings
from models.terms import Role
from tests import factories
from tests.chat import found_reference
from tests.conftest import Fresh
from tests.kill.mortal import Lives

SHORT, LONG = 5, 14  # acts of each person in a day
WORDS = load_texts().of("en")
# What says of itself that it may be the second, or answers what was done in a life before.
SAY_SO = (WORDS.plain("common.again"), WORDS.plain("refusal.done-before"))
UNKNOWN = "I do not know whether a message arrived"
OWN = ((1001, 1002), (1003, 1004), (1005, 1006))  # who is dealt which sections, in any order
CODE = re.compile(r"(?<![-\w])[A-Z]\d+(?![-\w])")  # of a batch: who is first gets which, by chance
# The coordinators' evening post counts by its head: its dates and ages go by seat time, which here
# is the seconds of the restarts.
EVENING = re.compile(r"(For coordinators only: .*)[\s\S]*")
ACTS = ("/next", "stands", "type", "type", "edit", "undo", "batch", "unsure", "rest", "back")


@dataclass
class Day:
    """What there is at the end of a day."""

    read: list[tuple[object, ...]]
    held: list[tuple[object, ...]]
    sent: Counter[tuple[str, str]]
    asked: int
    posts: int
    kills: int


class Person:
    """Somebody who does what chance says, whatever the bot does."""

    def __init__(self, user: User, seed: str) -> None:
        self.user, self.chance = user, Random(seed)
        self.sheet: Message | None = None

    def act(self) -> None:
        """One act. All chance is drawn first: what is seen must not change what comes later."""
        what = self.chance.choice(ACTS)
        text = self._readings()
        if what == "type":
            self.sheet = self.user.say(text)
        elif what == "edit" and self.sheet is not None:
            self.user.edit(self.sheet, text)
        elif what in ("undo", "batch", "back", "/next"):
            self.user.say(f"/{what.strip('/')}")
        else:
            self._tap({"stands": "Stands", "unsure": "Unsure", "rest": "Rest stand"}.get(what, ""))

    def _readings(self) -> str:
        numbers = self.chance.sample(range(1, 5), self.chance.randint(1, 3))
        return "; ".join(f"{number} {self.chance.choice('s?m')}" for number in sorted(numbers))

    def _tap(self, label: str) -> None:
        shown = [one for one in self.user.messages if one.sender is not self.user]
        if label and shown and any(label in one for row in shown[-1].buttons for one in row):
            self.user.tap(shown[-1], label)

    def confirms(self) -> None:
        """Say yes to whatever the newest message asks."""
        for label in ("Yes, they stand", "Yes, it stands", "Give back"):
            if self.user.messages and any(
                row == [label, "No"] for row in self.user.messages[-1].buttons
            ):
                self.user.tap(self.user.messages[-1], label)
                return


async def day(database: Database, folder: Path, seed: int, *, kills: int, steps: int) -> Day:
    """Play a day. ``kills``: how often the bot is killed, at most."""
    found_reference(database, folder)
    telegram = LocalTelegram(start=factories.MORNING)
    chance = Random(f"kill {seed}") if kills else None
    lives = Lives(telegram, database, folder, chance, kills)
    ada, *team = _people(database, telegram, seed)
    room = telegram.channel("Day", ada)
    life = asyncio.create_task(lives.run())
    try:
        room.make_admin()
        await lives.settled()
        await _answers(lives, ada, room)
        ada.say("/channel 21")
        await lives.settled()
        for _step in range(steps):
            for one in team:
                one.act()
            await lives.settled()
            for one in team:
                one.confirms()
            await lives.settled()
        telegram.move(timedelta(hours=11, minutes=1))
        await lives.settled()
        await _answers(lives, ada, room)
    finally:
        life.cancel()
        await asyncio.wait([life])
    if not life.cancelled():
        life.result()
    return _look(database, telegram, room, lives)


def _people(
    database: Database, telegram: LocalTelegram, seed: int
) -> tuple[User, Person, Person, Person]:
    ada = telegram.user("Ada")
    ada.chat.started = True
    factories.a_person(database, role=Role.COORDINATOR, telegram_id=ada.id)
    team = []
    for own in OWN:
        user = telegram.user(f"Somebody {own[0]}")
        user.chat.started = True
        others = {section for sections in OWN for section in sections} - set(own)
        factories.a_person(database, telegram_id=user.id, circulated=sorted(others))
        team.append(Person(user, f"{seed} {own}"))
    return ada, team[0], team[1], team[2]


async def _answers(lives: Lives, ada: User, room: Room) -> None:
    """The coordinator looks whether what was asked about is there, and says so."""
    while open_questions := [one for one in ada.messages if UNKNOWN in one.text and one.buttons]:
        daily = "daily post" in open_questions[0].text
        there = not daily or any(one.has_media for one in room.messages)
        ada.tap(open_questions[0], "It is there" if there else "Send again")
        await lives.settled()


def _look(database: Database, telegram: LocalTelegram, room: Room, lives: Lives) -> Day:
    assert database.run(recount.recount) == ()
    assert database.run(trail.verify) is None
    read = (
        select(
            people.c.pseudonym, lines.c.section, lines.c.line, readings.c.verdict,
            grounds.c.code, readings.c.extra,
        )
        .join(lines, lines.c.id == readings.c.line_id)
        .join(people, people.c.id == readings.c.reader_id)
        .outerjoin(grounds, grounds.c.id == readings.c.ground_id)
        .where(readings.c.standing)
        .order_by(people.c.pseudonym, lines.c.section, lines.c.line)
    )  # fmt: skip
    held = (
        select(people.c.pseudonym, batches.c.size, batches.c.ended, batches.c.paper_at)
        .join(people, people.c.id == batches.c.person_id)
        .order_by(people.c.pseudonym, batches.c.id)
    )
    per_message = select(entries.c.chat_id, entries.c.message_id).where(
        entries.c.message_id.is_not(None)
    )
    keys = [tuple(row) for row in database.run(factories.everything, query=per_message)]
    assert len(keys) == len(set(keys))
    asked = select(notices.c.id).where(notices.c.kind == "unknown")
    sent = Counter(
        (event.chat.title, EVENING.sub(r"\1", CODE.sub("K1", event.text)))
        for event in telegram.history.pick("sent", by_bot=True)
        if not any(one in event.text for one in (*SAY_SO, UNKNOWN))
    )
    return Day(
        [tuple(row) for row in database.run(factories.everything, query=read)],
        [tuple(row) for row in database.run(factories.everything, query=held)],
        sent,
        len(database.run(factories.everything, query=asked)),
        len([one for one in room.messages if one.has_media]),
        lives.killed,
    )


async def killed_day_is_like_any(
    fresh: Fresh, kind: str, folder: Path, seed: int, steps: int
) -> None:
    """Play the day twice, and compare."""
    lived = await day(fresh("sqlite"), folder, seed, kills=0, steps=steps)
    died = await day(fresh(kind), folder, seed, kills=10, steps=steps)
    assert died.kills > 1
    assert died.read == lived.read
    assert died.held == lived.held
    assert lived.posts == died.posts == 1
    more = {what: n for what, n in died.sent.items() if n > lived.sent[what]}
    # What was asked about may be there twice if the coordinator said so; nothing else.
    assert not {what: n for what, n in more.items() if what[0] != "Day"} or died.asked, more


@pytest.mark.parametrize("seed", range(2))
async def test_a_day_with_kills_is_like_one_without(
    fresh: Fresh, tmp_path: Path, seed: int
) -> None:
    await killed_day_is_like_any(fresh, "sqlite", tmp_path, seed, SHORT)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(100, 120))
async def test_a_day_with_kills_is_like_one_without_for_many_seeds(
    fresh: Fresh, tmp_path: Path, seed: int
) -> None:
    await killed_day_is_like_any(fresh, "sqlite", tmp_path, seed, LONG)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(200, 210))
async def test_the_same_on_postgresql(fresh: Fresh, tmp_path: Path, seed: int) -> None:
    await killed_day_is_like_any(fresh, "postgresql", tmp_path, seed, LONG)
