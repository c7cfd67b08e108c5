"""The audit in chat: begun and ended by an admin, and no line is named before it is late."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select

from models.database import Database
from models.tables import audits, campaign, lines
from models.terms import LineKey, Order, Role
from tests import factories
from tests.chat import House, Talker, a_house

POLICY = replace(factories.POLICY, audit_batch=2, audit_percent=10)


@pytest.fixture
def audited(database: Database) -> Database:
    """Ten sections of four lines."""
    factories.found_campaign(database, policy=POLICY, lines=factories.invented_lines(10, 4))
    return database


async def begin(house: House, boss: Talker) -> list[str]:
    """What the bot says from the question on."""
    told = await boss.says("/audit start")
    told += await boss.taps("Begin the audit")
    return told


def seed_of(house: House) -> str:
    return str(house.rows(select(campaign.c.audit_seed))[0].audit_seed)


def drawn(house: House) -> list[LineKey]:
    rows = house.rows(
        select(lines).join(audits, audits.c.line_id == lines.c.id).order_by(audits.c.place)
    )
    return [LineKey(row.section, row.page, row.line) for row in rows]


async def test_an_admin_begins_it_and_all_who_lead_are_told_the_commitment(
    audited: Database, tmp_path: Path
) -> None:
    async with a_house(audited, tmp_path) as house:
        boss, cora = house.reader("Boss", Role.ADMIN), house.reader("Cora", Role.COORDINATOR)
        ask, done, *told = await begin(house, boss)
        assert ask.startswith("Begin the audit of “An invented petition”? From now on 10 in a")
        assert done.startswith("edits: The audit has begun.")
        told += await house.tick()
        assert sum("Please keep this message" in one for one in told) == 2
        numbers = {number for one in told for number in re.findall(r"\b[0-9a-f]{64}\b", one)}
        assert len(numbers) == 1
        (shown,) = await cora.says("/audit")
        assert numbers <= set(re.findall(r"\b[0-9a-f]{64}\b", shown))
        assert seed_of(house) not in "".join([ask, done, *told, shown])
        house.check()


async def test_the_clock_draws_and_audit_says_how_far_it_is_but_names_no_line(
    audited: Database, tmp_path: Path
) -> None:
    async with a_house(audited, tmp_path) as house:
        boss, lea = house.reader("Boss", Role.ADMIN), house.reader("Lea", Role.LAWYER)
        await begin(house, boss)
        await house.later(minutes=11)
        assert len(drawn(house)) == 8
        (shown,) = await lea.says("/audit")
        assert shown.startswith(
            "The audit: 8 lines are drawn by lot so far.\n0 of them are ruled.\nThe next "
            "one in that order was drawn today, and nobody has read it yet.\nOf the reading time 10 "
            "in a hundred go to such lines."
        )
        assert not any(key.printed in shown for key in drawn(house))
        await house.later(hours=24)
        await house.later(hours=48)
        assert drawn(house)[0].printed in (await boss.says("/audit"))[0]  # late by the policy
        assert drawn(house)[0].printed not in (await lea.says("/audit"))[0]
        house.check()


async def test_an_audit_batch_looks_like_any_other(audited: Database, tmp_path: Path) -> None:
    async with a_house(audited, tmp_path) as house:
        boss = house.reader("Boss", Role.ADMIN)
        await begin(house, boss)
        await house.later(minutes=11)
        said = []
        for number in range(8):
            reader = house.reader(f"Reader{number}")
            said += await reader.says("/next")
        assert any(": 2 lines" in one for one in said)
        assert not any(word in one.lower() for one in said for word in ("audit", "drawn", "lot "))
        house.check()


async def test_only_an_admin_begins_or_ends_it(audited: Database, tmp_path: Path) -> None:
    async with a_house(audited, tmp_path) as house:
        cora = house.reader("Cora", Role.COORDINATOR)
        for asked in ("/audit start", "/audit tell"):
            (no,) = await cora.says(asked)
            assert no.startswith("That is not open to your role.")
        (no,) = await cora.says("/audit")
        assert no.startswith("The audit has not begun yet.")
        (how,) = await cora.says("/audit something")
        assert how.startswith("/audit shows how far the audit is.")
        (no,) = await house.reader("Adam", Role.ADMIN).says("/audit tell")
        assert no.startswith("The audit has not begun yet.")
        (no,) = await house.reader("Vera").says("/audit")
        assert no.startswith("That is not open to your role.")
        house.check()


async def test_the_seed_is_told_once_and_then_stands_in_audit(
    audited: Database, tmp_path: Path
) -> None:
    async with a_house(audited, tmp_path) as house:
        boss = house.reader("Boss", Role.ADMIN)
        await begin(house, boss)
        await house.later(minutes=11)
        await boss.says("/audit tell")
        told = await boss.taps("Tell the seed")
        told += await house.tick()
        assert told[0].startswith("edits: The audit is over: 8 lines were drawn.")
        assert any(seed_of(house) in one for one in told[1:])
        assert seed_of(house) in (await boss.says("/audit"))[0]
        (no,) = await boss.says("/audit start")
        assert no.startswith("The audit has begun already")
        (no,) = await boss.says("/audit tell")
        assert no.startswith("The audit is over and its seed told")
        house.check()


async def test_where_there_is_no_list_it_says_why(database: Database, tmp_path: Path) -> None:
    factories.found_campaign(database, policy=replace(POLICY, order=Order.AS_MET), lines=[])
    async with a_house(database, tmp_path) as house:
        boss = house.reader("Boss", Role.ADMIN)
        (no,) = await boss.says("/audit")
        assert no.startswith(
            "An audit draws from all rejected lines, and here lines are registered"
        )
        house.check()


async def test_it_speaks_spanish(audited: Database, tmp_path: Path) -> None:
    async with a_house(audited, tmp_path) as house:
        jefa = house.reader("Jefa", Role.ADMIN, "es")
        (ask,) = await jefa.says("/auditoria iniciar")
        assert ask.startswith("¿Empezar la auditoría de «An invented petition»?")
        await jefa.taps("Empezar la auditoría")
        await house.later(minutes=11)
        (shown,) = await jefa.says("/auditoria")
        assert shown.startswith("La auditoría: hasta ahora se sortearon 8 líneas.")
        house.check()
