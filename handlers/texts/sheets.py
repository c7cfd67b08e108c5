"""A sheet that came as a file, in words: what would be noted, and what could not be read."""

from __future__ import annotations

from collections.abc import Sequence

from config import codes
from config.locale import Markup, Words
from handlers.parse.resolve import ResolvedItem
from handlers.parse.typed import ItemError, Question
from handlers.texts import as_met
from handlers.texts.fitting import numbered, what_fits
from models.terms import BatchLine, BatchView, LineKey, Verdict

MOST_ROWS = 40  # of some 60 characters: one message holds them
MOST_ERRORS = 10


def found(words: Words, batch: BatchView, items: Sequence[ResolvedItem], reader: str) -> str:
    """The dry run, line by line, with who read the sheet; then what stays open."""
    before = {one.key: one for one in batch.lines}
    rows: list[str] = [words("paper.found", code=batch.code, n=len(items), reader=reader)]
    rows += [_row(words, item, before.get(item.key)) for item in items[:MOST_ROWS]]
    if len(items) > MOST_ROWS:
        rows.append(words("paper.found-more", n=len(items) - MOST_ROWS))
    said = {item.key for item in items}
    left = sum(1 for one in batch.left if one.key not in said)
    if left:
        rows.append(words("paper.found-open", n=left))
    return "\n".join(rows)


def misread(words: Words, errors: Sequence[ItemError]) -> str:
    """Every cell that was not understood, by its place; never what stands in it."""
    rows: list[str] = [words("paper.misread")]
    for error in errors[:MOST_ERRORS]:
        text = words(f"refusal.{error.code}", number=error.number or "")
        fits = what_fits(words, error.fitting, numbered(error))
        rows.append(Markup(f"{_place(words, error)} {text}{fits}"))
    return _capped(words, rows, len(errors))


def unclear(words: Words, questions: Sequence[Question]) -> str:
    """Grounds that could mean several things, by their row."""
    rows: list[str] = [words("paper.misread")]
    for one in questions[:MOST_ERRORS]:
        fitting = words.list([code.lower() for code in one.candidates])
        place = words("paper.at-row", row=one.position)
        rows.append(Markup(f"{place} {words('paper.which-ground', fitting=fitting)}"))
    return _capped(words, rows, len(questions))


def _capped(words: Words, rows: list[str], count: int) -> str:
    if count > MOST_ERRORS:
        rows.append(words("review.and-more", n=count - MOST_ERRORS))
    return "\n".join(rows)


def _place(words: Words, error: ItemError) -> Markup:
    if error.start:
        return words("paper.at-cell", row=error.position, column=error.start)
    return words("paper.at-row", row=error.position)


def _row(words: Words, item: ResolvedItem, before: BatchLine | None) -> str:
    said = _said(words, item.verdict, item.ground, item.partners)
    if item.reason is not None:
        said = as_met.met(words, item.reason, said)
    if item.signed_on is not None:
        said += f" · {words.plain('paper.signed')} {words.date(item.signed_on)}"
    if item.registered_on is not None:
        said += f" · {words.plain('paper.registered')} {words.date(item.registered_on)}"
    row = words("paper.found-row", number=item.number or "–", key=item.key.printed, said=said)
    if before is None or before.verdict is None:
        return row
    if (before.verdict, before.ground) == (item.verdict, item.ground):
        return row
    old = _said(words, before.verdict, before.ground, ())
    return Markup(f"{row} {words('paper.found-before', before=old)}")


def _said(words: Words, verdict: Verdict, ground: str | None, partners: Sequence[LineKey]) -> str:
    text = str(codes.verdict(words, verdict.value))
    if ground is not None:
        text += f" · {codes.ground_button(words, ground)}"
    if partners:
        text += " = " + " + ".join(key.printed for key in partners)
    return text
