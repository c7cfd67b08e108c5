"""All lines there are, by reason: those of the list, or as met those of the certificate."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy import Connection, select

from models.book import Book
from models.petition.figures import latest
from models.tables import tally
from models.terms import Order


@dataclass(frozen=True, slots=True)
class Count:
    """Lines of one reason, by state.

    ``free`` holds ``unmet``, the lines that the certificate counts and nobody has registered yet;
    ``beyond`` is how many more are registered than the certificate counts (a contradiction: a
    line registered by mistake, or a certificate that is not the last). Both are 0 for a list.
    """

    reason: str
    label: str
    total: int
    free: int
    held: int
    paper: int
    read: int
    claimed: int
    unmet: int = 0
    beyond: int = 0


def counts(tx: Connection, book: Book) -> tuple[Count, ...]:
    """One a reason, in the profile's order.

    As met, the certificate's count is the universe of each reason that has one. Where reasons have
    none (a county's fine codes, of which only the rolled-up labels are published), what the figure
    ``invalid`` leaves over stands under the first of them, so that the sum is the certificate's.
    """
    reasons = {reason.id: reason for reason in book.reasons}
    found = []
    for row in tx.execute(select(tally).order_by(tally.c.reason_id)):
        reason = reasons[row.reason_id]
        registered = Count(
            reason.code,
            reason.label,
            row.total,
            row.free,
            row.held,
            row.paper,
            row.read,
            row.claimed,
        )
        found.append(
            _by_certificate(registered, reason.certified)
            if book.policy.order == Order.AS_MET
            else registered
        )
    if book.policy.order == Order.AS_MET:
        _uncounted(tx, found, [reason.certified for reason in book.reasons])
    return tuple(found)


def is_whole(tx: Connection, book: Book, found: Sequence[Count]) -> bool:
    """Whether these `counts` have all lines there are, so that what is left can be told.

    Not before a list is imported; as met, only where a certificate or the figure ``invalid`` says
    how many there are.
    """
    if book.policy.order != Order.AS_MET:
        return any(count.total for count in found)
    certified = all(reason.certified is not None for reason in book.reasons)
    return certified or latest(tx, "invalid") is not None


def _by_certificate(count: Count, certified: int | None) -> Count:
    if certified is None:
        return count
    unmet = max(0, certified - count.total)
    return replace(
        count,
        total=count.total + unmet,
        free=count.free + unmet,
        unmet=unmet,
        beyond=max(0, count.total - certified),
    )


def _uncounted(tx: Connection, found: list[Count], certified: list[int | None]) -> None:
    if None not in certified or len(found) != len(certified):
        return
    invalid = latest(tx, "invalid") or 0
    unmet = max(0, invalid - sum(count.total for count in found))
    at = certified.index(None)
    first = found[at]
    found[at] = replace(
        first, total=first.total + unmet, free=first.free + unmet, unmet=first.unmet + unmet
    )
