"""Batches, lines and readings in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from zoneinfo import ZoneInfo

from config import codes
from config.locale import Markup, Words
from handlers.parse.typed import ItemError
from handlers.texts import as_met
from handlers.texts.fitting import numbered, spans, what_fits
from models.review import Recorded, Undone
from models.terms import BatchLine, BatchView, LineKey, Noted, Verdict

MOST_WRONG = 10  # of what was not understood, told at once
MOST_SECTIONS = 8  # of a batch, named where it is dealt


def line(words: Words, batch: BatchView, one: BatchLine, zone: ZoneInfo) -> str:
    """The line in hand: where it is in the batch, its key, the registrar's reason."""
    return words(
        "review.line",
        code=batch.code,
        number=one.number,
        size=len(batch.lines),
        key=one.key.printed,
        reason=codes.reason(words, one.reason, one.label),
        until=words.moment(batch.ends_at, zone),
        left=len(batch.left),
    )


def dealt(words: Words, batch: BatchView, zone: ZoneInfo) -> str:
    """A new batch at a glance: its code, its sections, until when it is held."""
    return words(
        "review.dealt",
        code=batch.code,
        n=len(batch.lines),
        sections=_sections(words, sorted({one.key.section for one in batch.lines})),
        until=words.moment(batch.ends_at, zone),
    )


def _sections(words: Words, found: Sequence[int]) -> Markup:
    """The sections of a batch, the first of many and how many more."""
    names = [str(section) for section in found]
    if len(names) > MOST_SECTIONS:
        more = len(names) - MOST_SECTIONS + 1  # never "1 more": that one could stand there itself
        names[MOST_SECTIONS - 1 :] = [words.plain("review.more-sections", count=more)]
    return words("review.dealt-sections", n=len(found), sections=words.list(names))


def overview(words: Words, batch: BatchView) -> str:
    """Every line of the batch with what is said of it so far."""
    rows: list[str] = [
        words(
            "review.row",
            number=one.number,
            key=one.key.printed,
            said=said(words, one.verdict, one.ground)
            if one.verdict is not None
            else codes.reason(words, one.reason, one.label),
        )
        for one in batch.lines
    ]
    if batch.to_finish:
        rows.append(as_met.left(words, batch))
    return "\n".join(rows)


def said(words: Words, verdict: Verdict, ground: str | None) -> str:
    """A verdict, with its ground."""
    text = words.plain(f"verdict.{verdict.value}")
    if ground is not None:
        text += f" · {codes.ground_button(words, ground)}"
    return text


def card(words: Words, one: BatchLine) -> str:
    """What to check for this line's reason."""
    return words(
        "review.card",
        number=one.number,
        reason=codes.reason(words, one.reason, one.label),
        card=codes.reason_card(words, one.reason) or words("review.no-card"),
    )


def recorded(words: Words, outcome: Recorded) -> str:
    """The echo of an entry: every line with its full key, then what is left."""
    head = "review.again" if outcome.again else "review.noted"
    if outcome.amended:
        head = "review.amended"
    lines: list[str] = [words(head, code=outcome.batch.code, n=len(outcome.noted))]
    lines += [_noted(words, note) for note in outcome.noted]
    lines.append(whats_left(words, outcome.batch))
    return "\n".join(lines)


def toast(words: Words, outcome: Recorded) -> str:
    """The same over the chat, for a tap."""
    note = outcome.noted[0]
    key = "review.toast-again" if note.repeated else "review.toast"
    return words.plain(key, number=note.number, said=said(words, note.verdict, note.ground))


def whats_left(words: Words, batch: BatchView) -> str:
    """How much of the batch is still to read; its sum when nothing is."""
    rows: list[str] = []
    if batch.left:
        rows.append(
            words(
                "review.left",
                n=len(batch.left),
                numbers=spans([one.number for one in batch.left]),
                code=batch.code,
            )
        )
    if batch.to_finish:
        rows.append(as_met.left(words, batch))
    return "\n".join(rows) if rows else done(words, batch)


def done(words: Words, batch: BatchView) -> str:
    """A finished batch: how many of each verdict."""
    counts = Counter(one.verdict for one in batch.lines if one.verdict is not None)
    parts = [
        words.plain(f"review.count.{verdict.value}", n=counts[verdict])
        for verdict in Verdict
        if counts[verdict]
    ]
    if batch.sections:
        return as_met.done(words, batch, parts)
    return words("review.done", code=batch.code, n=len(batch.lines), parts=words.list(parts))


def undone(words: Words, outcome: Undone) -> str:
    """What was taken back."""
    text = words("review.undone", code=outcome.batch.code, n=len(outcome.lines))
    more = as_met.undone(words, outcome.batch) if outcome.batch.sections else ""
    return f"{text}\n{more}" if more else text


def misread(words: Words, errors: Sequence[ItemError]) -> str:
    """Every item that was not understood, by its place; never the word itself."""
    wrong: dict[tuple[str, tuple[str, ...]], list[int]] = {}
    for error in errors:  # a range says it once
        wrong.setdefault((_wrong(words, error), error.fitting), []).extend(numbered(error))
    lines: list[str] = [words("review.misread")]
    lines += [
        Markup(f"{text}{what_fits(words, fitting, numbers)}")
        for (text, fitting), numbers in list(wrong.items())[:MOST_WRONG]
    ]
    if len(wrong) > MOST_WRONG:
        lines.append(words("review.and-more", n=len(wrong) - MOST_WRONG))
    lines.append(words("review.nothing-taken"))
    return "\n".join(lines)


def _wrong(words: Words, error: ItemError) -> str:
    place = (
        words("review.at-item", position=error.position)
        if error.position
        else words("review.at-head")
    )
    text = Markup(f"{place} {words(f'refusal.{error.code}', number=error.number or '')}")
    if error.code == "readings.ground-unknown" and not error.fitting:
        text = Markup(f"{text}; {words('review.fit-by-buttons')}")
    return text


def not_taken(words: Words, values: Mapping[str, object]) -> str:
    """The items that could not be recorded, from a refusal's pairs of (position, code)."""
    pairs = values.get("errors")
    errors = [
        ItemError(position, 0, 0, code)
        for position, code in (pairs if isinstance(pairs, tuple) else ())
    ]
    return misread(words, errors)


def out(words: Words, batches: Sequence[BatchView], zone: ZoneInfo) -> str:
    """The batches that are out, oldest first."""
    if not batches:
        return words("review.none-out")
    rows: list[str] = [words("review.out", n=len(batches))]
    for batch in batches:
        if batch.to_finish:
            rows.append(as_met.out_row(words, batch, zone))
            continue
        key = "review.out-paper" if batch.on_paper else "review.out-row"
        rows.append(
            words(
                key,
                code=batch.code,
                holder=batch.holder,
                left=len(batch.left),
                size=len(batch.lines),
                until=words.moment(batch.ends_at, zone),
            )
        )
    return "\n".join(rows)


def _with_reason(words: Words, note: Noted) -> str:
    text = _with_partners(words, said(words, note.verdict, note.ground), note.partners)
    return text if note.reason is None else as_met.met(words, note.reason, text)


def _noted(words: Words, note: Noted) -> str:
    key = "review.echo"
    if note.extra:
        key = "review.echo-extra"
    elif note.repeated:
        key = "review.echo-repeated"
    elif note.before is not None:
        key = "review.echo-changed"
    return words(
        key,
        number=note.number,
        key=note.key.printed,
        said=_with_reason(words, note),
        before="" if note.before is None else _before(words, note.before, note),
    )


def _before(words: Words, verdict: Verdict, note: Noted) -> str:
    return _with_partners(words, said(words, verdict, note.before_ground), note.before_partners)


def _with_partners(words: Words, text: str, partners: Sequence[LineKey]) -> str:
    """What is said, with the full keys of the other lines it names."""
    if not partners:
        return text
    return f"{text} = {words.list([key.printed for key in partners])}"
