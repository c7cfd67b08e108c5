"""As met: sections are dealt, and whoever reads registers the rejected lines."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select, update

from models import book as books
from models import petition, progress, review, status
from models.database import Database
from models.errors import Refusal
from models.review import Recorded, Said
from models.rules import dealing
from models.tables import batches, figures, lines, readings, reasons, sections, tally, trail
from models.terms import BatchView, Ended, LineState, Order, Person, Role
from tests import factories
from tests.conftest import Clock
from tests.room import LETTERS, Room

POLICY = replace(factories.POLICY, order=Order.AS_MET, sections_a_batch=2, sections_seeded=False)


def met(text: str) -> list[Said]:
    """``2001-1-7 nr c reg; 1 s`` as items: a key or number, the registrar's code, a verdict."""
    items = []
    for position, part in enumerate(text.split(";"), 1):
        named, *rest = part.split()
        reason = None if rest[0] in LETTERS else rest.pop(0).upper()
        letter, *ground = rest
        line = factories.key(named) if "-" in named else int(named)
        said = Said(line, LETTERS[letter], ground[0].upper() if ground else None)
        items.append(replace(said, position=position, reason=reason))
    return items


class Hall(Room):
    """A room without a list."""

    def open(self, *numbers: range | int, **more: Any) -> petition.Opened:
        return self.database.run(
            petition.open_sections, now=self.clock(), by="desk", sections=numbers, **more
        )

    def meet(self, by: Person, text: str, code: str | None = None, **more: Any) -> Recorded:
        return self.database.run(
            review.record, now=self.clock(), by=by, items=met(text), code=code, **more
        )

    def finish(self, by: Person, code: str | None = None, *numbers: int) -> BatchView:
        return self.database.run(
            review.finish, now=self.clock(), by=by, code=code, sections=numbers
        )

    def of(self, reason: str) -> dict[str, int]:
        """The kept counts of one reason, without zeros."""
        row = self.rows(select(tally).join(reasons).where(reasons.c.code == reason))[0]
        return {k: v for k, v in row._mapping.items() if v and k != "reason_id"}

    def last_facts(self) -> str:
        return str(self.rows(select(trail.c.body).order_by(trail.c.seq.desc()).limit(1))[0][0])


@pytest.fixture
def hall(any_database: Database, clock: Clock) -> Any:
    factories.found_campaign(any_database, lines=[], policy=POLICY)
    hall = Hall(any_database, clock)
    hall.open(range(2001, 2006))
    yield hall
    hall.check()


def errors(call: Any, *args: Any) -> list[tuple[int, str]]:
    with pytest.raises(Refusal) as no:
        call(*args)
    assert no.value.code == "review.items"
    return list(no.value.values["errors"])  # type: ignore[call-overload]


def test_opening_sections_twice_adds_them_once(hall: Hall) -> None:
    before = hall.acts()
    assert hall.open(range(2001, 2006)) == petition.Opened(0, 5, True)
    assert hall.acts() == before
    assert hall.open(2004, 2010, range(2005, 2008)) == petition.Opened(3, 2, True)
    assert hall.acts() == [*before, "sections.opened"]
    assert "2004-2007,2010" in hall.last_facts()
    found = hall.database.run(petition.look_sections)
    assert (found.open, found.out, found.finished, found.total) == (8, 0, 0, 8)


@pytest.mark.parametrize(
    ("numbers", "more", "code"),
    [
        ((), {}, "petition.no-sections"),
        ((0,), {}, "petition.section-number"),
        ((1_000_000_000,), {}, "petition.section-number"),
        ((range(1, 200_000),), {}, "petition.too-many-sections"),
        ((7,), {"office": "nowhere"}, "petition.no-such-office"),
    ],
)
def test_sections_that_cannot_be_are_refused(
    hall: Hall, numbers: Any, more: Any, code: str
) -> None:
    with pytest.raises(Refusal) as no:
        hall.open(*numbers, **more)
    assert no.value.code == code


def test_sections_are_dealt_whole_and_never_ones_own(hall: Hall) -> None:
    june, lupe = (
        factories.a_person(hall.database),
        factories.a_person(hall.database, circulated=[2003]),
    )
    first, second = hall.deal(june), hall.deal(lupe)
    assert (first.sections, first.to_finish, first.lines) == ((2001, 2002), (2001, 2002), ())
    assert second.sections == (2004, 2005)
    assert hall.deal(june).code == first.code
    rows = hall.rows(select(batches.c.policy, batches.c.size))
    assert [tuple(row) for row in rows] == [("as-met", 0), ("as-met", 0)]
    with pytest.raises(Refusal, match=r"review\.nothing-left"):
        hall.deal(factories.a_person(hall.database, circulated=[2003]))


def test_the_seeded_order_is_that_of_the_draw(hall: Hall) -> None:
    factories.set_policy(
        hall.database, replace(POLICY, sections_seeded=True), now=hall.clock.move(minutes=1)
    )
    batch = hall.deal(factories.a_person(hall.database))
    order = dealing.seeded_order(factories.SEED, range(2001, 2006))
    assert batch.sections == tuple(order[:2])
    assert hall.rows(select(batches.c.draw))[0].draw.startswith("seed sha256 ")


def test_a_rejected_line_is_registered_and_read_at_once(hall: Hall) -> None:
    june = factories.a_person(hall.database)
    batch = hall.deal(june)
    done = hall.meet(june, "2001-1-7 nr c reg; 2001-1-8 dup s; 2002-2-1 sig ?", batch.code)
    assert [(n.number, n.key.typed, n.reason, n.repeated) for n in done.noted] == [
        (1, "2001-1-7", "NR", False),
        (2, "2001-1-8", "DUP", False),
        (3, "2002-2-1", "SIG", False),
    ]
    assert hall.counts() == {
        "total": 3, "read": 3, "challenge": 1, "stands": 1, "unsure": 1, "claimed": 1,
    }  # fmt: skip
    assert hall.of("NR") == {"total": 1, "read": 1, "challenge": 1, "claimed": 1}
    assert not done.finished
    assert done.batch.to_finish == (2001, 2002)
    assert hall.line("2001-1-7").draw == dealing.ticket(factories.SEED, 2001)
    assert '["2001-1-7", "NR"]' in hall.last_facts().replace('","', '", "')
    assert hall.rows(select(batches.c.size))[0].size == 3


def test_the_same_message_again_registers_nothing(hall: Hall) -> None:
    june = factories.a_person(hall.database)
    hall.deal(june)
    hall.meet(june, "2001-1-7 nr c reg")
    again = hall.meet(june, "2001-1-7 nr c reg")
    assert [note.repeated for note in again.noted] == [True]
    assert hall.counts()["total"] == 1


def test_all_that_is_wrong_is_named_and_nothing_is_registered(hall: Hall) -> None:
    june = factories.a_person(hall.database)
    hall.deal(june)
    wrong = "2001-1-7 nr c reg; 2003-1-1 nr s; 2001-1-8 s; 2001-1-9 zz s; 9 s; 2002-1-1 nr c sig"
    assert errors(hall.meet, june, wrong) == [
        (2, "section-not-in-batch"),
        (3, "reason-missing"),
        (4, "reason-unknown"),
        (5, "no-such-number"),
        (6, "ground-does-not-fit"),
    ]
    assert hall.counts() == {}
    assert hall.rows(select(lines)) == []


def test_a_reason_is_not_typed_where_there_is_a_list(room: Room) -> None:
    june = factories.a_person(room.database)
    batch = room.deal(june)
    hall = Hall(room.database, room.clock)
    assert errors(hall.meet, june, f"{batch.lines[0].key.typed} nr s") == [(1, "reason-unwanted")]


def test_correcting_the_reason_moves_the_counts_and_undo_moves_them_back(hall: Hall) -> None:
    june = factories.a_person(hall.database)
    hall.deal(june)
    hall.meet(june, "2001-1-7 nr c reg")
    done = hall.meet(june, "2001-1-7 sig c sig")
    assert hall.of("NR") == {}
    assert hall.of("SIG") == {"total": 1, "read": 1, "challenge": 1, "claimed": 1}
    assert [(n.reason, n.ground, n.repeated) for n in done.noted] == [("SIG", "SIG", False)]
    assert '"reasons"' in hall.last_facts()
    hall.undo(june)
    assert hall.of("NR") == {"total": 1, "read": 1, "challenge": 1, "claimed": 1}
    assert hall.of("SIG") == {}


def test_a_reason_alone_can_be_corrected_and_later_numbers_keep_it(hall: Hall) -> None:
    june = factories.a_person(hall.database)
    hall.deal(june)
    hall.meet(june, "2001-1-7 nr s")
    hall.meet(june, "1 dup s")
    assert hall.of("DUP") == {"total": 1, "read": 1, "stands": 1}
    hall.meet(june, "1 ?")
    assert hall.of("DUP") == {"total": 1, "read": 1, "unsure": 1}
    assert [row.reason_id for row in hall.rows(select(readings.c.reason_id))] == [1, 2, 2]


def test_undoing_a_registration_leaves_the_line_held_then_free(hall: Hall) -> None:
    june = factories.a_person(hall.database)
    batch = hall.deal(june)
    hall.meet(june, "2001-1-7 nr c reg")
    hall.undo(june)
    assert hall.states() == {LineState.HELD: 1}
    with pytest.raises(Refusal) as no:
        hall.finish(june)
    assert (no.value.code, no.value.values) == ("review.lines-left", {"n": 1, "numbers": "1"})
    given = hall.give_back(june)
    assert (given.sections, given.to_finish) == (batch.sections, ())
    assert hall.states() == {LineState.FREE: 1}
    again = hall.deal(june)  # its section brings the line along
    assert again.sections == (2001, 2002)
    assert [line.key.typed for line in again.left] == ["2001-1-7"]
    hall.meet(june, "1 m")
    assert hall.finish(june).ended == Ended.DONE


def test_an_edited_message_registers_the_right_line_and_leaves_the_wrong_one(hall: Hall) -> None:
    june = factories.a_person(hall.database)
    hall.deal(june)
    hall.meet(june, "2001-1-7 nr s", chat_id=1, message_id=1)
    done = hall.meet(june, "2001-1-1 nr s", chat_id=1, message_id=1, amend=True)
    assert [note.key.typed for note in done.noted] == ["2001-1-1"]
    assert [line.key.typed for line in done.batch.left] == ["2001-1-7"]


def test_a_batch_is_done_when_its_sections_are_finished(hall: Hall) -> None:
    june = factories.a_person(hall.database)
    batch = hall.deal(june)
    hall.meet(june, "2001-1-7 nr c reg")
    one = hall.finish(june, batch.code, 2001)
    assert (one.ended, one.finished, one.to_finish) == (None, (2001,), (2002,))
    two = hall.finish(june)
    assert (two.ended, two.finished) == (Ended.DONE, (2001, 2002))
    assert hall.finish(june, batch.code) == two  # said once more
    assert hall.acts()[-2:] == ["sections.finished", "sections.finished"]
    assert hall.deal(june).sections == (2003, 2004)


@pytest.mark.parametrize(
    ("code", "numbers", "refusal"),
    [
        ("Z9", (), "review.no-such-batch"),
        (None, (2003,), "review.section-not-in-batch"),
    ],
)
def test_what_cannot_be_finished_is_refused(
    hall: Hall, code: str | None, numbers: tuple[int, ...], refusal: str
) -> None:
    june = factories.a_person(hall.database)
    hall.deal(june)
    with pytest.raises(Refusal) as no:
        hall.finish(june, code, *numbers)
    assert no.value.code == refusal


def test_only_the_holder_or_a_captain_finishes(hall: Hall) -> None:
    june, lupe = factories.a_person(hall.database), factories.a_person(hall.database)
    captain = factories.a_person(hall.database, role=Role.CAPTAIN)
    batch = hall.deal(june)
    with pytest.raises(Refusal, match=r"review\.not-yours"):
        hall.finish(lupe, batch.code)
    assert hall.finish(captain, batch.code).ended == Ended.DONE


def test_unfinished_sections_return_in_order_and_the_sheet_may_still_be_typed(hall: Hall) -> None:
    june, lupe = factories.a_person(hall.database), factories.a_person(hall.database)
    batch = hall.deal(june)
    hall.meet(june, "2001-1-7 nr c reg")
    hall.finish(june, batch.code, 2001)
    hall.clock.move(minutes=POLICY.hold_minutes + 1)
    assert hall.expire() == 1
    assert hall.batch(batch.code).ended == Ended.EXPIRED
    assert '"sections":[2002]' in hall.last_facts().replace(" ", "")
    assert hall.deal(lupe).sections == (2002, 2003)
    late = hall.meet(june, "2002-1-1 dup s; 2001-1-9 sig s", batch.code)
    assert [note.extra for note in late.noted] == [False, False]
    hers = hall.meet(lupe, "2002-1-1 addr c addr")  # she met another code: hers stands beside
    assert [(note.extra, note.reason) for note in hers.noted] == [(True, "ADDR")]
    assert hall.line("2002-1-1").contested
    assert hall.of("DUP") == {"total": 1, "read": 1, "stands": 1}
    hall.undo(june)  # then hers stands, with her code
    assert hall.of("ADDR") == {"total": 1, "read": 1, "challenge": 1, "claimed": 1}
    assert hall.of("DUP") == {}


def test_the_paper_way_holds_sections_until_the_typing_deadline(hall: Hall) -> None:
    june = factories.a_person(hall.database)
    batch = hall.deal(june)
    paper = hall.on_paper(june)
    assert paper.on_paper
    assert paper.to_finish == batch.sections
    hall.clock.move(hours=10)
    assert hall.expire() == 0
    hall.meet(june, "2001-1-7 nr c reg", batch.code)
    assert hall.finish(june).ended == Ended.DONE


def test_a_moved_batch_takes_its_sections_along_but_not_to_who_circulated_one(hall: Hall) -> None:
    june, lupe = factories.a_person(hall.database), factories.a_person(hall.database)
    own = factories.a_person(hall.database, circulated=[2002])
    captain = factories.a_person(hall.database, role=Role.CAPTAIN)
    batch = hall.deal(june)
    with pytest.raises(Refusal, match=r"review\.own-section"):
        hall.move(captain, batch.code, own)
    assert hall.move(captain, batch.code, lupe).to_finish == (2001, 2002)
    hall.meet(lupe, "2001-1-7 nr s")
    hall.meet(june, "2001-1-8 nr s", batch.code)  # read before it was moved
    assert hall.reclaim(captain, batch.code).ended == Ended.RECLAIMED
    assert {row.batch_id for row in hall.rows(select(sections.c.batch_id))} == {None}


def test_what_is_left_of_finished_sections_is_dealt_like_listed_lines(hall: Hall) -> None:
    june, lupe = factories.a_person(hall.database), factories.a_person(hall.database)
    batch = hall.deal(june)
    hall.meet(june, "2001-1-7 nr s")
    hall.finish(june)
    hall.deal(june)  # one open batch a person: the first is not opened again
    hall.undo(june)
    assert hall.states() == {LineState.FREE: 1}
    assert hall.deal(lupe).sections == (2005,)
    hall.finish(lupe)
    rest = hall.deal(lupe)
    assert (rest.sections, [line.key.typed for line in rest.lines]) == ((), ["2001-1-7"])
    with pytest.raises(Refusal, match=r"review\.no-sections"):
        hall.finish(lupe)
    hall.meet(lupe, "1 s")
    assert hall.batch(rest.code).ended == Ended.DONE
    assert batch.code != rest.code


def _certify(tx: Any, counts: dict[str, int | None]) -> None:
    for code, n in counts.items():
        tx.execute(update(reasons).where(reasons.c.code == code).values(certified=n))
    books.touch(tx)
    for name, value in (("required", 100), ("valid", 90), ("invalid", 30)):
        tx.execute(
            figures.insert().values(
                name=name, value=value, as_of=factories.MORNING.date(), source="invented",
                by="desk", at=factories.MORNING,
            )
        )  # fmt: skip


def test_the_certificate_stays_the_universe(hall: Hall) -> None:
    codes = dict.fromkeys(factories.REASONS, 2)
    hall.database.run(_certify, counts=codes | {"NR": 1, "DUP": 10})
    june = factories.a_person(hall.database)
    hall.deal(june)
    hall.meet(june, "2001-1-7 nr c reg; 2001-1-8 dup s")
    report = hall.database.run(progress.report, now=hall.clock())
    assert (report.total, report.read, report.free) == (21, 2, 19)
    assert (report.certain_low, report.certain_high, report.why) == (0, 21, "as-met")
    assert [(one.reason, one.total, one.read) for one in report.by_reason][:2] == [
        ("NR", 1, 1),
        ("DUP", 10, 1),
    ]
    found = hall.database.run(status.look, now=hall.clock())
    assert (found.total, sum(found.by_state.values())) == (21, 21)
    assert found.by_state == {"free": 0, "held": 0, "paper": 0, "read": 2, "unregistered": 19}
    assert (found.contradictions, found.broken) == ((), ())


def test_more_lines_than_certified_are_a_contradiction_and_no_crash(hall: Hall) -> None:
    hall.database.run(_certify, counts=dict.fromkeys(factories.REASONS, 1))
    june = factories.a_person(hall.database)
    hall.deal(june)
    hall.meet(june, "2001-1-7 nr c reg; 2001-1-8 nr s; 2001-1-9 nr s")
    found = hall.database.run(status.look, now=hall.clock())
    assert found.contradictions == ("certificate reason=NR: certified=1 registered=3",)
    assert (found.broken, found.total) == ((), 9)
    report = hall.database.run(progress.report, now=hall.clock())
    assert (report.total, report.free, report.certain_high) == (9, 6, 9)


def test_where_only_the_sum_is_published_the_sum_is_the_universe(hall: Hall) -> None:
    hall.database.run(_certify, counts=dict.fromkeys(factories.REASONS, None))
    june = factories.a_person(hall.database)
    hall.deal(june)
    hall.meet(june, "2001-1-8 dup s")
    report = hall.database.run(progress.report, now=hall.clock())
    assert (report.total, report.free, report.read) == (30, 29, 1)
