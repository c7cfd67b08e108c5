"""The tick sheet and the pull list."""

from __future__ import annotations

import json
from dataclasses import fields, replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from config.locale import Words
from handlers import papers
from handlers.context import Desk
from handlers.papers import facts, press
from handlers.papers.example import example, word
from handlers.parse.dates import DateHabit
from handlers.parse.readings import parse_readings
from handlers.parse.resolve import resolve
from handlers.parse.words import Vocabulary
from models.database import Database
from models.rules.guard import Lexicon
from models.terms import LineState, Role, Verdict
from tests import factories
from tests.dialogue import a_dialogue, last
from tests.handlers.a_batch import DEALT, REASONS, TEXTS, a_batch, a_book

NO_NAMES = Lexicon(**{part.name: frozenset() for part in fields(Lexicon)})
TODAY = DateHabit(date(2022, 12, 6))


def a_desk(database: Database, folder: Path) -> Desk:
    return Desk(database, TEXTS, lambda: DEALT, NO_NAMES, folder)


def vocabulary() -> Vocabulary:
    book = a_book()
    return Vocabulary(
        grounds={ground.code: frozenset(ground.words) for ground in book.grounds},
        ground_fits={
            reason.code: tuple(ground.code for ground in book.grounds_for(reason.code))
            for reason in book.reasons
        },
        needs_partner=frozenset(ground.code for ground in book.grounds if ground.needs_partner),
    )


def pages(template: str, data: dict[str, object], paper: papers.Paper) -> int:
    made = press.press(template, data, paper, "png", ppi=20)
    return 1 if isinstance(made, bytes) else len(made)


async def test_a_sheet_is_a_pdf_named_by_its_batch(database: Database, tmp_path: Path) -> None:
    desk = a_desk(database, tmp_path / "out")
    path = await papers.sheet(desk, TEXTS.of("en"), a_book(), a_batch())
    assert path == tmp_path / "out" / "sheet-K7.pdf"
    assert path.read_bytes().startswith(b"%PDF-")
    assert list(path.parent.iterdir()) == [path]


async def test_a_pull_list_is_a_pdf_named_by_its_day(database: Database, tmp_path: Path) -> None:
    desk = a_desk(database, tmp_path)
    path = await papers.pull_list(desk, TEXTS.of("es"), a_book(), [a_batch(), a_batch(code="M2")])
    assert path.name == "sections-2022-12-06.pdf"
    assert path.read_bytes().startswith(b"%PDF-")


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("paper", ["us-letter", "a4"])
def test_twenty_lines_fit_two_pages(paper: papers.Paper, language: str) -> None:
    for in_each in (1, 4, 20):
        batch = a_batch(REASONS * 2 + REASONS[:6], in_each=in_each)
        assert len(batch.lines) == 20
        assert pages("sheet.typ", facts.sheet(TEXTS.of(language), a_book(), batch), paper) <= 2


def test_letter_where_letter_is_the_paper_and_a4_elsewhere() -> None:
    assert papers.paper_of(TEXTS.of("es")) == "us-letter"
    german = Words("de", "de_DE", TEXTS.of("en").messages)
    assert papers.paper_of(german) == "a4"
    assert papers.paper_of(german, "Letter") == "us-letter"
    assert papers.paper_of(TEXTS.of("en"), "a4") == "a4"


def test_every_line_has_its_key_its_reason_and_the_grounds_that_fit() -> None:
    data = facts.sheet(TEXTS.of("en"), a_book(), a_batch(["ADDR", "DUP", "NR"]))
    rows = data["rows"]
    assert [row["key"] for row in rows] == ["S12045-P1-L01", "S12045-P1-L02", "S12046-P1-L01"]
    assert [row["reason"] for row in rows] == [
        "Different Address",
        "Signed more than once",
        "Not Registered",
    ]
    assert [row["grounds"] for row in rows] == [
        ["addr", "move", "oth"],
        ["dup", "dupx", "oth"],
        ["reg", "nrl", "oth"],
    ]
    assert [row["partner"] for row in rows] == [False, True, False]
    assert data["deadline"] == "Type it by Dec 7, 12:00 PM"
    assert data["reader"] == "Reader R-017"


def test_a_reason_of_the_county_s_own_is_said_in_the_county_s_words() -> None:
    book = a_book()
    own = replace(book.reasons[0], code="ZIP5", label="Zip code missing")
    assert facts.reason(TEXTS.of("es"), replace(book, reasons=(own,)), "ZIP5") == own.label


def test_the_sheet_says_invented_only_when_the_lines_are() -> None:
    assert facts.sheet(TEXTS.of("en"), a_book(), a_batch())["invented"].startswith("INVENTED")
    assert facts.sheet(TEXTS.of("en"), a_book(invented=False), a_batch())["invented"] == ""


def test_lines_noted_already_are_marked() -> None:
    batch = a_batch(["NR", "NR"])
    read = replace(batch.lines[0], state=LineState.READ, verdict=Verdict.STANDS)
    rows = facts.sheet(TEXTS.of("en"), a_book(), replace(batch, lines=(read, batch.lines[1])))[
        "rows"
    ]
    assert [row["noted"] for row in rows] == [True, False]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(REASONS), min_size=1, max_size=25), st.integers(1, 5))
def test_the_example_on_a_sheet_is_understood_as_it_stands(
    reasons: list[str], in_each: int
) -> None:
    batch = a_batch(reasons, in_each=in_each)
    sheet = parse_readings(example(a_book(), batch), vocabulary(), TODAY)
    assert sheet.code == "K7"
    lines = [(one.number, one.key, one.reason) for one in batch.lines]
    assert resolve(sheet, lines, vocabulary())


def test_the_example_shows_a_challenge_a_run_and_a_doubt() -> None:
    batch = a_batch(["DUP", "ADDR", *["NR"] * 6])
    assert example(a_book(), batch) == "K7: 2 c addr; 1 s; 7 m; 8 ?"
    assert example(a_book(), a_batch(["ADDR", *["NR"] * 6])) == "K7: 1 c addr; 2-5 s; 6 m; 7 ?"
    assert example(a_book(), a_batch(["DUP", "DUP"])) == "K7: 1 c dup =12045-1-2; 2 s"


def test_every_word_on_a_sheet_means_its_ground() -> None:
    for ground in a_book().grounds:
        assert vocabulary().ground(word(ground)).codes == (ground.code,)


def test_a_pull_list_names_each_section_once_in_order() -> None:
    late = a_batch(["NR"] * 3, "M2", in_each=3, first=12046)
    data = facts.pull_list(TEXTS.of("en"), a_book(), [late, a_batch(["NR"] * 4)], DEALT.date())
    (one,) = data["lists"]
    assert one["sections"] == [
        ["12045", "1 (2 lines)", 2, "K7"],
        ["12046", "1 (5 lines)", 5, "K7, M2"],
    ]
    assert one["sum"] == "2 sections"
    assert one["office"] == "Registrar-Recorder/County Clerk, Norwalk"


def test_a_pull_list_tells_the_county_no_reason_and_no_verdict() -> None:
    batches = [a_batch()]
    text = json.dumps(facts.pull_list(TEXTS.of("en"), a_book(), batches, DEALT.date()))
    for reason in a_book().reasons:
        assert TEXTS.of("en").plain(f"reasons.{reason.code}") not in text
    assert "R-017" not in text
    assert not any(verdict.value in text for verdict in Verdict)


def test_sections_that_are_read_are_not_fetched_again() -> None:
    batch = a_batch(["NR"] * 4)
    read = tuple(
        replace(one, state=LineState.READ, verdict=Verdict.STANDS) for one in batch.lines[:2]
    )
    data = facts.pull_list(
        TEXTS.of("en"),
        a_book(),
        [replace(batch, lines=read + batch.lines[2:])],
        DEALT.date(),
    )
    assert [row[0] for row in data["lists"][0]["sections"]] == ["12046"]


async def test_sheet_and_pull_list_come_as_documents_in_chat(
    campaign: Database, tmp_path: Path
) -> None:
    async with a_dialogue(campaign, tmp_path) as bot:
        cy = bot.tg.user("Cy (invented)")
        factories.a_person(campaign, role=Role.CAPTAIN, telegram_id=cy.id)
        await bot.say(cy, "/next")
        names = []
        for command in ("/sheet", "/pull"):
            await bot.say(cy, command)
            names.append(last(cy).json()["document"]["file_name"])
        assert names == ["sheet-L1.pdf", "sections-2022-09-06.pdf"]
