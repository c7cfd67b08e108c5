"""The transcript, and talking in a terminal."""

import io
import sys
from contextlib import asynccontextmanager
from zoneinfo import ZoneInfo

import pytest
from rich.console import Console
from telegram import InlineKeyboardButton, InlineKeyboardMarkup
from telegram.ext import Application, CallbackQueryHandler, MessageHandler, filters

from bot.sandbox.talk import Talk, ask_terminal, talk
from bot.sandbox.telegram import LocalTelegram
from bot.sandbox.transcript import as_text, by_chat, show

LOS_ANGELES = ZoneInfo("America/Los_Angeles")


async def played():
    """A short conversation with everything a transcript has to show."""
    tg = LocalTelegram()
    maria, jonas = tg.user("Maria (invented)"), tg.user("Jonas (invented)")
    maria.start()
    data = [[("challenge", "c"), ("stands", "s")], [("unsure", "u")]]
    rows = [[{"text": text, "callback_data": code} for text, code in row] for row in data]
    markup = {"inline_keyboard": rows}
    text = {"chat_id": maria.id, "text": "<b>Line 1</b>\nBad address", "parse_mode": "HTML"}
    sent = await tg.call("sendMessage", text | {"reply_markup": markup})
    tap = maria.press("challenge")
    await tg.call("answerCallbackQuery", {"callback_query_id": tap.id, "text": "noted"})
    edit = {"chat_id": maria.id, "message_id": sent["message_id"], "text": "Line 1: challenge"}
    await tg.call("editMessageText", edit)
    jonas.say("hello")
    photo = maria.send_photo(size=(1080, 1350))
    await tg.call("deleteMessage", {"chat_id": maria.id, "message_id": photo.id})
    return tg


async def test_the_transcript_reads_like_a_phone():
    tg = await played()
    assert as_text(by_chat(tg.history), zone=LOS_ANGELES) == (
        "── Maria (invented) · private chat ──\n"
        "08:00  Maria (invented): /start\n"
        "08:00  Countersign: Line 1\n"
        "         Bad address\n"
        "       [ challenge ] [ stands ]\n"
        "       [ unsure ]\n"
        "08:00  (Maria (invented) taps [challenge])\n"
        "08:00  (Countersign shows: noted)\n"
        "08:00  Countersign: ✎ edited\n"
        "         Line 1: challenge\n"
        "08:00  Maria (invented): [picture 1080×1350]\n"
        "08:00  (Countersign deletes Maria (invented)'s message)\n"
        "\n"
        "── Jonas (invented) · private chat ──\n"
        "08:00  Jonas (invented): hello\n"
    )


async def test_by_time_the_chats_alternate_and_bubbles_fit_a_phone():
    tg = await played()
    headings = [line for line in as_text(tg.history).splitlines() if line.startswith("──")]
    assert len(headings) == 3
    console = Console(file=io.StringIO(), width=100)
    show(console, tg.history)
    drawn = console.file.getvalue()
    assert "[ challenge ] [ stands ]" in drawn
    assert "✎ edited" in drawn
    assert max(len(line.rstrip()) for line in drawn.splitlines()) <= 60


async def echo(update, _):
    button = InlineKeyboardButton("again", callback_data="again")
    await update.effective_message.reply_text(
        f"you said: {update.effective_message.text}", reply_markup=InlineKeyboardMarkup([[button]])
    )


async def again(update, _):
    await update.callback_query.answer("with pleasure")
    await update.callback_query.edit_message_text("again!")


def start_echo(tg):
    @asynccontextmanager
    async def start(base):
        app = Application.builder().token(tg.token).base_url(f"{base}/bot").build()
        app.add_handler(MessageHandler(filters.TEXT, echo))
        app.add_handler(CallbackQueryHandler(again))
        async with app:
            await app.updater.start_polling()
            await app.start()
            yield app
            await app.updater.stop()
            await app.stop()

    return start


async def typed(*lines):
    """What a terminal shows when these lines are typed."""
    tg = LocalTelegram()
    maria = tg.user("Maria (invented)")
    waiting = [*lines]

    async def read(_):
        return waiting.pop(0) if waiting else None

    console = Console(file=io.StringIO(), width=80)
    await talk(tg, start_echo(tg), maria, read=read, console=console, zone=LOS_ANGELES)
    return console.file.getvalue(), tg


@pytest.mark.slow
async def test_one_types_and_presses_numbered_buttons():
    shown, tg = await typed("hello", "1", "/quit", "never read")
    assert "Countersign: you said: hello\n       [1: again]" in shown
    assert "(Countersign shows: with pleasure)" in shown
    assert "Countersign: ✎ edited\n         again!" in shown
    assert [message.text for message in tg.users[0].messages] == ["hello", "again!"]


@pytest.mark.slow
async def test_one_is_somebody_else_and_sees_what_others_see():
    shown, tg = await typed(
        "hello", "/be Jonas (invented) es", "hola", "/see maria (invented)", "/everyone"
    )
    assert tg.users[1].language == "es"
    assert "You are Jonas (invented) now." in shown
    after = shown.partition("you said: hola")[2]
    assert "── Maria (invented) · private chat ──" in after
    assert "Countersign: you said: hello" in after
    assert "Jonas (invented) · private chat, 2 messages (you)" in after


@pytest.mark.slow
async def test_one_moves_the_clock_and_edits_and_errs():
    shown, tg = await typed("/clock +2h", "/clock later", "a", "/edit b", "/see nobody", "/say 1")
    assert "It is Tuesday 24 November 2026, 10:00." in shown
    assert "That cannot be done: say how far, as in /clock +2h" in shown
    assert "That cannot be done: nobody and nothing here has that name" in shown
    assert [message.text for message in tg.users[0].messages if message.sender is tg.users[0]] == [
        "b",
        "1",
    ]


async def test_standard_input_is_read_to_its_end(monkeypatch, capsys):
    monkeypatch.setattr(sys, "stdin", io.StringIO("/clock +1d\n/everyone\n"))
    tg = LocalTelegram()
    console = Console(file=io.StringIO())
    await Talk(tg, tg.user("Maria (invented)"), read=ask_terminal, console=console).run()
    assert "It is Wednesday 25 November 2026, 16:00." in console.file.getvalue()
    assert "Maria (invented)> " in capsys.readouterr().out
