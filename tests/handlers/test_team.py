"""What coordinators do in chat."""

from __future__ import annotations

from pathlib import Path

import pytest

from handlers import notices
from handlers.parse.team import (
    NamedDesignation,
    NamedRole,
    parse_invitation,
    parse_named_designation,
    parse_named_role,
)
from models import book as books
from models import notices as waiting
from models import people, review
from models.database import Database
from models.errors import Refusal
from models.terms import Designation, Role
from tests.dialogue import Dialogue, a_dialogue, last


def left(folder: Path, pattern: str) -> list[Path]:
    """Files that were not cleared away."""
    return list(folder.glob(pattern))


async def coordinator(bot: Dialogue, role: Role = Role.COORDINATOR):
    user = await bot.come_in("Bo (invented)", role)
    await bot.settle(user, "Bo")
    return user


async def volunteer(bot: Dialogue, name: str):
    user = await bot.come_in(f"{name} (invented)")
    await bot.settle(user, name)
    return user


def role_of(database: Database, person_id: int) -> Role:
    return database.run(people.look, person_id=person_id).role


async def test_a_link_comes_as_text_and_picture_and_can_be_closed(
    campaign: Database, tmp_path: Path
) -> None:
    async with a_dialogue(campaign, tmp_path) as bot:
        bo = await coordinator(bot)
        text, picture = await bot.say(bo, "/invite volunteer 20 7")
        link = text.splitlines()[1]
        assert text.startswith("An invitation as volunteer, for 20 people, until")
        assert picture.startswith("The same link as a picture")
        assert left(tmp_path, "*.png") == []
        ana = bot.tg.user("Ana (invented)")
        ana.open(link)
        await bot._answers(ana)
        assert "R-002, volunteer" in last(ana).text
        (listed,) = await bot.say(bo, "/invites")
        assert "volunteer, 19 of 20 left" in listed
        (closed,) = await bot.press(bo, "Close link")
        assert closed.endswith("is closed: nobody comes in by it any more.")
        eva = bot.tg.user("Eva (invented)")
        eva.open(link)
        (no,) = await bot._answers(eva)
        assert no.startswith("This invitation was taken back.")


async def test_a_coordinator_brings_in_no_coordinators(campaign: Database, tmp_path: Path) -> None:
    async with a_dialogue(campaign, tmp_path) as bot:
        bo = await coordinator(bot)
        assert await bot.say(bo, "/invite admin") == ["That role is given or taken by an admin."]
        (how,) = await bot.say(bo, "/invite")
        assert "/invite volunteer 20 7" in how
        assert (await bot.say(bo, "/invite king"))[0].startswith("I don't know that role.")


async def test_a_name_to_the_letter_is_enough_and_a_slip_asks_back(
    campaign: Database, tmp_path: Path
) -> None:
    async with a_dialogue(campaign, tmp_path) as bot:
        bo = await coordinator(bot)
        await volunteer(bot, "Mari")
        assert await bot.say(bo, "/role mari captain") == ["R-002 is now: captain. I tell them."]
        assert await bot.say(bo, "/role mary lawyer") == ["Whom do you mean?"]
        assert bot.buttons(bo) == ["R-002 · Mari · captain", "None of these"]
        assert role_of(campaign, 2) == Role.CAPTAIN
        assert await bot.press(bo, "R-002") == ["R-002 is now: lawyer. I tell them."]
        assert role_of(campaign, 2) == Role.LAWYER


async def test_a_shared_name_is_never_guessed(campaign: Database, tmp_path: Path) -> None:
    async with a_dialogue(campaign, tmp_path) as bot:
        bo = await coordinator(bot)
        await volunteer(bot, "Mari")
        await volunteer(bot, "Mari")
        assert await bot.say(bo, "/suspend mari") == ["Whom do you mean?"]
        assert len(bot.buttons(bo)) == 3
        assert await bot.press(bo, "None of these")
        assert await bot.say(bo, "/suspend r3") == ["R-003 is on pause. /resume takes it off."]
        assert await bot.say(bo, "/resume R-003") == ["R-003 is no longer on pause."]


async def test_nobody_found_repeats_nothing(campaign: Database, tmp_path: Path) -> None:
    async with a_dialogue(campaign, tmp_path) as bot:
        bo = await coordinator(bot)
        (no,) = await bot.say(bo, "/suspend zzyx")
        assert "zzyx" not in no
        assert no.startswith("I find nobody by that name.")


async def test_a_pause_brings_the_batch_back(campaign: Database, tmp_path: Path) -> None:
    async with a_dialogue(campaign, tmp_path) as bot:
        bo = await coordinator(bot)
        ana = await volunteer(bot, "Anita")
        await bot.say(bo, "/designation anita on-file")
        await bot.say(ana, "/practice")
        for _ in range(5):
            await bot.press(ana, "Stands")
            await bot.press(ana, bot.buttons(ana)[0])
        await bot.press(ana, "Next batch")
        held = campaign.run(review.look_open, person_id=2)
        assert held is not None
        (said,) = await bot.say(bo, "/suspend R-002")
        assert said.startswith(f"R-002 is on pause, and batch {held.code} is back with the rest.")
        assert (await bot.say(ana, "/next"))[0].startswith("Your account is on pause.")


async def test_a_designation_is_noted_by_day_and_told(campaign: Database, tmp_path: Path) -> None:
    async with a_dialogue(campaign, tmp_path) as bot:
        bo = await coordinator(bot)
        await volunteer(bot, "Anita")
        assert await bot.say(bo, "/designation anita requested 8/30") == [
            "R-002: designation requested, August 30, 2022. I tell them."
        ]
        assert await bot.say(bo, "/designation R-002 on-file 2022-09-02") == [
            "R-002: designation on file, September 2, 2022. I tell them."
        ]
        assert (await bot.say(bo, "/designation R-002 on file 2022-09-02"))[0].startswith(
            "R-002: nothing to change"
        )
        assert (await bot.say(bo, "/designation R-002 on-file 2030-01-01"))[0].startswith(
            "That day has not come yet."
        )
        told = campaign.run(waiting.claim, now=bot.tg.clock.now())
        desk = bot.app.bot_data["desk"]
        book = campaign.run(books.look, now=bot.tg.clock.now())
        assert [notices.render(desk, book, one).text for one in told] == [
            "Your written designation was requested on August 30, 2022. "
            "I tell you when it is on file.",
            "Your written designation is on file since September 2, 2022. You can read now: /next",
        ]


async def test_every_notice_about_people_has_words(campaign: Database, tmp_path: Path) -> None:
    from handlers.texts.people import NOTICES

    async with a_dialogue(campaign, tmp_path) as bot:
        desk = bot.app.bot_data["desk"]
        book = campaign.run(books.look, now=bot.tg.clock.now())
        facts = {"role": "captain", "pseudonym": "R-002", "day": "2022-09-02"}
        for kind in NOTICES:
            words = desk.texts.of("es")
            assert notices.RENDERERS[kind](desk, book, words, facts).text
            assert words.plain(f"notice.{kind}")


async def test_the_team_is_listed_by_role_and_in_pages(campaign: Database, tmp_path: Path) -> None:
    async with a_dialogue(campaign, tmp_path) as bot:
        bo = await coordinator(bot)
        await volunteer(bot, "Anita")
        (page,) = await bot.say(bo, "/people")
        assert page.splitlines()[:4] == [
            "People, page 1 of 1",
            "",
            "coordinator",
            "R-001 Bo: not designated and practice not done; last active Sep 6",
        ]
        assert "R-002 Anita: not designated and practice not done" in page
        now = bot.tg.clock.now()
        for number in range(30):
            token = f"token-{number}"
            campaign.run(people.invite, now=now, by="desk", role=Role.VOLUNTEER, token=token)
            campaign.run(people.join, now=now, telegram_id=number, language="en", token=token)
        (first,) = await bot.say(bo, "/people")
        assert first.startswith("People, page 1 of 2")
        (second,) = await bot.press(bo, bot.buttons(bo)[0])
        assert second.startswith("People, page 2 of 2")


async def test_a_legal_hold_is_for_admins_and_has_a_reason(
    campaign: Database, tmp_path: Path
) -> None:
    async with a_dialogue(campaign, tmp_path) as bot:
        admin = await coordinator(bot, Role.ADMIN)
        assert (await bot.say(admin, "/legalhold"))[0].startswith("The legal hold is off")
        assert (await bot.say(admin, "/legalhold on"))[0].startswith("Write /legalhold on")
        assert await bot.say(admin, '/legalhold on "suit 22STCP03795"') == [
            "The legal hold is on: nobody's data are deleted. Reason: suit 22STCP03795"
        ]
        assert (await bot.say(admin, "/legalhold off"))[0].startswith("The legal hold is off")
        ana = await volunteer(bot, "Anita")
        assert (await bot.say(ana, "/legalhold off"))[0].startswith(
            "That is not open to your role."
        )


def test_roles_and_designations_are_read_to_the_letter() -> None:
    assert parse_named_role(["mari", "capitana"]) == NamedRole("mari", Role.CAPTAIN)
    assert parse_named_role(["Captain", "R-017"]) == NamedRole("R-017", Role.CAPTAIN)
    assert parse_named_designation("R-017 on file 2022-09-02".split()) == NamedDesignation(
        "R-017", Designation.ON_FILE, "2022-09-02"
    )
    assert parse_named_designation(["ana", "presentada"]).designation == Designation.ON_FILE
    assert parse_invitation(["captain"]) == (Role.CAPTAIN, 1, 7)
    assert parse_invitation(["voluntaria", "20", "3"]) == (Role.VOLUNTEER, 20, 3)


@pytest.mark.parametrize(
    ("parse", "words", "code"),
    [
        (parse_named_role, "mari", "people.role-usage"),
        (parse_named_role, "mari king", "people.role-unknown"),
        (parse_named_designation, "R-017", "people.designation-usage"),
        (parse_named_designation, "R-017 soon", "people.designation-usage"),
        (parse_invitation, "", "people.invite-usage"),
        (parse_invitation, "volunteer many", "people.invite-usage"),
    ],
)
def test_what_cannot_be_read_is_refused(parse, words: str, code: str) -> None:
    with pytest.raises(Refusal) as no:
        parse(words.split())
    assert no.value.code == code


async def test_how_many_a_link_may_serve_is_said_in_each_language(
    campaign: Database, tmp_path: Path
) -> None:
    async with a_dialogue(campaign, tmp_path) as bot:
        ada = await bot.come_in("Ada (invented)", Role.ADMIN)
        await bot.settle(ada, "Ada")
        said = [await bot.say(ada, f"/invite {role} 300 9") for role in ("admin", "volunteer")]
        assert said == [
            ["For that role a link may serve only one person and last at most 7 days."],
            ["For that role a link may serve at most 200 people and last at most 90 days."],
        ]
        await bot.say(ada, "/language")
        await bot.press(ada, "Español")
        assert await bot.say(ada, "/invitar admin 2") == [
            "Para ese puesto, un enlace sirve para una sola persona y dura 7 días como máximo."
        ]
