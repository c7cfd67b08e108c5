"""The ruling: a lawyer's reading, which settles the line and freezes it; and its undo."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from models import book as books
from models import trail
from models.book import Book, Ground
from models.errors import Refusal
from models.review import turns
from models.rules import rounds
from models.rulings import sets, settling, stacked, views
from models.rulings.queue import is_own
from models.tables import entries, readings
from models.terms import LineKey, LineState, Person, Round, Tier, Verdict, Via


@dataclass(frozen=True, slots=True)
class Ruled:
    """A ruling as it was kept: what stood before, what is ruled, on which ground.

    ``ours`` counts all lines ruled for us after it; ``again``: it was ruled so already. ``stack``
    is the id of the stack in which the line was, ``failed`` that this ruling has ended it: the
    rest of it waits for rulings of its own.
    """

    key: LineKey
    before: Verdict
    verdict: Verdict
    ground: str | None
    tier: Tier | None
    overruled: bool
    ours: int
    again: bool = False
    stack: int | None = None
    failed: bool = False


def rule(
    tx: Connection,
    *,
    now: datetime,
    by: Person,
    line_key: LineKey,
    verdict: Verdict,
    ground: str | None = None,
    why: str | None = None,
) -> Ruled:
    """Rule that a line is ours (``challenge``, on a ground) or that its rejection ``stands``.

    ``why`` is a code of `rounds.Overrule`, and needed where the ruling says otherwise than the
    line was read. The same ruling once more changes nothing, whoever made it. A ruled line is
    frozen: its readers can neither correct nor undo.

    Refuses ``rulings.no-such-line``, ``.unread``, ``.own``, ``.in-hand``, ``.ruled`` (otherwise,
    already), ``.no-verdict`` (neither of the two), ``.ground-missing``, ``.ground-does-not-fit``,
    ``.partner-missing``, ``.why-missing``, and ``review.no-such-ground``.
    """
    book = books.read(tx, now=now)
    if verdict not in (Verdict.CHALLENGE, Verdict.STANDS):
        raise Refusal("rulings.no-verdict")
    turns.one_by_one(tx)
    line = _line(tx, by, line_key)
    chosen = _ground(tx, book, line, verdict, ground)
    read, standing = Verdict(line.verdict), views.ruling_of(tx, line.id)
    overruled = rounds.overrules(read, verdict)
    if standing is not None:
        if (standing.verdict, standing.ground_id) != (verdict, chosen and chosen.id):
            raise Refusal("rulings.ruled", key=line_key.printed)
        kept = _as_kept(tx, line_key, read, verdict, chosen, overruled, again=True)
        return _in_stack(tx, now, by, line, kept)
    _in_hand(tx, now, by, line)
    if overruled and why not in set(rounds.Overrule):
        raise Refusal("rulings.why-missing", key=line_key.printed)
    reading_id = _write(tx, now, by, book, line, verdict, chosen)
    settling.settle(tx, now=now, by=by, book=book, line_id=line.id, ruling=(reading_id, verdict))
    trail.append(
        tx,
        now=now,
        actor=by.pseudonym,
        act="line.ruled",
        subject=line_key.typed,
        read=read,
        ruled=verdict,
        ground=None if chosen is None else chosen.code,
        tier=None if chosen is None else chosen.tier,
        why=why if overruled else None,
    )
    kept = _as_kept(tx, line_key, read, verdict, chosen, overruled, again=False)
    return _in_stack(tx, now, by, line, kept)


def undo(tx: Connection, *, now: datetime, by: Person, line_key: LineKey) -> None:
    """Take back the lawyer's last ruling, if it is of this line; the line waits again.

    Only the last one: a ruling on which they have gone on ruling stands, and so does one after
    which an audit line was drawn (unless it is an audit line's itself).
    Refuses ``rulings.no-such-line``, ``rulings.nothing-to-undo``, ``rulings.built-on``.
    """
    book = books.read(tx, now=now)
    turns.one_by_one(tx)
    line = views.line_of(tx, line_key)
    if line is None:
        raise Refusal("rulings.no-such-line")
    last = tx.execute(
        select(readings)
        .where(readings.c.reader_id == by.id, readings.c.round == Round.RULING)
        .order_by(readings.c.id.desc())
        .limit(1)
    ).first()
    if last is None or last.line_id != line.id or not last.standing or _is_of_many(tx, last):
        raise Refusal("rulings.nothing-to-undo")
    if settling.is_built_on(tx, line.id):
        raise Refusal("rulings.built-on", key=line_key.printed)
    tx.execute(
        readings.update().where(readings.c.id == last.id).values(standing=False, withdrawn=True)
    )
    tx.execute(entries.update().where(entries.c.id == last.entry_id).values(undone_at=now))
    settling.settle(tx, now=now, by=by, book=book, line_id=line.id, ruling=None)
    trail.append(
        tx,
        now=now,
        actor=by.pseudonym,
        act="ruling.undone",
        subject=line_key.typed,
        ruled=last.verdict,
    )


def _is_of_many(tx: Connection, reading: Any) -> bool:
    """Whether it was ruled with others in one go: then they are taken back together, or not."""
    other = select(readings.c.id).where(
        readings.c.entry_id == reading.entry_id, readings.c.id != reading.id
    )
    return tx.execute(other.limit(1)).first() is not None


def _line(tx: Connection, by: Person, key: LineKey) -> Any:
    line = views.line_of(tx, key)
    if line is None:
        raise Refusal("rulings.no-such-line")
    if line.state != LineState.READ:
        raise Refusal("rulings.unread", key=key.printed)
    if is_own(tx, by, line):
        raise Refusal("rulings.own", key=key.printed)
    return line


def _in_hand(tx: Connection, now: datetime, by: Person, line: Any) -> None:
    held = views.held_by(tx, line.id)
    free = held is None or held.until is None or held.until <= now or held.lawyer_id == by.id
    if not free or stacked.elsewhere(tx, now, line.id, by):
        raise Refusal("rulings.in-hand", key=LineKey(line.section, line.page, line.line).printed)


def _ground(
    tx: Connection, book: Book, line: Any, verdict: Verdict, code: str | None
) -> Ground | None:
    if verdict != Verdict.CHALLENGE:
        return None
    if code is None:
        raise Refusal("rulings.ground-missing")
    ground = book.ground(code)
    if book.reason_code(line.reason_id) not in ground.fits:
        raise Refusal("rulings.ground-does-not-fit")
    # A partner that was counted is on no list of ours: then the line is in no set, but it is named.
    if ground.needs_partner and line.set_id is None and not sets.mates(tx, line.id):
        raise Refusal("rulings.partner-missing")
    return ground


def _write(
    tx: Connection,
    now: datetime,
    by: Person,
    book: Book,
    line: Any,
    verdict: Verdict,
    ground: Ground | None,
) -> int:
    """The reading, in an entry of its own; its batch is the one in which the line was read."""
    entry = tx.execute(
        entries.insert()
        .values(person_id=by.id, batch_id=line.batch_id, via=Via.TAP, at=now)
        .returning(entries.c.id)
    ).scalar_one()
    made: int = tx.execute(
        readings.insert()
        .values(
            line_id=line.id,
            round=Round.RULING,
            batch_id=line.batch_id,
            entry_id=entry,
            reader_id=by.id,
            typed_by_id=by.id,
            verdict=verdict,
            ground_id=None if ground is None else ground.id,
            tier=None if ground is None else ground.tier,
            at=now,
            day=now.astimezone(book.zone).date(),
            standing=True,
            extra=False,
            withdrawn=False,
        )
        .returning(readings.c.id)
    ).scalar_one()
    return made


def _in_stack(tx: Connection, now: datetime, by: Person, line: Any, kept: Ruled) -> Ruled:
    """Where the line is in a stack: it goes on, or ends if the line was ruled otherwise."""
    stack = stacked.of_line(tx, line.id)
    if stack is None:
        return kept
    failed = kept.ground != stacked.named(tx, stack.id).code
    if failed:
        stacked.fail(tx, now=now, by=by, stack=stack, key=kept.key)
    return replace(kept, stack=stack.id, failed=failed)


def _as_kept(
    tx: Connection,
    key: LineKey,
    read: Verdict,
    verdict: Verdict,
    ground: Ground | None,
    overruled: bool,
    *,
    again: bool,
) -> Ruled:
    code, tier = (None, None) if ground is None else (ground.code, ground.tier)
    return Ruled(key, read, verdict, code, tier, overruled, settling.ours(tx), again)
