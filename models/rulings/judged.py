"""What is judged so far, reason by reason, from the kept counts: what every estimate starts from."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, select

from models.book import Book
from models.tables import tally


@dataclass(frozen=True, slots=True)
class Judged:
    """Lines of one reason. A line that does not represent its duplicate set is never ours.

    ``read`` lines were read as ``challenge``, ``stands``, unsure or missing; ``unread`` is the rest
    of ``total``. ``claimed``: read as a challenge, nobody disagrees, and it can count.

    ``judged`` lines have a ruling; ``ours`` of them are ruled for us and count. Of the ones that
    were read as a challenge ``judged_challenge`` have a ruling and ``upheld`` are ours; of the ones
    read as standing ``judged_stands`` have one and ``found`` are ours.
    """

    total: int
    read: int
    claimed: int
    judged: int
    ours: int
    judged_challenge: int
    upheld: int
    judged_stands: int
    found: int
    challenge: int
    stands: int
    unread: int


def judged(tx: Connection, book: Book) -> dict[str, Judged]:
    """By reason code, in the profile's order; the lines that are kept (as met: registered ones)."""
    rows = {row.reason_id: row for row in tx.execute(select(tally))}
    return {reason.code: _judged(rows[reason.id]) for reason in book.reasons if reason.id in rows}


def _judged(row: object) -> Judged:
    def of(name: str) -> int:
        return int(getattr(row, name))

    return Judged(
        total=of("total"),
        read=of("read"),
        claimed=of("claimed"),
        judged=of("judged"),
        ours=of("ruled"),
        judged_challenge=of("judged_challenge"),
        upheld=of("upheld"),
        judged_stands=of("judged_stands"),
        found=of("found"),
        challenge=of("challenge"),
        stands=of("stands"),
        unread=of("total") - of("read"),
    )
