"""How holds go on and end: signs of life, done, given back, expired, reclaimed, moved."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, bindparam, select

from models import book as books
from models import notices, trail
from models.book import Book
from models.errors import Refusal
from models.quick import Quick
from models.review import as_met, seconds, stream, turns, views
from models.review import lineup as lineups
from models.review.lineup import Line, Lineup
from models.rules import holds
from models.tables import batches, circulated, lines, past_holders, people
from models.terms import (
    RANK,
    BatchView,
    Designation,
    Ended,
    LineState,
    Order,
    Person,
    Role,
    Round,
)


@dataclass(frozen=True, slots=True)
class Held:
    """Until when a batch is held, and how its hold has ended if it has."""

    ends_at: datetime
    ended: Ended | None


def after_reading(
    tx: Connection, *, now: datetime, book: Book, batch: Any, lineup: Lineup
) -> Held:
    """A reading came: the batch is done, or its hold counts anew; how it stands now."""
    end_emptied(tx, now, lineup)
    if batch.ended_at is not None:
        return Held(batch.ends_at, Ended(batch.ended))
    if not anything_left(tx, lineup):
        end(tx, now=now, batch_id=batch.id, how=Ended.DONE)
        return Held(batch.ends_at, Ended.DONE)
    if batch.paper_at is not None:
        return Held(batch.ends_at, None)
    ends = holds.ends(now, book.policy.hold_minutes)
    _HOLD_ON.run(tx, {"batch": batch.id, "ends": ends})
    return Held(ends, None)


_HOLD_ON = Quick(
    batches.update()
    .where(batches.c.id == bindparam("batch"))
    .values(ends_at=bindparam("ends"), warned_at=None)
)


def anything_left(tx: Connection, lineup: Lineup) -> bool:
    """Whether the batch holds a line without a reading, or as met a section to go through."""
    if lineups.unread_lines(lineup):
        return True
    met = lineup.batch.policy == Order.AS_MET
    return met and bool(as_met.unfinished(tx, lineup.batch.id))


def end_emptied(tx: Connection, now: datetime, lineup: Lineup) -> None:
    """Other people's batches that have lost their last line to read have nothing left."""
    held = lines.c.state.in_((LineState.HELD, LineState.PAPER))
    for batch_id in sorted(lineup.thinned):
        left = tx.execute(select(lines.c.id).where(lines.c.batch_id == batch_id, held).limit(1))
        if left.first() is None and not (
            as_met.unfinished(tx, batch_id) or seconds.due(tx, batch_id)
        ):
            end(tx, now=now, batch_id=batch_id, how=Ended.DONE)


def end(tx: Connection, *, now: datetime, batch_id: int, how: Ended) -> None:
    """Mark the hold ended, if it has not ended otherwise."""
    _END.run(tx, {"batch": batch_id, "at": now, "how": how.value})


_END = Quick(
    batches.update()
    .where(batches.c.id == bindparam("batch"), batches.c.ended_at.is_(None))
    .values(ended_at=bindparam("at"), ended=bindparam("how"))
)


def take_on_paper(tx: Connection, *, now: datetime, by: Person) -> BatchView:
    """The open batch goes into the room as a sheet: held until its typing deadline.

    Refuses ``review.no-open-batch``. Taking it twice changes nothing.
    """
    book = books.read(tx, now=now)
    batch = _open_of(tx, by.id)
    if batch.paper_at is not None:
        return views.batch(tx, batch.id)
    deadline = holds.typing_deadline(now, book.zone, book.policy.typing_hour)
    lineup = lineups.load(tx, batch, book)
    if lineup.round == Round.FIRST:
        for line in lineups.unread_lines(lineup):
            lineup.move(line, LineState.PAPER, None)
    tx.execute(
        batches.update()
        .where(batches.c.id == batch.id)
        .values(paper_at=now, ends_at=deadline, deadline_at=deadline, warned_at=None)
    )
    lineup.settle(tx, now)
    trail.append(
        tx, now=now, actor=by.pseudonym, act="batch.on-paper", subject=batch.code, until=deadline
    )
    return views.batch(tx, batch.id)


def renew(tx: Connection, *, now: datetime, by: Person) -> BatchView:
    """The holder is still reading: the hold counts anew. Refuses ``review.no-open-batch``."""
    policy = books.read(tx, now=now).policy
    batch = _open_of(tx, by.id)
    if batch.paper_at is None:
        until = holds.ends(now, policy.hold_minutes)
        tx.execute(
            batches.update().where(batches.c.id == batch.id).values(ends_at=until, warned_at=None)
        )
        trail.append(
            tx,
            now=now,
            actor=by.pseudonym,
            act="batch.renewed",
            subject=batch.code,
            old=batch.ends_at,
            new=until,
        )
    return views.batch(tx, batch.id)


def give_back(tx: Connection, *, now: datetime, by: Person) -> BatchView:
    """What is read stays; the rest returns in order. Refuses ``review.no-open-batch``."""
    batch = _open_of(tx, by.id)
    _let_go(tx, now, batch, Ended.GIVEN_BACK, by.pseudonym)
    return views.batch(tx, batch.id)


def reclaim(tx: Connection, *, now: datetime, by: Person, code: str) -> BatchView:
    """A captain takes a batch back from its holder, who is told.

    Refuses ``review.no-such-batch``, ``review.not-out``.
    """
    batch = _by_code(tx, code)
    _let_go(tx, now, batch, Ended.RECLAIMED, by.pseudonym)
    notices.leave(
        tx,
        now=now,
        kind="hold.reclaimed",
        key=str(batch.id),
        person_id=batch.person_id,
        facts={"code": batch.code},
    )
    return views.batch(tx, batch.id)


def move(tx: Connection, *, now: datetime, by: Person, code: str, to_id: int) -> BatchView:
    """A captain moves an open batch to somebody else; both are told.

    Refuses ``review.no-such-batch``, ``review.not-out``, ``review.is-theirs``,
    ``review.cannot-take`` (the other may not review yet, or no more), ``review.has-a-batch``,
    ``review.own-section`` (the other circulated one of its sections), ``review.has-read`` (the
    other has read one of its lines). What the first holder has read meanwhile may still be typed;
    the other's time starts anew, for a sheet as well.
    """
    book = books.read(tx, now=now)
    turns.one_by_one(tx)
    batch = _by_code(tx, code)
    _may_take(tx, book, batch, to_id)
    lineup = lineups.load(tx, batch, book)
    left = lineups.unread_lines(lineup)
    sections = {line.key.section for line in left}
    to_finish = as_met.unfinished(tx, batch.id) if batch.policy == Order.AS_MET else []
    sections |= set(to_finish)
    own = tx.execute(
        select(circulated.c.section).where(
            circulated.c.person_id == to_id, circulated.c.section.in_(sections)
        )
    ).first()
    if own is not None:
        raise Refusal("review.own-section", section=own.section)
    if lineup.round == Round.SECOND and seconds.read_by(tx, to_id, [line.id for line in left]):
        raise Refusal("review.has-read", code=code)
    deadline = holds.typing_deadline(now, book.zone, book.policy.typing_hour)
    on_paper = batch.paper_at is not None
    _remember_holder(tx, batch, to_id, now)
    tx.execute(
        batches.update()
        .where(batches.c.id == batch.id)
        .values(
            person_id=to_id,
            ends_at=deadline if on_paper else holds.ends(now, book.policy.hold_minutes),
            deadline_at=deadline,
            warned_at=None,
            chat_id=None,
            message_id=None,
        )
    )
    for who, kind in ((batch.person_id, "hold.moved-away"), (to_id, "hold.moved-here")):
        notices.leave(
            tx,
            now=now,
            kind=kind,
            key=f"{batch.id}:{now.isoformat()}",
            person_id=who,
            facts={"code": batch.code, "left": len(left)} | _counted(to_finish),
        )
    trail.append(
        tx,
        now=now,
        actor=by.pseudonym,
        act="batch.moved",
        subject=batch.code,
        old=_pseudonym(tx, batch.person_id),
        new=_pseudonym(tx, to_id),
    )
    return views.batch(tx, batch.id)


def expire_due(tx: Connection, *, now: datetime, limit: int = 50) -> int:
    """End the holds whose time is over; how many. Their holders are told."""
    due = tx.execute(
        select(batches)
        .where(batches.c.ended_at.is_(None), batches.c.ends_at <= now)
        .order_by(batches.c.ends_at)
        .limit(limit)
        .with_for_update(skip_locked=True)
    ).all()
    for batch in due:
        left, returned = _let_go(tx, now, batch, Ended.EXPIRED, "clock")
        notices.leave(
            tx,
            now=now,
            kind="hold.ended" if batch.paper_at is None else "paper.ended",
            key=str(batch.id),
            person_id=batch.person_id,
            facts={"code": batch.code, "returned": left, "deadline": batch.deadline_at}
            | _counted(returned),
        )
    return len(due)


def warn_due(tx: Connection, *, now: datetime) -> int:
    """Warn holders whose hold, or whose time to type a sheet, ends soon; how many."""
    policy = books.read(tx, now=now).policy
    due = tx.execute(
        select(batches)
        .where(batches.c.ended_at.is_(None), batches.c.warned_at.is_(None))
        .order_by(batches.c.id)
        .with_for_update(skip_locked=True)
    ).all()
    warned = 0
    for batch in due:
        minutes = policy.warn_minutes if batch.paper_at is None else policy.nudge_minutes
        if holds.ends(now, minutes) < batch.ends_at:
            continue
        tx.execute(batches.update().where(batches.c.id == batch.id).values(warned_at=now))
        warned += notices.leave(
            tx,
            now=now,
            kind="hold.warning" if batch.paper_at is None else "paper.nudge",
            key=f"{batch.id}:{batch.ends_at.isoformat()}",
            person_id=batch.person_id,
            facts={"code": batch.code, "ends_at": batch.ends_at},
        )
    return warned


def _counted(sections: Sequence[int]) -> dict[str, int]:
    """How many sections, as a fact of a notice; nothing where lines are dealt."""
    return {"sections": len(sections)} if sections else {}


def _let_go(
    tx: Connection, now: datetime, batch: Row[Any], how: Ended, actor: str
) -> tuple[int, list[int]]:
    """What is unread returns, and as met what is unfinished: how many lines, which sections."""
    book = books.read(tx, now=now)
    lineup = lineups.load(tx, batch, book)
    left = lineups.unread_lines(lineup)
    _return(tx, lineup, left)
    returned = as_met.let_go(tx, batch.id) if batch.policy == Order.AS_MET else []
    end(tx, now=now, batch_id=batch.id, how=how)
    lineup.settle(tx, now)
    trail.append(
        tx,
        now=now,
        actor=actor,
        act=f"batch.{how.value}",
        subject=batch.code,
        holder=_pseudonym(tx, batch.person_id),
        returned=[line.key.typed for line in left],
        **({"sections": returned} if returned else {}),
    )
    return len(left), returned


def _return(tx: Connection, lineup: Lineup, left: Sequence[Line]) -> None:
    """Unread lines go back to where they were dealt from."""
    ids = [line.id for line in left]
    if lineup.round == Round.SECOND:
        seconds.release(tx, ids)
        return
    for line in left:
        line.batch_id = None
        lineup.move(line, LineState.FREE, None)
    stream.returned(tx, ids)


def _remember_holder(tx: Connection, batch: Row[Any], to_id: int, now: datetime) -> None:
    both = past_holders.c.person_id.in_((batch.person_id, to_id))
    tx.execute(past_holders.delete().where(past_holders.c.batch_id == batch.id, both))
    tx.execute(
        past_holders.insert().values(batch_id=batch.id, person_id=batch.person_id, until=now)
    )


def _may_take(tx: Connection, book: Book, batch: Row[Any], to_id: int) -> None:
    if batch.person_id == to_id:
        raise Refusal("review.is-theirs", code=batch.code)
    ready = (
        (people.c.id == to_id)
        & ~people.c.suspended
        & people.c.deleted_at.is_(None)
        & people.c.practised_at.is_not(None)
        & (people.c.terms_version >= book.policy.terms_version)
    )
    if book.policy.designation_required:
        ready &= people.c.designation == Designation.ON_FILE
    if tx.execute(select(people.c.id).where(ready)).first() is None:
        raise Refusal("review.cannot-take")
    if views.open_batch(tx, to_id) is not None:
        raise Refusal("review.has-a-batch")


def _open_of(tx: Connection, person_id: int) -> Row[Any]:
    row = tx.execute(
        select(batches)
        .where(batches.c.person_id == person_id, batches.c.ended_at.is_(None))
        .with_for_update()
    ).one_or_none()
    if row is None:
        raise Refusal("review.no-open-batch")
    return row


def _by_code(tx: Connection, code: str) -> Row[Any]:
    row = tx.execute(select(batches).where(batches.c.code == code).with_for_update()).one_or_none()
    if row is None:
        raise Refusal("review.no-such-batch", code=code)
    if row.ended_at is not None:
        raise Refusal("review.not-out", code=code)
    return row


def _pseudonym(tx: Connection, person_id: int) -> str:
    return str(tx.execute(select(people.c.pseudonym).where(people.c.id == person_id)).scalar())


def may_lead(person: Person) -> bool:
    """Whether a person may act on other people's batches."""
    return RANK[person.role] >= RANK[Role.CAPTAIN]
