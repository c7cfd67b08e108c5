"""The acts about shifts: the table of the day, and next week under a cap, a letter, an order."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import timedelta
from typing import Protocol

from bot.demo.players import Player
from bot.demo.stage import Stage

NEXT_WEEK = "oct 4 to oct 6"
ORDER = "INVENTED order of the demonstration"


class Cast(Protocol):
    """What these acts need of the story."""

    stage: Stage
    ana: Player
    june: Player
    lupe: Player
    ray: Player
    ines: Player
    crowd: list[Player]

    async def told(self, kind: str, seen: Callable[[], bool], seconds: float) -> None:
        """Wait for what a notice of this kind brings."""


async def opening(cast: Cast) -> None:
    """The day's shift is made and joined; the captain checks the whole table in by one message."""
    ana, ray = cast.ana, cast.ray
    await ana.says("/open 2022-09-27 9-12")
    await ana.taps("buttons.make-them")
    await ana.says(f"/assign {ray.pseudonym} tue 9am captain")
    for one in (cast.june, cast.lupe, cast.ines):
        await one.says("/shifts")
        await one.taps_first_time()
    cast.stage.telegram.move(timedelta(minutes=34))
    await ray.says("/table")
    await ray.says("arrived 1-4")  # phones may stay outside: one message for the table


async def paper(cast: Cast) -> None:
    """The shift ends; what June has on paper is held for her, and she types some of it afterwards."""
    june = cast.june
    await june.says("/next")
    now = cast.stage.telegram.clock.now()
    ends = now.replace(hour=18, minute=51, second=0, microsecond=0)  # 11:51 in Los Angeles
    cast.stage.telegram.move(ends - now)
    await cast.told("shift.ending", lambda: june.sees("buttons.paper-all"), 60)
    await june.taps("buttons.paper-all")
    code = await june.code()
    cast.stage.telegram.move(timedelta(minutes=25))
    await june.says(f"{code}: 1-3 s")


async def sign_up(cast: Cast) -> None:
    """Next week's shift: a cap by an (invented) letter, a refusal that names it, a cancel that
    finds cover by itself.
    """
    ana, june, lupe, ines = cast.ana, cast.june, cast.lupe, cast.ines
    await ana.says("/caps seats 2 from 2022-10-04 INVENTED letter of the demonstration")
    await ana.taps("buttons.change-it")
    await ana.says(f"/open {NEXT_WEEK} 9-12")
    await ana.taps("buttons.make-them")
    for one in (june, lupe, ines):
        await one.says("/shifts oct 4")
        await one.taps_first_time()
    await ines.taps("buttons.wait")  # told which cap it is, and until when
    await june.says("/cantcome oct 4")
    await june.taps("buttons.home.cant-come")
    await cast.told("shift.asked", lambda: ines.sees("buttons.i-come"), 60)
    await ines.taps("buttons.i-come")


async def planning(cast: Cast) -> None:
    """A plan under the cap, the letter that says what more would give, the order, and a plan again."""
    ana = cast.ana
    await asyncio.gather(*(_says_when(one) for one in (*cast.crowd, cast.ray)))
    await _plan(cast)
    await ana.says("/letter 36 hours a week")
    await cast.told("shift.letter", lambda: ana.sees("buttons.letter-file"), 90)
    await ana.taps("buttons.letter-file")
    await ana.says(f"/caps seats 4 from 2022-10-04 {ORDER}")
    await ana.taps("buttons.change-it")
    await _plan(cast)
    await cast.ray.says("/roster oct 4")


async def _says_when(one: Player) -> None:
    await one.says("/when tue 9-12; wed 9-12; thu 9-12")
    await one.taps("buttons.right")


async def _plan(cast: Cast) -> None:
    """Ask for a plan, look at what it changes, publish it."""
    ana = cast.ana
    await ana.says(f"/plan {NEXT_WEEK}")
    await cast.told("shift.planned", lambda: ana.sees("buttons.see-plan"), 90)
    await ana.taps("buttons.see-plan")
    await ana.taps("buttons.publish")
