"""What comes again after a crash has its effect once, also where something followed it.

A bot that is killed before it could confirm gets the last updates again, in order
(docs/why.md): here they are handed to the application once more under the same numbers.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sqlalchemy import func, select
from telegram import Update

from handlers import links
from handlers.context import Receipt, in_hand
from models.database import Database
from models.tables import batches, invitations, people, readings, trail
from models.terms import Role
from tests.chat import House, Talker, a_house

LINK = re.compile(r"start=([\w-]+)")


async def acts(
    house: House, who: Talker, act: Callable[[], Any]
) -> tuple[dict[str, Any], list[str]]:
    """Do it; the update as Telegram keeps it, and what the bot did."""
    act()
    update = house.telegram.updates.pending[-1]
    return update, await house.quiet(who)


async def comes_again(house: House, who: Talker, *updates: dict[str, Any]) -> list[str]:
    """The bot of the next life gets these once more."""
    for raw in updates:
        token = in_hand.set(Receipt(raw["update_id"]))
        update = Update.de_json(raw, house.inside.app.bot)
        await house.inside.app.process_update(update)
        in_hand.reset(token)
    return await house.quiet(who)


def count(house: House, what: Any) -> int:
    """How many rows."""
    return int(house.rows(select(func.count(what)))[0][0])


def standing(house: House) -> int:
    """Readings that stand."""
    return int(house.rows(select(func.count(readings.c.id)).where(readings.c.standing))[0][0])


async def test_one_order_makes_one_link_and_answers_with_the_same(
    campaign: Database, tmp_path: Path
) -> None:
    async with a_house(campaign, tmp_path) as house:
        cora = house.reader("Cora", Role.COORDINATOR)
        order, told = await acts(house, cora, lambda: cora.user.say("/invite volunteer 20 7"))
        again = await comes_again(house, cora, order)
        assert again[0].startswith("Sent once more after an interruption")
        assert LINK.findall(again[0]) == LINK.findall(told[0]) != []
        assert count(house, invitations.c.id) == 1
        other = await cora.says("/invite volunteer 20 7")
        assert LINK.findall(other[0]) != LINK.findall(told[0])
        changed = await cora.edits("/invite volunteer 20 8")
        assert LINK.findall(changed[0]) != LINK.findall(other[0])
        assert count(house, invitations.c.id) == 3


async def test_an_order_that_comes_again_after_its_link_was_revoked_says_so(
    campaign: Database, tmp_path: Path
) -> None:
    async with a_house(campaign, tmp_path) as house:
        cora = house.reader("Cora", Role.COORDINATOR)
        order, _ = await acts(house, cora, lambda: cora.user.say("/invite volunteer 20 7"))
        revoked, _ = await acts(house, cora, lambda: cora.user.press("Close this link"))
        again = await comes_again(house, cora, order, revoked)
        assert "taken back" in again[0]
        assert LINK.findall("".join(again)) == []
        assert count(house, invitations.c.id) == 1


def test_tokens_made_of_an_occasion_are_links_as_good_as_chance() -> None:
    one = links.token_of("secret", 1, 2, 3)
    assert one == links.token_of("secret", 1, 2, 3)
    assert len({one, links.token_of("secret", 1, 2, 4), links.token_of("other", 1, 2, 3)}) == 3
    assert re.fullmatch(r"[bcdfghjklmnpqrstvwxz]{28}", one)


async def test_a_tap_and_its_undo_that_come_again_leave_the_line_unread(
    campaign: Database, tmp_path: Path
) -> None:
    async with a_house(campaign, tmp_path) as house:
        ana = house.reader("Ana")
        await ana.says("/next")
        tap, _ = await acts(house, ana, lambda: ana.user.press("Stands"))
        undo, _ = await acts(house, ana, lambda: ana.user.say("/undo"))
        kept = (standing(house), count(house, readings.c.id), count(house, trail.c.seq))
        told = await comes_again(house, ana, tap, undo)
        assert told[0].startswith("edits: L1 · line 2 of 4")
        assert (standing(house), count(house, readings.c.id), count(house, trail.c.seq)) == kept
        assert kept[0] == 0
        house.check()


async def test_the_rest_and_its_undo_that_come_again_leave_the_lines_unread(
    campaign: Database, tmp_path: Path
) -> None:
    async with a_house(campaign, tmp_path) as house:
        ana = house.reader("Ana")
        await ana.says("/next")
        await ana.taps("Rest stand")
        sure, _ = await acts(house, ana, lambda: ana.user.press("stand"))
        assert standing(house) > 1
        undo, _ = await acts(house, ana, lambda: ana.user.say("/undo"))
        await comes_again(house, ana, sure, undo)
        assert standing(house) == 0
        house.check()


async def test_an_edit_and_its_undo_that_come_again_leave_the_line_unread(
    campaign: Database, tmp_path: Path
) -> None:
    async with a_house(campaign, tmp_path) as house:
        ana = house.reader("Ana")
        await ana.says("/next")
        typed, _ = await acts(house, ana, lambda: ana.user.say("1 s"))
        edit, _ = await acts(house, ana, lambda: ana.user.edit(ana.wrote, "1 ?"))
        undo, _ = await acts(house, ana, lambda: ana.user.say("/undo"))
        assert standing(house) == 0
        await comes_again(house, ana, typed, edit, undo)
        assert standing(house) == 0
        house.check()


async def test_an_edit_that_comes_again_is_echoed_as_it_stands(
    campaign: Database, tmp_path: Path
) -> None:
    async with a_house(campaign, tmp_path) as house:
        ana = house.reader("Ana")
        await ana.says("/next")
        await ana.says("1 s")
        edit, _ = await acts(house, ana, lambda: ana.user.edit(ana.wrote, "1 ?"))
        before = count(house, trail.c.seq)
        told = await comes_again(house, ana, edit)
        assert "unsure" in told[0]
        assert (standing(house), count(house, trail.c.seq)) == (1, before)


async def test_next_that_comes_again_after_its_batch_was_read_deals_no_other(
    campaign: Database, tmp_path: Path
) -> None:
    async with a_house(campaign, tmp_path) as house:
        ana = house.reader("Ana")
        order, _ = await acts(house, ana, lambda: ana.user.say("/next"))
        await ana.taps("Rest stand")
        sure, _ = await acts(house, ana, lambda: ana.user.press("stand"))
        told = await comes_again(house, ana, order, sure)
        assert count(house, batches.c.id) == 1
        assert "no open batch" in told[0]
        assert (await ana.says("/next"))[0].startswith("Your batch is")


async def test_a_pause_and_its_end_that_come_again_take_no_batch_away(
    campaign: Database, tmp_path: Path
) -> None:
    async with a_house(campaign, tmp_path) as house:
        cora, ana = house.reader("Cora", Role.COORDINATOR), house.reader("Ana")
        number = ana.person.pseudonym if ana.person else ""
        pause, _ = await acts(house, cora, lambda: cora.user.say(f"/suspend {number}"))
        end, _ = await acts(house, cora, lambda: cora.user.say(f"/resume {number}"))
        await ana.says("/next")
        told = await comes_again(house, cora, pause, end)
        assert len(told) == 2
        assert all("nothing is done twice" in one for one in told)
        assert not any("Sent once more" in one for one in told)
        assert house.rows(select(batches.c.ended_at)) == [(None,)]


async def test_what_the_guard_removed_is_counted_once(campaign: Database, tmp_path: Path) -> None:
    async with a_house(campaign, tmp_path) as house:
        ana = house.reader("Ana")
        stopped, _ = await acts(house, ana, lambda: ana.user.say("call 213 555 0142"))
        before = count(house, trail.c.seq)
        await comes_again(house, ana, stopped)
        assert count(house, trail.c.seq) == before


async def test_an_undo_after_an_awaited_question_is_done_though_a_crash_came_between(
    campaign: Database, tmp_path: Path
) -> None:
    async with a_house(campaign, tmp_path) as house:
        ana = house.reader("Ana")
        await ana.says("/next")
        await ana.says("1 s")
        await ana.says("/name")  # now a name is awaited; the undo drops the question first
        undo, _ = await acts(house, ana, lambda: ana.user.say("/undo"))
        assert standing(house) == 0
        assert house.rows(select(people.c.awaiting)) == [(None,)]
        again = await comes_again(house, ana, undo)
        assert "nothing is done twice" in again[0]
