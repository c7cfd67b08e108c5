"""A duplicate whose partner was counted: it stands in no list of ours, and is named all the same."""

from __future__ import annotations

from sqlalchemy import select

from models import rulings
from models.tables import tally
from models.terms import LineKey, Role, Verdict
from tests import factories
from tests.room import Room

DUPLICATE = LineKey(1001, 1, 2)


def test_a_line_whose_named_partner_is_in_no_list_can_be_ruled_ours(room: Room) -> None:
    reader = factories.a_person(room.database)
    lawyer = factories.a_person(room.database, role=Role.LAWYER)
    batch = room.deal(reader)
    room.record(reader, "2 c dupx =9999-1-1", batch.code)
    case = room.database.run(rulings.deal, now=room.clock(), person=lawyer, key=DUPLICATE)
    assert case is not None
    assert [mate.listed for mate in case.mates] == [True, False]
    kept = room.database.run(
        rulings.rule,
        now=room.clock(),
        by=lawyer,
        line_key=DUPLICATE,
        verdict=Verdict.CHALLENGE,
        ground="DUPX",
    )
    assert kept.ours == 1
    assert sum(row.ruled for row in room.rows(select(tally))) == 1
    room.check()
