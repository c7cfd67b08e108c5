"""How to type a sheet afterwards, shown with lines of this very batch."""

from __future__ import annotations

from models.book import Book, Ground
from models.terms import BatchLine, BatchView


def word(ground: Ground) -> str:
    """What one types for a ground: the shortest of its words, the first of equals."""
    return min((ground.code.lower(), *ground.words), key=len)


def example(book: Book, batch: BatchView) -> str:
    """``K7: 3 c addr; 4-7 s; 9 ?``: one message with lines and grounds of the batch.

    It reads as a real message would: a challenge with the first ground that fits its line (and the
    key of another line where the ground rests on one), then a run of lines, then single ones.
    """
    first = _challenge(book, batch)
    items = [] if first is None else [_written(book, batch, first)]
    others = [one.number for one in batch.lines if one is not first]
    last = others.pop() if len(others) > 1 else None
    missing = others.pop() if len(others) > 4 else None
    if others:
        items.append(f"{_span(others)} s")
    if missing is not None:
        items.append(f"{missing} m")
    if last is not None:
        items.append(f"{last} ?")
    return f"{batch.code}: " + "; ".join(items)


def _challenge(book: Book, batch: BatchView) -> BatchLine | None:
    """The first line that can be challenged without naming another; else any that can be."""
    able = [one for one in batch.lines if book.grounds_for(one.reason)]
    plain = [one for one in able if not book.grounds_for(one.reason)[0].needs_partner]
    partnered = able if len(batch.lines) > 1 else []
    return next(iter(plain + partnered), None)


def _written(book: Book, batch: BatchView, one: BatchLine) -> str:
    ground = book.grounds_for(one.reason)[0]
    text = f"{one.number} c {word(ground)}"
    if ground.needs_partner:
        other = next(line for line in batch.lines if line is not one)
        text += f" ={other.key.typed}"
    return text


def _span(numbers: list[int]) -> str:
    """The first run of at most four numbers in a row."""
    end = 1
    while end < min(4, len(numbers)) and numbers[end] == numbers[0] + end:
        end += 1
    return str(numbers[0]) if end == 1 else f"{numbers[0]}-{numbers[end - 1]}"
