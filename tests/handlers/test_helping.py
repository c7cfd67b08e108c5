"""Help and menus: by subject, by a word, in one's language, and at once when a role changes."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from config.locale import load_texts
from handlers import commands
from handlers.parse.helping import meant
from handlers.texts.lengths import length
from models.database import Database
from models.terms import Role
from tests.chat import Talker, a_house

TEXTS = load_texts()
ROW = re.compile(r"^/(\w+) – ", re.MULTILINE)


def menu(who: Talker) -> list[str]:
    """The commands behind the menu button of a person's chat."""
    return [row["command"] for row in who.user.menu]


def of(role: Role | None, language: str = "en") -> list[str]:
    """What a role's menu should hold."""
    return [row.called(language) for row in commands.menu(role)]


async def test_a_volunteer_finds_everything_by_subject(campaign: Database, tmp_path: Path) -> None:
    async with a_house(campaign, tmp_path) as house:
        maria = house.reader("Maria")
        (text,) = await maria.says("/help")
        assert text.startswith(
            "What you can do here\n\nReading lines\n/next – Get your next batch"
        )
        assert sorted(ROW.findall(text)) == sorted(of(Role.VOLUNTEER))
        assert not maria.sees.buttons
        assert length(text) < 2400


async def test_an_admin_sees_names_by_subject_and_taps_for_more(
    campaign: Database, tmp_path: Path
) -> None:
    async with a_house(campaign, tmp_path) as house:
        ada = house.reader("Ada", Role.ADMIN)
        (text,) = await ada.says("/help")
        assert sorted(re.findall(r"/(\w+)(?: ·|$)", text, re.MULTILINE)) == sorted(of(Role.ADMIN))
        assert length(text) < 1100
        assert max(len(row) for row in ada.buttons) == 2
        (team,) = await ada.taps("The team")
        assert team.startswith("edits: The team\n\n/invite – Make an invitation link")
        assert "\n     /invite volunteer 20 7\n" in team
        (back,) = await ada.taps("All subjects")
        assert back == f"edits: {text}"


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        ("/help invite", "/invite – Make an invitation link: role, for how many people, for how "
         "many days\n     /invite volunteer 20 7\nAlso: /invitar"),
        ("/help /shifts", "/shifts – Your shifts, and what is open for you by day\nAlso: /turnos"),
        ("/help v", "/v – Type readings of several lines at once\n     /v K7 3 c addr; 4-7 s"),
        ("/help undo", "/undo – Take back the last thing you entered\nAlso: /deshacer"),
        ("/help xyzzy", "I know no subject or command like that. There are: Reading lines, Your "
         "shifts, About you, In the room, Planning shifts, The team, and The campaign. /help shows "
         "them all."),
    ],
)  # fmt: skip
async def test_a_word_shows_one_command(
    campaign: Database, tmp_path: Path, typed: str, answer: str
) -> None:
    async with a_house(campaign, tmp_path) as house:
        cora = house.reader("Cora", Role.COORDINATOR)
        assert await cora.says(typed) == [answer]


async def test_a_word_shows_one_subject(campaign: Database, tmp_path: Path) -> None:
    async with a_house(campaign, tmp_path) as house:
        maria = house.reader("Maria")
        (text,) = await maria.says("/help shifts")
        assert text.startswith("Your shifts\n\n/shifts – ")
        assert "\n     /when tue 9-12; 2 a week\n" in text
        (no,) = await maria.says("/help team")  # no subject of theirs: nothing in it is
        assert no.startswith("I know no subject or command like that. There are: Reading lines")


async def test_in_spanish_the_names_and_examples_are_spanish(
    campaign: Database, tmp_path: Path
) -> None:
    async with a_house(campaign, tmp_path) as house:
        ada = house.reader("Ada", Role.ADMIN, language="es")
        (text,) = await ada.says("/ayuda")
        assert "\nLeer líneas\n/siguiente · /lote · /hoja · /devolver · /listo · /v ·" in text
        (one,) = await ada.says("/ayuda invitar")
        assert one.endswith("\n     /invitar voluntario 20 7\nTambién: /invite")
        assert (await ada.says("/help turnos"))[0].startswith("Sus turnos\n\n/turnos – ")
        assert len(await ada.says("/invitar voluntario 20 7")) == 2
        await ada.says("/inicio")
        assert menu(ada) == of(Role.ADMIN, "es")
        await ada.says("/idioma")
        await ada.taps("English")
        assert menu(ada) == of(Role.ADMIN)


def test_the_commands_of_a_menu_are_such_as_telegram_takes() -> None:
    for language in TEXTS.languages:
        words = TEXTS.of(language)
        names = [row.called(language) for row in commands.COMMANDS]
        assert len(set(names)) == len(names) <= 100  # Bot API, setMyCommands
        assert all(re.fullmatch(r"[a-z0-9_]{1,32}", name) for name in names)
        for row in commands.COMMANDS:
            assert row.typed(words).split()[0] == f"/{row.called(language)}"
            assert commands.subject_of(row) in commands.HEADS


def test_an_english_example_is_said_in_the_table_alone() -> None:
    words = TEXTS.of("en")
    assert [row.typed(words) for row in commands.COMMANDS] == [
        row.example for row in commands.COMMANDS
    ]


def test_the_word_typed_for_help_may_be_a_slip() -> None:
    subjects = {"shifts": ("shifts", "Your shifts", "Sus turnos"), "you": ("you", "About you")}
    names = {"/shifts": ("shifts", "turnos"), "/invite": ("invite", "invitar")}
    found = {
        typed: meant(typed, subjects, names)
        for typed in ("Shifts", "turnos", "shfits", "about", "Invit", "/shift", "qqq", "yo", "")
    }
    assert found == {
        "Shifts": "shifts", "turnos": "shifts", "shfits": "shifts", "about": "you",
        "Invit": "/invite", "/shift": "/shifts", "qqq": None, "yo": None, "": None,
    }  # fmt: skip


async def test_a_changed_role_changes_the_menu_with_the_notice_that_tells_it(
    campaign: Database, tmp_path: Path
) -> None:
    async with a_house(campaign, tmp_path) as house:
        cora = house.reader("Cora", Role.ADMIN)
        maria = house.reader("Maria", language="es")
        number = maria.person.pseudonym if maria.person else ""
        for role in (Role.CAPTAIN, Role.COORDINATOR, Role.LAWYER, Role.VOLUNTEER):
            told = await cora.says(f"/role {number} {role.value}")
            assert any(line.startswith("to Maria: Su puesto ahora es") for line in told)
            assert menu(maria) == of(role, "es")
            await house.later(seconds=5)
        await cora.says(f"/suspend {number}")
        assert menu(maria) == of(None, "es")
        await cora.says(f"/resume {number}")
        assert menu(maria) == of(Role.VOLUNTEER, "es")


async def test_a_menu_that_telegram_refuses_keeps_no_notice_back(
    campaign: Database, tmp_path: Path
) -> None:
    async with a_house(campaign, tmp_path) as house:
        cora, maria = house.reader("Cora", Role.ADMIN), house.reader("Maria")
        number = maria.person.pseudonym if maria.person else ""
        house.telegram.faults.fail(when=lambda method, _: method == "setMyCommands")
        told = await cora.says(f"/role {number} captain")
        assert any(line.startswith("to Maria: Your role is now: captain.") for line in told)
        await house.later(seconds=5)
        house.telegram.faults.flood(when=lambda method, _: method == "setMyCommands")
        assert len(await cora.says(f"/role {number} volunteer")) == 1
        told = await house.later(seconds=10)
        assert told == ["to Maria: Your role is now: volunteer. /help shows what you can do."]
        assert menu(maria) == of(Role.VOLUNTEER)
