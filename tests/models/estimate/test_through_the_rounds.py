"""The estimate over an audit made by the real verbs, to the last line: each look holds the truth."""

from __future__ import annotations

import pytest
from sqlalchemy import Connection, select

from models import estimate
from models.database import Database
from models.errors import Refusal
from models.estimate import Estimate
from models.tables import lines
from models.terms import LineKey, LineState
from tests import factories
from tests.audited import POLICY, SECTIONS, Audited
from tests.conftest import Clock
from tests.desk import state_target
from tests.room import Room


@pytest.fixture
def room(any_database: Database, clock: Clock) -> Room:
    factories.found_campaign(any_database, lines=factories.invented_lines(SECTIONS), policy=POLICY)
    state_target(any_database, 30)
    return Room(any_database, clock)


def read_lines(tx: Connection) -> list[LineKey]:
    rows = tx.execute(select(lines.c.section, lines.c.page, lines.c.line, lines.c.state))
    return [LineKey(*row[:3]) for row in rows if row.state == LineState.READ]


def test_every_look_of_a_campaign_holds_what_it_ends_with(room: Room) -> None:
    audited = Audited(room)
    looks: list[Estimate] = []
    for _ in range(8):
        audited.draw()
        audited.read(2)
        audited.rule_drawn()
        audited.rule(audited.claimed()[:3])
        looks.append(room.database.run(estimate.keep, now=room.clock()))
        assert looks[-1].sound
        assert looks[-1].counts.ruled >= looks[-1].audit.ruled
    with pytest.raises(Refusal, match=r"^review.nothing-left$"):
        audited.read(100)
    audited.rule(room.database.run(read_lines))
    last = room.database.run(estimate.keep, now=room.clock())
    truth = last.counts.ours
    assert (last.counts.unruled, last.certain.low, last.certain.high) == (0, truth, truth)
    assert last.band is not None
    assert (last.band.low, last.band.high) == (truth, truth)
    mine = {one.reason: one.ours for one in last.by_reason}
    told = [look for look in looks if look.band is not None]
    assert len(told) >= 4
    for look in told:
        assert look.band is not None
        assert look.band.low <= truth <= look.band.high
        for one in look.by_reason:
            if one.band is not None:
                assert one.band.low <= mine[one.reason] <= one.band.high
    assert any(one.band is not None for one in told[-1].by_reason)
    room.check()
