"""Taking back: readings that are no longer what their reader says, and what stands instead."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import Connection, bindparam, select

from models.errors import Refusal
from models.review import seconds, stream
from models.review.lineup import Line, Lineup, Mine, as_mine, contested, partners_of
from models.tables import readings
from models.terms import LineState, Round, Verdict


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


def said_by(tx: Connection, entry_id: int) -> dict[int, Mine]:
    """By line id, the last that an entry said of it and did not take back, standing or not."""
    rows = tx.execute(
        select(readings)
        .where(readings.c.entry_id == entry_id, ~readings.c.withdrawn)
        .order_by(readings.c.id)
    )
    last = {row.line_id: row for row in rows}
    return {line_id: as_mine(row, partners_of(tx, row.id)) for line_id, row in last.items()}


def withdraw(
    tx: Connection, lineup: Lineup, entry_id: int, *, keep: Collection[int] = ()
) -> list[str]:
    """Take back what one entry said, of all its lines but those with the ids to ``keep``.

    What it had superseded stands again. Returns the lines' keys.
    """
    said = [
        (line, mine)
        for line in lineup.lines
        if line.id not in keep
        and (mine := lineup.mine.get(line.id)) is not None
        and mine.entry_id == entry_id
    ]
    for _line, mine in said:
        retire(tx, mine)
    # What it said and was corrected since is withdrawn as well: it must never stand again.
    tx.execute(
        readings.update()
        .where(readings.c.entry_id == entry_id, readings.c.line_id.not_in(keep))
        .values(withdrawn=True)
    )
    for line, mine in said:
        _restore(tx, lineup, line, mine)
        lineup.relink(line)
    return [line.key.typed for line, _mine in said]


def _restore(tx: Connection, lineup: Lineup, line: Line, mine: Mine) -> None:
    """The line goes back to what stood before: own earlier reading, another's, or unread."""
    del lineup.mine[line.id]
    stands = _earlier(tx, mine)
    if stands is not None:
        lineup.mine[line.id] = as_mine(stands, partners_of(tx, stands.id))
    elif not mine.extra:
        stands = tx.execute(_EXTRA, {"line": line.id, "round": lineup.round}).first()
    if stands is not None:  # in the place of the one that is gone
        tx.execute(
            readings.update()
            .where(readings.c.id == stands.id)
            .values(standing=True, extra=mine.extra)
        )
    if not mine.extra:
        if lineup.round == Round.SECOND:
            _read_once(lineup, line, stands)
        elif stands is None:
            _unread(tx, lineup, line)
            return
        else:
            _read_otherwise(tx, lineup, line, stands)
    line.contested = contested(tx, line)
    lineup.move(line, line.state, line.verdict)


def _read_otherwise(tx: Connection, lineup: Lineup, line: Line, stands: Any) -> None:
    """An earlier first reading, or another's, is the line's now."""
    line.batch_id = stands.batch_id
    if stands.reason_id is not None:
        lineup.reason(line, stands.reason_id)
    lineup.move(line, LineState.READ, Verdict(stands.verdict))
    if stands.reader_id != lineup.reader_id:
        seconds.follows(tx, line.id, stands.reader_id)


def _read_once(lineup: Lineup, line: Line, stands: Any) -> None:
    """The second reading is gone: another's is there, or the line waits for one again."""
    batch = lineup.batch
    held_in = batch.id if batch.ended_at is None else None
    lineup.once_more(line, held_in, read_in=None if stands is None else stands.batch_id)


def _earlier(tx: Connection, mine: Mine) -> Any:
    """The nearest reading that ``mine`` superseded and its reader never took back, or None."""
    at = mine.supersedes_id
    while at is not None:
        row = tx.execute(select(readings).where(readings.c.id == at)).one()
        if not row.withdrawn:
            return row
        at = row.supersedes_id
    return None


def _unread(tx: Connection, lineup: Lineup, line: Line) -> None:
    """Nobody has read it now: back into the hold if that is still open, else free."""
    batch = lineup.batch
    line.contested = False
    held_twice = seconds.forget(tx, line.id)
    if held_twice is not None:
        lineup.thinned.add(held_twice)
    if batch.ended_at is not None:
        line.batch_id = None
        lineup.move(line, LineState.FREE, None)
        stream.returned(tx, [line.id])
        return
    line.batch_id = batch.id
    state = LineState.HELD if batch.paper_at is None else LineState.PAPER
    lineup.move(line, state, None)


_EXTRA = (
    select(
        readings.c.id,
        readings.c.verdict,
        readings.c.batch_id,
        readings.c.reader_id,
        readings.c.reason_id,
    )
    .where(
        readings.c.line_id == bindparam("line"),
        readings.c.round == bindparam("round"),
        readings.c.standing,
        readings.c.extra,
    )
    .order_by(readings.c.id)
    .limit(1)
)
