"""As met in chat: sections opened, dealt, lines registered while they are read, sections done."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from handlers import papers
from handlers.papers import blank, press
from models import recount, review
from models.database import Database
from models.terms import BatchView, Order, Role
from tests import factories
from tests.dialogue import Dialogue, a_dialogue, last
from tests.handlers.a_batch import TEXTS, a_batch, a_book

POLICY = replace(factories.POLICY, order=Order.AS_MET, sections_a_batch=2, sections_seeded=False)
NOTE = "2001-1-7 nr c reg; 2001-1-8 dup s; 2002-2-1 sig ?"


@pytest.fixture
async def hall(database: Database, tmp_path: Path) -> AsyncIterator[Dialogue]:
    factories.found_campaign(database, lines=[], policy=POLICY)
    async with a_dialogue(database, tmp_path) as talk:
        yield talk
    assert database.run(recount.recount) == ()


def somebody(talk: Dialogue, name: str, role: Role = Role.VOLUNTEER, language: str = "en"):
    user = talk.tg.user(name, language=language)
    factories.a_person(talk.database, role=role, language=language, telegram_id=user.id)
    return user


async def test_a_coordinator_opens_sections_and_sees_where_they_stand(hall: Dialogue) -> None:
    ana = somebody(hall, "ana", Role.COORDINATOR)
    assert await hall.say(ana, "/sections 2001-2004 2010") == [
        "5 sections are new (0 were there already).\n"
        "5 sections in all: 5 to be dealt, 0 in someone's hands, 0 done."
    ]
    again = await hall.say(ana, "/secciones 2001-2005")
    assert again[0].startswith("1 section is new (4 were there already).")
    assert (await hall.say(ana, "/sections"))[0].startswith("6 sections in all: 6 to be dealt")
    assert "Item 2 is not a section number" in (await hall.say(ana, "/sections 7 x"))[0]
    june = somebody(hall, "june")
    assert "coordinator" in (await hall.say(june, "/sections 1-9"))[0]


async def test_sections_of_another_policy_are_not_dealt_and_it_says_so(
    campaign: Database, tmp_path: Path
) -> None:
    async with a_dialogue(campaign, tmp_path) as talk:
        ana = somebody(talk, "ana", Role.COORDINATOR)
        assert "/policy order as-met" in (await talk.say(ana, "/sections 1-3"))[0]


async def test_a_volunteer_goes_through_sections(hall: Dialogue) -> None:
    await hall.say(somebody(hall, "ana", Role.COORDINATOR), "/sections 2001-2004")
    june = somebody(hall, "june")
    dealt = await hall.say(june, "/next")
    assert "Your batch is" in dealt[0]
    assert "2 sections, 2001 and 2002" in dealt[0]
    assert "2001-1-7 nr c reg; 2001-1-8 dup s" in dealt[0]
    assert hall.buttons(june)[:4] == [
        "Rejected line: how?",
        "✓ 2001 done",
        "✓ 2002 done",
        "✓ All sections done",
    ]
    assert "nr Not Registered" in (await hall.press(june, "Rejected line"))[0]
    noted = await hall.say(june, NOTE)
    assert noted[0].splitlines()[1:] == [
        "1. S2001-P1-L07 — Not Registered · challenge · Was registered",
        "2. S2001-P1-L08 — Signed more than once · stands",
        "3. S2002-P2-L01 — Mismatch Signature · unsure",
        "Still to go through in L1: sections 2001 and 2002.",
    ]
    assert await hall.press(june, "The sections")
    assert (await hall.press(june, "✓ 2001 done"))[-1].endswith("section 2002.")
    assert (await hall.say(june, "/done"))[0].startswith("L1 is done: 2001 and 2002; 3 rejected")
    assert "2003 and 2004" in (await hall.say(june, "/next"))[0]


async def test_what_is_wrong_is_told_in_ones_own_language(hall: Dialogue) -> None:
    await hall.say(somebody(hall, "ana", Role.COORDINATOR), "/sections 2001-2002")
    lupe = somebody(hall, "lupe", language="es")
    assert "Aquí no hay lista" in (await hall.say(lupe, "/siguiente"))[0]
    text = (await hall.say(lupe, "L1: 2003-1-1 nr s; 2001-1-8 s; 2001-1-9 qq s"))[0]
    assert "Punto 3" in text
    assert "no es un código del Registro" in text
    text = (await hall.say(lupe, "L1: 2003-1-1 nr s; 2001-1-8 s"))[0]
    assert "esa sección no está en este lote" in text
    assert "antes del veredicto va el código" in text


async def test_an_edit_a_correction_and_undo(hall: Dialogue) -> None:
    await hall.say(somebody(hall, "ana", Role.COORDINATOR), "/sections 2001-2002")
    june = somebody(hall, "june")
    await hall.say(june, "/next")
    await hall.say(june, "2001-1-7 nr s")
    await hall.say(june, "2001-1-7 dup s")
    assert "Line 1 of" not in (await hall.say(june, "/undo"))[0]
    assert "Line 1 of L1 stays registered" in (await hall.say(june, "/undo"))[0]
    assert "no verdict yet: 1" in (await hall.say(june, "/done L1"))[0]
    await hall.say(june, "1 m")
    assert (await hall.say(june, "/done L1 2001 2002"))[0].startswith("L1 is done")


async def test_sections_are_given_back(hall: Dialogue) -> None:
    ana = somebody(hall, "ana", Role.COORDINATOR)
    await hall.say(ana, "/sections 2001-2002")
    june = somebody(hall, "june")
    await hall.say(june, "/next")
    await hall.say(june, "/done L1 2001")
    assert "1 of 2 sections to finish" in (await hall.say(ana, "/out"))[0]
    assert "one section returns" in (await hall.say(june, "/back"))[0]
    assert "one section returned" in (await hall.press(june, "Give back"))[-1]
    assert (await hall.say(ana, "/sections"))[0].startswith(
        "2 sections in all: 1 to be dealt, 0 in someone's hands, 1 done."
    )


async def test_the_sheet_has_empty_rows(hall: Dialogue) -> None:
    await hall.say(somebody(hall, "ana", Role.COORDINATOR), "/sections 2001-2002")
    june = somebody(hall, "june")
    await hall.say(june, "/next")
    await hall.say(june, "/sheet")
    assert "sheet-L1.pdf" in last(june).label
    batch = hall.database.run(review.look_code, code="L1")
    assert batch.on_paper
    assert (await hall.say(june, f"L1: {NOTE}"))[0].startswith("✓ Noted")


def sections(left: int = 0) -> BatchView:
    return replace(a_batch(["NR"] * left), sections=(12045, 12046), finished=())


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("paper", ["us-letter", "a4"])
def test_the_blank_sheet_is_set_on_both_papers(language: str, paper: papers.Paper) -> None:
    data = blank.sheet(TEXTS.of(language), a_book(), sections(left=2))
    assert (len(data["rows"]), data["blank"]) == (2, 14)
    assert data["example"] == "K7: 12045-1-7 nr c reg; 12045-1-8 dup s"
    made = press.press("sections.typ", data, paper, "png", ppi=20)
    assert isinstance(made, bytes) or len(made) <= 3
