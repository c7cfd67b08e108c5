"""A captain's CSV of a paper sheet: read, laid over its batch, shown as a dry run, then recorded.

The file is read in memory and never kept. What waits for the button is the sheet as one line of
readings (`format_sheet`): numbers, keys and known codes, nothing else.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from telegram import Message, Update

from handlers import answer, keyboards
from handlers.buttons import Tap
from handlers.campaign import book_of, vocabulary_of
from handlers.context import Context
from handlers.gate import may, screen
from handlers.parse.dates import DateHabit
from handlers.parse.folding import fold
from handlers.parse.header import read_header
from handlers.parse.readings import parse_readings
from handlers.parse.resolve import ResolvedItem, resolve, with_fitting
from handlers.parse.sheets import parse_sheet
from handlers.parse.typed import ItemError, Misread, TypedSheet, format_sheet
from handlers.parse.words import Vocabulary
from handlers.rows import Rows
from handlers.texts import sheets as texts
from handlers.typed import lines_of, record
from models import choices, review
from models.book import Book
from models.errors import Refusal
from models.terms import RANK, BatchView, Role, Via

MOST_BYTES = 1024 * 1024  # a sheet is some kilobytes
_MARKS = ":.,"
_NAMES = ("sheet", "hoja", "/sheet", "/hoja")  # how a caption says what the file is
_UNREAD = frozenset({"sheet.personal-column", "sheet.not-text"})
_UNMODIFIED = "message is not modified"


def meant(update: Update, context: Context) -> bool:
    """Whether a document is a sheet and not the registrar's list.

    It is when a captain or lawyer sends it, who may send nothing else; from a coordinator or an
    admin it is when its caption begins with a batch code or with ``sheet`` or ``hoja``.
    """
    message, person = update.effective_message, context.person
    if message is None or person is None or RANK[person.role] < RANK[Role.CAPTAIN]:
        return False
    if RANK[person.role] < RANK[Role.ADMIN]:
        return True
    caption = (message.caption or "").strip()
    first = caption.lower().split()[:1]
    named = first != [] and first[0].strip(_MARKS) in _NAMES
    return named or read_header(fold(caption).text).code is not None


async def take(update: Update, context: Context) -> None:
    """A sheet as a CSV: say line by line what would be noted, and wait for the button.

    The batch is named in the file, or in the caption (``K7``, ``K7 by R-017``), or is the sender's
    open one; who read it likewise, and otherwise it is the batch's holder. Refuses ``sheet.*``.
    """
    may(context.person, Role.CAPTAIN)
    await screen(update, context)
    message = update.effective_message
    if message is None or message.document is None:
        return
    data = await _download(context, message)
    book = await book_of(context.desk)
    vocabulary = vocabulary_of(context.desk, book)
    caption = message.caption or ""
    try:
        sheet = parse_sheet(data, vocabulary, _habit(context, book))
        if sheet.questions:
            await answer.say(update, context, texts.unclear(context.words, sheet.questions))
            return
        sheet, batch = await _whole(context, sheet, caption)
        items = _laid(sheet, batch, vocabulary)
    except Misread as wrong:
        errors = await _helped(context, wrong, caption, vocabulary)
        await answer.say(update, context, texts.misread(context.words, errors))
        return
    except Refusal as refusal:
        if refusal.code in _UNREAD:
            await answer.remove(update, context)
        raise
    await _show(update, context, message, sheet, batch, items)


async def record_sure(update: Update, context: Context, tap: Tap) -> None:
    """Record what the dry run showed, once, however often it is tapped."""
    facts = await context.desk.ask(choices.take, person_id=context.me.id, choice_id=tap.number(0))
    book = await book_of(context.desk)
    vocabulary = vocabulary_of(context.desk, book)
    sheet = parse_readings(facts["text"], vocabulary, _habit(context, book))
    batch = await context.desk.ask(review.look_code, code=sheet.code)
    items = _laid(sheet, batch, vocabulary)
    source = (facts["chat_id"], facts["message_id"])
    await record(update, context, batch, sheet, items, source, Via.SHEET)
    await answer.ring(update, context)
    if update.callback_query is not None:
        with answer.suppressed(_UNMODIFIED):
            await update.callback_query.edit_message_reply_markup(None)


async def _show(
    update: Update,
    context: Context,
    message: Message,
    sheet: TypedSheet,
    batch: BatchView,
    items: tuple[ResolvedItem, ...],
) -> None:
    choice = await context.desk.ask(
        choices.keep,
        person_id=context.me.id,
        kind="sheet",
        facts={
            "text": format_sheet(sheet),
            "chat_id": message.chat.id,
            "message_id": message.message_id,
        },
    )
    words = context.words
    label = words.plain("paper.record", n=len(items))
    await answer.say(
        update,
        context,
        texts.found(words, batch, items, sheet.read_by or batch.holder),
        keyboards.confirm(words, label, "sheet!", choice),
        protect=True,
    )


async def _download(context: Context, message: Message) -> bytes:
    """The file's bytes; one too large is not fetched."""
    assert message.document is not None
    if (message.document.file_size or 0) > MOST_BYTES:
        raise Refusal("sheet.too-large", most=MOST_BYTES // 1024 // 1024)
    file = await context.bot.get_file(message.document.file_id)
    data = bytes(await file.download_as_bytearray())
    if len(data) > MOST_BYTES:
        raise Refusal("sheet.too-large", most=MOST_BYTES // 1024 // 1024)
    return data


async def _whole(
    context: Context, sheet: TypedSheet, caption: str
) -> tuple[TypedSheet, BatchView]:
    """The sheet with its batch and its reader, wherever they were named."""
    code, reader = _head(caption)
    if code is not None and sheet.code not in (None, code):
        raise Refusal("readings.two-batches")
    if reader is not None and sheet.read_by not in (None, reader):
        raise Refusal("readings.two-readers")
    batch = await _batch(context, sheet.code or code)
    read_by = sheet.read_by or reader or batch.holder
    return replace(sheet, code=batch.code, read_by=read_by), batch


async def _batch(context: Context, code: str | None) -> BatchView:
    if code is not None:
        return await context.desk.ask(review.look_code, code=code)
    batch = await context.desk.ask(review.look_open, person_id=context.me.id)
    if batch is None:
        raise Refusal("sheet.which-batch")
    return batch


async def _helped(
    context: Context, wrong: Misread, caption: str, vocabulary: Vocabulary
) -> Sequence[ItemError]:
    """Its errors, with the grounds that fit the line where a ground is what is wrong."""
    if not any(error.lines for error in wrong.errors):
        return wrong.errors
    try:
        batch = await _batch(context, wrong.batch or _head(caption)[0])
    except Refusal:  # which batch it is for is asked once the rows are right
        return wrong.errors
    return with_fitting(wrong.errors, lines_of(batch), vocabulary)


def _head(caption: str) -> tuple[str | None, str | None]:
    """Batch code and reader of a caption, each None where it names none. Refuses a malformed one."""
    words = caption.split(maxsplit=1)
    if words and words[0].lower().strip(_MARKS) in _NAMES:
        caption = words[1] if len(words) > 1 else ""
    header = read_header(fold(caption).text)
    for fault in header.faults:
        raise Refusal(fault.code)
    return header.code, header.read_by


def _laid(sheet: TypedSheet, batch: BatchView, vocabulary: Vocabulary) -> tuple[ResolvedItem, ...]:
    return resolve(sheet, lines_of(batch), vocabulary, sections=batch.sections)


def _habit(context: Context, book: Book) -> DateHabit:
    return DateHabit(context.desk.now().astimezone(book.zone).date())


ROWS = Rows(taps={"sheet!": (Role.CAPTAIN, record_sure)})
