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
