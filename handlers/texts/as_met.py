"""Sections that are dealt as met, in words: what is dealt, how a line is typed, what is left."""

from __future__ import annotations

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from config import codes
from config.locale import Words
from models.book import Book
from models.petition import Opened, Sections
from models.terms import BatchView

MOST_SHOWN = 12  # section numbers in one sentence


def dealt(words: Words, book: Book, batch: BatchView) -> str:
    """A new batch at a glance: its sections, until when it is held, how a line is typed."""
    until = words.moment(batch.ends_at, book.zone)
    shown = sections(words, batch.to_finish)
    head = words(
        "review.met.dealt",
        code=batch.code,
        n=len(batch.to_finish),
        sections=shown,
        until=until,
    )
    return f"{head}\n\n{words('review.met.how', example=example(batch, book))}"


def how(words: Words, book: Book, batch: BatchView) -> str:
    """How a rejected line is typed, with the registrar's codes."""
    rows = [
        words(
            "review.met.code",
            code=reason.code.lower(),
            reason=codes.reason(words, reason.code, reason.label),
        )
        for reason in book.reasons
    ]
    text = words("review.met.how", example=example(batch, book))
    return "\n".join([text, "", words("review.met.codes"), *rows])


def left(words: Words, batch: BatchView) -> str:
    """Which sections are still to be gone through."""
    return words(
        "review.met.left",
        code=batch.code,
        n=len(batch.to_finish),
        sections=sections(words, batch.to_finish),
    )


def done(words: Words, batch: BatchView, parts: Sequence[str]) -> str:
    """A batch that is over: how many sections, how many rejected lines, of each verdict."""
    key = "review.met.done" if batch.lines else "review.met.done-empty"
    return words(
        key,
        code=batch.code,
        n=len(batch.lines),
        sections=sections(words, batch.finished or batch.sections),
        parts=words.list(list(parts)),
    )


def met(words: Words, reason: str, said: str) -> str:
    """A reading with the registrar's code as its reader met it."""
    return words("review.met.said", reason=codes.reason(words, reason, reason), said=said)


def undone(words: Words, batch: BatchView) -> str:
    """What becomes of a registered line whose reading was taken back."""
    if not batch.left:
        return ""
    numbers = ", ".join(str(one.number) for one in batch.left)
    return words("review.met.undone", code=batch.code, n=len(batch.left), numbers=numbers)


def opened(words: Words, found: Opened, now: Sections) -> str:
    """Which sections may be dealt from now on."""
    rows = [words("petition.sections.opened", n=found.added, known=found.known), state(words, now)]
    if not found.dealt:
        rows.append(words("petition.sections.not-dealt"))
    return "\n".join(rows)


def state(words: Words, now: Sections) -> str:
    """Sections by where they stand."""
    return words(
        "petition.sections.state", n=now.total, open=now.open, out=now.out, finished=now.finished
    )


def out_row(words: Words, batch: BatchView, zone: ZoneInfo) -> str:
    """One batch of sections that is out."""
    return words(
        "review.met.out-row",
        code=batch.code,
        holder=batch.holder,
        left=len(batch.to_finish),
        size=len(batch.sections),
        until=words.moment(batch.ends_at, zone),
    )


def sections(words: Words, numbers: Sequence[int]) -> str:
    """Section numbers within a sentence; very many are cut short."""
    shown = words.list([str(number) for number in numbers[:MOST_SHOWN]])
    return shown + ("…" if len(numbers) > MOST_SHOWN else "")


def example(batch: BatchView, book: Book) -> str:
    """One message of the grammar: a section of this very batch, codes of this very campaign.

    The first reason with a ground that names no other line is challenged on it, the next stands.
    """
    section = next(iter(batch.to_finish or batch.sections))
    able = (
        (reason.code, ground)
        for reason in book.reasons
        for ground in book.grounds_for(reason.code)
        if not ground.needs_partner
    )
    first = next(able, None)
    items = []
    if first is not None:
        word = min((first[1].code.lower(), *first[1].words), key=len)
        items.append(f"{section}-1-7 {first[0].lower()} c {word}")
    other = next((one.code for one in book.reasons if first is None or one.code != first[0]), None)
    if other is not None:
        items.append(f"{section}-1-8 {other.lower()} s")
    return f"{batch.code}: " + "; ".join(items)
