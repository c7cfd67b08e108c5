"""A person's own things in chat: names, sections, practice, own data."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from models import people, petition, trail
from models.database import Database
from models.terms import Person
from tests.dialogue import Dialogue, a_dialogue, last


def left(folder: Path, pattern: str) -> list[Path]:
    """Files that were not cleared away."""
    return list(folder.glob(pattern))


async def arrived(bot: Dialogue, name: str = "Ana (invented)"):
    user = await bot.come_in(name)
    await bot.settle(user)
    return user


def person(database: Database, person_id: int = 1) -> Person:
    return database.run(people.look, person_id=person_id)


async def test_a_legal_name_is_kept_by_consent_and_leaves_the_chat(
    campaign: Database, tmp_path: Path
) -> None:
    async with a_dialogue(campaign, tmp_path) as bot:
        ana = await bot.come_in("Ana (invented)")
        await bot.press(ana, "English")
        await bot.press(ana, "I accept")
        await bot.press(ana, "Skip")
        assert await bot.press(ana, "Yes, keep it") == [
            "Please type your name as it stands on your ID."
        ]
        (home,) = await bot.say(ana, "Ana García López")  # an invented name
        assert home.startswith("Thank you, I keep your name for the registrar's list only")
        assert not any("García" in one.text for one in ana.messages)
        own = campaign.run(people.look_own, person=person(campaign))
        assert own.row["legal_name"] == "Ana García López"
        export = json.dumps(campaign.run(people.look_export, person=person(campaign))["trail"])
        assert "legal_name" in export
        assert "Garc" not in export


async def test_what_is_no_name_is_not_kept_as_one(campaign: Database, tmp_path: Path) -> None:
    async with a_dialogue(campaign, tmp_path) as bot:
        ana = await arrived(bot)
        await bot.say(ana, "/name")
        (no,) = await bot.say(ana, "Ana Berta Clara Dora")  # four words: too many for the guard
        assert no.startswith("I can't take that as a name.")
        (kept,) = await bot.say(ana, "Anita")
        assert kept.startswith("Thank you. Your coordinators will call you Anita.")


@pytest.mark.parametrize(
    ("typed", "removed"),
    [
        ("signer is wilhelmina gonzalez", True),  # invented
        ("My name is Maria Gonzalez", True),  # invented
        ("the voter moved", False),
        ("firma de la votante", False),
        ("Ana", False),
        ("rest stand", False),
        ("one two three four five six", False),
    ],
)
async def test_what_is_no_legal_name_is_not_kept_as_one(
    campaign: Database, tmp_path: Path, typed: str, removed: bool
) -> None:
    async with a_dialogue(campaign, tmp_path) as bot:
        ana = await bot.come_in("Ana (invented)")
        await bot.press(ana, "English")
        await bot.press(ana, "I accept")
        await bot.press(ana, "Skip")
        await bot.press(ana, "Yes, keep it")
        (no,) = await bot.say(ana, typed)
        assert typed not in no
        assert ("write only the name as it stands on your ID, nothing else." in no) is removed
        assert no.startswith("I can't take that as your name on the ID.") is not removed
        assert any(one.text == typed for one in ana.messages) is not removed
        assert campaign.run(people.look_own, person=person(campaign)).row["legal_name"] is None
        (home,) = await bot.say(ana, "María de los Ángeles Ruiz-O’Neil y Peña")  # invented
        assert home.startswith("Thank you, I keep your name for the registrar's list only")


async def test_a_note_is_no_call_name(campaign: Database, tmp_path: Path) -> None:
    async with a_dialogue(campaign, tmp_path) as bot:
        ana = await arrived(bot)
        await bot.say(ana, "/name")
        (no,) = await bot.say(ana, "signer is Daniel")  # invented
        assert "Daniel" not in no
        await bot.say(ana, "/name")
        (no,) = await bot.say(ana, "voter moved")
        assert no.startswith("I can't take that as a name.")


async def test_practice_lines_look_like_real_ones_and_tell_why(
    campaign: Database, tmp_path: Path
) -> None:
    async with a_dialogue(campaign, tmp_path) as bot:
        ana = await arrived(bot)
        (line,) = await bot.press(ana, "Start practice")
        assert line.startswith(
            "Practice 1 of 5 · INVENTED\nS0-P1-L03\nRegistrar: Different Address"
        )
        assert bot.buttons(ana) == [
            "Challenge", "Stands", "Unsure", "Missing", "What to check",
        ]  # fmt: skip
        (card,) = await bot.press(ana, "What to check")
        assert card.startswith("Different Address: what to check")
        await bot.press(ana, bot.buttons(ana)[0])
        await bot.press(ana, "Challenge")
        (wrong_ground,) = await bot.press(ana, "Moved meanwhile")
        assert wrong_ground.startswith("Challenge is right; the ground is another:")
        await bot.press(ana, "Next practice line")
        (right,) = await bot.press(ana, "Stands")
        assert right.startswith("✓ That is right.")
        for button in ("Unsure", "Missing"):
            await bot.press(ana, "Next practice line")
            assert (await bot.press(ana, button))[0].startswith("✓")
        await bot.press(ana, "Next practice line")
        (wrong,) = await bot.press(ana, "Stands")
        assert wrong.startswith("Here I would say challenge · Not the same person.")
        assert "Those were your 5 practice lines." in wrong
        assert person(campaign).practised
        (again,) = await bot.say(ana, "/practice")
        assert again.startswith("Practice 1 of 5")
        assert person(campaign).practised


async def test_sections_are_noted_and_a_clash_is_told(campaign: Database, tmp_path: Path) -> None:
    async with a_dialogue(campaign, tmp_path) as bot:
        ana = await arrived(bot)
        assert await bot.say(ana, "/circulated 1001 1003-1005, 1001") == [
            "Noted: 4 sections changed. Sections you circulated: 1001, 1003-1005."
        ]
        assert await bot.say(ana, "/circulated not 1004") == [
            "Noted: 1 section changed. Sections you circulated: 1001, 1003, 1005."
        ]
        assert await bot.say(ana, "/circulated 1001 many") == [
            "Item 2 is not a section number. Write them like this: /circulated 12045 12046-12050"
        ]
        (how,) = await bot.say(ana, "/circulated")
        assert how.startswith("Sections you circulated: 1001, 1003, 1005.")


async def test_own_data_are_shown_sent_and_deleted(campaign: Database, tmp_path: Path) -> None:
    async with a_dialogue(campaign, tmp_path) as bot:
        ana = await arrived(bot)
        (shown,) = await bot.say(ana, "/me")
        assert shown.startswith("What I hold about you, R-001\nRole: volunteer\n")
        assert str(ana.id) in shown
        (file,) = await bot.press(ana, "As a file")
        assert file.startswith("Everything I hold about you.")
        assert left(tmp_path, "*.json") == []
        await bot.press(ana, "Delete my data")
        assert await bot.press(ana, "No") != []
        assert person(campaign).pseudonym == "R-001"
        await bot.press(ana, "Delete my data")
        (gone,) = await bot.press(ana, "Yes, delete")
        assert gone.startswith("Done: your data are gone.")
        (stranger,) = await bot.say(ana, "/me")
        assert stranger.startswith("We haven't met yet.")
        assert "next" not in {row["command"] for row in ana.menu}
    assert campaign.run(trail.verify) is None


async def test_a_legal_hold_says_why_nothing_is_deleted(
    campaign: Database, tmp_path: Path
) -> None:
    async with a_dialogue(campaign, tmp_path) as bot:
        ana = await arrived(bot)
        now = bot.tg.clock.now()
        campaign.run(petition.hold, now=now, by="desk", why="suit 22STCP03795")
        await bot.say(ana, "/me")
        await bot.press(ana, "Delete my data")
        (no,) = await bot.press(ana, "Yes, delete")
        assert "suit 22STCP03795" in no
        assert "Hello" in (await bot.say(ana, "/start"))[0]


async def test_whoever_is_on_pause_still_sees_their_data(
    campaign: Database, tmp_path: Path
) -> None:
    async with a_dialogue(campaign, tmp_path) as bot:
        ana = await arrived(bot)
        from models.terms import Role

        bo = await bot.come_in("Bo (invented)", Role.COORDINATOR)
        await bot.settle(bo, "Bo")
        await bot.say(bo, "/suspend R-001")
        assert (await bot.say(ana, "/start"))[0].startswith("Your account is on pause.")
        assert (await bot.say(ana, "/me"))[0].startswith("What I hold about you")
        assert last(ana).buttons
