"""Undo: the last entry is taken back, and what it had superseded stands again."""

from __future__ import annotations

import pytest

from models.errors import Refusal
from models.terms import Ended, LineState, Via
from tests import factories
from tests.room import Room


def test_an_undone_entry_gives_its_lines_back_to_the_hold(room: Room) -> None:
    ana = factories.a_person(room.database)
    room.deal(ana)
    room.record(ana, "1 c reg; 2 s")
    assert room.undo(ana).lines == ("1001-1-1", "1001-1-2")
    assert room.counts() == {"total": 24, "free": 20, "held": 4}
    assert room.days()[0][1:] == (0, 0)
    assert room.acts()[-1] == "readings.undone"


def test_undoing_twice_takes_back_two_entries_then_nothing_is_left(room: Room) -> None:
    ana = factories.a_person(room.database)
    room.deal(ana)
    room.record(ana, "1 c reg")
    room.record(ana, "1 s; 2 s")
    room.undo(ana)
    assert room.line("1001-1-1").verdict == "challenge"
    room.undo(ana)
    assert room.states() == {LineState.FREE: 20, LineState.HELD: 4}
    with pytest.raises(Refusal, match="nothing-to-undo"):
        room.undo(ana)


def test_a_double_tap_is_not_what_undo_takes_back(room: Room) -> None:
    ana = factories.a_person(room.database)
    room.deal(ana)
    room.record(ana, "1 s", via=Via.TAP)
    room.record(ana, "1 s", via=Via.TAP)
    assert room.undo(ana).lines == ("1001-1-1",)
    assert room.states() == {LineState.FREE: 20, LineState.HELD: 4}


def test_undo_skips_over_what_was_taken_back_before(room: Room) -> None:
    ana = factories.a_person(room.database)
    room.deal(ana)
    room.record(ana, "1 m")
    middle = room.record(ana, "1 s; 2 s")
    last = room.record(ana, "1 c reg")
    room.undo(ana, middle.entry_id)  # takes back its line 2 only: 1 was corrected since
    assert room.line("1001-1-1").verdict == "challenge"
    room.undo(ana, last.entry_id)
    assert room.line("1001-1-1").verdict == "missing"


def test_a_done_batch_is_open_again_only_if_a_line_came_back(room: Room) -> None:
    ana = factories.a_person(room.database)
    batch = room.deal(ana)
    room.read(ana, batch, "ssss")
    room.record(ana, "1 c reg", batch.code)
    assert room.undo(ana).batch.ended == Ended.DONE
    assert room.undo(ana).batch.ended is None
    assert room.deal(ana).code == batch.code


def test_what_is_undone_after_the_hold_is_free_for_others(room: Room) -> None:
    ana = factories.a_person(room.database)
    batch = room.deal(ana)
    room.record(ana, "1 s", batch.code)
    room.give_back(ana)
    room.undo(ana)
    assert room.states() == {LineState.FREE: 24}


def test_what_somebody_else_read_beside_it_stands_when_it_is_undone(room: Room) -> None:
    ana, ben = factories.a_person(room.database), factories.a_person(room.database)
    batch = room.deal(ana)
    room.clock.move(hours=5)
    room.expire()
    theirs = room.deal(ben)
    room.record(ben, "1 c reg", theirs.code)
    room.record(ana, "1 s", batch.code)  # beside it
    room.record(ana, "1 m", batch.code)  # she corrects herself
    room.undo(ben)
    assert room.line("1001-1-1").verdict == "missing"
    room.undo(ana)
    assert room.line("1001-1-1").verdict == "stands"
    room.undo(ana)
    assert room.line("1001-1-1").state == LineState.FREE


def test_an_extra_reading_undone_no_longer_contests(room: Room) -> None:
    ana, ben = factories.a_person(room.database), factories.a_person(room.database)
    batch = room.deal(ana)
    room.clock.move(hours=5)
    room.expire()
    theirs = room.deal(ben)
    room.record(ben, "1 c reg", theirs.code)
    room.record(ana, "1 s", batch.code)
    assert room.counts().get("claimed", 0) == 0
    room.undo(ana)
    assert room.counts()["claimed"] == 1


def test_nobody_undoes_what_another_typed(room: Room) -> None:
    ana, ben = factories.a_person(room.database), factories.a_person(room.database)
    room.deal(ana)
    entry = room.record(ana, "1 s").entry_id
    with pytest.raises(Refusal, match="nothing-to-undo"):
        room.undo(ben, entry)
