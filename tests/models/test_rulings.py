"""Rulings: the queue, one line at a time, what a ruling moves, what it freezes, its undo."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from models import petition, rulings
from models.errors import Refusal
from models.rules.rounds import Why
from models.rulings import Case, Ruled
from models.tables import notices, tally, trail
from models.terms import LineKey, Person, Role, Verdict
from tests import factories
from tests.room import Room

C, S = Verdict.CHALLENGE, Verdict.STANDS


def deal(room: Room, person: Person, **more: Any) -> Case | None:
    return room.database.run(rulings.deal, now=room.clock(), person=person, **more)


def rule(room: Room, by: Person, key: LineKey, verdict: Verdict, **more: Any) -> Ruled:
    return room.database.run(
        rulings.rule, now=room.clock(), by=by, line_key=key, verdict=verdict, **more
    )


def undo(room: Room, by: Person, key: LineKey) -> None:
    room.database.run(rulings.undo, now=room.clock(), by=by, line_key=key)


def send_back(room: Room, by: Person, key: LineKey) -> bool:
    return room.database.run(rulings.send_back, now=room.clock(), by=by, line_key=key)


def waiting(room: Room) -> dict[Why, int]:
    queue = room.database.run(rulings.look_queue, now=room.clock())
    return {why: n for why, n in queue.waiting.items() if n}


def ruled(room: Room) -> int:
    return sum(row.ruled for row in room.rows(select(tally)))


def refused(code: str) -> Any:
    return pytest.raises(Refusal, match=rf"^{code}$")


def some_read(room: Room) -> tuple[Person, Person]:
    """A reader of section 1001 (NR c nrl, DUP s, ADDR ?, SIG c sig), and a lawyer."""
    reader = factories.a_person(room.database)
    lawyer = factories.a_person(room.database, role=Role.LAWYER)
    batch = room.deal(reader)
    room.record(reader, "1 c nrl; 2 s; 3 ?; 4 c sig", batch.code)
    return reader, lawyer


ONE, TWO, THREE, FOUR = (LineKey(1001, 1, n) for n in (1, 2, 3, 4))


def test_what_needs_a_lawyer_waits_and_what_is_agreed_does_not(room: Room) -> None:
    some_read(room)
    assert waiting(room) == {Why.UNSURE: 1, Why.TIER_B: 1}
    room.check()


def test_a_lawyer_gets_one_line_and_keeps_it_until_it_is_let_go(room: Room) -> None:
    reader, lawyer = some_read(room)
    case = deal(room, lawyer)
    assert case is not None
    assert (case.key, case.why, case.grounds) == (ONE, Why.TIER_B, ("NRL",))
    assert [(one.reader, one.verdict) for one in case.readings] == [(reader.pseudonym, C)]
    again = deal(room, lawyer)
    assert again is not None
    assert again.key == ONE
    other = deal(room, factories.a_person(room.database, role=Role.LAWYER))
    assert other is not None
    assert other.key == THREE
    assert deal(room, factories.a_person(room.database, role=Role.LAWYER)) is None
    room.clock.move(minutes=31)
    late = deal(room, factories.a_person(room.database, role=Role.LAWYER))
    assert late is not None
    assert late.key == ONE
    room.check()


def test_skipping_goes_round_the_queue(room: Room) -> None:
    _reader, lawyer = some_read(room)
    seen = []
    case = deal(room, lawyer)
    for _ in range(3):
        assert case is not None
        seen.append(case.key)
        case = deal(room, lawyer, after=case.key)
    assert seen == [ONE, THREE, ONE]


def test_nobody_rules_on_what_they_read_or_circulated(room: Room) -> None:
    reader = factories.a_person(room.database, role=Role.LAWYER)
    batch = room.deal(reader)
    room.record(reader, "1 c nrl; 2 s; 3 ?; 4 c sig", batch.code)
    carrier = factories.a_person(room.database, role=Role.LAWYER, circulated=(1001,))
    for own in (reader, carrier):
        assert deal(room, own) is None
        with refused("rulings.own"):
            deal(room, own, key=ONE)
        with refused("rulings.own"):
            rule(room, own, ONE, C, ground="NRL")
    room.check()


def test_as_it_was_read_it_is_ruled_ours_and_frozen(room: Room) -> None:
    reader, lawyer = some_read(room)
    deal(room, lawyer)
    kept = rule(room, lawyer, ONE, C, ground="NRL")
    assert (kept.before, kept.verdict, kept.overruled, kept.ours) == (C, C, False, 1)
    assert rule(room, lawyer, ONE, C, ground="NRL").again
    assert (ruled(room), room.counts()["claimed"]) == (1, 2)
    assert waiting(room) == {Why.UNSURE: 1}
    with refused("review.ruled"):
        room.record(reader, "1 s", "L1")
    with refused("review.ruled"):
        room.undo(reader)
    with refused("review.nothing-to-undo"):
        room.undo(lawyer)
    room.check()


def test_an_overruled_line_is_claimed_no_more_and_the_trail_says_why(room: Room) -> None:
    _reader, lawyer = some_read(room)
    with refused("rulings.why-missing"):
        rule(room, lawyer, FOUR, S)
    with refused("rulings.why-missing"):
        rule(room, lawyer, FOUR, S, why="because")
    assert rule(room, lawyer, FOUR, S, why="record").overruled
    assert (ruled(room), room.counts()["claimed"]) == (0, 1)
    assert waiting(room) == {Why.UNSURE: 1, Why.TIER_B: 1}
    (entry,) = room.rows(select(trail).where(trail.c.act == "line.ruled"))
    assert '"why":"record"' in entry.body
    room.check()


def test_a_lawyer_may_rule_ours_what_nobody_claimed(room: Room) -> None:
    _reader, lawyer = some_read(room)
    rule(room, lawyer, THREE, C, ground="ADDR")
    assert (ruled(room), room.counts()["claimed"]) == (1, 2)
    room.check()


def test_a_ruling_needs_a_verdict_and_a_ground_that_fits(room: Room) -> None:
    _reader, lawyer = some_read(room)
    for verdict in (Verdict.UNSURE, Verdict.MISSING):
        with refused("rulings.no-verdict"):
            rule(room, lawyer, ONE, verdict)
    with refused("rulings.ground-missing"):
        rule(room, lawyer, ONE, C)
    with refused("rulings.ground-does-not-fit"):
        rule(room, lawyer, ONE, C, ground="SIG")
    with refused("rulings.partner-missing"):
        rule(room, lawyer, TWO, C, ground="DUP1", why="record")
    with refused("rulings.no-such-line"):
        rule(room, lawyer, LineKey(9, 9, 9), S)
    with refused("rulings.unread"):
        rule(room, lawyer, LineKey(1003, 1, 1), S)
    room.check()


def test_another_lawyer_neither_rules_what_is_in_hand_nor_otherwise_than_ruled(
    room: Room,
) -> None:
    _reader, lawyer = some_read(room)
    other = factories.a_person(room.database, role=Role.LAWYER)
    deal(room, lawyer)
    with refused("rulings.in-hand"):
        rule(room, other, ONE, C, ground="NRL")
    with refused("rulings.in-hand"):
        deal(room, other, key=ONE)
    rule(room, lawyer, ONE, C, ground="NRL")
    with refused("rulings.ruled"):
        rule(room, other, ONE, S, why="record")
    with refused("rulings.ruled"):
        deal(room, other, key=ONE)
    assert rule(room, other, ONE, C, ground="NRL").again
    room.check()


def test_the_last_ruling_can_be_taken_back_and_only_by_who_made_it(room: Room) -> None:
    _reader, lawyer = some_read(room)
    other = factories.a_person(room.database, role=Role.LAWYER)
    rule(room, lawyer, ONE, S, why="ground")
    rule(room, lawyer, THREE, S)
    for who, key in ((other, THREE), (lawyer, ONE), (lawyer, TWO)):
        with refused("rulings.nothing-to-undo"):
            undo(room, who, key)
    undo(room, lawyer, THREE)
    with refused("rulings.nothing-to-undo"):
        undo(room, lawyer, THREE)
    assert waiting(room) == {Why.UNSURE: 1}
    room.check()
    rule(room, lawyer, THREE, C, ground="MOVE")
    assert ruled(room) == 1
    undo(room, lawyer, THREE)
    assert ruled(room) == 0
    room.check()


def test_undoing_an_overruling_claims_the_line_again(room: Room) -> None:
    _reader, lawyer = some_read(room)
    rule(room, lawyer, FOUR, S, why="record")
    undo(room, lawyer, FOUR)
    assert room.counts()["claimed"] == 2
    room.check()


def test_of_a_duplicate_set_one_line_counts_as_ruled(room: Room) -> None:
    reader, lawyer = factories.a_person(room.database), factories.a_person(room.database)
    batch = room.deal(reader)
    room.record(reader, "1 c reg; 2 c dup1 =1001-1-3; 3 c addr; 4 s", batch.code)
    rule(room, lawyer, THREE, C, ground="ADDR")
    assert ruled(room) == 0  # the lower one represents the set, and nobody has ruled on it
    rule(room, lawyer, TWO, C, ground="DUP1")
    assert ruled(room) == 1
    room.check()
    undo(room, lawyer, TWO)
    assert ruled(room) == 0
    room.check()


def test_what_is_sent_back_rests_until_it_is_read_anew_or_a_day_is_over(room: Room) -> None:
    reader, lawyer = some_read(room)
    with refused("rulings.not-in-hand"):
        send_back(room, lawyer, THREE)
    deal(room, lawyer, key=THREE)
    assert send_back(room, lawyer, THREE)
    assert not send_back(room, lawyer, THREE)
    (told,) = room.rows(select(notices).where(notices.c.kind == "ruling.sent-back"))
    assert told.person_id == reader.id
    assert waiting(room) == {Why.TIER_B: 1}
    assert room.database.run(rulings.look_queue, now=room.clock()).sent_back == 1
    room.clock.move(hours=1)
    room.record(reader, "3 c move", "L1")
    assert waiting(room) == {Why.TIER_B: 1, Why.TIER_C: 1}
    deal(room, lawyer, key=THREE)
    room.clock.move(minutes=1)
    assert send_back(room, lawyer, THREE)
    assert waiting(room) == {Why.TIER_B: 1}
    room.clock.move(hours=25)
    assert waiting(room) == {Why.TIER_B: 1, Why.TIER_C: 1}
    room.check()


def test_readings_that_disagree_wait_whatever_comes_after_a_ruling_moves_nothing(
    room: Room,
) -> None:
    first, second = factories.a_person(room.database), factories.a_person(room.database)
    lawyer = factories.a_person(room.database, role=Role.LAWYER)
    code = room.deal(first).code
    room.move(first, code, second)  # both have read it on paper: both may type it
    room.record(first, "1 c reg", code)
    room.record(second, "1 s", code)
    assert waiting(room) == {Why.CONTESTED: 1}
    case = deal(room, lawyer)
    assert case is not None
    assert [(one.reader, one.extra) for one in case.readings] == [
        (first.pseudonym, False),
        (second.pseudonym, True),
    ]
    rule(room, lawyer, ONE, S, why="record")
    assert (waiting(room), room.counts().get("claimed", 0)) == ({}, 0)
    room.check()


def test_a_reading_that_comes_after_an_overruling_does_not_claim_the_line_again(
    room: Room,
) -> None:
    first, second = factories.a_person(room.database), factories.a_person(room.database)
    lawyer = factories.a_person(room.database, role=Role.LAWYER)
    code = room.deal(first).code
    room.move(first, code, second)
    room.record(first, "1 c reg", code)
    rule(room, lawyer, ONE, S, why="record")
    room.record(second, "1 c reg", code)
    assert (waiting(room), room.counts().get("claimed", 0)) == ({}, 0)
    room.check()


def test_a_corrected_list_takes_a_ruled_line_to_its_new_reason(room: Room, tmp_path: Path) -> None:
    _reader, lawyer = some_read(room)
    rule(room, lawyer, FOUR, C, ground="SIG")
    rows = [
        (s, p, n, "CAN" if (s, p, n) == FOUR else code)
        for s, p, n, code in factories.invented_lines()
    ]
    path = tmp_path / "corrected.csv"
    listed = [f"{s},{p},{n},{code}" for s, p, n, code in rows]
    path.write_text("\n".join(["section,page,line,reason", *listed, ""]))
    room.database.run(
        petition.import_list, now=room.clock(), by="desk", path=path, why="corrected"
    )
    assert ruled(room) == 1
    room.check()
