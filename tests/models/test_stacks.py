"""Stacks: some lines are checked by lot, then the rest is ruled with one tap, and taken back."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import select

from models import rulings
from models.database import Database
from models.rules import stacks as rules
from models.rules.stacks import End
from models.tables import readings, stack_lines, stacks, trail
from models.terms import LineKey, Role, Round
from tests import factories
from tests.conftest import Clock
from tests.room import Room
from tests.stacking import (
    POLICY,
    ROWS,
    C,
    S,
    one,
    piles,
    queue,
    read,
    refused,
    rest,
    shown,
    take,
    undo,
    uphold,
)


@pytest.fixture
def hall(any_database: Database, clock: Clock) -> Room:
    """Twelve lines of three sections, all not registered; three of a stack are checked."""
    factories.found_campaign(any_database, lines=ROWS, policy=POLICY)
    return Room(any_database, clock)


def test_agreed_lines_of_one_ground_and_reader_make_a_pile(hall: Room) -> None:
    reader, lawyer = read(hall, "1 c reg; 2 c reg; 3 c nrl; 4 s; 5 c reg; 6 ?; 7 c move")
    (pile,) = piles(hall, lawyer)
    assert (pile.ground, pile.reader, pile.lines) == ("REG", reader.pseudonym, 3)
    assert pile.sections == (1001, 1002)
    assert piles(hall, reader) == ()  # nobody rules on what they have read
    carrier = factories.a_person(hall.database, role=Role.LAWYER, circulated=[1001])
    assert [(one.lines, one.sections) for one in piles(hall, carrier)] == [(1, (1002,))]
    assert queue(hall) == (3, 3)
    hall.check()


def test_the_checked_lines_are_drawn_by_the_seed_in_the_trail(hall: Room) -> None:
    reader, lawyer = read(hall)
    stack = take(hall, lawyer, reader)
    assert (stack.lines, stack.to_check, stack.checked, stack.rest) == (12, 3, 0, 9)
    order = rules.in_order("lot", [LineKey(*row[:3]) for row in ROWS], ())
    assert stack.case is not None
    assert (stack.case.key, stack.case.stack) == (order[0], stack.id)
    (entry,) = hall.rows(select(trail).where(trail.c.act == "stack.taken"))
    body = json.loads(entry.body)
    assert (body["seed"], body["checked"]) == ("lot", [key.typed for key in order[:3]])
    hall.check()


def test_once_all_are_upheld_the_rest_is_ruled_with_one_tap_however_often(hall: Room) -> None:
    reader, lawyer = read(hall)
    stack = take(hall, lawyer, reader)
    assert take(hall, lawyer, reader, "another lot").id == stack.id  # the same tap again
    with refused("rulings.stack-unchecked"):
        rest(hall, lawyer, stack)
    stack = uphold(hall, lawyer, stack)
    assert (stack.checked, stack.rest, stack.sections) == (3, 9, (1001, 1002, 1003))
    with refused("rulings.stack-changed"):
        rest(hall, lawyer, stack, 8)
    ruled = rest(hall, lawyer, stack)
    assert (ruled.lines, ruled.ours, ruled.again) == (9, 12, False)
    again = rest(hall, lawyer, stack)
    assert (again.lines, again.ours, again.again) == (9, 12, True)
    counts = hall.counts()
    kept = [counts[name] for name in ("judged", "judged_challenge", "upheld", "ruled", "claimed")]
    assert kept == [12] * 5
    made = hall.rows(select(readings.c.id).where(readings.c.round == Round.RULING))
    assert (len(made), queue(hall)) == (12, (0, 0))
    (entry,) = hall.rows(select(trail).where(trail.c.act == "lines.ruled"))
    body = json.loads(entry.body)
    assert (body["lines"], len(body["keys"]), body["ground"]) == (9, 9, "REG")
    with refused("review.ruled"):
        hall.record(reader, "1 s", "L1")
    hall.check()


@pytest.mark.parametrize("wrong", ["stands", "other ground", "sent back"])
def test_one_error_sends_all_the_rest_to_rulings_of_their_own(hall: Room, wrong: str) -> None:
    reader, lawyer = read(hall)
    stack = take(hall, lawyer, reader)
    assert stack.case is not None
    if wrong == "sent back":
        hall.database.run(rulings.send_back, now=hall.clock(), by=lawyer, line_key=stack.case.key)
        waiting = 11  # the one that was sent back rests
    else:
        how = {"ground": "MOVE"} if wrong == "other ground" else {"why": "record"}
        verdict = C if wrong == "other ground" else S
        kept = one(hall, lawyer, stack.case.key, verdict, **how)
        assert (kept.stack, kept.failed) == (stack.id, True)
        waiting = 11
    assert shown(hall, lawyer) is None
    assert (queue(hall), piles(hall, lawyer)) == ((waiting, 0), ())
    with refused("rulings.stack-over"):
        rest(hall, lawyer, stack)
    case = hall.database.run(rulings.deal, now=hall.clock(), person=lawyer)
    assert case is not None
    assert case.why == "single"
    hall.check()


def test_a_stack_smaller_than_its_check_is_read_whole(hall: Room) -> None:
    reader, lawyer = read(hall, "1 c reg; 2 c reg")
    stack = take(hall, lawyer, reader)
    assert (stack.to_check, stack.rest) == (2, 0)
    stack = uphold(hall, lawyer, stack)
    assert (stack.ended, stack.checked) == (End.RULED, 2)
    assert shown(hall, lawyer) is None
    with refused("rulings.nothing-to-undo"):
        undo(hall, lawyer, stack)
    hall.check()


def test_given_back_and_taken_again_the_lines_drawn_before_are_still_to_be_checked(
    hall: Room,
) -> None:
    reader, lawyer = read(hall)
    stack = take(hall, lawyer, reader)
    drawn = hall.rows(select(stack_lines.c.line_id).where(stack_lines.c.checked))
    assert hall.database.run(rulings.let_go, now=hall.clock(), person=lawyer)
    assert not hall.database.run(rulings.let_go, now=hall.clock(), person=lawyer)
    other = factories.a_person(hall.database, role=Role.LAWYER)
    again = take(hall, other, reader, "a luckier lot")
    of_it = (stack_lines.c.stack_id == again.id, stack_lines.c.checked)
    assert set(hall.rows(select(stack_lines.c.line_id).where(*of_it))) == set(drawn)
    with refused("rulings.stack-over"):
        rest(hall, lawyer, stack)
    hall.check()


def test_a_line_that_changes_meanwhile_leaves_the_stack_and_another_is_checked(
    hall: Room,
) -> None:
    reader, lawyer = read(hall)
    stack = take(hall, lawyer, reader)
    assert stack.case is not None
    first = stack.case.key
    hall.record(reader, f"{first.typed} ?", "L1")
    stack = shown(hall, lawyer)
    assert stack is not None
    assert stack.case is not None
    assert stack.case.key != first
    assert (stack.to_check, stack.rest) == (3, 8)
    stack = uphold(hall, lawyer, stack)
    assert (rest(hall, lawyer, stack).lines, queue(hall)) == (8, (1, 0))
    hall.check()


def test_nobody_else_gets_the_lines_while_the_hold_lasts(hall: Room) -> None:
    reader, lawyer = read(hall)
    other = factories.a_person(hall.database, role=Role.LAWYER)
    stack = take(hall, lawyer, reader)
    assert piles(hall, other) == ()
    with refused("rulings.no-stack"):
        take(hall, other, reader)
    with refused("rulings.in-hand"):
        one(hall, other, LineKey(1001, 1, 1), C, ground="REG")
    with refused("rulings.in-hand"):
        hall.database.run(rulings.deal, now=hall.clock(), person=other, key=LineKey(1001, 1, 1))
    with refused("rulings.no-stack"):
        rest(hall, other, stack)
    hall.clock.move(hours=3)
    assert take(hall, other, reader).lines == 12
    with refused("rulings.stack-over"):
        rest(hall, lawyer, stack)
    hall.check()


def test_whoever_has_an_open_stack_goes_on_with_it(hall: Room) -> None:
    reader, lawyer = read(hall)
    assert shown(hall, lawyer) is None
    stack = take(hall, lawyer, reader)
    hall.clock.move(hours=1)
    again = shown(hall, lawyer)
    assert again is not None
    assert again.case is not None
    assert stack.case is not None
    assert (again.id, again.case.key) == (stack.id, stack.case.key)
    assert again.until > stack.until
    assert len(hall.rows(select(stacks))) == 1
