"""Dealing: the next batch for a person, claimed in one statement."""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, Select, func, literal_column, select

from models import book as books
from models import trail
from models.book import Book
from models.errors import Broken, Refusal
from models.review import as_met, tally, turns, views
from models.rules import dealing, holds
from models.tables import batch_lines, batches, circulated, lines
from models.terms import BatchView, Designation, LineKey, LineState, Order, Person, Round


def deal(tx: Connection, *, now: datetime, person: Person) -> BatchView:
    """The person's open batch, or the next one by the campaign's policy.

    Refuses ``review.terms-first``, ``review.practice-first``, ``review.designation-missing``,
    ``review.nothing-left``.
    """
    held = views.open_batch(tx, person.id)
    if held is not None:
        return held
    book = books.read(tx, now=now)
    _ready(book, person)
    turns.one_by_one(tx)
    held = views.open_batch(tx, person.id)  # the same person's other tap came first
    if held is not None:
        return held
    batch_id, code = _open(tx, now, book, person)
    dealt = _deal_sections(tx, book, person.id, batch_id)
    facts = dealt or _deal_lines(tx, book, person.id, batch_id)
    trail.append(
        tx,
        now=now,
        actor=person.pseudonym,
        act="batch.dealt",
        subject=code,
        holder=person.pseudonym,
        **facts,
    )
    return views.batch(tx, batch_id)


def _deal_lines(tx: Connection, book: Book, person_id: int, batch_id: int) -> dict[str, Any]:
    """The next lines by the policy; what the trail learns of them."""
    claimed = _claim(tx, book, person_id, batch_id)
    if not claimed:
        raise Refusal("review.nothing-left")
    _write(tx, book, batch_id, claimed)
    return {
        "policy": _order(book),
        "draw": _draw(book),
        "first": claimed[0][1].typed,
        "last": claimed[-1][1].typed,
        "lines": len(claimed),
    }


def _deal_sections(tx: Connection, book: Book, person_id: int, batch_id: int) -> dict[str, Any]:
    """As met: the next open sections, with the lines of them that wait for a reading.

    What the trail learns of them; nothing where lines are dealt, or no section is left. Lines that
    were registered and are unread (their reading was taken back) are then dealt as listed ones.
    """
    if book.policy.order != Order.AS_MET:
        return {}
    dealt = as_met.claim(tx, book, person_id, batch_id)
    if not dealt:
        return {}
    draw = _seed(book) if book.policy.sections_seeded else ""
    tx.execute(
        batches.update().where(batches.c.id == batch_id).values(policy=Order.AS_MET, draw=draw)
    )
    free = select(lines.c.id).where(lines.c.section.in_(dealt), _FREE)
    claimed = _take(tx, free, batch_id, by_draw=False)
    if claimed:
        _write(tx, book, batch_id, claimed)
    return {
        "policy": Order.AS_MET,
        "draw": draw,
        "sections": dealt,
        "lines": len(claimed),
    }


# Written out, not bound: the planner uses a partial index only for a condition it can read.
_FREE = lines.c.state == literal_column("0")


def _ready(book: Book, person: Person) -> None:
    if person.terms_version < book.policy.terms_version:
        raise Refusal("review.terms-first")
    if not person.practised:
        raise Refusal("review.practice-first")
    if book.policy.designation_required and person.designation != Designation.ON_FILE:
        raise Refusal(f"review.designation-{person.designation.value}")


def _open(tx: Connection, now: datetime, book: Book, person: Person) -> tuple[int, str]:
    serial = (tx.execute(select(func.max(batches.c.id))).scalar() or 0) + 1
    code = dealing.batch_code(serial)
    tx.execute(
        batches.insert().values(
            id=serial,
            code=code,
            person_id=person.id,
            round=Round.FIRST,
            policy=_order(book),
            draw=_draw(book),
            size=0,
            dealt_at=now,
            ends_at=holds.ends(now, book.policy.hold_minutes),
            deadline_at=holds.typing_deadline(now, book.zone, book.policy.typing_hour),
        )
    )
    return serial, code


def _order(book: Book) -> str:
    """How lines are dealt; those registered as met and unread again, as the registrar's."""
    return Order.REGISTRAR if book.policy.order == Order.AS_MET else book.policy.order


def _seed(book: Book) -> str:
    return "seed sha256 " + sha256(book.draw_seed.encode()).hexdigest()[:32]


def _draw(book: Book) -> str:
    if book.policy.order == Order.SEEDED:
        return _seed(book)
    if book.policy.order == Order.REASON:
        return f"reason {book.policy.order_reason}"
    return ""


def _claim(
    tx: Connection, book: Book, person_id: int, batch_id: int
) -> list[tuple[int, LineKey, int]]:
    """Claim the next lines in one statement: (line id, key, reason id), in dealing order."""
    for next_free in _next_free(book, person_id):
        whole = _whole_sections(next_free, book.policy.batch_size)
        by_draw = book.policy.order == Order.SEEDED
        claimed = _take(tx, whole, batch_id, by_draw=by_draw)
        if claimed:
            return claimed
    return []


def _take(
    tx: Connection, wanted: Select[tuple[int]], batch_id: int, *, by_draw: bool
) -> list[tuple[int, LineKey, int]]:
    """Those of the lines with the wanted ids that are free become the batch's."""
    rows = tx.execute(
        lines.update()
        .where(lines.c.id.in_(wanted))
        .where(_FREE)
        .values(state=LineState.HELD, batch_id=batch_id)
        .returning(
            lines.c.id,
            lines.c.section,
            lines.c.page,
            lines.c.line,
            lines.c.reason_id,
            lines.c.draw,
        )
    ).all()
    rows = sorted(rows, key=lambda r: (r.draw if by_draw else 0, r.section, r.page, r.line))
    return [(r.id, LineKey(r.section, r.page, r.line), r.reason_id) for r in rows]


def _next_free(book: Book, person_id: int) -> list[Select[Any]]:
    """The free lines in the policy's order, none of a section the person circulated."""
    policy, size = book.policy, book.policy.batch_size * 2 + 1
    own = select(circulated.c.section).where(circulated.c.person_id == person_id)
    registrar = (lines.c.section, lines.c.page, lines.c.line)
    order = (lines.c.draw, *registrar) if policy.order == Order.SEEDED else registrar
    free = (
        select(lines.c.id, lines.c.section, func.row_number().over(order_by=order).label("n"))
        .where(_FREE, lines.c.section.not_in(own))
        .order_by(*order)
        .limit(size)
    )
    if policy.order == Order.REASON and policy.order_reason:
        first = book.reason(policy.order_reason).id
        return [free.where(lines.c.reason_id == first), free]
    return [free]


def _whole_sections(next_free: Select[Any], size: int) -> Select[tuple[int]]:
    """`rules.dealing.cut` in SQL: whole sections that fit; a longer one is split."""
    near = next_free.cte("near")
    spans = select(
        near.c.id,
        near.c.n,
        func.max(near.c.n).over(partition_by=near.c.section).label("ends"),
        func.min(near.c.n).over(partition_by=near.c.section).label("starts"),
    ).cte("spans")
    return select(spans.c.id).where(
        (spans.c.ends <= size) | ((spans.c.starts == 1) & (spans.c.n <= size))
    )


def _write(
    tx: Connection, book: Book, batch_id: int, claimed: list[tuple[int, LineKey, int]]
) -> None:
    tx.execute(
        batch_lines.insert(),
        [
            {"batch_id": batch_id, "number": number, "line_id": line_id}
            for number, (line_id, _key, _reason) in enumerate(claimed, 1)
        ],
    )
    sized = tx.execute(batches.update().where(batches.c.id == batch_id).values(size=len(claimed)))
    if sized.rowcount != 1:
        raise Broken("a batch was dealt twice")
    moves = tally.Moves()
    counts = tally.count_states((line_id, reason) for line_id, _key, reason in claimed)
    for reason_id, n in counts.items():
        moves.state(reason_id, LineState.FREE, LineState.HELD, n)
    moves.write(tx)
