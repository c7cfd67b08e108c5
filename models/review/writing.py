"""Writing the readings of one entry: what is new, what corrects, what is noted already."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection

from models.book import Book
from models.quick import Quick
from models.review import lineup, said, withdrawal
from models.tables import readings
from models.terms import Noted, Person, Verdict


class Writer:
    """Writes the readings of one entry."""

    def __init__(
        self,
        tx: Connection,
        now: datetime,
        book: Book,
        by: Person,
        lines_now: lineup.Lineup,
        entry_id: int,
        *,
        new: bool,
    ) -> None:
        self._tx, self._book, self._lines = tx, book, lines_now
        self._said = {} if new else withdrawal.said_by(tx, entry_id)
        self._fixed = {
            "round": lines_now.round,
            "batch_id": lines_now.batch.id,
            "entry_id": entry_id,
            "reader_id": lines_now.reader_id,
            "typed_by_id": by.id,
            "at": now,
            "day": now.astimezone(book.zone).date(),
            "standing": True,
            "withdrawn": False,
        }

    def write(self, item: said.Chosen) -> Noted:
        """One item: noted, or noted already."""
        line = item.line
        mine = self._lines.mine.get(line.id)
        if mine is not None and said.same(mine, item):
            return item.noted(before=item.verdict, repeated=True)
        if mine is not None and self._corrected_since(mine, item):
            return self._as_it_stands(mine, item)
        if mine is not None:
            withdrawal.retire(self._tx, mine)
        extra = self._lines.beside(line, mine)
        reason_id = _reason_id(item, mine)
        self._insert(item, extra, None if mine is None else mine.id, reason_id)
        self._lines.said(self._tx, line, item, extra=extra)
        if reason_id is not None and not extra:
            self._lines.reason(line, reason_id)
        return item.noted(
            before=None if mine is None else Verdict(mine.verdict),
            before_ground=None if mine is None else self._book.ground_code(mine.ground_id),
            before_partners=() if mine is None else mine.partners,
            extra=extra,
        )

    def _corrected_since(self, mine: lineup.Mine, item: said.Chosen) -> bool:
        """The message says of this line what it said before, but a later one said otherwise."""
        before = self._said.get(item.line.id)
        return before is not None and before.id != mine.id and said.same(before, item)

    def _as_it_stands(self, mine: lineup.Mine, item: said.Chosen) -> Noted:
        verdict = Verdict(mine.verdict)
        return replace(
            item.noted(before=verdict, extra=mine.extra, repeated=True),
            verdict=verdict,
            ground=self._book.ground_code(mine.ground_id),
            partners=mine.partners,
            tier=self._book.tier(mine.ground_id),
            reason=None if mine.reason_id is None else self._book.reason_code(mine.reason_id),
        )

    def _insert(
        self, item: said.Chosen, extra: bool, supersedes: int | None, reason_id: int | None
    ) -> None:
        reading_id: int = _ADD_READING.first(
            self._tx,
            self._fixed
            | {
                "line_id": item.line.id,
                "verdict": item.verdict,
                "ground_id": None if item.ground is None else item.ground.id,
                "tier": None if item.ground is None else item.ground.tier,
                "signed_on": item.signed_on,
                "registered_on": item.registered_on,
                "supersedes_id": supersedes,
                "extra": extra,
                "reason_id": reason_id,
            },
        ).id
        if item.partners:
            said.keep_partners(self._tx, reading_id, item.partners)


def _reason_id(item: said.Chosen, mine: lineup.Mine | None) -> int | None:
    """As met: the code that was typed, else the one its reader typed before."""
    if item.reason is not None:
        return item.reason.id
    return None if mine is None else mine.reason_id


_ADD_READING = Quick(readings.insert().returning(readings.c.id))
