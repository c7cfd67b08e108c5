"""The stage directions of the documents' chats: what happens between the words. Tests only.

A direction that answers True is silent: what the bot says meanwhile is not part of the document.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path

from sqlalchemy import select

from bot.invented import generate, world, write_csv
from config.profile import campaign_path, load_profile
from models import people, petition
from models.practice import LINES
from models.tables import plan_asks
from models.terms import Designation, Role
from tests import factories, outlooks
from tests.docs_chats import Stage

SEED = 2022
LINES_IN_LIST = 300
NUMBERS = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "twelve": 12}


async def campaign(on: Stage) -> bool:
    """A campaign of the reference case with a few hundred invented lines."""
    await founded(on)
    on.house.database.run(
        petition.import_list, now=on.telegram.clock.now(), by="desk", path=_the_list(on)
    )
    return True


async def founded(on: Stage) -> bool:
    """The same before any list is imported."""
    on.house.database.run(
        petition.found,
        now=on.telegram.clock.now(),
        by="desk",
        profile=load_profile(campaign_path("los-angeles-2022")),
        draw_seed="an invented seed",
        invented=True,
    )
    return True


async def opens_link(on: Stage, name: str, role: str) -> bool:
    """Somebody opens an invitation link that was made at the desk."""
    token = f"an-invented-link-for-{role}-{name}"
    on.house.database.run(
        people.invite, now=on.telegram.clock.now(), by="desk", role=Role(role), token=token
    )
    on.person(name).start(token)
    return False


async def joins(on: Stage, name: str, role: str) -> bool:
    """Somebody comes in, says yes to the terms, and is ready to read."""
    await opens_link(on, name, role)
    user = on.person(name)
    await on.telegram.settled(30)
    words = on.house.desk.texts.of(user.language)
    for key in (f"language.{user.language}", "buttons.accept-terms"):
        user.press(words.plain(key))
        await on.telegram.settled(30)
    user.say(name.capitalize())
    await on.telegram.settled(30)
    if Role(role) in (Role.VOLUNTEER, Role.CAPTAIN, Role.LAWYER):
        user.press(words.plain("buttons.keep-no-name"))
        await on.telegram.settled(30)
        await practises(on, name)
        await designated(on, name)
    return True


async def practises(on: Stage, name: str) -> bool:
    """Somebody reads all the practice lines that are still before them."""
    user = on.person(name)
    words = on.house.desk.texts.of(user.language)
    user.say("/practice")
    await on.telegram.settled(30)
    while True:
        shown = user.chat.last.text
        line = next((one for one in LINES if one.key.printed in shown), None)
        if line is None:
            return True
        user.press(words.plain(f"buttons.verdict.{line.verdict.value}"))
        await on.telegram.settled(30)
        if line.ground is not None:
            user.press(words.plain(f"grounds.button.{line.ground}"))
            await on.telegram.settled(30)
        if line is LINES[-1]:
            return True
        user.press(words.plain("buttons.next-practice"))
        await on.telegram.settled(30)


async def designated(on: Stage, name: str) -> bool:
    """A coordinator has noted somebody's written designation."""
    person = on.house.database.run(people.look_telegram, telegram_id=on.person(name).id)
    assert person is not None
    on.house.database.run(
        people.designate,
        now=on.telegram.clock.now(),
        by="desk",
        person_id=person.id,
        designation=Designation.ON_FILE,
    )
    return False


async def later(on: Stage, how_many: str, unit: str) -> bool:
    """Time passes."""
    n = NUMBERS.get(how_many) or int(how_many)
    on.telegram.move(timedelta(hours=n) if unit == "hour" else timedelta(minutes=n))
    return False


async def made_admin(on: Stage, name: str, title: str) -> bool:
    """Somebody makes the bot an administrator of their channel."""
    on.channel = on.telegram.channel(title, on.person(name))
    on.channel.make_admin()
    return False


async def sends_list(on: Stage, name: str) -> bool:
    """Somebody sends the registrar's list as a file."""
    on.person(name).send_document("list.csv", _the_list(on).read_bytes(), mime="text/csv")
    return False


async def sends_sheet(on: Stage, name: str, code: str) -> bool:
    """Somebody sends a ticked sheet as a CSV file, with the batch's code as its caption."""
    rows = ["line,verdict,ground", "1,c,reg", "2,s,", "3,c,addr", "4,?,"]
    on.person(name).send_document("sheet.csv", "\n".join(rows).encode(), code, mime="text/csv")
    return False


async def planner_answered(on: Stage) -> bool:
    """The process beside the chat has answered what it was asked."""
    undone = select(plan_asks.c.id).where(plan_asks.c.done_at.is_(None))
    for _ in range(240):
        if not on.house.database.run(factories.everything, query=undone):
            return False
        await asyncio.sleep(0.5)
    raise AssertionError("the planner has not answered")


async def eight_weeks(on: Stage) -> bool:
    """Days of reading, verdicts and rulings, written down as kept counts; all of it invented."""
    outlooks.eight_weeks(on.house.database)
    on.telegram.move(timedelta(weeks=8))
    return True


def _the_list(on: Stage) -> Path:
    path = on.folder / "list.csv"
    write_csv(generate(world("reference"), SEED, lines=LINES_IN_LIST), path)
    return path


Deed = Callable[..., Awaitable[bool]]
DIRECTIONS: tuple[tuple[str, Deed], ...] = (
    (r"The planner has answered\.", planner_answered),
    (r"A campaign with 300 invented lines\.", campaign),
    (r"A new campaign; no list is imported yet\.", founded),
    (r"(\w+) opens an invitation as (\w+)\.", opens_link),
    (r"(\w+) has joined as (\w+) and is ready to read\.", joins),
    (r"(\w+) has joined as (\w+)\.", joins),
    (r"(\w+) reads the other practice lines\.", practises),
    (r"A coordinator notes that (\w+)’s designation is on file\.", designated),
    (r"(\w+) (hour|minute)s? later\.", later),
    (r"(\w+) makes the bot an administrator of the channel «(.+)»\.", made_admin),
    (r"(\w+) sends the registrar’s list as a file\.", sends_list),
    (r"(\w+) sends the sheet of (\w+) as a CSV file\.", sends_sheet),
    (
        r"Eight weeks later: invented days of reading, verdicts and rulings are written down\.",
        eight_weeks,
    ),
)
