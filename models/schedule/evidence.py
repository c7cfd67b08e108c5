"""What an outsider needs beside the lines: every ruling with its times, and every audit draw."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from typing import Any

from sqlalchemy import Connection, select

from models.audit import Standing
from models.rules import audit
from models.schedule.terms import MOMENT, Row, Table
from models.tables import audits, entries, grounds, lines, people, readings
from models.terms import LineKey, Round

RULINGS = (
    *("section", "page", "line", "ruling", "ground", "tier", "lawyer"),
    *("ruled_at", "taken_back_at"),
)
AUDIT = (
    *("place", "section", "page", "line", "reason", "ticket", "drawn_at"),
    *("elsewhere", "ours_elsewhere", "expected", "ruling"),
)


def rulings(tx: Connection) -> Generator[Row]:
    """Every ruling ever made, in the order in which they were made; those taken back say when."""
    with tx.execute(_RULINGS, execution_options={"yield_per": 2_000}) as rows:
        for row in rows:
            undone = row.undone_at if row.withdrawn else None
            yield (
                *(row.section, row.page, row.line, row.verdict, row.code, row.tier),
                *(row.pseudonym, row.at.strftime(MOMENT)),
                None if undone is None else undone.strftime(MOMENT),
            )


def draws(tx: Connection, standing: Standing) -> Table:
    """The audit lines in draw order, with what was known at each draw.

    Until the seed is told there are no tickets, and a draw that waits for its ruling does not say
    which line it is, so that nobody reads it otherwise than the rest. A ruling is as the estimate
    counts it: a challenge that another line of its duplicate set stands for is ``stands``.
    """
    return Table("audit", AUDIT, _draws(tx, standing))


def _draws(tx: Connection, standing: Standing) -> Iterator[Row]:
    drawn_at = tx.execute(select(audits.c.drawn_at).order_by(audits.c.place)).scalars().all()
    found = zip(standing.draws, standing.keys, standing.reasons, drawn_at, strict=True)
    for place, (draw, key, reason, at) in enumerate(found):
        known = standing.seed is not None or draw.ruling is not None
        line = (*key, reason, _ticket(standing, key)) if known else (None,) * 5
        yield (
            *(place, *line, at.strftime(MOMENT)),
            *(draw.elsewhere, draw.ours_elsewhere, draw.expected, draw.ruling),
        )


def _ticket(standing: Standing, key: LineKey) -> str | None:
    """As text: a spreadsheet would round so long a number."""
    return None if standing.seed is None else str(audit.ticket(standing.seed, key))


_RULINGS: Any = (
    select(
        *(lines.c.section, lines.c.page, lines.c.line),
        *(readings.c.verdict, readings.c.tier, readings.c.at, readings.c.withdrawn),
        *(grounds.c.code, people.c.pseudonym, entries.c.undone_at),
    )
    .select_from(readings)
    .join(lines, lines.c.id == readings.c.line_id)
    .join(people, people.c.id == readings.c.reader_id)
    .join(entries, entries.c.id == readings.c.entry_id)
    .outerjoin(grounds, grounds.c.id == readings.c.ground_id)
    .where(readings.c.round == Round.RULING)
    .order_by(readings.c.id)
)
