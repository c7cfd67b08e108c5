"""The recount of the second round and of the audit: each invariant as a query of what breaks it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, Select, and_, exists, func, or_, select

from models.tables import audits, batches, cases, imports, lines, readings, seconds
from models.terms import LineState, Round

_line: tuple[Any, ...] = (lines.c.section, lines.c.page, lines.c.line)
_first = readings.alias("of_first")


def draws(tx: Connection) -> Iterator[str]:
    """``audit-elsewhere``: a draw counts other rulings outside the stream than were before it.

    By reason only until a corrected list files lines under others: the draws keep what was.
    """
    refiled = tx.execute(select(_REFILED)).scalar_one()
    rulings = tx.execute(_OUTSIDE).all()
    every: tuple[int, int] = (0, 0)
    of_reason: defaultdict[int, tuple[int, int]] = defaultdict(lambda: (0, 0))
    at = 0
    for row in tx.execute(_DRAWN):
        while at < len(rulings) and rulings[at].draws <= row.place:
            reason_id, ruled, ours = rulings[at][1:]
            every = (every[0] + ruled, every[1] + ours)
            before = of_reason[reason_id]
            of_reason[reason_id] = (before[0] + ruled, before[1] + ours)
            at += 1
        kept = (row.elsewhere, row.ours_elsewhere)
        in_reason = (row.reason_elsewhere, row.reason_ours_elsewhere)
        wrong = not refiled and in_reason not in ((None, None), of_reason[row.reason_id])
        if kept != every or wrong:
            counted = (*every, *of_reason[row.reason_id])
            yield f"audit-elsewhere place={row.place}: kept={kept + in_reason} counted={counted}"


_REFILED: Any = exists().where(imports.c.kind == "correction")
_OUTSIDE: Select[Any] = (
    select(
        cases.c.draws,
        lines.c.reason_id,
        func.count().label("ruled"),
        func.count().filter(cases.c.counts).label("ours"),
    )
    .join(lines, lines.c.id == cases.c.line_id)
    .where(
        cases.c.verdict.is_not(None),
        cases.c.draws.is_not(None),
        ~exists().where(audits.c.line_id == cases.c.line_id),
    )
    .group_by(cases.c.draws, lines.c.reason_id)
    .order_by(cases.c.draws, lines.c.reason_id)
)
_DRAWN: Select[Any] = (
    select(audits, lines.c.reason_id)
    .join(lines, lines.c.id == audits.c.line_id)
    .order_by(audits.c.place)
)


def _second_reading(*conditions: Any) -> Any:
    """The one standing reading of the second round of the chosen line at hand."""
    return exists().where(
        readings.c.line_id == seconds.c.line_id,
        readings.c.round == Round.SECOND,
        readings.c.standing,
        ~readings.c.extra,
        *conditions,
    )


# ``second-line``: a line is chosen that nobody has read, or that somebody else has read first;
# ``second-hold``: one is held in no open batch of the round; ``second-read``: one counts as read in
# a batch in which it was not, or the other way round; ``second-lost``: a second reading of a line
# that is not chosen; ``empty-second``: an open batch of the round with nothing left to read;
# ``audit-place``: the places of the draw are not 0, 1, 2 …
BROKEN: dict[str, Any] = {  # selects
    "second-line": select(*_line, lines.c.state)
    .join(seconds, seconds.c.line_id == lines.c.id)
    .outerjoin(
        _first,
        and_(
            _first.c.line_id == lines.c.id,
            _first.c.round == Round.FIRST,
            _first.c.standing,
            ~_first.c.extra,
        ),
    )
    .where(
        or_(
            lines.c.state != LineState.READ,
            _first.c.reader_id.is_distinct_from(seconds.c.reader_id),
        )
    ),
    "second-hold": select(*_line, seconds.c.batch_id)
    .join(seconds, seconds.c.line_id == lines.c.id)
    .where(
        seconds.c.batch_id.is_not(None),
        seconds.c.read_at.is_(None),
        ~exists().where(
            batches.c.id == seconds.c.batch_id,
            batches.c.round == Round.SECOND,
            batches.c.ended_at.is_(None),
        ),
    ),
    "second-read": select(*_line, seconds.c.batch_id, seconds.c.read_at)
    .join(seconds, seconds.c.line_id == lines.c.id)
    .where(
        or_(
            and_(
                seconds.c.read_at.is_not(None),
                ~_second_reading(readings.c.batch_id == seconds.c.batch_id),
            ),
            and_(seconds.c.read_at.is_(None), _second_reading()),
        )
    ),
    "second-lost": select(readings.c.line_id).where(
        readings.c.round == Round.SECOND,
        readings.c.standing,
        ~exists().where(seconds.c.line_id == readings.c.line_id, seconds.c.read_at.is_not(None)),
    ),
    "empty-second": select(batches.c.code).where(
        batches.c.ended_at.is_(None),
        batches.c.round == Round.SECOND,
        ~exists().where(seconds.c.batch_id == batches.c.id, seconds.c.read_at.is_(None)),
    ),
    "audit-place": select(func.count().label("draws"), func.max(audits.c.place).label("last"))
    .select_from(audits)
    .having(func.count() != func.max(audits.c.place) + 1),
}
