"""The lines of one batch while a verb works on them: what stands, what moves, what then counts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Protocol

from sqlalchemy import Connection, Row, bindparam, select

from models import duplicates
from models.book import Book
from models.errors import Refusal
from models.review import tally
from models.rules import agreement
from models.tables import batch_lines, entries, lines, partners, readings
from models.terms import LineKey, LineState, Round, Verdict


@dataclass(slots=True)
class Line:
    """A line as it stands in this transaction."""

    id: int
    number: int
    key: LineKey
    reason_id: int
    reason: str
    state: LineState
    batch_id: int | None
    verdict: Verdict | None
    contested: bool
    set_id: int | None
    claim: bool


@dataclass(frozen=True, slots=True)
class Mine:
    """The reader's standing reading of a line."""

    id: int
    line_id: int
    entry_id: int
    verdict: str
    ground_id: int | None
    signed_on: date | None
    registered_on: date | None
    supersedes_id: int | None
    extra: bool
    partners: tuple[LineKey, ...]


class Reading(Protocol):
    """What `Lineup.said` needs of an item."""

    @property
    def verdict(self) -> Verdict:
        """What is said."""

    @property
    def partners(self) -> tuple[LineKey, ...]:
        """With which other lines."""


@dataclass(slots=True)
class Lineup:
    """The batch's lines and readings, the counts that move, and what must be written."""

    batch: Row[Any]
    book: Book
    lines: list[Line]
    mine: dict[int, Mine]
    moves: tally.Moves = field(default_factory=tally.Moves)
    by_number: dict[int, Line] = field(default_factory=dict)
    by_key: dict[LineKey, Line] = field(default_factory=dict)
    _changed: dict[int, Line] = field(default_factory=dict)
    _relink: set[int] = field(default_factory=set)

    def said(self, tx: Connection, line: Line, item: Reading, *, extra: bool) -> None:
        """A reading of ``line`` was written: move the line with it."""
        before = self.mine.get(line.id)
        if extra:
            others = (Verdict(item.verdict),)
            line.contested = line.contested or agreement.contested(
                Verdict(line.verdict or item.verdict), others
            )
        else:
            self.move(line, LineState.READ, Verdict(item.verdict))
            line.batch_id = self.batch.id
            if before is not None:  # corrected: those who read it too may agree now, or no more
                line.contested = _contested(tx, line)
        self._changed[line.id] = line
        if item.partners or (before is not None and before.partners) or line.set_id is not None:
            self._relink.add(line.id)

    def move(self, line: Line, state: LineState, verdict: Verdict | None) -> None:
        """The line goes to a state, with the verdict that goes with it."""
        self.moves.state(line.reason_id, line.state, state)
        self.moves.verdict(line.reason_id, line.verdict, verdict)
        line.state, line.verdict = state, verdict
        self._changed[line.id] = line

    def relink(self, line: Line) -> None:
        """The duplicate links of the line may have changed."""
        self._relink.add(line.id)

    def settle(self, tx: Connection, now: datetime) -> None:
        """Write lines, sets, claims and counts."""
        for line in self._changed.values():
            if line.set_id is None:
                self._claim(line)
        if self._changed:
            tx.execute(_UPDATE, [_values(line) for line in self._changed.values()])
        if self._relink:
            for reason_id, step in duplicates.resettle(tx, sorted(self._relink)):
                self.moves.claim(reason_id, step)
        self.moves.write(tx)
        self.moves.write_day(tx, now.astimezone(self.book.zone).date())

    def _claim(self, line: Line) -> None:
        claim = agreement.claims(line.verdict, disputed=line.contested)
        if claim != line.claim:
            self.moves.claim(line.reason_id, 1 if claim else -1)
            line.claim = claim


def load(tx: Connection, batch: Row[Any], book: Book) -> Lineup:
    """The batch's lines and what its reader says of them now."""
    codes = {reason.id: reason.code for reason in book.reasons}
    found = [
        Line(
            id=row.id,
            number=row.number,
            key=LineKey(row.section, row.page, row.line),
            reason_id=row.reason_id,
            reason=codes[row.reason_id],
            state=LineState(row.state),
            batch_id=row.batch_id,
            verdict=None if row.verdict is None else Verdict(row.verdict),
            contested=row.contested,
            set_id=row.set_id,
            claim=row.claim,
        )
        for row in tx.execute(_LINES, {"batch": batch.id})
    ]
    lineup = Lineup(batch, book, found, _mine(tx, batch))
    lineup.by_number = {line.number: line for line in found}
    lineup.by_key = {line.key: line for line in found}
    return lineup


def _mine(tx: Connection, batch: Row[Any]) -> dict[int, Mine]:
    rows = tx.execute(_MINE, {"batch": batch.id, "reader": batch.person_id}).all()
    linked: dict[int, list[LineKey]] = {}
    if any(row.verdict == Verdict.CHALLENGE for row in rows):
        for p in tx.execute(_PARTNERS, {"ids": [row.id for row in rows]}):
            linked.setdefault(p.reading_id, []).append(LineKey(p.section, p.page, p.line))
    return {
        row.line_id: Mine(
            row.id,
            row.line_id,
            row.entry_id,
            row.verdict,
            row.ground_id,
            row.signed_on,
            row.registered_on,
            row.supersedes_id,
            row.extra,
            tuple(sorted(linked.get(row.id, ()))),
        )
        for row in rows
    }


def retire(tx: Connection, mine: Mine) -> None:
    """A reading is no longer what its reader says. Refuses ``review.ruled`` once a lawyer ruled."""
    ruled = tx.execute(
        select(readings.c.id).where(
            readings.c.line_id == mine.line_id,
            readings.c.round == Round.RULING,
            readings.c.standing,
        )
    ).first()
    if ruled is not None:
        raise Refusal("review.ruled")
    tx.execute(readings.update().where(readings.c.id == mine.id).values(standing=False))


def withdraw(tx: Connection, lineup: Lineup, entry_id: int) -> list[str]:
    """Take back what one entry said; the lines' keys. What it had superseded stands again."""
    gone = []
    for line in lineup.lines:
        mine = lineup.mine.get(line.id)
        if mine is None or mine.entry_id != entry_id:
            continue
        retire(tx, mine)
        gone.append(line.key.typed)
        _restore(tx, lineup, line, mine)
        lineup.relink(line)
    return gone


def _restore(tx: Connection, lineup: Lineup, line: Line, mine: Mine) -> None:
    """The line goes back to what stood before: own earlier reading, another's, or unread."""
    del lineup.mine[line.id]
    earlier = _earlier(tx, mine)
    if earlier is not None:
        lineup.mine[line.id] = earlier
        if not mine.extra:
            lineup.move(line, LineState.READ, Verdict(earlier.verdict))
        return
    if mine.extra:
        line.contested = _contested(tx, line)
        lineup.move(line, line.state, line.verdict)
        return
    other = tx.execute(_EXTRA, {"line": line.id}).first()
    if other is not None:
        tx.execute(readings.update().where(readings.c.id == other.id).values(extra=False))
        lineup.move(line, LineState.READ, Verdict(other.verdict))
        line.batch_id, line.contested = other.batch_id, _contested(tx, line)
        return
    _unread(tx, lineup, line)


def _earlier(tx: Connection, mine: Mine) -> Mine | None:
    """The reading that ``mine`` superseded stands again, unless its whole entry was undone."""
    if mine.supersedes_id is None:
        return None
    row = tx.execute(
        select(readings)
        .join(entries, entries.c.id == readings.c.entry_id)
        .where(readings.c.id == mine.supersedes_id, entries.c.undone_at.is_(None))
    ).first()
    if row is None or row.entry_id == mine.entry_id:
        return None
    tx.execute(readings.update().where(readings.c.id == row.id).values(standing=True))
    keys = tx.execute(_PARTNERS, {"ids": [row.id]})
    return Mine(
        row.id,
        row.line_id,
        row.entry_id,
        row.verdict,
        row.ground_id,
        row.signed_on,
        row.registered_on,
        row.supersedes_id,
        row.extra,
        tuple(sorted(LineKey(k.section, k.page, k.line) for k in keys)),
    )


def _contested(tx: Connection, line: Line) -> bool:
    rows = tx.execute(
        select(readings.c.verdict).where(
            readings.c.line_id == line.id, readings.c.standing, readings.c.extra
        )
    ).scalars()
    return line.verdict is not None and agreement.contested(
        line.verdict, [Verdict(verdict) for verdict in rows]
    )


def _unread(tx: Connection, lineup: Lineup, line: Line) -> None:
    """Nobody has read it now: back into the hold if that is still open, else free."""
    batch = lineup.batch
    line.contested = False
    if batch.ended_at is not None:
        line.batch_id = None
        lineup.move(line, LineState.FREE, None)
        return
    line.batch_id = batch.id
    state = LineState.HELD if batch.paper_at is None else LineState.PAPER
    lineup.move(line, state, None)


def unread_lines(lineup: Lineup) -> Sequence[Line]:
    """The lines of the batch that are held in it and have no reading."""
    return [
        line
        for line in lineup.lines
        if line.state in (LineState.HELD, LineState.PAPER) and line.batch_id == lineup.batch.id
    ]


def _values(line: Line) -> dict[str, Any]:
    return {
        "b_id": line.id,
        "b_state": line.state,
        "b_batch_id": line.batch_id,
        "b_verdict": line.verdict,
        "b_contested": line.contested,
        "b_claim": line.claim,
    }


_UPDATE = (
    lines.update()
    .where(lines.c.id == bindparam("b_id"))
    .values(
        state=bindparam("b_state"),
        batch_id=bindparam("b_batch_id"),
        verdict=bindparam("b_verdict"),
        contested=bindparam("b_contested"),
        claim=bindparam("b_claim"),
    )
)
_LINES = (
    select(
        batch_lines.c.number,
        lines.c.id,
        lines.c.section,
        lines.c.page,
        lines.c.line,
        lines.c.reason_id,
        lines.c.state,
        lines.c.batch_id,
        lines.c.verdict,
        lines.c.contested,
        lines.c.set_id,
        lines.c.claim,
    )
    .join(lines, lines.c.id == batch_lines.c.line_id)
    .where(batch_lines.c.batch_id == bindparam("batch"))
    .order_by(batch_lines.c.number)
    .with_for_update(of=lines)
)
_MINE = (
    select(readings)
    .join(
        batch_lines,
        (batch_lines.c.line_id == readings.c.line_id)
        & (batch_lines.c.batch_id == bindparam("batch")),
    )
    .where(
        readings.c.reader_id == bindparam("reader"),
        readings.c.round == Round.FIRST,
        readings.c.standing,
    )
)
_PARTNERS = select(partners).where(partners.c.reading_id.in_(bindparam("ids", expanding=True)))
_EXTRA = (
    select(readings.c.id, readings.c.verdict, readings.c.batch_id)
    .where(readings.c.line_id == bindparam("line"), readings.c.standing, readings.c.extra)
    .order_by(readings.c.id)
    .limit(1)
)
