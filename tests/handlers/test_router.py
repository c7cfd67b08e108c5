"""What is no command and no button: removed unread, asked back, or pointed at."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import select

from models.database import Database
from models.tables import entries, people
from models.terms import Role
from tests.chat import a_house

NOT_UNDERSTOOD = (
    "I did not understand that.\n"
    "Readings are written like this: 3 c addr; 4-7 s; 9 ?. /help shows everything else you "
    "can do."
)
NOT_MET = "We haven't met yet. Please open the invitation link your coordinator sent you, or ask for one."


@pytest.mark.parametrize(
    ("what", "begins"),
    [
        ("photo", "I removed your photo without opening it"),
        ("video", "I removed your photo without opening it"),
        ("voice", "I removed your recording without listening to it"),
        ("contact", "I removed the contact you sent"),
        ("location", "I removed the place you sent"),
    ],
)
async def test_what_could_show_a_signer_is_removed_unread(
    campaign: Database, tmp_path: Path, what: str, begins: str
) -> None:
    async with a_house(campaign, tmp_path) as house:
        for who in (house.reader("Maria"), house.reader("A", Role.ADMIN), house.stranger("Eve")):
            house.telegram.calls = []
            gone, told = await who.sends(what)
            assert gone == "deletes theirs"
            assert told.startswith(begins)
            called = {name for name, _values in house.telegram.calls}
            assert "getFile" not in called
        house.check()


async def test_a_picture_with_a_caption_goes_with_it(campaign: Database, tmp_path: Path) -> None:
    async with a_house(campaign, tmp_path) as house:
        maria = house.reader("Maria")
        await maria.says("/next")
        gone, told = await maria.sends("photo", "1 s")
        assert gone == "deletes theirs"
        assert told.startswith("I removed your photo")
        assert house.rows(select(entries)) == []


async def test_what_telegram_does_not_let_it_delete_the_person_is_asked_to(
    campaign: Database, tmp_path: Path
) -> None:
    async with a_house(campaign, tmp_path) as house:
        maria = house.reader("Maria")
        house.telegram.faults.fail(
            code=400, when=lambda method, _values: method == "deleteMessage"
        )
        (told,) = await maria.sends("photo")
        assert told.endswith(
            "\n\nTelegram did not let me delete it. Please delete your message yourself: press on "
            "it, then Delete."
        )


async def test_free_words_are_asked_back(campaign: Database, tmp_path: Path) -> None:
    async with a_house(campaign, tmp_path) as house:
        maria = house.reader("Maria")
        for text in ("hello", "ok", "👍", "1", "12045", "where do I park?", "gracias"):
            assert await maria.says(text) == [NOT_UNDERSTOOD]
        assert await maria.says("/nxt") == [
            "I don't know that command. /help shows what you can do here."
        ]


async def test_a_stranger_gets_no_further(campaign: Database, tmp_path: Path) -> None:
    async with a_house(campaign, tmp_path) as house:
        eve = house.stranger("Eve")
        for text in ("hello", "1 s", "L1: 1 s", "/next", "/undo", "/v 1 s", "/people"):
            assert await eve.says(text) == [NOT_MET]
        assert house.rows(select(people)) == []


async def test_an_edited_message_answers_no_question(campaign: Database, tmp_path: Path) -> None:
    async with a_house(campaign, tmp_path) as house:
        maria = house.reader("Maria")
        await maria.says("/next")
        await maria.says("1 s")
        sheet = maria.wrote
        await maria.says("/name")
        # She is asked for her own name now; an old message edited is no answer, and is guarded.
        gone, told = await maria.edits("Wilhelmina Gonzalez", sheet)
        assert gone == "deletes theirs"
        assert told.startswith("I removed your message: it held something like a person's name")
        (row,) = house.rows(select(people.c.call_name, people.c.legal_name))
        assert tuple(row) == (None, None)


async def test_when_the_connection_breaks_it_does_not_say_that_nothing_was_changed(
    campaign: Database, tmp_path: Path
) -> None:
    async with a_house(campaign, tmp_path) as house:
        maria = house.reader("Maria")
        await maria.says("/next")
        house.telegram.faults.lose(when=lambda method, _values: method == "sendMessage")
        (told,) = await maria.says("1 s")
        assert told.startswith("The connection broke while I answered. What you sent may be noted")
        assert (await maria.says("1 s"))[0].endswith(
            "stands (as before)\n3 lines left in L1: 2–4."
        )
        house.check()
