"""Going through all of it in one moment: what is written down is of one and the same state."""

from __future__ import annotations

from collections.abc import Callable, Generator
from contextlib import closing
from datetime import datetime

from sqlalchemy import Connection, text

from models import audit, trail
from models import book as books
from models.schedule import evidence, summary
from models.schedule.lines import COLUMNS, Lines, how_many
from models.schedule.terms import Row, Table, Take, Walked
from models.terms import looks

_EVERY = 1_000  # lines between two words to whoever watches


@looks
def walk(
    tx: Connection,
    *,
    now: datetime,
    take: Take,
    progress: Callable[[int, int], None] | None = None,
) -> Walked:
    """Hand the tables of the export to ``take``, one after the other; what was exported.

    Tables, in this order: ``lines`` (a stream), ``counts``, ``rulings``, ``audit``, ``figures``,
    ``grounds``, ``about``. ``take`` must have gone through a table before it returns. ``progress``
    is told the lines done and the lines there are; what it raises ends the walk.
    Must be the first thing asked in its transaction. Refuses ``petition.no-campaign``.
    """
    if tx.dialect.name == "postgresql":  # one state, whatever is committed meanwhile
        tx.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"))
    book = books.read(tx, now=now)
    standing = audit.standing(tx)
    lines = Lines(tx, book, told=standing.seed is not None)
    with closing(_told(lines, how_many(tx), progress)) as rows:  # whatever ends it, its cursor too
        take(Table("lines", COLUMNS, rows))
    counts = lines.counts
    take(summary.counts(counts))
    with closing(evidence.rulings(tx)) as rows:
        take(Table("rulings", evidence.RULINGS, rows))
    take(evidence.draws(tx, standing))
    take(summary.figures(tx))
    take(summary.grounds(book))
    take(summary.about(tx, book, counts, standing, now))
    head = trail.head(tx)
    total, _read, _claimed, ruled, _ours = summary.sums(counts)
    return Walked(
        title=book.title,
        slug=book.slug,
        invented=book.invented,
        lines=total,
        ruled=ruled,
        draws=len(standing.draws),
        told=standing.seed is not None,
        trail_seq=head.seq,
        trail_hash=head.hash,
    )


def _told(rows: Lines, total: int, progress: Callable[[int, int], None] | None) -> Generator[Row]:
    for done, row in enumerate(rows):
        if progress is not None and done % _EVERY == 0:
            progress(done, total)
        yield row
