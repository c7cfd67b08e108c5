"""Recording: taps, sheets, corrections, amended messages, other people's readings."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import func, select

from models import rulings
from models.errors import Refusal
from models.tables import batches, entries, readings
from models.terms import Ended, LineState, Role, Tier, Verdict, Via
from tests import factories
from tests.room import Room


def refused(call: object, *args: object, **values: object) -> Refusal:
    with pytest.raises(Refusal) as refusal:
        call(*args, **values)  # type: ignore[operator]
    return refusal.value


def how_many(room: Room, table: object) -> int:
    return int(room.rows(select(func.count()).select_from(table))[0][0])  # type: ignore[arg-type]


def test_a_sheet_is_kept_line_by_line_and_echoed_with_full_keys(room: Room) -> None:
    ana = factories.a_person(room.database)
    batch = room.deal(ana)
    kept = room.record(ana, "1 c reg; 3 c addr; 4 s", batch.code)
    assert [(n.key.typed, n.verdict, n.ground, n.tier) for n in kept.noted] == [
        ("1001-1-1", Verdict.CHALLENGE, "REG", Tier.A),
        ("1001-1-3", Verdict.CHALLENGE, "ADDR", Tier.A),
        ("1001-1-4", Verdict.STANDS, None, None),
    ]
    assert not kept.finished
    assert [line.number for line in kept.batch.left] == [2]
    assert room.counts() == {
        "total": 24, "free": 20, "held": 1, "read": 3, "challenge": 2, "stands": 1, "claimed": 2,
    }  # fmt: skip
    assert room.days() == [(date(2022, 9, 6), 3, 2)]


def test_the_last_line_ends_the_batch_and_the_next_can_be_dealt(room: Room) -> None:
    ana = factories.a_person(room.database)
    batch = room.deal(ana)
    kept = room.read(ana, batch, "s?mm")
    assert kept.finished
    assert kept.batch.ended == Ended.DONE
    assert room.deal(ana).code != batch.code


def test_full_keys_are_understood_like_numbers(room: Room) -> None:
    ana = factories.a_person(room.database)
    room.deal(ana)
    kept = room.record(ana, "1001-1-3 s")
    assert kept.noted[0].number == 3


def test_a_double_tap_is_noted_once(room: Room) -> None:
    ana = factories.a_person(room.database)
    room.deal(ana)
    room.record(ana, "1 c reg", via=Via.TAP)
    again = room.record(ana, "1 c reg", via=Via.TAP)
    assert again.noted[0].repeated
    assert how_many(room, readings) == 1
    assert room.acts().count("readings.recorded") == 1


def test_a_message_that_comes_again_is_recorded_once(room: Room) -> None:
    ana = factories.a_person(room.database)
    room.deal(ana)
    first = room.record(ana, "1 c reg; 2 s", chat_id=5, message_id=9)
    again = room.record(ana, "1 c reg; 2 s", chat_id=5, message_id=9)
    assert again.again
    assert again.entry_id == first.entry_id
    assert [note.key for note in again.noted] == [note.key for note in first.noted]
    assert how_many(room, readings) == 2
    assert how_many(room, entries) == 1


def test_a_correction_supersedes_and_what_was_said_before_is_kept(room: Room) -> None:
    ana = factories.a_person(room.database)
    room.deal(ana)
    room.record(ana, "1 c reg")
    kept = room.record(ana, "1 s")
    assert kept.noted[0].before == Verdict.CHALLENGE
    rows = room.rows(select(readings).order_by(readings.c.id))
    assert [(row.verdict, row.standing) for row in rows] == [
        ("challenge", False),
        ("stands", True),
    ]
    assert rows[1].supersedes_id == rows[0].id
    assert room.counts()["read"] == room.counts()["stands"] == 1


def test_all_or_nothing_and_every_mistake_is_named_by_its_position(room: Room) -> None:
    ana = factories.a_person(room.database)
    room.deal(ana)
    wrong = refused(
        room.record,
        ana,
        "1 s; 99 s; 2 c dup1; 3 c sig; 4 c; 2002-1-1 s; 2 c dup1 =2; 3 c addr =77",
    )
    assert wrong.code == "review.items"
    assert wrong.values["errors"] == (
        (2, "no-such-number"),
        (3, "partner-missing"),
        (4, "ground-does-not-fit"),
        (5, "ground-missing"),
        (6, "no-such-line"),
        (7, "partner-is-itself"),
        (8, "no-such-partner"),
    )
    assert room.counts() == {"total": 24, "free": 20, "held": 4}
    assert how_many(room, entries) == 0


def test_a_line_said_twice_must_be_said_alike(room: Room) -> None:
    ana = factories.a_person(room.database)
    room.deal(ana)
    assert refused(room.record, ana, "1 s; 1 m").values["errors"] == ((2, "said-twice"),)
    assert len(room.record(ana, "1 s; 1 s").noted) == 1


def test_a_ground_nobody_knows_is_pointed_at_by_position(room: Room) -> None:
    ana = factories.a_person(room.database)
    room.deal(ana)
    wrong = refused(room.record, ana, "1 s; 3 c xyz")
    assert wrong.values["errors"] == ((2, "review.no-such-ground"),)


def test_only_the_holder_may_type_and_a_captain_for_the_holder(room: Room) -> None:
    ana, ben = factories.a_person(room.database), factories.a_person(room.database)
    captain = factories.a_person(room.database, role=Role.CAPTAIN)
    batch = room.deal(ana)
    assert refused(room.record, ben, "1 s", batch.code).code == "review.not-yours"
    assert (
        refused(room.record, ben, "1 s", batch.code, read_by=ana.pseudonym).code
        == "review.not-yours"
    )
    assert refused(room.record, captain, "1 s", batch.code).code == "review.not-yours"
    for wrong in (ben.pseudonym, "R-999"):
        assert (
            refused(room.record, captain, "1 s", batch.code, read_by=wrong).code
            == "review.not-held-by"
        )
    room.record(captain, "1 s", batch.code, read_by=ana.pseudonym)
    row = room.rows(select(readings))[0]
    assert (row.reader_id, row.typed_by_id) == (ana.id, captain.id)


def test_a_batch_may_be_typed_after_its_hold_until_its_deadline(room: Room) -> None:
    ana, boss = (
        factories.a_person(room.database),
        factories.a_person(room.database, role=Role.COORDINATOR),
    )
    batch = room.deal(ana)
    room.clock.move(hours=5)
    assert room.expire() == 1
    assert room.record(ana, "1 s; 2 s", batch.code).batch.ended == Ended.EXPIRED
    room.clock.move(days=2)
    assert refused(room.record, ana, "3 s", batch.code).code == "review.too-late"
    room.record(boss, "3 s", batch.code, read_by=ana.pseudonym)
    assert room.counts() == {"total": 24, "free": 21, "read": 3, "stands": 3}


def test_a_reading_of_a_line_somebody_else_has_read_is_kept_beside(room: Room) -> None:
    ana, ben = factories.a_person(room.database), factories.a_person(room.database)
    batch = room.deal(ana)
    room.clock.move(hours=5)
    room.expire()
    theirs = room.deal(ben)
    assert [line.key for line in theirs.lines] == [line.key for line in batch.lines]
    room.record(ben, "1 c reg; 3 c addr", theirs.code)
    kept = room.record(ana, "1 s; 3 c addr; 4 s", batch.code)
    assert [note.extra for note in kept.noted] == [True, True, False]
    assert room.line("1001-1-1").contested
    assert not room.line("1001-1-3").contested
    assert room.counts()["claimed"] == 1
    room.record(ana, "1 c reg", batch.code)  # she agrees now
    assert not room.line("1001-1-1").contested
    assert room.counts()["claimed"] == 2


def test_who_holds_a_line_that_another_has_read_meanwhile_is_not_stuck_with_it(
    room: Room,
) -> None:
    ana, ben = factories.a_person(room.database), factories.a_person(room.database)
    batch = room.deal(ana)
    room.clock.move(hours=5)
    room.expire()
    theirs = room.deal(ben)
    room.read(ana, batch, "ssss")
    assert room.batch(theirs.code).ended == Ended.DONE
    assert room.deal(ben).code != theirs.code
    room.record(ben, "1 c reg", theirs.code)  # read it on paper all the same
    assert room.line("1001-1-1").contested


# -- amending --------------------------------------------------------------------------------


def amend(room: Room, by: object, text: str, code: str | None = None, **more: object) -> object:
    return room.record(by, text, code, chat_id=5, message_id=9, amend=True, **more)  # type: ignore[arg-type]


def test_an_edited_message_says_what_it_says_now(room: Room) -> None:
    ana = factories.a_person(room.database)
    room.deal(ana)
    room.record(ana, "1 c reg; 2 s; 4 m", chat_id=5, message_id=9)
    kept = amend(room, ana, "1 c reg; 3 s; 4 s")
    assert kept.amended  # type: ignore[attr-defined]
    assert [room.line(f"1001-1-{n}").verdict for n in (1, 2, 3, 4)] == [
        "challenge", None, "stands", "stands",
    ]  # fmt: skip
    assert room.acts()[-1] == "readings.amended"


def test_an_edited_message_reopens_a_batch_that_was_done(room: Room) -> None:
    ana = factories.a_person(room.database)
    batch = room.deal(ana)
    room.record(ana, "1 s; 2 s; 3 s; 4 s", chat_id=5, message_id=9)
    assert room.batch(batch.code).ended == Ended.DONE
    amend(room, ana, "1 s; 2 s; 3 s", batch.code)
    assert room.batch(batch.code).ended is None
    assert [line.number for line in room.batch(batch.code).left] == [4]
    amend(room, ana, "1 s; 2 s; 3 s; 4 m", batch.code)
    assert room.batch(batch.code).ended == Ended.DONE


def test_an_edit_leaves_alone_what_a_later_message_has_corrected(room: Room) -> None:
    ana = factories.a_person(room.database)
    room.deal(ana)
    room.record(ana, "1 c reg; 2 s", chat_id=5, message_id=9)
    room.record(ana, "1 s")
    kept = amend(room, ana, "1 c reg; 2 m")
    assert room.line("1001-1-1").verdict == "stands"
    assert room.line("1001-1-2").verdict == "missing"
    assert [(n.verdict, n.repeated) for n in kept.noted] == [  # type: ignore[attr-defined]
        (Verdict.STANDS, True),
        (Verdict.MISSING, False),
    ]


def test_what_an_edit_took_out_never_comes_back(room: Room) -> None:
    ana = factories.a_person(room.database)
    room.deal(ana)
    room.record(ana, "1 c reg; 2 s", chat_id=5, message_id=9)
    room.record(ana, "1 s")
    amend(room, ana, "2 s")
    room.undo(ana, room.rows(select(entries.c.id).order_by(entries.c.id.desc()))[0].id)
    assert room.line("1001-1-1").state == LineState.HELD


def test_an_edit_may_name_another_batch(room: Room) -> None:
    ana = factories.a_person(room.database)
    first = room.deal(ana)
    room.read(ana, first, "ss")
    room.give_back(ana)
    room.clock.move(minutes=1)
    second = room.deal(ana)  # the two that came back
    room.record(ana, "1 m; 2 m", first.code, chat_id=5, message_id=9)
    amend(room, ana, "1 m; 2 m", second.code)
    assert [line.verdict for line in room.batch(second.code).lines] == ["missing", "missing"]
    assert room.counts()["read"] == 4
    assert [room.line(f"1001-1-{n}").verdict for n in (1, 2)] == ["stands", "stands"]


def test_editing_a_message_that_was_undone_says_it_again(room: Room) -> None:
    ana = factories.a_person(room.database)
    room.deal(ana)
    room.record(ana, "1 s", chat_id=5, message_id=9)
    room.undo(ana)
    amend(room, ana, "1 m")
    assert room.line("1001-1-1").verdict == "missing"
    room.undo(ana)
    assert room.line("1001-1-1").state == LineState.HELD


def test_nothing_of_a_line_changes_once_a_lawyer_has_ruled(room: Room) -> None:
    ana = factories.a_person(room.database)
    batch = room.deal(ana)
    first = room.record(ana, "1 c reg; 2 s")
    lawyer = factories.a_person(room.database, role=Role.LAWYER)
    key = factories.key("1001-1-1")
    room.database.run(rulings.deal, now=room.clock(), person=lawyer, key=key)
    room.database.run(
        rulings.rule,
        now=room.clock(),
        by=lawyer,
        line_key=key,
        verdict=Verdict.CHALLENGE,
        ground="REG",
    )
    assert refused(room.record, ana, "1 s", batch.code).code == "review.ruled"
    assert refused(room.undo, ana, first.entry_id).code == "review.ruled"
    assert room.line("1001-1-1").verdict == "challenge"
    assert how_many(room, batches) == 1
