"""Batches as people see them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Select, bindparam, select

from models.errors import Refusal
from models.quick import Quick
from models.review import as_met, seconds
from models.review.lineup import Line, Lineup
from models.tables import (
    batch_lines,
    batches,
    entries,
    grounds,
    lines,
    offices,
    people,
    readings,
    reasons,
)
from models.terms import (
    BatchLine,
    BatchView,
    Ended,
    LineKey,
    LineState,
    Noted,
    Order,
    Round,
    Verdict,
    looks,
)


def batch(tx: Connection, batch_id: int) -> BatchView:
    """A batch by id, with its lines as its holder has read them."""
    row = _BY_ID.first(tx, {"batch": batch_id})
    return _view(tx, row)


def open_batch(tx: Connection, person_id: int) -> BatchView | None:
    """The one open batch of a person, if there is one."""
    row = _OPEN.first(tx, {"person": person_id})
    return None if row is None else _view(tx, row)


def by_code(tx: Connection, code: str) -> BatchView:
    """A batch by its short code. Refuses ``review.no-such-batch``."""
    row = _BY_CODE.first(tx, {"code": code})
    if row is None:
        raise Refusal("review.no-such-batch", code=code)
    return _view(tx, row)


@looks
def look_open(tx: Connection, *, person_id: int) -> BatchView | None:
    """`open_batch` as an ask of its own."""
    return open_batch(tx, person_id)


@looks
def look_code(tx: Connection, *, code: str) -> BatchView:
    """`by_code` as an ask of its own."""
    return by_code(tx, code)


@dataclass(frozen=True, slots=True)
class Spoken:
    """Of which batch a message spoke, and the numbers in it of the lines it said something of."""

    code: str
    numbers: frozenset[int]


@looks
def look_message(tx: Connection, *, chat_id: int, message_id: int) -> Spoken | None:
    """What a message said when it was recorded, corrected since or not; None if it was not."""
    row = tx.execute(
        select(entries.c.id, entries.c.batch_id, batches.c.code)
        .join(batches, batches.c.id == entries.c.batch_id)
        .where(entries.c.chat_id == chat_id, entries.c.message_id == message_id)
    ).one_or_none()
    if row is None:
        return None
    numbers = tx.execute(
        select(batch_lines.c.number)
        .join(readings, readings.c.line_id == batch_lines.c.line_id)
        .where(
            batch_lines.c.batch_id == row.batch_id,
            readings.c.entry_id == row.id,
            ~readings.c.withdrawn,
        )
    ).scalars()
    return Spoken(row.code, frozenset(numbers))


@looks
def out(tx: Connection) -> tuple[BatchView, ...]:
    """Every batch that is out, oldest first."""
    rows = tx.execute(
        _BATCHES.where(batches.c.ended_at.is_(None)).order_by(batches.c.dealt_at, batches.c.id)
    ).all()
    return tuple(_view(tx, row) for row in rows)


_BATCHES: Select[Any] = (
    select(batches, people.c.pseudonym, offices.c.code.label("office"))
    .join(people, people.c.id == batches.c.person_id)
    .outerjoin(offices, offices.c.id == batches.c.office_id)
)
_BY_ID = Quick(_BATCHES.where(batches.c.id == bindparam("batch")))
_OPEN = Quick(
    _BATCHES.where(batches.c.person_id == bindparam("person"), batches.c.ended_at.is_(None))
)
_BY_CODE = Quick(_BATCHES.where(batches.c.code == bindparam("code")))

_LINES = Quick(
    select(
        batch_lines.c.number,
        lines.c.id,
        lines.c.section,
        lines.c.page,
        lines.c.line,
        reasons.c.code,
        reasons.c.label,
        lines.c.state,
        readings.c.verdict,
        grounds.c.code.label("ground"),
    )
    .join(lines, lines.c.id == batch_lines.c.line_id)
    .join(reasons, reasons.c.id == lines.c.reason_id)
    .outerjoin(
        readings,
        (readings.c.line_id == lines.c.id)
        & (readings.c.reader_id == bindparam("reader"))
        & (readings.c.round == bindparam("round"))
        & readings.c.standing,
    )
    .outerjoin(grounds, grounds.c.id == readings.c.ground_id)
    .where(batch_lines.c.batch_id == bindparam("batch"))
    .order_by(batch_lines.c.number),
    many=True,
)


def as_recorded(
    lineup: Lineup,
    noted: Sequence[Noted],
    *,
    holder: str,
    ends_at: datetime,
    ended: Ended | None,
) -> BatchView:
    """What `batch` gives after its holder's new readings, from what the transaction knows of it.

    Not for batches dealt as met, nor where readings were taken back.
    """
    row, book = lineup.batch, lineup.book
    grounds_of: dict[int | None, str] = {ground.id: ground.code for ground in book.grounds}
    said: dict[int, tuple[Verdict, str | None]] = {
        mine.line_id: (Verdict(mine.verdict), grounds_of.get(mine.ground_id))
        for mine in lineup.mine.values()
    }
    said |= {lineup.by_key[note.key].id: (note.verdict, note.ground) for note in noted}
    labels = {reason.code: reason.label for reason in book.reasons}
    return BatchView(
        id=row.id,
        code=row.code,
        holder_id=row.person_id,
        holder=holder,
        dealt_at=row.dealt_at,
        ends_at=ends_at,
        on_paper=row.paper_at is not None,
        practice=False,
        ended=ended,
        office=next((one.code for one in book.offices if one.id == row.office_id), None),
        lines=tuple(_as_said(line, said.get(line.id), labels) for line in lineup.lines),
        message_id=row.message_id,
        deadline_at=row.deadline_at,
    )


def _as_said(
    line: Line, said: tuple[Verdict, str | None] | None, labels: Mapping[str, str]
) -> BatchLine:
    verdict, ground = (None, None) if said is None else said
    label = labels[line.reason]
    return _shown(line.number, line.id, *line.key, line.reason, label, line.state, verdict, ground)


def _view(tx: Connection, row: Any) -> BatchView:
    asked = {"batch": row.id, "reader": row.person_id, "round": row.round}
    found = [_line(line) for line in _LINES.all(tx, asked)]
    if row.round == Round.SECOND:
        found = _second(tx, row, found)
    met = as_met.dealt_with(tx, row.id) if row.policy == Order.AS_MET else ((), ())
    return BatchView(
        id=row.id,
        code=row.code,
        holder_id=row.person_id,
        holder=row.pseudonym,
        dealt_at=row.dealt_at,
        ends_at=row.ends_at,
        on_paper=row.paper_at is not None,
        practice=False,
        ended=None if row.ended is None else Ended(row.ended),
        office=row.office,
        lines=tuple(found),
        message_id=row.message_id,
        deadline_at=row.deadline_at,
        sections=met[0],
        finished=met[1],
    )


def _second(tx: Connection, row: Any, found: Sequence[BatchLine]) -> list[BatchLine]:
    """The lines as they stand in the second round: held in the batch until they are read there."""
    due = seconds.due(tx, row.id)
    held = LineState.HELD if row.paper_at is None else LineState.PAPER
    return [replace(line, state=held if line.line_id in due else LineState.READ) for line in found]


def _line(row: Any) -> BatchLine:
    return _shown(*row)


@lru_cache(maxsize=8192)  # of a batch's lines one moves at a time, and all are shown each time
def _shown(
    number: int,
    line_id: int,
    section: int,
    page: int,
    line: int,
    reason: str,
    label: str,
    state: int,
    verdict: str | None,
    ground: str | None,
) -> BatchLine:
    return BatchLine(
        number=number,
        line_id=line_id,
        key=LineKey(section, page, line),
        reason=reason,
        state=LineState(state),
        verdict=None if verdict is None else Verdict(verdict),
        ground=ground,
        label=label,
    )
