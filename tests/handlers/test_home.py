"""Coming in, home, language, help: as people meet them."""

from __future__ import annotations

from pathlib import Path

from handlers import links
from models import people, petition, trail
from models.database import Database
from models.terms import Designation, Role
from tests.dialogue import a_dialogue, last


async def test_whoever_opens_a_link_is_led_home_step_by_step(
    campaign: Database, tmp_path: Path
) -> None:
    async with a_dialogue(campaign, tmp_path) as bot:
        ana = await bot.come_in("Ana (invented)")
        assert "Here you are R-001, volunteer" in last(ana).text
        assert bot.buttons(ana) == ["English", "Español"]
        (terms,) = await bot.press(ana, "English")
        assert terms.startswith("Confidentiality terms, version 1")
        (call_name,) = await bot.press(ana, "I accept")
        assert "What may your coordinators call you?" in call_name
        (legal_name,) = await bot.say(ana, "Anita")
        assert legal_name.startswith("Thank you. Your coordinators will call you Anita.")
        assert "may I keep your legal name" in legal_name.replace("May", "may")
        (home,) = await bot.press(ana, "No, keep no name")
        assert home == (
            "Hello, Anita!\n\n"
            "Before your first batch there are 5 practice lines. "
            "They take a few minutes and count for nothing."
        )
        assert bot.buttons(ana) == [
            "Start practice", "Next batch", "My shifts", "I can't come", "Progress",
        ]  # fmt: skip
    assert campaign.run(trail.verify) is None


async def test_the_language_of_the_phone_is_the_first_guess(
    campaign: Database, tmp_path: Path
) -> None:
    async with a_dialogue(campaign, tmp_path) as bot:
        stranger = bot.tg.user("Eva (invented)", language="es-MX")
        assert await bot.say(stranger, "/start") == [
            "Todavía no nos conocemos. Abra el enlace de invitación que le mandó su coordinador, "
            "o pídale uno."
        ]
        eva = await bot.come_in("Eva (invented)", language="es-MX")
        assert last(eva).text.startswith("¡Le damos la bienvenida!")
        (terms,) = await bot.press(eva, "Español")
        assert terms.startswith("Términos de confidencialidad, versión 1")
        assert eva.menu[0] == {
            "command": "inicio",
            "description": "Inicio: lo que sigue y los cuatro botones principales",
        }


async def test_nothing_comes_before_the_terms(campaign: Database, tmp_path: Path) -> None:
    async with a_dialogue(campaign, tmp_path) as bot:
        ana = await bot.come_in("Ana (invented)", Role.COORDINATOR)
        for command in ("/next", "/people", "/practice", "/circulated 1001"):
            (no,) = await bot.say(ana, command)
            assert "accept the confidentiality terms" in no
        (terms,) = await bot.say(ana, "/start")
        assert terms.startswith("Confidentiality terms")


async def test_renewed_terms_are_asked_again(campaign: Database, tmp_path: Path) -> None:
    async with a_dialogue(campaign, tmp_path) as bot:
        ana = await bot.come_in("Ana (invented)")
        await bot.press(ana, "English")
        now = bot.tg.clock.now()
        campaign.run(petition.change_policy, now=now, by="desk", changes={"terms_version": 2})
        assert await bot.press(ana, "I accept") == [
            "[The confidentiality terms have been renewed since you were shown them. "
            "Please read the new ones: /start]"
        ]
        (terms,) = await bot.say(ana, "/start")
        assert terms.startswith("Confidentiality terms, version 2")


async def test_a_member_who_opens_a_link_again_is_welcomed_home(
    campaign: Database, tmp_path: Path
) -> None:
    async with a_dialogue(campaign, tmp_path) as bot:
        ana = await bot.come_in("Ana (invented)")
        await bot.settle(ana)
        (back,) = await bot.say(ana, f"/start {links.fresh_token()}")
        assert back.startswith("Good to see you again, R-001. You are here already, as volunteer.")


async def test_a_dead_link_says_so(campaign: Database, tmp_path: Path) -> None:
    async with a_dialogue(campaign, tmp_path) as bot:
        stranger = bot.tg.user("Eva (invented)")
        (no,) = await bot.say(stranger, f"/start {links.fresh_token()}")
        assert no.startswith("I don't know this invitation link.")


async def test_where_no_shift_is_made_yet_home_says_so(campaign: Database, tmp_path: Path) -> None:
    async with a_dialogue(campaign, tmp_path) as bot:
        ana = await bot.come_in("Ana (invented)")
        await bot.settle(ana)
        (shifts,) = await bot.press(ana, "My shifts")
        assert shifts == ("You have no shift ahead of you.\n\nNothing else is open at the moment.")
        await bot.say(ana, "/start")
        (sorry,) = await bot.press(ana, "I can't come")
        assert sorry.startswith("[You have no place ahead of you.")


async def test_home_says_where_the_designation_stands(campaign: Database, tmp_path: Path) -> None:
    async with a_dialogue(campaign, tmp_path) as bot:
        ana = await bot.come_in("Ana (invented)")
        await bot.settle(ana)
        await bot.say(ana, "/practice")
        for _ in range(5):
            await bot.press(ana, "Stands")
            button = bot.buttons(ana)[0]
            (text,) = await bot.press(ana, button)
        assert "Designation: not requested yet." in text
        (no,) = await bot.press(ana, "Next batch")
        assert "has not been requested yet" in no
        campaign.run(
            people.designate,
            now=bot.tg.clock.now(),
            by="desk",
            person_id=1,
            designation=Designation.ON_FILE,
        )
        batch = await bot.say(ana, "/next")
        assert "S1001-P1-L01" in batch[-1]
        (home,) = await bot.say(ana, "/start")
        assert "You hold batch" in home


async def test_help_shows_what_one_may_do(campaign: Database, tmp_path: Path) -> None:
    async with a_dialogue(campaign, tmp_path) as bot:
        stranger = bot.tg.user("Eva (invented)")
        (nothing,) = await bot.say(stranger, "/help")
        assert nothing.startswith("I help a campaign review")
        ana = await bot.come_in("Ana (invented)")
        bo = await bot.come_in("Bo (invented)", Role.COORDINATOR)
        (hers,) = await bot.say(ana, "/help")
        (his,) = await bot.say(bo, "/help")
        assert "/next – Get your next batch" in hers
        assert "/invite" not in hers
        assert "\n\nThe team\n/invite · /invites · /people ·" in his


async def test_the_language_can_be_changed_at_any_time(campaign: Database, tmp_path: Path) -> None:
    async with a_dialogue(campaign, tmp_path) as bot:
        ana = await bot.come_in("Ana (invented)")
        await bot.settle(ana)
        await bot.say(ana, "/idioma")
        assert await bot.press(ana, "Español") == ["Desde ahora le hablo en español."]


async def test_a_question_for_a_name_is_dropped_by_anything_else(
    campaign: Database, tmp_path: Path
) -> None:
    async with a_dialogue(campaign, tmp_path) as bot:
        ana = await bot.come_in("Ana (invented)")
        await bot.press(ana, "English")
        await bot.press(ana, "I accept")
        await bot.say(ana, "/help")
        await bot.say(ana, "rest stand")
        own = campaign.run(people.look_own, person=campaign.run(people.look, person_id=1))
        assert own.row["call_name"] is None


async def test_no_token_looks_like_a_name_or_number_to_the_guard(
    campaign: Database, tmp_path: Path
) -> None:
    async with a_dialogue(campaign, tmp_path) as bot:
        from models.rules import guard

        lexicon = bot.app.bot_data["desk"].lexicon
        tokens = [links.fresh_token() for _ in range(300)]
        assert not any(guard.look(f"/start {token}", lexicon) for token in tokens)
        assert all(len(links.link("countersign_bot", token)) < 80 for token in tokens)
