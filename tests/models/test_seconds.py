"""Second, blind readings: who gets which lines, what they see, what follows, and every way out."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select

from models import petition, rulings, status
from models.database import Database
from models.errors import Refusal
from models.rules import rounds
from models.tables import batches, readings, seconds
from models.terms import BatchView, LineState, Person, Role, Round, Verdict
from tests import factories
from tests.conftest import Clock
from tests.room import Room

ALL = replace(factories.POLICY, second_percent=100, batch_size=4)


@pytest.fixture
def twice(any_database: Database, clock: Clock) -> Any:
    """Six sections of four lines, each line to be read twice."""
    factories.found_campaign(any_database, policy=ALL)
    room = Room(any_database, clock)
    yield room
    room.check()


def keys(batch: BatchView) -> list[str]:
    return [line.key.typed for line in batch.lines]


def chosen(room: Room) -> list[Any]:
    return room.rows(select(seconds).order_by(seconds.c.line_id))


def of_second_round(room: Room, *where: Any) -> list[Any]:
    wanted = select(readings).where(readings.c.round == Round.SECOND, *where)
    return room.rows(wanted.order_by(readings.c.id))


def ann_read(room: Room, letters: str = "ccss") -> tuple[Person, BatchView]:
    """Ann reads section 1001."""
    ann = factories.a_person(room.database)
    batch = room.deal(ann)
    room.read(ann, batch, letters)
    return ann, batch


def ben_has(room: Room) -> tuple[Person, BatchView]:
    """Ben is dealt the same section."""
    ben = factories.a_person(room.database)
    return ben, room.deal(ben)


def test_what_one_has_read_another_reads_and_sees_nothing_of_the_first(twice: Room) -> None:
    _ann, first = ann_read(twice)
    _ben, second = ben_has(twice)
    assert keys(second) == keys(first)
    assert {line.verdict for line in second.lines} == {None}
    assert {line.ground for line in second.lines} == {None}
    assert {line.state for line in second.lines} == {LineState.HELD}
    assert len(second.left) == 4
    row = twice.rows(select(batches).where(batches.c.id == second.id))[0]
    assert (row.round, row.policy, row.size) == (Round.SECOND, rounds.SECOND, 4)
    assert "held" not in twice.counts()


def test_nobody_reads_their_own_lines_twice(twice: Room) -> None:
    ann, _batch = ann_read(twice)
    again = twice.deal(ann)
    assert {line.key.section for line in again.lines} == {1002}
    assert again.left == again.lines


def test_nor_lines_of_a_section_they_circulated(twice: Room) -> None:
    ann_read(twice)
    carol = factories.a_person(twice.database, circulated=[1001])
    assert {line.key.section for line in twice.deal(carol).lines} == {1002}


def test_nor_lines_they_have_read_beside_the_first_reader(twice: Room) -> None:
    ann = factories.a_person(twice.database)
    batch = twice.deal(ann)
    twice.clock.move(hours=5)
    twice.expire()
    ben = factories.a_person(twice.database)
    twice.read(ben, twice.deal(ben), "ssss")
    twice.read(ann, batch, "ssss")  # late, beside Ben
    assert {line.key.section for line in twice.deal(ann).lines} == {1002}


def test_two_who_agree_leave_everything_as_it_was(twice: Room) -> None:
    ann_read(twice, "scss")
    before = twice.counts()
    ben, second = ben_has(twice)
    done = twice.read(ben, second, "scss")
    assert done.finished
    assert [note.extra for note in done.noted] == [False] * 4
    assert twice.counts() == before
    assert {row.extra for row in of_second_round(twice)} == {False}
    assert all(row.read_at is not None for row in chosen(twice))
    assert not any(twice.line(key).contested for key in keys(second))


def test_two_who_disagree_contest_the_line_and_it_is_claimed_no_more(twice: Room) -> None:
    ann_read(twice, "cssc")
    assert twice.counts()["claimed"] == 2
    ben, second = ben_has(twice)
    twice.read(ben, second, "scsc")
    assert [twice.line(key).contested for key in keys(second)] == [True, True, False, False]
    assert [twice.line(key).verdict for key in keys(second)] == [
        Verdict.CHALLENGE,
        Verdict.STANDS,
        Verdict.STANDS,
        Verdict.CHALLENGE,
    ]
    assert twice.counts()["claimed"] == 1


def test_a_corrected_second_reading_agrees_after_all_and_undo_contests_again(
    twice: Room,
) -> None:
    ann_read(twice, "ssss")
    ben, second = ben_has(twice)
    twice.record(ben, "1 c reg", second.code)
    fixed = twice.record(ben, "1 s", second.code)
    assert not twice.line("1001-1-1").contested
    twice.undo(ben, fixed.entry_id)
    assert twice.line("1001-1-1").contested
    assert twice.batch(second.code).lines[0].verdict == Verdict.CHALLENGE
    twice.undo(ben)
    assert not twice.line("1001-1-1").contested
    assert len(twice.batch(second.code).left) == 4
    assert chosen(twice)[0].batch_id == second.id


def test_a_batch_that_was_done_is_open_again_after_undo(twice: Room) -> None:
    ann_read(twice, "ssss")
    ben, second = ben_has(twice)
    twice.read(ben, second, "ssss")
    twice.undo(ben)
    assert twice.batch(second.code).ended is None
    assert len(twice.batch(second.code).left) == 4


def test_an_edited_message_says_what_it_says_now(twice: Room) -> None:
    ann_read(twice, "ssss")
    ben, second = ben_has(twice)
    message = {"chat_id": 1, "message_id": 7}
    twice.record(ben, "1 c reg; 2 s", second.code, **message)
    twice.record(ben, "1 s; 3 s", second.code, amend=True, **message)
    assert [line.number for line in twice.batch(second.code).left] == [2, 4]
    assert not twice.line("1001-1-1").contested


def test_a_part_of_a_batch_given_back_waits_for_another(twice: Room) -> None:
    ann_read(twice, "ssss")
    ben, second = ben_has(twice)
    twice.record(ben, "1 s; 2 s", second.code)
    twice.give_back(ben)
    assert [row.batch_id for row in chosen(twice)] == [second.id, second.id, None, None]
    assert {row.state for row in map(twice.line, keys(second))} == {LineState.READ}


def test_a_hold_that_ends_lets_the_lines_go_and_the_sheet_may_still_be_typed(twice: Room) -> None:
    ann_read(twice, "ssss")
    ben, second = ben_has(twice)
    on_paper = twice.on_paper(ben)
    assert {line.state for line in on_paper.lines} == {LineState.PAPER}
    assert twice.counts().get("paper", 0) == 0  # the lines are read; only Ben's look is on paper
    twice.clock.move(hours=40)
    assert twice.expire() == 1
    assert {row.batch_id for row in chosen(twice)} == {None}
    captain = factories.a_person(twice.database, role=Role.COORDINATOR)
    twice.record(captain, "1 s; 2 s", second.code, read_by=ben.pseudonym)
    assert [row.read_at is None for row in chosen(twice)] == [False, False, True, True]


def test_whoever_comes_late_is_kept_beside_the_one_who_read_meanwhile(twice: Room) -> None:
    ann_read(twice, "ssss")
    ben, second = ben_has(twice)
    twice.clock.move(hours=5)
    twice.expire()
    carol = factories.a_person(twice.database)
    twice.read(carol, twice.deal(carol), "ssss")
    late = twice.read(ben, second, "csss")
    assert [note.extra for note in late.noted] == [True] * 4
    assert twice.line("1001-1-1").contested
    twice.undo(carol)  # Ben's stands in its place
    assert {row.extra for row in of_second_round(twice, readings.c.standing)} == {False}
    assert {row.reader_id for row in of_second_round(twice, readings.c.standing)} == {ben.id}


def test_what_is_typed_late_ends_the_batch_of_whoever_holds_the_lines_now(twice: Room) -> None:
    ann_read(twice, "ssss")
    ben, second = ben_has(twice)
    twice.clock.move(hours=5)
    twice.expire()
    carol, third = ben_has(twice)
    assert keys(third) == keys(second)
    twice.read(ben, second, "ssss")
    assert twice.batch(third.code).ended is not None
    assert carol.id == third.holder_id


def test_a_first_reading_taken_back_takes_the_line_out_of_the_second_round(twice: Room) -> None:
    ann, _first = ann_read(twice, "ssss")
    ben, second = ben_has(twice)
    twice.record(ben, "1 c reg", second.code)
    twice.undo(ann)
    assert chosen(twice) == []
    assert of_second_round(twice, readings.c.standing) == []
    assert twice.batch(second.code).ended is not None  # nothing is left to read in it
    assert not twice.line("1001-1-1").contested
    with pytest.raises(Refusal) as refusal:
        twice.record(ben, "1 s; 2 s", second.code)
    assert refusal.value.code == "review.items"
    assert refusal.value.values["errors"] == ((1, "line-gone"), (2, "line-gone"))
    twice.read(ann, twice.deal(ann), "ssss")
    assert len(chosen(twice)) == 4


def test_a_first_reading_in_whose_place_another_steps_keeps_the_line_chosen(twice: Room) -> None:
    ann = factories.a_person(twice.database)
    batch = twice.deal(ann)
    twice.clock.move(hours=5)
    twice.expire()
    ben = factories.a_person(twice.database)
    twice.read(ben, twice.deal(ben), "ssss")
    twice.read(ann, batch, "ssss")
    assert {row.reader_id for row in chosen(twice)} == {ben.id}
    twice.undo(ben)
    assert {row.reader_id for row in chosen(twice)} == {ann.id}


def test_a_batch_moves_to_whoever_has_read_none_of_it(twice: Room) -> None:
    ann, _first = ann_read(twice, "ssss")
    ben, second = ben_has(twice)
    captain = factories.a_person(twice.database, role=Role.CAPTAIN)
    with pytest.raises(Refusal) as refusal:
        twice.move(captain, second.code, ann)
    assert refusal.value.code == "review.has-read"
    carol = factories.a_person(twice.database)
    moved = twice.move(captain, second.code, carol)
    assert (moved.holder_id, len(moved.left)) == (carol.id, 4)
    twice.read(ben, second, "ss")  # what Ben read before may still be typed
    assert len(twice.batch(second.code).left) == 2
    twice.reclaim(captain, second.code)
    assert [row.batch_id for row in chosen(twice)] == [second.id, second.id, None, None]


def test_few_lines_wait_until_a_batch_is_full_or_nothing_else_is_left(
    any_database: Database, clock: Clock
) -> None:
    factories.found_campaign(
        any_database, policy=replace(ALL, batch_size=5), lines=factories.invented_lines(2, 4)
    )
    room = Room(any_database, clock)
    ann_read(room, "ssss")
    ben, second = ben_has(room)
    assert {line.key.section for line in second.lines} == {1002}  # four are not five
    room.read(ben, second, "ssss")
    rest = room.deal(ben)
    assert {line.key.section for line in rest.lines} == {1001}
    room.read(ben, rest, "ssss")
    with pytest.raises(Refusal) as refusal:
        room.deal(ben)
    assert refusal.value.code == "review.nothing-left"
    room.check()


def test_the_lot_chooses_a_share_that_an_outsider_can_redo(
    any_database: Database, clock: Clock
) -> None:
    policy = replace(ALL, batch_size=10, second_percent=30)
    factories.found_campaign(any_database, policy=policy, lines=factories.invented_lines(20, 10))
    room = Room(any_database, clock)
    ann = factories.a_person(any_database)
    for _ in range(10):
        room.read(ann, room.deal(ann), "s" * 10)
    expected = {
        room.line(f"{section}-1-{line}").id
        for section in range(1001, 1011)
        for line in range(1, 11)
        if rounds.second_draw(factories.SEED, factories.key(f"{section}-1-{line}")) < 0.30 * 2**63
    }
    assert {row.line_id for row in chosen(room)} == expected
    assert 15 <= len(expected) <= 45
    room.check()


def test_a_ruled_line_is_read_a_second_time_by_nobody(twice: Room) -> None:
    ann_read(twice, "?sss")
    lawyer = factories.a_person(twice.database, role=Role.LAWYER)
    twice.database.run(
        rulings.rule,
        now=twice.clock(),
        by=lawyer,
        line_key=factories.key("1001-1-1"),
        verdict=Verdict.STANDS,
    )
    _ben, second = ben_has(twice)
    assert {line.key.section for line in second.lines} == {1002}  # three are not four


def test_status_counts_what_is_out_and_what_was_read_in_each_round(twice: Room) -> None:
    ann_read(twice, "csss")
    ben, second = ben_has(twice)
    twice.record(ben, "1 s; 2 ?", second.code)
    for name, value in (("required", 100), ("valid", 90)):
        twice.database.run(
            petition.state_figure,
            now=twice.clock(),
            by="desk",
            name=name,
            value=value,
            as_of=twice.clock().date(),
            source="invented",
        )
    found = twice.database.run(status.look, now=twice.clock())
    assert found.broken == ()
    assert [(out.code, out.lines, out.left) for out in found.batches] == [(second.code, 4, 2)]
    assert found.by_verdict["1"] == {"challenge": 1, "stands": 3, "unsure": 0, "missing": 0}
    assert found.by_verdict["2"] == {"challenge": 0, "stands": 1, "unsure": 1, "missing": 0}
    assert found.by_state["read"] == 4
