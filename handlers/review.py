"""Readings in chat: by taps under a line, by bulk text from a sheet, undone, amended."""

from __future__ import annotations

from telegram import Update

from handlers import answer, keyboards
from handlers.buttons import Tap
from handlers.campaign import book_of
from handlers.context import Context
from handlers.rows import Command, Rows
from handlers.texts import review as texts
from handlers.texts.fitting import spans
from handlers.typed import take_typed
from models import choices, review
from models.errors import Refusal
from models.review import Said
from models.terms import BatchLine, BatchView, Role, Verdict, Via


async def verdict_tapped(update: Update, context: Context, tap: Tap) -> None:
    """A verdict under a line; a challenge asks for its ground first."""
    code, number = tap.text(0), tap.number(1)
    verdict = keyboards.verdict_of(tap.text(2))
    if verdict is None:
        raise Refusal("buttons.foreign")
    if verdict != Verdict.CHALLENGE:
        await _record(update, context, code, number, verdict)
        return
    batch, one = await _line(context, code, number)
    book = await book_of(context.desk)
    await answer.edit(
        update,
        context,
        context.words("review.which-ground", number=number, key=one.key.printed),
        keyboards.grounds(context.words, book, batch, one),
    )


async def ground_tapped(update: Update, context: Context, tap: Tap) -> None:
    """The ground of a challenge; one that needs a partner line is typed."""
    code, number, ground = tap.text(0), tap.number(1), tap.text(2)
    book = await book_of(context.desk)
    if book.ground(ground).needs_partner:
        batch, one = await _line(context, code, number)
        await answer.edit(
            update,
            context,
            context.words("review.which-partner", code=code, number=number, ground=ground.lower()),
            keyboards.back_to_line(context.words, batch, one),
        )
        return
    await _record(update, context, code, number, Verdict.CHALLENGE, ground)


async def line_tapped(update: Update, context: Context, tap: Tap) -> None:
    """Show a line of the batch."""
    batch, one = await _line(context, tap.text(0), tap.number(1))
    await _show(update, context, batch, one)


async def card_tapped(update: Update, context: Context, tap: Tap) -> None:
    """What to check for the reason of this line."""
    batch, one = await _line(context, tap.text(0), tap.number(1))
    await answer.edit(
        update,
        context,
        texts.card(context.words, one),
        keyboards.back_to_line(context.words, batch, one),
    )


async def rest_tapped(update: Update, context: Context, tap: Tap) -> None:
    """Ask before all that remains is said to stand."""
    batch = await _mine(context, tap.text(0))
    words = context.words
    if not batch.left:
        raise Refusal("review.nothing-left-here")
    await answer.edit(
        update,
        context,
        words(
            "review.rest-stand",
            n=len(batch.left),
            numbers=spans([one.number for one in batch.left]),
        ),
        keyboards.confirm(
            words,
            words.plain("buttons.yes-stand", n=len(batch.left)),
            "rr!",
            batch.code,
            no=("rb", batch.code, batch.left[0].number),
        ),
    )


async def rest_sure(update: Update, context: Context, tap: Tap) -> None:
    """All that remains stands."""
    batch = await _mine(context, tap.text(0))
    if not batch.left:
        raise Refusal("review.nothing-left-here")
    items = [Said(one.number, Verdict.STANDS) for one in batch.left]
    outcome = await context.desk.ask_once(
        review.record, by=context.me, items=items, code=batch.code, via=Via.TAP
    )
    await answer.edit(
        update,
        context,
        texts.recorded(context.words, outcome),
        keyboards.after_entry(context.words, outcome.entry_id, outcome.batch),
    )


async def undo(update: Update, context: Context) -> None:
    """Take back the last thing entered."""
    outcome = await context.desk.ask_once(review.undo, by=context.me)
    keyboard = keyboards.after_undo(context.words, outcome.batch)
    # A tap on "go on" turns this very message into a line of the batch.
    await answer.say(update, context, texts.undone(context.words, outcome), keyboard, protect=True)


async def undo_tapped(update: Update, context: Context, tap: Tap) -> None:
    """Take back the entry under whose echo the button stands."""
    outcome = await context.desk.ask(review.undo, by=context.me, entry_id=tap.number(0))
    keyboard = keyboards.after_undo(context.words, outcome.batch)
    await answer.edit(update, context, texts.undone(context.words, outcome), keyboard)


async def typed(update: Update, context: Context) -> None:
    """``/v K7 3 c addr``: readings as text, by command."""
    message = update.effective_message
    text = "" if message is None else (message.text or "")
    await take_typed(update, context, text)


async def question_tapped(update: Update, context: Context, tap: Tap) -> None:
    """Which ground was meant: go on with the sheet that waited for it."""
    draft = await context.desk.ask(
        choices.look, now=context.desk.now(), person_id=context.me.id, choice_id=tap.number(0)
    )
    await take_typed(
        update,
        context,
        draft["text"],
        answers={tap.number(1): tap.text(2)},
        source=(draft["chat_id"], draft["message_id"]),
        amend=draft["amend"],
    )


async def _record(
    update: Update,
    context: Context,
    code: str,
    number: int,
    verdict: Verdict,
    ground: str | None = None,
) -> None:
    outcome = await context.desk.ask_unless_done(
        review.record, by=context.me, items=[Said(number, verdict, ground)], code=code, via=Via.TAP
    )
    words = context.words
    if outcome is not None:
        await _go_on(
            update, context, outcome.batch, number, texts.toast(words, outcome), outcome.entry_id
        )
        return
    # It came again after a crash, and may have been undone since: only how things stand is shown.
    batch = await context.desk.ask(review.look_code, code=code)
    await _go_on(update, context, batch, number, words.plain("review.toast-before", number=number))


async def _go_on(
    update: Update,
    context: Context,
    batch: BatchView,
    at: int,
    toast: str,
    entry_id: int | None = None,
) -> None:
    """The same message shows the next line after ``at``, or that the batch is done."""
    words = context.words
    if batch.left:
        later = [one for one in batch.left if one.number > at]
        await _show(update, context, batch, (later or batch.left)[0], toast)
        return
    keyboard = (
        keyboards.after_undo(words, batch)
        if entry_id is None
        else keyboards.after_entry(words, entry_id, batch)
    )
    await answer.edit(update, context, texts.whats_left(words, batch), keyboard, toast=toast)


async def _show(
    update: Update, context: Context, batch: BatchView, one: BatchLine, toast: str = ""
) -> None:
    book = await book_of(context.desk)
    await answer.edit(
        update,
        context,
        texts.line(context.words, batch, one, book.zone),
        keyboards.line(context.words, batch, one),
        toast=toast,
    )


async def _line(context: Context, code: str, number: int) -> tuple[BatchView, BatchLine]:
    batch = await _mine(context, code)
    for one in batch.lines:
        if one.number == number:
            return batch, one
    raise Refusal("buttons.foreign")


async def _mine(context: Context, code: str) -> BatchView:
    batch = await context.desk.ask(review.look_code, code=code)
    if batch.holder_id != context.me.id:
        raise Refusal("review.not-yours", code=code)
    return batch


ROWS = Rows(
    commands=(
        Command("v", Role.VOLUNTEER, typed, "/v K7 3 c addr; 4-7 s"),
        Command("undo", Role.VOLUNTEER, undo, "/undo", also=("deshacer",)),
    ),
    taps={
        "rv": (Role.VOLUNTEER, verdict_tapped),
        "rg": (Role.VOLUNTEER, ground_tapped),
        "rb": (Role.VOLUNTEER, line_tapped),
        "rk": (Role.VOLUNTEER, card_tapped),
        "rr": (Role.VOLUNTEER, rest_tapped),
        "rr!": (Role.VOLUNTEER, rest_sure),
        "ru": (Role.VOLUNTEER, undo_tapped),
        "rq": (Role.VOLUNTEER, question_tapped),
    },
)
