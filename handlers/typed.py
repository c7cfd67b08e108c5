"""Readings typed as text: parsed, laid over the batch, recorded, echoed; by message or by edit."""

from __future__ import annotations

from collections.abc import Mapping

from telegram import Update

from handlers import answer, keyboards
from handlers.campaign import book_of, vocabulary_of
from handlers.context import Context
from handlers.parse.dates import DateHabit
from handlers.parse.readings import parse_readings
from handlers.parse.resolve import ResolvedItem, SheetLine, narrowed, resolve, with_fitting
from handlers.parse.typed import Misread, TypedSheet, answered, format_sheet
from handlers.parse.words import Vocabulary
from handlers.texts import review as texts
from models import choices, review
from models.errors import Refusal
from models.people import Comer
from models.review import Said, Spoken
from models.terms import BatchView, Via


async def take_typed(
    update: Update,
    context: Context,
    text: str,
    *,
    answers: Mapping[int, str] | None = None,
    source: tuple[int, int] | None = None,
    amend: bool = False,
    comer: Comer | None = None,
) -> None:
    """A message of readings, new or edited. What is not understood is pointed at by position.

    ``answers`` are grounds chosen by tap for a sheet that waited; ``source`` is then the message
    (chat, id) in which the sheet came, and ``amend`` whether it was an edited one. ``comer`` is
    what was looked up at the door.
    """
    amend = amend or update.edited_message is not None
    book = (comer and comer.book) or await book_of(context.desk)
    vocabulary = vocabulary_of(context.desk, book)
    habit = DateHabit(context.desk.now().astimezone(book.zone).date())
    seen = None if comer is None else comer.batch
    try:
        sheet = parse_readings(text, vocabulary, habit)
    except Misread as misread:
        raise await _helped(context, misread, vocabulary, seen) from misread
    if answers:
        sheet = answered(sheet, answers)
    source = source or _source(update)
    before = await _said_before(context, source) if amend else None
    batch = await _batch(context, sheet, before, seen)
    if sheet.questions:
        sheet = narrowed(sheet, lines_of(batch), vocabulary)
        await _ask(update, context, sheet, source, amend)
        return
    items = resolve(
        sheet,
        lines_of(batch),
        vocabulary,
        already=_already(batch, before),
        sections=batch.sections,
    )
    await record(update, context, batch, sheet, items, source, amend=amend)


async def record(
    update: Update,
    context: Context,
    batch: BatchView,
    sheet: TypedSheet,
    items: tuple[ResolvedItem, ...],
    source: tuple[int, int] | None,
    via: Via = Via.TEXT,
    *,
    amend: bool = False,
) -> None:
    """Record what was understood and echo it with full line keys."""
    chat_id, message_id = source or (None, None)
    values = {
        "by": context.me,
        "items": [_said(item) for item in items],
        "code": batch.code,
        "read_by": sheet.read_by,
        "via": via,
        "chat_id": chat_id,
        "message_id": message_id,
    }
    outcome = None
    if amend:
        outcome = await context.desk.ask_unless_done(review.record, amend=True, **values)
    if outcome is None:  # new; or an edit that came again after a crash, perhaps undone since
        outcome = await context.desk.ask(review.record, **values)
    await answer.say(
        update,
        context,
        texts.recorded(context.words, outcome),
        keyboards.after_entry(
            context.words,
            outcome.entry_id,
            outcome.batch,
            mine=outcome.batch.holder_id == context.me.id,
        ),
        protect=True,
    )


def lines_of(batch: BatchView) -> list[SheetLine]:
    """A batch's lines as the parser lays a sheet over them."""
    return [(one.number, one.key, one.reason) for one in batch.lines]


async def _helped(
    context: Context, misread: Misread, vocabulary: Vocabulary, seen: BatchView | None
) -> Misread:
    """The same errors, with the grounds that fit where a ground is what is wrong."""
    if not any(error.lines for error in misread.errors):
        return misread
    batch = seen
    if misread.batch is not None and (seen is None or seen.code != misread.batch):
        try:
            batch = await context.desk.ask(review.look_code, code=misread.batch)
        except Refusal:  # no such batch: said once the rest is right
            return misread
    if batch is None:
        return misread
    return Misread(with_fitting(misread.errors, lines_of(batch), vocabulary), batch=batch.code)


async def _ask(
    update: Update,
    context: Context,
    sheet: TypedSheet,
    source: tuple[int, int] | None,
    amend: bool,
) -> None:
    """Ask by tap which ground was meant; the sheet waits meanwhile, as known codes only."""
    chat_id, message_id = source or (None, None)
    draft = {
        "text": format_sheet(sheet),
        "chat_id": chat_id,
        "message_id": message_id,
        "amend": amend,
    }
    choice_id = await context.desk.ask(
        choices.keep, person_id=context.me.id, kind="ground", facts=draft
    )
    asked = sheet.questions[0]
    await answer.say(
        update,
        context,
        context.words("review.which-meant", position=asked.position),
        keyboards.question(context.words, choice_id, asked.position, asked.candidates),
    )


async def _said_before(context: Context, source: tuple[int, int] | None) -> Spoken | None:
    """What the message said in its earlier version, if that was understood."""
    if source is None:
        return None
    chat_id, message_id = source
    return await context.desk.ask(review.look_message, chat_id=chat_id, message_id=message_id)


def _already(batch: BatchView, before: Spoken | None) -> list[int]:
    """The lines that "the rest" leaves alone: what a message said itself is not among them."""
    own = before.numbers if before is not None and before.code == batch.code else frozenset()
    return [one.number for one in batch.lines if one.verdict is not None and one.number not in own]


async def _batch(
    context: Context, sheet: TypedSheet, before: Spoken | None, seen: BatchView | None
) -> BatchView:
    """The batch by its code; an edited message without one speaks of the batch it spoke of.

    ``seen`` is the open batch as it was looked up at the door.
    """
    code = sheet.code or (None if before is None else before.code)
    if seen is not None and code in (None, seen.code):
        return seen
    if code is not None:
        return await context.desk.ask(review.look_code, code=code)
    batch = await context.desk.ask(review.look_open, person_id=context.me.id)
    if batch is None:
        raise Refusal("review.no-open-batch")
    return batch


def _source(update: Update) -> tuple[int, int] | None:
    message = update.effective_message
    return None if message is None else (message.chat.id, message.message_id)


def _said(item: ResolvedItem) -> Said:
    return Said(
        line=item.key,
        verdict=item.verdict,
        ground=item.ground,
        partners=item.partners,
        signed_on=item.signed_on,
        registered_on=item.registered_on,
        position=item.position or 1,
        reason=item.reason,
    )
