"""The gate: who may do what, and what names a signer never gets past it."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest

from handlers.commands import COMMANDS
from models.database import Database
from models.terms import RANK, Role
from tests.chat import a_house, everything_written

NAME = "Wilhelmina Gonzalez"  # invented
SAID = [
    "deletes theirs",
    "I removed your message: it held something like a person's name, and no signer's name may be "
    "kept here. Say what you saw without it, for example: maiden name on file",
]


@pytest.mark.parametrize(
    "text",
    [
        f"1 s, {NAME}",
        f"L1: 1 s; 2 c reg {NAME.lower()}",
        f"/v L1 1 s {NAME}",
        f"/nosuch {NAME}",
        NAME,
    ],
)
async def test_a_typed_name_is_removed_and_is_nowhere(
    campaign: Database, tmp_path: Path, caplog: pytest.LogCaptureFixture, text: str
) -> None:
    caplog.set_level(logging.DEBUG)
    async with a_house(campaign, tmp_path) as house:
        maria = house.reader("Maria")
        await maria.says("/next")
        assert await maria.says(text) == SAID
        await maria.says("1 s")
        await maria.says("/undo")
        await maria.says("/me")
        found = everything_written(house) + caplog.text.casefold()
        assert "wilhelmina" not in found
        assert "gonzalez" not in found
        house.check()


@pytest.mark.parametrize("text", [f"/next {NAME}", f"/invite {NAME}", f"/me {NAME}", NAME])
async def test_a_name_is_removed_whoever_typed_it(
    campaign: Database, tmp_path: Path, text: str
) -> None:
    async with a_house(campaign, tmp_path) as house:
        for who in (house.stranger("Nobody"), house.reader("Paused", suspended=True)):
            assert await who.says(text) == SAID
        assert await house.reader("Maria").says(f"/invites {NAME}") == SAID  # not their command
        assert "wilhelmina" not in everything_written(house)


@pytest.mark.parametrize(
    "text", [f"signer is {NAME}, 1423 W 7th St", f"L1: 1 s {NAME}", f"3 c addr {NAME}"]
)
async def test_a_question_for_one_s_own_name_lets_nothing_else_pass(
    campaign: Database, tmp_path: Path, text: str
) -> None:
    async with a_house(campaign, tmp_path) as house:
        maria = house.reader("Maria")
        await maria.says("/next")
        await maria.says("/name")
        (gone, told) = await maria.says(text)
        assert gone == "deletes theirs"
        assert told.startswith("I removed your message: it held something like")
        assert "wilhelmina" not in everything_written(house)
        assert "Your coordinators will call you Maria." in "".join(await maria.says("Maria"))


async def test_a_forwarded_name_and_a_caption_are_not_one_s_own_name(
    campaign: Database, tmp_path: Path
) -> None:
    async with a_house(campaign, tmp_path) as house:
        ray, maria = house.reader("Ray"), house.reader("Maria")
        await maria.says("/name")
        maria.user.forward(ray.user.say(NAME))
        told = await house.quiet(maria)
        assert sorted(told) == sorted([*SAID, *(f"to Ray: {one}" for one in SAID)])
        assert await maria.sends("document", "x.csv", b"1", caption=NAME) == SAID
        assert "wilhelmina" not in everything_written(house)


async def test_what_is_neither_text_nor_picture_is_called_neither(
    campaign: Database, tmp_path: Path
) -> None:
    async with a_house(campaign, tmp_path) as house:
        maria = house.reader("Maria")
        maria.user._put(
            None, content={"dice": {"emoji": "\U0001f3b2", "value": 3}}, label="[dice]"
        )
        assert await house.quiet(maria) == [
            "deletes theirs",
            "I removed what you sent: only typed text is taken here. Type what you read, for "
            "example: 3 c addr",
        ]


async def test_the_same_in_an_edit(
    campaign: Database, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    async with a_house(campaign, tmp_path) as house:
        maria = house.reader("Maria")
        await maria.says("/next")
        await maria.says("1 s; 2 s")
        assert await maria.edits(f"1 s; 2 s, it was {NAME}") == SAID
        (shown, _line) = await maria.says("/batch")
        assert shown.startswith("1. S1001-P1-L01 · stands\n2. S1001-P1-L02 · stands\n")
        await maria.says("/progress")
        assert "wilhelmina" not in everything_written(house) + caplog.text.casefold()
        house.check()


async def test_what_a_fault_logs_holds_nothing_of_what_was_typed(
    campaign: Database, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    async with a_house(campaign, tmp_path) as house:
        maria = house.reader("Maria")
        await maria.says("/next")
        house.telegram.faults.fail(code=400, when=lambda method, _: method == "sendMessage")
        (told,) = await maria.says("1 c thornquist")  # a word nobody knows; invented
        assert told.startswith("Sorry, something broke on my side and nothing was changed.")
        assert "fault" in caplog.text
        assert "thornquist" not in everything_written(house) + caplog.text.casefold()


async def test_each_role_gets_what_the_table_says(campaign: Database, tmp_path: Path) -> None:
    no = "That is not open to your role. If you need it, ask your coordinator."
    async with a_house(campaign, tmp_path) as house:
        team = {role: house.reader(role.value, role) for role in Role}
        for row in COMMANDS:
            if row.role is None or row.name in ("back", "sheet", "pull"):
                continue
            for role, one in team.items():
                if row.role == Role.LAWYER:
                    allowed = role in (Role.LAWYER, Role.ADMIN)
                else:
                    allowed = RANK[role] >= RANK[row.role]
                if not allowed:
                    assert await one.says(f"/{row.name}") == [no], (row.name, role)


async def test_who_is_on_pause_gets_nothing(campaign: Database, tmp_path: Path) -> None:
    async with a_house(campaign, tmp_path) as house:
        maria = house.reader("Maria", suspended=True)
        pause = "Your account is on pause. Your coordinator can tell you why and take it off."
        for text in ("/next", "/v 1 s", "1 s", "/undo"):
            assert await maria.says(text) == [pause]
