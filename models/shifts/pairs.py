"""Who comes with whom: one asks, the other says yes, and either may end it.

Two are a pair when each has named the other. *Firm* (they share a car): together or not at all;
else they would only like to. The planner honours pairs; whoever joins by themselves joins alone.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, select

from models import notices, trail
from models.errors import Refusal
from models.tables import people, wishes
from models.terms import Person, looks


@dataclass(frozen=True, slots=True)
class Pair:
    """Whom somebody wants to come with, by pseudonym: ``sure`` once the other said yes too."""

    who: str
    sure: bool
    firm: bool


@looks
def look_pair(tx: Connection, *, person_id: int) -> Pair | None:
    """Whom a person named; None if nobody."""
    mine = _row(tx, person_id)
    if mine is None or mine.pair_id is None:
        return None
    theirs = _row(tx, mine.pair_id)
    sure = theirs is not None and theirs.pair_id == person_id
    firm = mine.pair_firm or (sure and theirs is not None and theirs.pair_firm)
    return Pair(_pseudonym(tx, mine.pair_id), sure, firm)


def ask_pair(
    tx: Connection, *, now: datetime, person: Person, other_id: int, firm: bool = False
) -> Pair:
    """The person wants to come with another one, who is asked; sure at once if they asked before.

    Whoever they named so far is told that it is over. Refuses ``shifts.swap-yourself``,
    ``shifts.no-such-person``.
    """
    if other_id == person.id:
        raise Refusal("shifts.swap-yourself")
    if not _known(tx, other_id):
        raise Refusal("shifts.no-such-person")
    before = _row(tx, person.id)
    named = before is not None and before.pair_id == other_id
    if named and before is not None and before.pair_firm == firm:
        found = look_pair(tx, person_id=person.id)
        assert found is not None
        return found  # asked once is enough
    if not named:
        _left(tx, now, person)
    _write(tx, person.id, pair_id=other_id, pair_firm=firm)
    theirs = _row(tx, other_id)
    sure = theirs is not None and theirs.pair_id == person.id
    entry = _enter(tx, now, person, other_id, act="pair.named")
    kind = "shift.pair-sure" if sure else "shift.pair-asked"
    _tell(tx, now, kind, person, other_id, entry, firm=firm)
    found = look_pair(tx, person_id=person.id)
    assert found is not None
    return found


def answer_pair(
    tx: Connection, *, now: datetime, person: Person, other_id: int, yes: bool
) -> Pair | None:
    """What somebody who was asked says: the pair, or None after a no. Twice changes nothing.

    Refuses ``shifts.pair-gone`` where the other does not want it any more.
    """
    theirs = _row(tx, other_id)
    if theirs is None or theirs.pair_id != person.id:
        raise Refusal("shifts.pair-gone")
    mine = _row(tx, person.id)
    if yes:
        if mine is None or mine.pair_id != other_id:
            _left(tx, now, person)
            _write(tx, person.id, pair_id=other_id, pair_firm=False)
            entry = _enter(tx, now, person, other_id, act="pair.sure")
            _tell(tx, now, "shift.pair-sure", person, other_id, entry, firm=theirs.pair_firm)
        return look_pair(tx, person_id=person.id)
    _write(tx, other_id, pair_id=None, pair_firm=False)
    if mine is not None and mine.pair_id == other_id:
        _write(tx, person.id, pair_id=None, pair_firm=False)
    entry = _enter(tx, now, person, other_id, act="pair.ended")
    _tell(tx, now, "shift.pair-ended", person, other_id, entry)
    return None


def end_pair(tx: Connection, *, now: datetime, person: Person) -> bool:
    """The person comes with nobody in particular; a partner is told. False if there was none."""
    return _left(tx, now, person)


def agreed(tx: Connection, ids: Collection[int]) -> dict[tuple[int, int], bool]:
    """The pairs among ``ids`` of whom each has named the other: (lower id, higher id) → firm."""
    rows = tx.execute(
        select(wishes.c.person_id, wishes.c.pair_id, wishes.c.pair_firm)
        .where(wishes.c.pair_id.is_not(None))
        .order_by(wishes.c.person_id)
    ).all()
    named = {row.person_id: row for row in rows}
    return {
        (row.person_id, row.pair_id): bool(row.pair_firm or named[row.pair_id].pair_firm)
        for row in rows
        if row.person_id < row.pair_id
        and row.person_id in ids
        and row.pair_id in ids
        and row.pair_id in named
        and named[row.pair_id].pair_id == row.person_id
    }


def _left(tx: Connection, now: datetime, person: Person) -> bool:
    """Undo whatever the person named; a partner who had agreed is free again, and told."""
    mine = _row(tx, person.id)
    if mine is None or mine.pair_id is None:
        return False
    other_id = mine.pair_id
    _write(tx, person.id, pair_id=None, pair_firm=False)
    theirs = _row(tx, other_id)
    entry = _enter(tx, now, person, other_id, act="pair.ended")
    if theirs is not None and theirs.pair_id == person.id:
        _write(tx, other_id, pair_id=None, pair_firm=False)
        _tell(tx, now, "shift.pair-ended", person, other_id, entry)
    return True


def _row(tx: Connection, person_id: int) -> Row[Any] | None:
    return tx.execute(select(wishes).where(wishes.c.person_id == person_id)).one_or_none()


def _write(tx: Connection, person_id: int, **values: Any) -> None:
    done = tx.execute(wishes.update().where(wishes.c.person_id == person_id).values(**values))
    if done.rowcount == 0:
        tx.execute(wishes.insert().values(person_id=person_id, **values))


def _known(tx: Connection, person_id: int) -> bool:
    query = select(people.c.id).where(people.c.id == person_id, people.c.deleted_at.is_(None))
    return tx.execute(query).first() is not None


def _pseudonym(tx: Connection, person_id: int) -> str:
    return str(tx.execute(select(people.c.pseudonym).where(people.c.id == person_id)).scalar_one())


def _tell(
    tx: Connection,
    now: datetime,
    kind: str,
    person: Person,
    other_id: int,
    entry: int,
    *,
    firm: bool = False,
) -> None:
    notices.leave(
        tx,
        now=now,
        kind=kind,
        key=str(entry),  # once for each thing that was said
        person_id=other_id,
        facts={"person": person.pseudonym, "person_id": person.id, "firm": firm},
    )


def _enter(tx: Connection, now: datetime, person: Person, other_id: int, *, act: str) -> int:
    """The number of the entry in the trail."""
    return trail.append(
        tx,
        now=now,
        actor=person.pseudonym,
        act=act,
        subject=person.pseudonym,
        other=_pseudonym(tx, other_id),
    ).seq
