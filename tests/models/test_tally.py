"""The kept counts, and the recount that finds them wrong."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlalchemy import Connection, text
from sqlalchemy.exc import IntegrityError

from models import recount
from models.database import Database
from models.review.tally import Moves
from models.terms import LineState, Role, Verdict
from tests import factories
from tests.conftest import Clock
from tests.room import Room


def test_moves_that_cancel_out_write_nothing(database: Database) -> None:
    moves = Moves()
    moves.state(1, LineState.HELD, LineState.READ)
    moves.verdict(1, None, Verdict.STANDS)
    moves.state(1, LineState.READ, LineState.HELD)
    moves.verdict(1, Verdict.STANDS, None)
    assert (moves.read, moves.claimed) == (0, 0)
    database.run(moves.write)  # without a campaign there is no row to move


def test_a_correction_counts_on_the_day_it_is_made(any_campaign: Database, clock: Clock) -> None:
    room = Room(any_campaign, clock)
    ana = factories.a_person(any_campaign)
    room.deal(ana)
    room.record(ana, "1 c reg; 2 s")
    clock.move(hours=14)  # midnight in Los Angeles
    room.record(ana, "1 s; 3 c addr; 4 c sig", room.batch(room.deal(ana).code).code)
    assert room.days() == [(date(2022, 9, 6), 2, 1), (date(2022, 9, 7), 2, 1)]
    room.check()


def test_the_table_itself_refuses_a_count_that_does_not_add_up(any_campaign: Database) -> None:
    for change in ("free = free - 1", "read = -1", "claimed = 1", "stands = 1"):
        with pytest.raises(IntegrityError):
            any_campaign.run(
                lambda tx, change=change: tx.execute(text(f"UPDATE tally SET {change}"))
            )


@pytest.fixture
def busy(any_campaign: Database, clock: Clock) -> Room:
    """Some lines read, two held, one disputed, a duplicate set, a batch ended."""
    room = Room(any_campaign, clock)
    ana, ben = factories.a_person(any_campaign), factories.a_person(any_campaign)
    captain = factories.a_person(any_campaign, role=Role.CAPTAIN)
    batch = room.deal(ana)
    room.record(ana, "1 c reg; 2 c dup1 =1003-1-1", batch.code)
    room.reclaim(captain, batch.code)
    theirs = room.deal(ben)
    room.record(ben, "1 s", theirs.code)
    room.check()
    return room


BREAKS = {
    "tally": "UPDATE tally SET free = free - 1, held = held + 1 WHERE reason_id = 1",
    "tally-missing": "DELETE FROM tally WHERE reason_id = 1",
    "days": "UPDATE days SET read = read + 1",
    "held-batch": "UPDATE batches SET ended = 'done', ended_at = dealt_at",
    "empty-batch": "UPDATE lines SET state = 0, batch_id = NULL WHERE state = 1",
    "verdict": "UPDATE readings SET standing = false",
    "contested": "UPDATE lines SET contested = NOT contested WHERE page = 1 AND line = 2",
    "claim": "UPDATE lines SET claim = NOT claim WHERE section = 1001 AND line = 1",
    "set-claims": "UPDATE lines SET claim = true WHERE set_id IS NOT NULL",
    "set-alone": "UPDATE lines SET set_id = 4711 WHERE section = 1001 AND line = 1",
    "set-mate": "UPDATE lines SET set_id = NULL",
    "set-head": "UPDATE lines SET set_id = set_id + 1 WHERE set_id IS NOT NULL",
    "waits": "UPDATE lines SET waits = 'unsure' WHERE section = 1001 AND line = 1",
    "contradiction": "INSERT INTO contradictions VALUES (1, 'other')",
    "trail-head": "DELETE FROM trail_head",
}


@pytest.mark.parametrize("code", BREAKS)
def test_a_broken_invariant_is_named(busy: Room, code: str) -> None:
    busy.database.run(_change, statement=BREAKS[code])
    found = {named.split()[0] for named in busy.database.run(recount.recount)}
    assert code in found


def test_before_a_campaign_is_founded_nothing_is_broken(database: Database) -> None:
    assert database.run(recount.recount) == ()


def _change(tx: Connection, *, statement: str) -> Any:
    tx.execute(text(statement))
