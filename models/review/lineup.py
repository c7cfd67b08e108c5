"""The lines of one batch while a verb works on them: what stands, what moves, what then counts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Protocol

from sqlalchemy import Connection, Row, bindparam, select

from models import duplicates, waiting
from models.book import Book
from models.quick import Quick
from models.review import seconds, tally
from models.review.seconds import Second
from models.rules import agreement
from models.tables import batch_lines, lines, partners, readings
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
    # In the second round: its first reading is gone, or is the reader's own. Nothing can be said.
    gone: bool = False


@dataclass(frozen=True, slots=True)
class Mine:
    """The reader's standing reading of a line, in the batch's round."""

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
    reason_id: int | None


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
    reader_id: int
    lines: list[Line]
    mine: dict[int, Mine]
    moves: tally.Moves = field(default_factory=tally.Moves)
    by_number: dict[int, Line] = field(default_factory=dict)
    by_key: dict[LineKey, Line] = field(default_factory=dict)
    thinned: set[int] = field(default_factory=set)  # other batches that lost a held line
    # As met, for the trail: (line, reason) of new lines, (line, old, new) of corrected reasons.
    registered: list[tuple[str, str]] = field(default_factory=list)
    rereasoned: list[tuple[str, str, str]] = field(default_factory=list)
    # In the second round: how its lines stand there, by line id.
    seconds: dict[int, Second] = field(default_factory=dict)
    _changed: dict[int, Line] = field(default_factory=dict)
    _relink: set[int] = field(default_factory=set)
    _reasons: dict[int, int] = field(default_factory=dict)  # line id to its new reason's id
    _read_twice: dict[int, int] = field(default_factory=dict)  # line id to the batch's id
    _once_more: dict[int, int | None] = field(default_factory=dict)  # the same, None: in no batch

    @property
    def round(self) -> Round:
        """Which look at its lines the batch is."""
        return Round(self.batch.round)

    def beside(self, line: Line, mine: Mine | None) -> bool:
        """Whether a reading comes beside one of somebody else that stands for the round."""
        if mine is not None:
            return mine.extra
        if self.round == Round.SECOND:
            return line.id in self.seconds and self.seconds[line.id].read
        return line.state == LineState.READ

    def said(self, tx: Connection, line: Line, item: Reading, *, extra: bool) -> None:
        """A reading of ``line`` was written: move the line with it."""
        before, second = self.mine.get(line.id), self.round == Round.SECOND
        if second:
            if not extra and before is None:
                self._leave_second_hold(line)
        elif not extra:
            self._leave_hold(line)
            self.move(line, LineState.READ, Verdict(item.verdict))
            line.batch_id = self.batch.id
            if before is None:
                seconds.choose(tx, self.book, self.reader_id, line.id, line.key)
        if second or extra or before is not None:  # who else has read it may agree now, or no more
            line.contested = contested(tx, line)
        self._changed[line.id] = line
        if item.partners or (before is not None and before.partners) or line.set_id is not None:
            self._relink.add(line.id)

    def _leave_hold(self, line: Line) -> None:
        """The line may meanwhile be held in somebody else's batch: that one has a line less."""
        if line.state in (LineState.HELD, LineState.PAPER) and line.batch_id != self.batch.id:
            assert line.batch_id is not None
            self.thinned.add(line.batch_id)

    def _leave_second_hold(self, line: Line) -> None:
        """The same in the second round."""
        held = self.seconds[line.id]
        if not held.read and held.batch_id not in (None, self.batch.id):
            self.thinned.add(held.batch_id)
        self.seconds[line.id] = Second(held.reader_id, self.batch.id, True)
        self._read_twice[line.id] = self.batch.id
        self._once_more.pop(line.id, None)

    def once_more(self, line: Line, held_in: int | None, *, read_in: int | None) -> None:
        """A second reading is gone: another's stands instead (``read_in``), or the line waits.

        In the open batch ``held_in`` then, or in none.
        """
        reader = self.seconds[line.id].reader_id
        self._read_twice.pop(line.id, None)
        if read_in is not None:
            self._read_twice[line.id] = read_in
            self.seconds[line.id] = Second(reader, read_in, True)
        else:
            self._once_more[line.id] = held_in
            self.seconds[line.id] = Second(reader, held_in, False)
        self._changed[line.id] = line

    def move(self, line: Line, state: LineState, verdict: Verdict | None) -> None:
        """The line goes to a state, with the verdict that goes with it."""
        self.moves.state(line.reason_id, line.state, state)
        self.moves.verdict(line.reason_id, line.verdict, verdict)
        line.state, line.verdict = state, verdict
        self._changed[line.id] = line

    def met(self, registered: Mapping[LineKey, int]) -> None:
        """Lines of the batch are new to the petition, with these reason ids: they count now."""
        for key, reason_id in registered.items():
            self.moves.met(reason_id)
            self.registered.append((key.typed, self.book.reason_code(reason_id)))

    def reason(self, line: Line, reason_id: int) -> None:
        """The standing reading says that the registrar's reason is another: it moves the counts."""
        if reason_id == line.reason_id:
            return
        old, new = line.reason, self.book.reason_code(reason_id)
        self.moves.reason(line.reason_id, reason_id, line.state, line.verdict, claim=line.claim)
        line.reason_id, line.reason = reason_id, new
        self.rereasoned.append((line.key.typed, old, new))
        self._reasons[line.id] = reason_id

    def relink(self, line: Line) -> None:
        """The duplicate links of the line may have changed."""
        self._relink.add(line.id)

    def settle(self, tx: Connection, now: datetime) -> None:
        """Write lines, sets, claims and counts."""
        for line in self._changed.values():
            if line.set_id is None:
                self._claim(line)
        if self._changed:
            for line in self._changed.values():
                _UPDATE.run(tx, _values(line))
        if self._reasons:
            rows = [{"b_id": one, "b_reason": new} for one, new in self._reasons.items()]
            tx.execute(_REASON, rows)
        seconds.keep(tx, now, self._read_twice, self._once_more)
        if self._relink:
            for reason_id, step in duplicates.resettle(tx, sorted(self._relink)):
                self.moves.claim(reason_id, step)
        waiting.refresh(tx, self._changed, locked=True)
        self.moves.write(tx)
        self.moves.write_day(tx, now.astimezone(self.book.zone).date())

    def _claim(self, line: Line) -> None:
        claim = agreement.claims(line.verdict, disputed=line.contested)
        if claim != line.claim:
            self.moves.claim(line.reason_id, 1 if claim else -1)
            line.claim = claim


def load(tx: Connection, batch: Row[Any], book: Book, *, reader_id: int | None = None) -> Lineup:
    """The batch's lines and what a reader (its holder, if none is named) says of them now."""
    reader = batch.person_id if reader_id is None else reader_id
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
        for row in _LINES.all(tx, {"batch": batch.id})
    ]
    lineup = Lineup(batch, book, reader, found, _mine(tx, batch, reader))
    lineup.by_number = {line.number: line for line in found}
    lineup.by_key = {line.key: line for line in found}
    if batch.round == Round.SECOND:
        lineup.seconds = seconds.of_batch(tx, batch.id)
        for line in found:
            second = lineup.seconds.get(line.id)
            line.gone = second is None or second.reader_id == reader
    return lineup


def _mine(tx: Connection, batch: Row[Any], reader_id: int) -> dict[int, Mine]:
    linked: dict[int, list[LineKey]] = {}
    rows = {}
    for row in _MINE.all(tx, {"batch": batch.id, "reader": reader_id, "round": batch.round}):
        rows[row.line_id] = row
        if row.section is not None:
            linked.setdefault(row.line_id, []).append(LineKey(row.section, row.page, row.line))
    return {line_id: as_mine(row, linked.get(line_id, ())) for line_id, row in rows.items()}


def as_mine(row: Any, keys: Iterable[LineKey]) -> Mine:
    """A row of the readings, with the partner lines it names."""
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
        tuple(sorted(keys)),
        row.reason_id,
    )


def partners_of(tx: Connection, reading_id: int) -> list[LineKey]:
    """The partner lines that a reading names."""
    return [LineKey(p.section, p.page, p.line) for p in tx.execute(_PARTNERS, {"id": reading_id})]


def contested(tx: Connection, line: Line) -> bool:
    """Whether an extra reading, or one of a later round, disagrees with the standing one."""
    rows = tx.execute(
        select(readings.c.verdict).where(
            readings.c.line_id == line.id,
            readings.c.standing,
            readings.c.extra | (readings.c.round != Round.FIRST),
        )
    ).scalars()
    return line.verdict is not None and agreement.contested(
        line.verdict, [Verdict(verdict) for verdict in rows]
    )


def unread_lines(lineup: Lineup) -> Sequence[Line]:
    """The lines of the batch that are held in it and have no reading, in its round."""
    if lineup.round == Round.SECOND:
        return [
            line
            for line in lineup.lines
            if (second := lineup.seconds.get(line.id)) is not None
            and second.batch_id == lineup.batch.id
            and not second.read
        ]
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


_UPDATE = Quick(
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
_REASON = (
    lines.update().where(lines.c.id == bindparam("b_id")).values(reason_id=bindparam("b_reason"))
)
_LINES = Quick(
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
    .with_for_update(of=lines),
    many=True,
)
_MINE = Quick(  # a row for each partner line
    select(
        readings.c.id,
        readings.c.line_id,
        readings.c.entry_id,
        readings.c.verdict,
        readings.c.ground_id,
        readings.c.signed_on,
        readings.c.registered_on,
        readings.c.supersedes_id,
        readings.c.extra,
        readings.c.reason_id,
        partners.c.section,
        partners.c.page,
        partners.c.line,
    )
    .join(
        batch_lines,
        (batch_lines.c.line_id == readings.c.line_id)
        & (batch_lines.c.batch_id == bindparam("batch")),
    )
    .outerjoin(partners, partners.c.reading_id == readings.c.id)
    .where(
        readings.c.reader_id == bindparam("reader"),
        readings.c.round == bindparam("round"),
        readings.c.standing,
    ),
    many=True,
)
_PARTNERS = select(partners).where(partners.c.reading_id == bindparam("id"))
