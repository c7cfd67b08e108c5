"""Batches in chat: the next one, the open one, on paper, back, and other people's."""

from __future__ import annotations

from collections.abc import Sequence

from telegram import InlineKeyboardMarkup, Update

from config.locale import Words
from handlers import answer, keyboards, papers, whom
from handlers.buttons import Tap
from handlers.campaign import book_of
from handlers.context import Context
from handlers.parse.keys import parse_batch_code
from handlers.parse.sections import parse_sections
from handlers.rows import Command, Rows
from handlers.texts import as_met
from handlers.texts import review as texts
from models import choices, review
from models.errors import Refusal
from models.terms import BatchView, Role


async def next_batch(update: Update, context: Context) -> None:
    """Deal the next batch, or show the open one."""
    batch = await context.desk.ask_unless_done(review.deal, person=context.me)
    if batch is None:  # it came again after a crash: what it dealt may be read meanwhile
        batch = await _open(context)
    await _show(update, context, batch)


async def next_tapped(update: Update, context: Context, tap: Tap) -> None:
    """The same by button."""
    await next_batch(update, context)


async def show_open(update: Update, context: Context) -> None:
    """The open batch with all its lines."""
    batch = await _open(context)
    await answer.say(update, context, texts.overview(context.words, batch), protect=True)
    await _show(update, context, batch)


async def sheet(update: Update, context: Context) -> None:
    """The open batch as a tick sheet to print; it is held until it is typed."""
    batch = await context.desk.ask(review.take_on_paper, by=context.me)
    book = await book_of(context.desk)
    size = papers.paper_of(context.words, " ".join(context.args or ()))
    paper = await papers.sheet(context.desk, context.words, book, batch, paper=size)
    deadline = context.words.moment(batch.ends_at, book.zone)
    caption = context.words("review.sheet", code=batch.code, deadline=deadline)
    await answer.document(update, context, paper, caption)


async def sheet_tapped(update: Update, context: Context, tap: Tap) -> None:
    """The same by button."""
    await _still_open(context, tap)
    await answer.ring(update, context)
    await sheet(update, context)


async def give_back(update: Update, context: Context) -> None:
    """Ask before the open batch is given back."""
    batch = await _open(context)
    words = context.words
    await answer.say(
        update,
        context,
        words("review.met.give-back", code=batch.code, n=len(batch.to_finish))
        if batch.to_finish
        else words("review.give-back", code=batch.code, n=len(batch.left)),
        keyboards.confirm(words, words.plain("buttons.give-back"), "back!", batch.code),
    )


async def give_back_tapped(update: Update, context: Context, tap: Tap) -> None:
    """The same by button."""
    await _still_open(context, tap)
    await give_back(update, context)


async def give_back_sure(update: Update, context: Context, tap: Tap) -> None:
    """Give the open batch back."""
    await _still_open(context, tap)
    batch = await context.desk.ask(review.give_back, by=context.me)
    returned = sum(1 for one in batch.lines if one.verdict is None)
    sections = len(batch.sections) - len(batch.finished)
    await answer.edit(
        update,
        context,
        context.words("review.met.given-back", code=batch.code, n=sections)
        if sections
        else context.words("review.given-back", code=batch.code, n=returned),
        keyboards.next_batch(context.words),
    )


async def sections_done(update: Update, context: Context) -> None:
    """``/done``, ``/done K7``, ``/done K7 12045 12046``: nothing is left to register in them."""
    code, numbers = _done_what(context.args or [])
    batch = await context.desk.ask(review.finish, by=context.me, code=code, sections=numbers)
    text, keyboard = _after_sections(context.words, batch)
    await answer.say(update, context, text, keyboard, protect=True)


async def section_done_tapped(update: Update, context: Context, tap: Tap) -> None:
    """The same by button: one section, or with 0 all that are left."""
    numbers = [tap.number(1)] if tap.number(1) else []
    batch = await context.desk.ask(
        review.finish, by=context.me, code=tap.text(0), sections=numbers
    )
    text, keyboard = _after_sections(context.words, batch)
    await answer.edit(update, context, text, keyboard)


async def sections_tapped(update: Update, context: Context, tap: Tap) -> None:
    """The sections of the open batch again."""
    await _still_open(context, tap)
    batch = await _open(context)
    text, keyboard = _after_sections(context.words, batch)
    await answer.edit(update, context, text, keyboard)


async def rejected_line_tapped(update: Update, context: Context, tap: Tap) -> None:
    """How a rejected line is typed: a button cannot name it."""
    await _still_open(context, tap)
    batch = await _open(context)
    if not batch.sections:
        raise Refusal("buttons.foreign")
    book = await book_of(context.desk)
    await answer.edit(
        update,
        context,
        as_met.how(context.words, book, batch),
        keyboards.sections(context.words, batch),
    )


def _after_sections(words: Words, batch: BatchView) -> tuple[str, InlineKeyboardMarkup]:
    """What is left of a batch of sections, or its sum."""
    keyboard = keyboards.sections if batch.to_finish else keyboards.after_undo
    return texts.whats_left(words, batch), keyboard(words, batch)


def _done_what(args: Sequence[str]) -> tuple[str | None, tuple[int, ...]]:
    """The batch code, if it comes first, and the sections named behind it."""
    if not args:
        return None, ()
    if args[0][0].isdigit():
        return None, parse_sections(" ".join(args))
    return parse_batch_code(args[0]), parse_sections(" ".join(args[1:]))


async def stay_tapped(update: Update, context: Context, tap: Tap) -> None:
    """Still reading: the hold counts anew."""
    await _still_open(context, tap)
    batch = await context.desk.ask(review.renew, by=context.me)
    book = await book_of(context.desk)
    until = context.words.moment(batch.ends_at, book.zone)
    await answer.edit(
        update, context, context.words("review.renewed", code=batch.code, until=until)
    )


async def out(update: Update, context: Context) -> None:
    """Every batch that is out, for captains."""
    batches = await context.desk.ask(review.out)
    book = await book_of(context.desk)
    await answer.say(update, context, texts.out(context.words, batches, book.zone))


async def pull_list(update: Update, context: Context) -> None:
    """The sections of the batches that are out, for the county's staff."""
    batches = await context.desk.ask(review.out)
    if not batches:
        raise Refusal("review.none-out")
    book = await book_of(context.desk)
    paper = await papers.pull_list(context.desk, context.words, book, batches)
    await answer.document(update, context, paper, context.words("review.pull-list"))


async def reclaim(update: Update, context: Context) -> None:
    """Ask before a batch is taken back from its holder."""
    code = parse_batch_code(_argument(context))
    batch = await context.desk.ask(review.look_code, code=code)
    if batch.ended is not None:
        raise Refusal("review.not-out", code=code)
    words = context.words
    await answer.say(
        update,
        context,
        words("review.met.reclaim", code=code, holder=batch.holder, n=len(batch.to_finish))
        if batch.to_finish
        else words("review.reclaim", code=code, holder=batch.holder, n=len(batch.left)),
        keyboards.confirm(words, words.plain("buttons.reclaim"), "claim!", code),
    )


async def reclaim_sure(update: Update, context: Context, tap: Tap) -> None:
    """Take it back; the holder is told."""
    batch = await context.desk.ask(review.reclaim, by=context.me, code=tap.text(0))
    await answer.edit(update, context, context.words("review.reclaimed", code=batch.code))


async def move(update: Update, context: Context) -> None:
    """``/move K7 mari``: the batch goes to somebody else; both are told."""
    args = context.args or []
    if len(args) < 2:
        raise Refusal("review.move-whom")
    code = parse_batch_code(args[0])
    typed = " ".join(args[1:])
    found = await whom.find(
        update, context, typed, verb="move!", kind="move", facts={"code": code}
    )
    if found is not None:
        await _move(update, context, code, found.id)


async def move_chosen(update: Update, context: Context, tap: Tap) -> None:
    """The same, to the one of several who was meant."""
    facts = await context.desk.ask(choices.take, person_id=context.me.id, choice_id=tap.number(0))
    await _move(update, context, str(facts["code"]), tap.number(1))


async def _move(update: Update, context: Context, code: str, to_id: int) -> None:
    batch = await context.desk.ask(review.move, by=context.me, code=code, to_id=to_id)
    await answer.edit(
        update, context, context.words("review.moved", code=batch.code, holder=batch.holder)
    )


async def never_mind(update: Update, context: Context, tap: Tap) -> None:
    """A question answered with no: nothing happens."""
    await answer.edit(update, context, context.words("common.never-mind"))


async def _show(update: Update, context: Context, batch: BatchView) -> None:
    book = await book_of(context.desk)
    words = context.words
    dealt = texts.dealt(words, batch, book.zone)
    if batch.to_finish:
        dealt = as_met.dealt(words, book, batch)
    if batch.left:
        one = batch.left[0]
        text = f"{dealt}\n\n{texts.line(words, batch, one, book.zone)}"
        await answer.say(update, context, text, keyboards.line(words, batch, one), protect=True)
    elif batch.to_finish:
        await answer.say(update, context, dealt, keyboards.sections(words, batch), protect=True)
    else:
        await answer.say(update, context, texts.done(words, batch), keyboards.next_batch(words))


async def _open(context: Context) -> BatchView:
    batch = await context.desk.ask(review.look_open, person_id=context.me.id)
    if batch is None:
        raise Refusal("review.no-open-batch")
    return batch


async def _still_open(context: Context, tap: Tap) -> None:
    """A button speaks of the batch under which it stands: an old one must not move another."""
    batch = await _open(context)
    if batch.code != tap.text(0):
        raise Refusal("review.not-out", code=tap.text(0))


def _argument(context: Context) -> str:
    if not context.args:
        raise Refusal("review.which-batch")
    return " ".join(context.args)


ROWS = Rows(
    commands=(
        Command("next", Role.VOLUNTEER, next_batch, "/next", also=("siguiente",)),
        Command("batch", Role.VOLUNTEER, show_open, "/batch", also=("lote",)),
        Command("sheet", Role.VOLUNTEER, sheet, "/sheet", also=("hoja",)),
        Command("back", Role.VOLUNTEER, give_back, "/back", also=("devolver",)),
        Command("done", Role.VOLUNTEER, sections_done, "/done K7", also=("listo",)),
        Command("out", Role.CAPTAIN, out, "/out"),
        Command("pull", Role.CAPTAIN, pull_list, "/pull"),
        Command("reclaim", Role.CAPTAIN, reclaim, "/reclaim K7", also=("retirar",)),
        Command("move", Role.CAPTAIN, move, "/move K7 R-017", also=("trasladar",)),
    ),
    taps={
        "next": (Role.VOLUNTEER, next_tapped),
        "sheet": (Role.VOLUNTEER, sheet_tapped),
        "stay": (Role.VOLUNTEER, stay_tapped),
        "sb": (Role.VOLUNTEER, sections_tapped),
        "sd": (Role.VOLUNTEER, section_done_tapped),
        "sh": (Role.VOLUNTEER, rejected_line_tapped),
        "back": (Role.VOLUNTEER, give_back_tapped),
        "back!": (Role.VOLUNTEER, give_back_sure),
        "claim!": (Role.CAPTAIN, reclaim_sure),
        "move!": (Role.CAPTAIN, move_chosen),
        "no": (None, never_mind),
    },
)
