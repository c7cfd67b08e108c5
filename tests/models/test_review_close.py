"""How holds go on and end: paper, warnings, giving back, expiry, reclaiming, moving."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from models.errors import Refusal
from models.tables import notices
from models.terms import Ended, LineState, Role
from tests import factories
from tests.room import Room


def code_of(call: object, *args: object, **values: object) -> str:
    with pytest.raises(Refusal) as refusal:
        call(*args, **values)  # type: ignore[operator]
    return refusal.value.code


def left_notices(room: Room) -> list[tuple[str, int]]:
    rows = room.rows(select(notices.c.kind, notices.c.person_id).order_by(notices.c.id))
    return [(row.kind, row.person_id) for row in rows]


def test_what_is_read_stays_and_the_rest_returns_in_order(room: Room) -> None:
    ana, ben = factories.a_person(room.database), factories.a_person(room.database)
    batch = room.deal(ana)
    room.record(ana, "1 s; 3 c addr", batch.code)
    assert room.give_back(ana).ended == Ended.GIVEN_BACK
    assert room.states() == {LineState.FREE: 22, LineState.READ: 2}
    assert [line.key.typed for line in room.deal(ben).lines] == ["1001-1-2", "1001-1-4"]
    assert code_of(room.give_back, ana) == "review.no-open-batch"


def test_a_reading_is_a_sign_of_life(room: Room) -> None:
    ana = factories.a_person(room.database)
    room.deal(ana)
    room.clock.move(hours=3)
    room.record(ana, "1 s")
    room.clock.move(hours=3)
    assert room.expire() == 0
    room.clock.move(hours=1)
    assert room.expire() == 1


def test_an_expired_hold_tells_its_holder_once(room: Room) -> None:
    ana = factories.a_person(room.database)
    batch = room.deal(ana)
    room.clock.move(hours=4)
    assert room.expire() == 1
    assert room.expire() == 0
    assert left_notices(room) == [("hold.ended", ana.id)]
    assert room.batch(batch.code).ended == Ended.EXPIRED
    assert room.acts()[-1] == "batch.expired"


def test_a_holder_is_warned_once_and_again_after_a_new_hold(room: Room) -> None:
    ana = factories.a_person(room.database)
    room.deal(ana)
    room.clock.move(hours=3, minutes=29)
    assert room.warn() == 0
    room.clock.move(minutes=1)
    assert (room.warn(), room.warn()) == (1, 0)
    room.record(ana, "1 s")
    assert room.warn() == 0
    room.clock.move(hours=3, minutes=30)
    assert room.warn() == 1


def test_a_sheet_is_held_until_next_noon_with_a_nudge(room: Room) -> None:
    ana = factories.a_person(room.database)
    batch = room.deal(ana)
    sheet = room.on_paper(ana)
    assert sheet.on_paper
    assert sheet.deadline_at == sheet.ends_at == datetime(2022, 9, 7, 19, 0, tzinfo=UTC)
    assert room.on_paper(ana) == sheet
    assert room.states() == {LineState.FREE: 20, LineState.PAPER: 4}
    room.clock.move(hours=20)
    assert room.expire() == 0
    room.record(ana, "1 s; 2 m", batch.code)
    room.clock.now = sheet.deadline_at - timedelta(hours=2)
    assert room.warn() == 1
    room.clock.now = sheet.deadline_at
    assert room.expire() == 1
    assert left_notices(room) == [("paper.nudge", ana.id), ("paper.ended", ana.id)]
    assert room.states() == {LineState.FREE: 22, LineState.READ: 2}


def test_a_captain_reclaims_a_batch_and_its_holder_is_told(room: Room) -> None:
    ana = factories.a_person(room.database)
    captain = factories.a_person(room.database, role=Role.CAPTAIN)
    batch = room.deal(ana)
    room.on_paper(ana)
    assert room.reclaim(captain, batch.code).ended == Ended.RECLAIMED
    assert left_notices(room) == [("hold.reclaimed", ana.id)]
    assert code_of(room.reclaim, captain, batch.code) == "review.not-out"
    assert code_of(room.reclaim, captain, "Z99") == "review.no-such-batch"


def test_a_batch_moves_and_both_are_told(room: Room) -> None:
    ana, ben = factories.a_person(room.database), factories.a_person(room.database)
    captain = factories.a_person(room.database, role=Role.CAPTAIN)
    batch = room.deal(ana)
    room.record(ana, "1 c reg", batch.code)
    moved = room.move(captain, batch.code, ben)
    assert (moved.holder_id, moved.code) == (ben.id, batch.code)
    assert [line.number for line in moved.left] == [2, 3, 4]
    assert left_notices(room) == [("hold.moved-away", ana.id), ("hold.moved-here", ben.id)]
    room.record(ben, "2 s; 3 s; 4 s", batch.code)
    assert room.batch(batch.code).ended == Ended.DONE
    assert room.line("1001-1-1").verdict == "challenge"


def test_who_held_a_moved_batch_may_still_type_correct_and_undo_what_they_read(
    room: Room,
) -> None:
    ana, ben = factories.a_person(room.database), factories.a_person(room.database)
    captain = factories.a_person(room.database, role=Role.CAPTAIN)
    batch = room.deal(ana)
    first = room.record(ana, "1 c reg; 2 s", batch.code)
    room.move(captain, batch.code, ben)
    room.record(ana, "3 s", batch.code)
    room.record(captain, "4 s", batch.code, read_by=ana.pseudonym)
    assert room.batch(batch.code).ended == Ended.DONE
    assert room.undo(ana, first.entry_id).lines == ("1001-1-1", "1001-1-2")
    assert room.batch(batch.code).ended is None
    assert room.deal(ben).code == batch.code
    assert [line.number for line in room.batch(batch.code).left] == [1, 2]


def test_a_moved_sheet_is_typed_by_its_new_holder_until_their_next_noon(room: Room) -> None:
    ana, ben = factories.a_person(room.database), factories.a_person(room.database)
    captain = factories.a_person(room.database, role=Role.CAPTAIN)
    batch = room.deal(ana)
    room.on_paper(ana)
    room.clock.move(hours=20)
    moved = room.move(captain, batch.code, ben)
    assert moved.ends_at == moved.deadline_at == datetime(2022, 9, 8, 19, 0, tzinfo=UTC)


def test_a_batch_can_move_back(room: Room) -> None:
    ana, ben = factories.a_person(room.database), factories.a_person(room.database)
    captain = factories.a_person(room.database, role=Role.CAPTAIN)
    batch = room.deal(ana)
    for to in (ben, ana, ben):
        room.clock.move(minutes=1)
        assert room.move(captain, batch.code, to).holder_id == to.id


def test_a_batch_moves_only_to_somebody_who_may_have_it(room: Room) -> None:
    ana, busy = factories.a_person(room.database), factories.a_person(room.database)
    captain = factories.a_person(room.database, role=Role.CAPTAIN)
    batch = room.deal(ana)
    room.deal(busy)
    own = factories.a_person(room.database, circulated=[1001])
    gone = factories.a_person(room.database, suspended=True)
    new = factories.a_person(room.database, practised=False)
    assert code_of(room.move, captain, batch.code, busy) == "review.has-a-batch"
    assert code_of(room.move, captain, batch.code, own) == "review.own-section"
    assert code_of(room.move, captain, batch.code, gone) == "review.cannot-take"
    assert code_of(room.move, captain, batch.code, new) == "review.cannot-take"
    assert code_of(room.move, captain, batch.code, ana) == "review.is-theirs"
