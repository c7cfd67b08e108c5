"""Channels and groups: who may bring the bot there, when it posts, and what it never does there."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.sandbox.rooms import Room
from models.database import Database
from models.tables import chats, notices
from models.terms import NoticeState, Role
from tests.chat import House, Talker, a_house, found_reference

TEST_POST = (
    "in Day: This is a test post of «Recall petition, Los Angeles County 2022». "
    "The daily progress will come here at {hour}:00."
)
WILL_POST = (
    "I will post the daily progress at {hour}:00. A test post is on its way: please look that it "
    "is there."
)


@pytest.fixture
def reference(database: Database, tmp_path: Path) -> Database:
    found_reference(database, tmp_path)
    return database


async def a_channel(house: House, ada: Talker, hour: int) -> Room:
    """A channel of a coordinator in which the bot posts at this hour."""
    room = house.telegram.channel("Day", ada.user)
    room.make_admin()
    await house.quiet(ada)
    assert await ada.says(f"/channel {hour}") == [
        WILL_POST.format(hour=hour), TEST_POST.format(hour=hour),
    ]  # fmt: skip
    return room


def posted(told: list[str]) -> list[str]:
    """The day or week of each picture in the channel, and whether it says that it is late."""
    days = []
    for one in told:
        assert one.startswith("in Day: [picture 1080×1350] ⚠ INVENTED"), one
        day = re.search(r"^(\w+day, \w+ \d+|The week, .+)$", one, re.MULTILINE)
        assert day is not None
        days.append(day[0] + (", late" if "(late post for" in one else ""))
    return days


async def to(house: House, *moment: int) -> list[str]:
    """The clock goes to a moment in UTC."""
    house.telegram.clock.set(datetime(*moment, tzinfo=UTC))  # type: ignore[misc]
    return await house.tick()


async def test_made_admin_it_asks_in_private_and_sends_a_test_post(
    reference: Database, tmp_path: Path
) -> None:
    async with a_house(reference, tmp_path) as house:
        ada = house.reader("Ada", Role.COORDINATOR)
        house.telegram.channel("Day", ada.user).make_admin()
        assert await house.quiet(ada) == [
            "I am now an admin of «Day». Shall I post the daily progress there? "
            "Choose the hour, or not."
        ]
        assert ada.buttons == [["19:00", "20:00", "21:00", "22:00"], ["Do not post there"]]
        assert await ada.taps("21:00") == [
            "edits: " + WILL_POST.format(hour=21), TEST_POST.format(hour=21),
        ]  # fmt: skip
        assert await ada.says("/channel") == ["1. posts daily at 21:00, in English"]


async def test_it_does_not_post_where_it_may_not(reference: Database, tmp_path: Path) -> None:
    async with a_house(reference, tmp_path) as house:
        ada = house.reader("Ada", Role.COORDINATOR)
        house.telegram.channel("Day", ada.user).make_admin()
        await house.quiet(ada)
        assert await ada.taps("Do not post there") == ["edits: I will not post there."]
        assert await house.later(days=1) == []
        assert await ada.says("/channel") == ["1. no posts"]


async def test_nobody_else_brings_it_anywhere(reference: Database, tmp_path: Path) -> None:
    async with a_house(reference, tmp_path) as house:
        eve, maria = house.stranger("Eve"), house.reader("Maria")
        paused = house.reader("Ada", Role.COORDINATOR, suspended=True)
        for one in (eve, maria, paused):
            house.telegram.channel("Day", one.user).make_admin()
            assert await house.quiet() == ["in Day: left"]
        house.telegram.group("Team", eve.user)
        assert await house.quiet() == ["in Team: left"]
        assert house.rows(select(chats)) == []


async def test_the_hour_is_set_where_it_posts_and_nowhere_else(
    reference: Database, tmp_path: Path
) -> None:
    async with a_house(reference, tmp_path) as house:
        ada = house.reader("Ada", Role.COORDINATOR)
        assert (await ada.says("/channel"))[0].startswith("I am in no channel yet.")
        await a_channel(house, ada, 21)
        house.telegram.group("Team", ada.user)
        assert await house.quiet(ada) == [
            "I am now in the group «Team». Shall I post the daily progress there? "
            "Choose the hour, or not."
        ]
        await ada.taps("Do not post there")
        await house.later(seconds=1)
        assert await ada.says("/channel 7") == [WILL_POST.format(hour=7), TEST_POST.format(hour=7)]
        assert await ada.says("/channel") == ["1. no posts\n2. posts daily at 7:00, in English"]
        which = "Which one? Add its number in the list of /channel, for example: /channel 21 2"
        assert await ada.says("/channel 21 3") == [which]
        for typed in ("24", "-1", "x", "²", "99999"):
            assert (await ada.says(f"/channel {typed}"))[0].startswith(
                "The hour is a whole number from 0 to 23"
            )
        assert (await ada.says("/channel 8 1"))[0].startswith("I will post")
        maria = house.reader("Maria")
        assert (await maria.says("/channel 8"))[0].startswith("That is not open to your role.")


async def test_the_day_is_posted_once_at_its_hour(reference: Database, tmp_path: Path) -> None:
    async with a_house(reference, tmp_path) as house:
        ada, maria = house.reader("Ada", Role.COORDINATOR), house.reader("Maria")
        await a_channel(house, ada, 21)
        await maria.says("/next")
        await maria.says("1 c reg; 2-4 s")
        assert await to(house, 2022, 9, 7, 3, 59) == []
        post, evening = sorted(await to(house, 2022, 9, 7, 4, 0))
        assert posted([post]) == ["Tuesday, September 6"]
        assert evening.startswith("to Ada: ⚠ INVENTED lines and verdicts: a demonstration.\n")
        assert (
            "Claimed: 1 of 46,807 needed (+1 today). A lawyer has not ruled on them yet." in post
        )
        assert "Read: 4 of 24 rejected lines, 16.7% (+4 today)." in post
        assert await house.tick() == []
        assert await house.later(hours=2) == []
        assert posted(await to(house, 2022, 9, 8, 4, 1)) == ["Wednesday, September 7"]


async def test_a_post_is_caught_up_once_and_says_that_it_is_late(
    reference: Database, tmp_path: Path
) -> None:
    async with a_house(reference, tmp_path) as house:
        ada = house.reader("Ada", Role.COORDINATOR)
        await a_channel(house, ada, 21)
    house.telegram.clock.set(datetime(2022, 9, 9, 10, 0, tzinfo=UTC))  # three days later
    async with a_house(reference, tmp_path, telegram=house.telegram, owner=house) as again:
        assert posted(await again.tick()) == ["Thursday, September 8, late"]
        assert await again.tick() == []
        assert posted(await to(again, 2022, 9, 10, 4, 30)) == ["Friday, September 9"]


@pytest.mark.parametrize(
    ("hour", "before", "due", "day"),
    [
        # Sunday is the day of the weekly post as well.
        # The clocks go back at two: one o'clock comes twice, and the first one counts.
        (1, (2022, 11, 6, 7, 59), (2022, 11, 6, 8, 0), "Sunday, November 6"),
        (21, (2022, 11, 7, 4, 59), (2022, 11, 7, 5, 0), "Sunday, November 6"),
        # They go forward at two: two o'clock does not exist, and comes when the clocks do.
        (2, (2023, 3, 12, 9, 59), (2023, 3, 12, 10, 0), "Sunday, March 12"),
        (21, (2023, 3, 13, 3, 59), (2023, 3, 13, 4, 0), "Sunday, March 12"),
    ],
)
async def test_the_day_is_posted_once_when_the_clocks_change(
    reference: Database,
    tmp_path: Path,
    hour: int,
    before: tuple[int, ...],
    due: tuple[int, ...],
    day: str,
) -> None:
    async with a_house(reference, tmp_path) as house:
        ada = house.reader("Ada", Role.COORDINATOR)
        year, month, first, *_ = before
        house.telegram.clock.set(datetime(year, month, first - 1, 12, tzinfo=UTC))
        await a_channel(house, ada, hour)
        first_told = await to(house, *before)
        assert day not in posted(first_told)
        told = posted(await to(house, *due))
        assert (told[0], len(told)) == (day, 2)
        assert told[1].startswith("The week, ")
        for _ in range(3):
            assert await house.later(hours=1) == []


async def test_groups_get_totals_and_only_to_commands(reference: Database, tmp_path: Path) -> None:
    async with a_house(reference, tmp_path) as house:
        ada, maria = house.reader("Ada", Role.COORDINATOR), house.reader("Maria")
        eve = house.stranger("Eve")
        team = house.telegram.group("Team", ada.user, maria.user, eve.user)
        await house.quiet(ada)
        await ada.taps("Do not post there")
        for text in ("hello", "1 s", "Maria Gonzalez, 1423 W 7th St", "/next", "/batch", "/x"):
            assert await maria.says(text, team) == []
        assert await maria.sends("photo", to=team) == []
        for one in (maria, eve):
            (totals,) = await one.says("/progress", team)
            assert totals.startswith("in Team: ⚠ INVENTED lines and verdicts: a demonstration.\n")
            assert "R-0" not in totals
        house.telegram.privacy_mode = False  # even if somebody switches it off
        assert await maria.says("Maria Gonzalez, 1423 W 7th St", team) == []
        assert await maria.says("L1: 1 s", team) == []
        assert len(team.messages) == len([one for one in team.everything.values()])


async def test_where_it_was_thrown_out_it_posts_no_more(
    reference: Database, tmp_path: Path
) -> None:
    async with a_house(reference, tmp_path) as house:
        ada = house.reader("Ada", Role.COORDINATOR)
        room = await a_channel(house, ada, 21)
        room.remove_bot()
        await house.quiet()
        assert await house.later(days=1) == []
        assert (await ada.says("/channel"))[0].startswith("I am in no channel yet.")
        room.make_admin()
        assert (await house.quiet(ada))[0].startswith("I am now an admin of «Day».")


async def test_a_send_of_unknown_fate_is_asked_about_and_sent_again_when_told(
    reference: Database, tmp_path: Path
) -> None:
    async with a_house(reference, tmp_path) as house:
        ada, bob = house.reader("Ada", Role.COORDINATOR), house.reader("Bob", Role.ADMIN)
        room = await a_channel(house, ada, 21)
        house.telegram.faults.lose(when=lambda method, _: method == "sendPhoto")
        question = (
            "I do not know whether a message arrived (daily post, no. {number}): the connection "
            "broke while I sent it. Please look, then choose. I never repeat one by myself."
        )
        told = await to(house, 2022, 9, 7, 4, 0)
        (row,) = house.rows(select(notices).where(notices.c.state == NoticeState.UNKNOWN))
        number = row.id
        assert sorted(told) == [
            f"to {who}: {question.format(number=number)}" for who in ("Ada", "Bob")
        ]
        assert ada.buttons == [["Send again", "It is there"]]
        assert await house.later(minutes=30) == []
        # Both answer at once, and not the same: the first one counts.
        ada.user.press("Send again")
        bob.user.press("It is there")
        told = await house.quiet()
        answers = [one for one in told if not one.startswith("in Day")]
        assert sorted(answers) in (
            ["to Ada: edits: I send it again.",
             "to Bob: edits: Someone has decided that already."],
            ["to Ada: edits: Someone has decided that already.",
             "to Bob: edits: Good, it stays as it is."],
        )  # fmt: skip
        again = "to Ada: edits: I send it again." in answers
        assert len([one for one in room.messages if one.has_media]) == int(again)
        assert await house.later(minutes=30) == []


async def test_it_is_there_leaves_it_there(reference: Database, tmp_path: Path) -> None:
    async with a_house(reference, tmp_path) as house:
        ada = house.reader("Ada", Role.COORDINATOR)
        room = await a_channel(house, ada, 21)
        house.telegram.faults.drop(when=lambda method, _: method == "sendPhoto")
        told = await to(house, 2022, 9, 7, 4, 0)
        assert [one[:12] for one in told] == ["in Day: [pic", "to Ada: I do"]
        assert await ada.taps("It is there") == ["edits: Good, it stays as it is."]
        assert await house.later(hours=1) == []
        assert len([one for one in room.messages if one.has_media]) == 1
        house.check()


async def test_a_question_that_is_lost_as_well_is_put_again(
    reference: Database, tmp_path: Path
) -> None:
    async with a_house(reference, tmp_path) as house:
        ada = house.reader("Ada", Role.COORDINATOR)
        await a_channel(house, ada, 21)
        house.telegram.faults.lose(when=lambda method, _: method == "sendPhoto")
        house.telegram.faults.lose(times=2, when=lambda method, _: method == "sendMessage")
        assert await to(house, 2022, 9, 7, 4, 0) == []
        (told,) = await house.later(minutes=1)
        assert told.startswith(
            "to Ada: Sent once more after an interruption; you may have seen this already.\n"
            "I do not know whether a message arrived (daily post"
        )
        assert await house.later(minutes=30) == []
        assert posted((await ada.taps("Send again"))[1:]) == ["Tuesday, September 6"]


async def test_an_update_that_comes_again_neither_asks_nor_posts_again(
    reference: Database, tmp_path: Path
) -> None:
    async with a_house(reference, tmp_path) as house:
        ada = house.reader("Ada", Role.COORDINATOR)
        room = house.telegram.channel("Day", ada.user)
        room.make_admin()
        (change,) = [one for one in house.telegram.updates.pending if "my_chat_member" in one]
        assert len(await house.quiet(ada)) == 1
        await house.later(seconds=5)
        house.telegram.updates.put("my_chat_member", change["my_chat_member"])
        assert await house.quiet(ada) == []
        tap = ada.user.press("21:00")
        assert (await house.quiet(ada))[1:] == [TEST_POST.format(hour=21)]
        await house.later(seconds=5)
        tap.redeliver()
        assert await house.quiet(ada) == []
