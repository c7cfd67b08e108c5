"""One moment's estimate: bounds, the band and its condition, support, what contradicts."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from config.policy import Policy
from models import estimate
from models.database import Database
from models.errors import Refusal
from models.estimate import Audit, Estimate, Why
from models.rules.estimates import (
    Band,
    Block,
    Condition,
    Contradiction,
    Counts,
    Early,
    State,
    total_band,
)
from models.tables import audits, cases, figures, imports
from models.terms import Order, Verdict
from tests import factories
from tests.conftest import Clock
from tests.counted import SECTION, Counted, Drawn, counted, drawn, sample
from tests.room import Room

C, S, M = Verdict.CHALLENGE, Verdict.STANDS, Verdict.MISSING
TODAY = date(2022, 9, 6)
HALF = {"NR": Counted(100_000, 9_000, 3_000), "DUP": Counted(95_783, 1_000, 100)}


@pytest.fixture
def room(any_campaign: Database, clock: Clock) -> Room:
    """With nothing recounted at its end: the counts are written down."""
    return Room(any_campaign, clock)


def look(room: Room) -> Estimate:
    return room.database.run(estimate.look, now=room.clock())


def keep(room: Room) -> Estimate:
    return room.database.run(estimate.keep, now=room.clock())


def change(room: Room, table: Any, **values: Any) -> None:
    def _insert(tx: Any, *, now: Any) -> None:
        tx.execute(table.insert().values(**values))

    room.database.run(_insert, now=room.clock())


def test_without_a_draw_there_are_bounds_and_why(room: Room) -> None:
    counted(room.database, {"NR": Counted(100_000, 9_000, 3_000, 2_000, 900)})
    found = look(room)
    assert found.counts == Counts(100_020, 900, 2_000, 9_000)
    assert found.certain == Band(900, 98_920, Condition.NONE)
    assert (found.band, found.why, found.support) == (None, Why.NOT_DRAWN, None)
    assert (found.early, found.margin, found.claimed) == (Early.OPEN, 900 - 46_807, 3_000)
    assert {one.why for one in found.by_reason} == {Why.NOT_DRAWN}


def test_a_draw_that_waits_for_its_ruling_holds_up_all_that_follow(room: Room) -> None:
    counted(room.database, HALF)
    drawn(room.database, [Drawn(ruling=None), Drawn(ruling=C)])
    found = look(room)
    assert (found.band, found.why) == (None, Why.NOT_RULED)
    assert (found.audit.drawn, found.audit.ruled, found.audit.pending) == (2, 0, 1)
    assert found.audit.late is None
    room.clock.move(days=3)
    late = look(room).audit.late
    assert late is not None
    assert (late.key, late.days) == (f"S{SECTION}-P1-L01", 3)


def test_the_band_is_the_stream_s_and_holds_by_its_draws(room: Room) -> None:
    counted(room.database, HALF | {"NR": Counted(100_000, 9_000, 3_000, 300, 120)})
    drawn(room.database, sample(150, 60, elsewhere=150, ours_elsewhere=60))
    found = look(room)
    blocks = [Block(150, 60, 150, 60)]
    assert found.band == total_band(found.counts, blocks)
    assert found.band is not None
    assert found.band.condition is Condition.AUDIT
    assert (found.band_day, found.why) == (TODAY, None)
    assert found.band.low > 46_807
    assert found.support is not None
    assert found.support.state is State.SUPPORTED
    assert found.audit == Audit(150, 150, 0, 0, None, found.audit.committed, None)


def test_lines_that_could_not_be_shown_widen_it_both_ways(room: Room) -> None:
    counted(room.database, HALF | {"NR": Counted(100_000, 9_000, 3_000, 90, 30)})
    drawn(room.database, [*sample(90, 30), *([Drawn(ruling=M)] * 10)])
    found = look(room)
    assert found.band == total_band(found.counts, [Block(0, 0, 100, 30, missing=10)])
    assert (found.audit.ruled, found.audit.missing) == (90, 10)


def test_support_stays_once_it_was_reached_and_begins_anew_with_another_target(
    room: Room,
) -> None:
    counted(room.database, HALF | {"NR": Counted(100_000, 9_000, 3_000, 100, 42)})
    drawn(room.database, sample(100, 42))
    first = keep(room)
    assert first.support is not None
    assert first.support.state is State.SUPPORTED
    room.clock.move(days=1)
    counted(room.database, HALF | {"NR": Counted(100_000, 9_000, 3_000, 160, 42)})
    drawn(room.database, sample(60, 0), now=room.clock())
    later = keep(room).support
    assert later is not None
    assert later.e < 20 < later.highest == first.support.highest
    assert later.state is State.SUPPORTED
    change(
        room, figures, name="required", value=60_000, as_of=date(2022, 9, 7), source="invented",
        by="desk", at=room.clock(),
    )  # fmt: skip
    other = look(room).support
    assert other is not None
    assert (other.target, other.highest) == (59_000, other.e)


def test_keeping_twice_keeps_one_row_a_day(room: Room) -> None:
    counted(room.database, HALF | {"NR": Counted(100_000, 9_000, 3_000, 100, 42)})
    drawn(room.database, sample(100, 42))
    assert keep(room) == keep(room) == look(room)
    days = room.database.run(_history)
    assert [(one.day, one.row.counts.ours, one.row.band) for one in days] == [
        (TODAY, 42, look(room).band)
    ]


def _history(tx: Any, *, now: Any = None) -> Any:
    return estimate.history(tx, date(2022, 1, 1), date(2023, 1, 1))


def test_what_is_certain_needs_no_draw(room: Room) -> None:
    counted(room.database, {"NR": Counted(60_000, 60_000, 50_000, 50_000, 47_000)})
    found = look(room)
    assert (found.early, found.margin) == (Early.SECURED, 193)
    counted(room.database, {"NR": Counted(60_000, 60_000, 50_000, 20_000, 6_000)})
    assert look(room).early is Early.UNREACHABLE


def test_counts_that_contradict_keep_the_last_band_with_its_date(room: Room) -> None:
    counted(room.database, HALF | {"NR": Counted(100_000, 9_000, 3_000, 100, 42)})
    drawn(room.database, sample(100, 42))
    sound = keep(room)
    room.clock.move(days=1)
    counted(room.database, {"NR": Counted(100_000, 9_000, 3_000, 100, 101)})
    found = keep(room)
    assert not found.sound
    assert [(one.code, one.reason, one.was, one.now) for one in found.clashes] == [
        (Contradiction.OURS_ABOVE_RULED, "", 100, 101),
        (Contradiction.OURS_ABOVE_RULED, "NR", 100, 101),
    ]
    assert (found.band, found.band_day, found.why) == (sound.band, TODAY, Why.CONTRADICTION)
    assert found.support is not None
    assert found.support.state is State.SUPPORTED
    assert {one.why for one in found.by_reason} == {Why.CONTRADICTION}
    room.clock.move(days=1)
    assert look(room).band_day == TODAY  # still that of the day it was sound
    counted(room.database, {"NR": Counted(100_000, 9_000, 3_000, 100, 42)})
    assert look(room).band_day == TODAY + timedelta(days=2)


def test_rulings_that_are_gone_without_being_taken_back_contradict(room: Room) -> None:
    counted(room.database, HALF | {"NR": Counted(100_000, 9_000, 3_000, 100, 42)})
    keep(room)
    counted(room.database, {"NR": Counted(100_000, 9_000, 3_000, 99, 42)})
    assert look(room).sound  # within the day counts go up and down
    room.clock.move(days=1)
    (clash,) = look(room).clashes
    assert (clash.code, clash.was, clash.now) == (Contradiction.RULED_FELL, 100, 99)


def test_a_line_that_counts_no_more_since_its_set_was_found_contradicts_nothing(
    room: Room,
) -> None:
    counted(room.database, HALF | {"NR": Counted(100_000, 9_000, 3_000, 100, 42)})
    drawn(room.database, sample(100, 42))
    keep(room)
    room.clock.move(days=1)
    counted(room.database, {"NR": Counted(100_000, 9_000, 3_000, 100, 41)})
    assert [one.code for one in look(room).clashes] == [Contradiction.OURS_FELL]
    rows = room.rows(select(cases.c.line_id).where(cases.c.counts).limit(1))
    room.database.run(_of_a_set, now=room.clock(), line_id=rows[0].line_id)
    assert look(room).clashes == ()


def test_draws_that_no_number_fits_contradict_and_break_nothing(room: Room) -> None:
    counted(room.database, HALF | {"NR": Counted(100_000, 9_000, 3_000, 100, 42)})
    drawn(room.database, sample(100, 42, in_reason=(0, 0)))
    sound = keep(room)
    drawn(room.database, sample(30, 10, elsewhere=195_790, in_reason=(99_990, 0)))
    found = look(room)
    assert [clash.code for clash in found.clashes] == ["draws-contradict"]
    assert (found.band, found.why) == (sound.band, Why.CONTRADICTION)
    assert {one.why for one in found.by_reason} == {Why.CONTRADICTION}


def test_a_corrected_list_widens_the_last_band_by_what_came_and_went(room: Room) -> None:
    counted(room.database, HALF | {"NR": Counted(100_000, 9_000, 3_000, 100, 42)})
    drawn(room.database, sample(100, 42))
    sound = keep(room)
    assert sound.band is not None
    room.clock.move(days=1)
    change(
        room, imports, digest="0" * 64, kind="correction", rows=1, added=70, removed=20,
        why="invented", by="desk", at=room.clock(),
    )  # fmt: skip
    counted(room.database, {"NR": Counted(100_050, 9_000, 3_000, 100, 42)})
    wide = Band(sound.band.low - 20, sound.band.high + 70, Condition.AUDIT)
    for _ in range(3):
        room.clock.move(hours=1)
        found = keep(room)
        assert (found.band, found.band_day, found.why) == (wide, TODAY, Why.LIST_CHANGED)
    assert found.sound
    assert [(one.code, one.reason, one.was, one.now) for one in found.clashes] == [
        ("reason-changed", "NR", 100_000, 100_050)
    ]
    room.clock.move(days=1)
    assert look(room).clashes == ()
    assert look(room).band == wide


def test_a_reason_has_a_band_where_its_own_rulings_were_counted_at_each_draw(room: Room) -> None:
    counted(room.database, HALF | {"NR": Counted(100_000, 9_000, 3_000, 400, 150)})
    drawn(room.database, sample(200, 70, in_reason=(200, 80), elsewhere=200, ours_elsewhere=80))
    drawn(room.database, [Drawn("DUP", S)])
    found = {one.reason: one for one in look(room).by_reason}
    mine = Counts(100_000, 150, 400, 9_000)
    assert found["NR"].band == total_band(mine, [Block(200, 80, 200, 70)], 0.05 / 7)
    assert (found["DUP"].band, found["DUP"].why) == (None, Why.NOT_COUNTED)
    assert (found["SIG"].band, found["SIG"].why) == (None, Why.NOT_RULED)


def test_where_sections_are_dealt_as_met_nothing_is_drawn(room: Room) -> None:
    counted(room.database, HALF)
    policy = replace(Policy(), order=Order.AS_MET)
    factories.set_policy(room.database, policy, now=room.clock())
    assert look(room).why is Why.AS_MET


def test_while_nobody_knows_how_many_lines_there_are_nothing_is_out_of_reach(room: Room) -> None:
    counted(room.database, {code: Counted(0) for code in factories.REASONS})
    empty = look(room)
    assert (empty.whole, empty.early, empty.counts.total) == (False, Early.OPEN, 0)
    factories.set_policy(
        room.database, replace(Policy(), order=Order.AS_MET), now=room.clock.move(minutes=1)
    )
    counted(room.database, {"NR": Counted(5, 5, 3, 2, 1)})
    met = look(room)
    assert (met.whole, met.early, met.certain.low) == (False, Early.OPEN, 1)
    change(
        room, figures, name="invalid", value=195_783, as_of=date(2022, 8, 15), source="invented",
        by="desk", at=room.clock(),
    )  # fmt: skip
    told = look(room)
    assert (told.whole, told.early, told.counts.total) == (True, Early.OPEN, 195_783)
    counted(room.database, {"NR": Counted(150_000, 150_000, 0, 150_000, 1)})
    assert look(room).early is Early.UNREACHABLE


def test_without_a_target_it_refuses(room: Room) -> None:
    with pytest.raises(Refusal, match=r"^petition.no-target$"):
        look(room)


def test_what_was_reached_by_a_ruling_that_was_taken_back_is_forgotten(room: Room) -> None:
    counted(room.database, HALF | {"NR": Counted(100_000, 9_000, 3_000, 62, 40)})
    drawn(room.database, sample(62, 40))
    first = keep(room).support
    assert first is not None
    assert first.state is State.SUPPORTED
    room.clock.move(hours=1)
    rows = room.rows(select(audits.c.line_id).order_by(audits.c.place))
    for row in rows[:30]:
        room.database.run(_otherwise, now=room.clock(), line_id=row.line_id)
    later = keep(room)
    assert later.support is not None
    assert later.support.highest == later.support.e < 20
    assert later.support.state is State.NOT_YET
    again = look(room).support
    assert again is not None
    assert again.highest == later.support.highest


def test_what_was_reached_with_another_list_says_nothing_of_this_one(room: Room) -> None:
    counted(room.database, HALF | {"NR": Counted(100_000, 9_000, 3_000, 62, 40)})
    drawn(room.database, sample(62, 40))
    assert keep(room).support is not None
    room.clock.move(hours=1)
    _corrected(room, added=0, removed=30_000)
    assert keep(room).support is None
    room.clock.move(days=1)
    assert look(room).support is None


def test_a_list_corrected_while_counts_contradict_is_allowed_for_afterwards(room: Room) -> None:
    counts = HALF | {"NR": Counted(100_000, 9_000, 3_000, 150, 60)}
    counted(room.database, counts)
    drawn(room.database, sample(150, 60))
    first = keep(room).band
    assert first is not None
    room.clock.move(days=1)
    counted(room.database, HALF | {"NR": Counted(100_000, 100, 50, 150, 60)})
    _corrected(room, added=7, removed=11)
    assert keep(room).band == first
    room.clock.move(hours=1)
    counted(room.database, counts)
    wide = Band(first.low - 11, first.high + 7, first.condition)
    for _ in range(2):
        assert (keep(room).band, keep(room).why) == (wide, Why.LIST_CHANGED)
        room.clock.move(hours=1)


def _of_a_set(tx: Any, *, now: Any, line_id: int) -> None:
    tx.execute(update(cases).where(cases.c.line_id == line_id).values(counts=False))


def _otherwise(tx: Any, *, now: Any, line_id: int) -> None:
    tx.execute(update(cases).where(cases.c.line_id == line_id).values(verdict=S, counts=False))


def _corrected(room: Room, *, added: int, removed: int) -> None:
    change(
        room, imports, digest="1" * 64, kind="correction", rows=1, added=added, removed=removed,
        why="invented", by="desk", at=room.clock(),
    )  # fmt: skip
