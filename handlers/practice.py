"""Practice: invented lines shown like real ones, each answer told why."""

from __future__ import annotations

from telegram import InlineKeyboardMarkup, Update

from config.locale import Words
from handlers import answer, keyboards
from handlers.buttons import Tap, button
from handlers.context import Context
from handlers.rows import Command, Rows
from handlers.texts import practice as texts
from models import practice
from models.errors import Refusal
from models.practice import Judged, PracticeLine
from models.terms import Role, Verdict


async def begin(update: Update, context: Context) -> None:
    """The next practice line, or the first one again."""
    step = await context.desk.ask(practice.begin, person=context.me)
    if step.line is None:
        await answer.edit(update, context, context.words("practice.none"), _home(context.words))
        return
    text = texts.line(context.words, step.line, step.total)
    await answer.edit(update, context, text, _verdicts(context.words, step.line))


async def begin_tapped(update: Update, context: Context, tap: Tap) -> None:
    """The same by button."""
    await begin(update, context)


async def verdict_tapped(update: Update, context: Context, tap: Tap) -> None:
    """A verdict; a challenge asks for its ground first."""
    line, verdict = _line(tap), keyboards.verdict_of(tap.text(1))
    if verdict is None:
        raise Refusal("buttons.foreign")
    if verdict == Verdict.CHALLENGE:
        text = context.words("practice.which-ground", key=line.key.printed)
        await answer.edit(update, context, text, _grounds(context.words, line))
        return
    await _judge(update, context, line, verdict, None)


async def ground_tapped(update: Update, context: Context, tap: Tap) -> None:
    """The ground of a challenge."""
    line, ground = _line(tap), tap.text(1)
    if ground not in line.grounds:
        raise Refusal("buttons.foreign")
    await _judge(update, context, line, Verdict.CHALLENGE, ground)


async def card_tapped(update: Update, context: Context, tap: Tap) -> None:
    """What to check for the line's reason."""
    line = _line(tap)
    back = button(context.words.plain("buttons.back-to-line"), "pl", line.number)
    card = context.words(f"reasons.card.{line.reason}")
    await answer.edit(update, context, card, InlineKeyboardMarkup([[back]]))


async def line_tapped(update: Update, context: Context, tap: Tap) -> None:
    """Back from the card or the grounds to the line."""
    line = _line(tap)
    step = await context.desk.ask(practice.look_step, now=context.desk.now(), person=context.me)
    text = texts.line(context.words, line, step.total)
    await answer.edit(update, context, text, _verdicts(context.words, line))


async def _judge(
    update: Update, context: Context, line: PracticeLine, verdict: Verdict, ground: str | None
) -> None:
    judged = await context.desk.ask(
        practice.judge, person=context.me, number=line.number, verdict=verdict, ground=ground
    )
    text = texts.judged(context.words, judged)
    await answer.edit(update, context, text, _after(context.words, judged))


def _line(tap: Tap) -> PracticeLine:
    number = tap.number(0)
    if not 1 <= number <= len(practice.LINES):
        raise Refusal("buttons.foreign")
    return practice.LINES[number - 1]


def _verdicts(words: Words, line: PracticeLine) -> InlineKeyboardMarkup:
    """The same four buttons in the same places as under a real line."""
    rows = [
        [
            button(words.plain(f"buttons.verdict.{one.value}"), "pv", line.number, one.value)
            for one in pair
        ]
        for pair in (
            (Verdict.CHALLENGE, Verdict.STANDS),
            (Verdict.UNSURE, Verdict.MISSING),
        )
    ]
    rows.append([button(words.plain("buttons.card"), "pk", line.number)])
    return InlineKeyboardMarkup(rows)


def _grounds(words: Words, line: PracticeLine) -> InlineKeyboardMarkup:
    row = [
        button(words.plain(f"grounds.button.{code}"), "pg", line.number, code)
        for code in line.grounds
    ]
    back = button(words.plain("buttons.back-to-line"), "pl", line.number)
    return InlineKeyboardMarkup([row, [back]])


def _after(words: Words, judged: Judged) -> InlineKeyboardMarkup:
    if judged.line.number >= judged.total:
        return _home(words)
    return InlineKeyboardMarkup([[button(words.plain("buttons.next-practice"), "practice")]])


def _home(words: Words) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup([[button(words.plain("buttons.home.back"), "home")]])


ROWS = Rows(
    commands=(Command("practice", Role.VOLUNTEER, begin, "/practice", also=("practica",)),),
    taps={
        "practice": (Role.VOLUNTEER, begin_tapped),
        "pv": (Role.VOLUNTEER, verdict_tapped),
        "pg": (Role.VOLUNTEER, ground_tapped),
        "pk": (Role.VOLUNTEER, card_tapped),
        "pl": (Role.VOLUNTEER, line_tapped),
    },
)
