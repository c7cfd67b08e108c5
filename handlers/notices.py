"""Notices to words: what `bot.delivery` sends. One renderer a kind of notice."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from telegram import InlineKeyboardMarkup

from config.locale import Words
from handlers import keyboards, menus, notices_of_shifts, pictures
from handlers.buttons import button
from handlers.context import Desk
from handlers.texts import audit as audit_texts
from handlers.texts import people as people_texts
from handlers.texts import posts, progress, reports
from models.book import Book
from models.notices import Notice
from models.terms import LineKey, Role


@dataclass(frozen=True, slots=True)
class Rendered:
    """What is sent: a text (Telegram HTML), or a picture or document with it as caption."""

    text: str
    keyboard: InlineKeyboardMarkup | None = None
    photo: Path | None = None
    document: Path | None = None
    protect: bool = False
    then: tuple[Any, ...] = ()  # further messages of the same notice
    menu: tuple[menus.Entry, ...] = ()  # the commands that the chat's menu holds from now on


Renderer = Callable[[Desk, Book, Words, dict[str, Any]], Rendered]


def render(desk: Desk, book: Book, notice: Notice) -> Rendered:
    """The words of a notice in its addressee's language. KeyError: a kind nobody renders."""
    language = notice.language or notice.facts.get("language")
    return RENDERERS[notice.kind](desk, book, desk.texts.of(language), notice.facts)


def _day(desk: Desk, book: Book, words: Words, facts: dict[str, Any]) -> Rendered:
    report = reports.of_facts(facts)
    photo = desk.out / f"day-{book.slug}-{report.day.isoformat()}-{words.language}.png"
    pictures.day(report, words, photo, title=book.title, labels=_labels(book))
    return Rendered(progress.caption(words, report), photo=photo)


def _week(desk: Desk, book: Book, words: Words, facts: dict[str, Any]) -> Rendered:
    report = reports.week_of_facts(facts)
    photo = desk.out / f"week-{book.slug}-{report.now.day.isoformat()}-{words.language}.png"
    pictures.week(report, words, photo, title=book.title, labels=_labels(book))
    return Rendered(posts.week(words, report), photo=photo)


def _evening(desk: Desk, book: Book, words: Words, facts: dict[str, Any]) -> Rendered:
    report = reports.evening_of_facts(facts)
    return Rendered(posts.evening(words, report, _labels(book)))


def _correction(desk: Desk, book: Book, words: Words, facts: dict[str, Any]) -> Rendered:
    return Rendered(posts.correction(words, reports.correction_of_facts(facts), _labels(book)))


def _labels(book: Book) -> dict[str, str]:
    """The profile's own words for its reasons."""
    return {reason.code: reason.label for reason in book.reasons}


def _test_post(desk: Desk, book: Book, words: Words, facts: dict[str, Any]) -> Rendered:
    return Rendered(words("channels.test-post", title=book.title, hour=facts["hour"]))


def _moment(book: Book, words: Words, facts: dict[str, Any], name: str) -> str:
    return words.moment(datetime.fromisoformat(facts[name]), book.zone)


def _hold_warning(desk: Desk, book: Book, words: Words, facts: dict[str, Any]) -> Rendered:
    until = _moment(book, words, facts, "ends_at")
    keyboard = InlineKeyboardMarkup(
        [
            [
                button(words.plain("buttons.still-reading"), "stay", facts["code"]),
                button(words.plain("buttons.give-back"), "back", facts["code"]),
            ]
        ]
    )
    return Rendered(words("review.hold-warning", code=facts["code"], until=until), keyboard)


def _paper_nudge(desk: Desk, book: Book, words: Words, facts: dict[str, Any]) -> Rendered:
    until = _moment(book, words, facts, "ends_at")
    return Rendered(words("review.paper-nudge", code=facts["code"], until=until))


# The same told of a batch of sections (as met).
_OF_SECTIONS = {
    "review.hold-ended": "review.met.hold-ended",
    "review.hold-ended-late": "review.met.hold-ended-late",
    "review.paper-ended": "review.met.paper-ended",
    "review.moved-here": "review.met.moved-here",
}


def _of_batch(words: Words, key: str, facts: dict[str, Any], n: str, **values: str) -> str:
    """What became of a batch, counted in the lines of fact ``n``, or in sections."""
    if "sections" in facts:
        key, n = _OF_SECTIONS[key], "sections"
    return words(key, code=facts["code"], n=facts[n], **values)


def _hold_ended(desk: Desk, book: Book, words: Words, facts: dict[str, Any]) -> Rendered:
    until = _moment(book, words, facts, "deadline")
    over = datetime.fromisoformat(facts["deadline"]) <= desk.now()  # told after a long downtime
    key = "review.hold-ended-late" if over else "review.hold-ended"
    text = _of_batch(words, key, facts, "returned", until=until)
    return Rendered(text, keyboards.next_batch(words))


def _paper_ended(desk: Desk, book: Book, words: Words, facts: dict[str, Any]) -> Rendered:
    return Rendered(_of_batch(words, "review.paper-ended", facts, "returned"))


def _reclaimed(desk: Desk, book: Book, words: Words, facts: dict[str, Any]) -> Rendered:
    return Rendered(words("review.was-reclaimed", code=facts["code"]))


def _moved_away(desk: Desk, book: Book, words: Words, facts: dict[str, Any]) -> Rendered:
    return Rendered(words("review.moved-away", code=facts["code"]))


def _moved_here(desk: Desk, book: Book, words: Words, facts: dict[str, Any]) -> Rendered:
    keyboard = InlineKeyboardMarkup([[button(words.plain("buttons.next"), "next")]])
    return Rendered(_of_batch(words, "review.moved-here", facts, "left"), keyboard)


def _sent_back(desk: Desk, book: Book, words: Words, facts: dict[str, Any]) -> Rendered:
    key = LineKey(*(int(part) for part in facts["key"].split("-")))
    return Rendered(words("rulings.sent-back-to-you", key=key.printed, typed=key.typed))


def _audit(kind: str, desk: Desk, book: Book, words: Words, facts: dict[str, Any]) -> Rendered:
    return Rendered(audit_texts.notice(words, kind, facts))


def _unknown(desk: Desk, book: Book, words: Words, facts: dict[str, Any]) -> Rendered:
    number = facts["notice_id"]
    keyboard = InlineKeyboardMarkup(
        [
            [
                button(words.plain("buttons.send-again"), "again", number),
                button(words.plain("buttons.it-is-there"), "there", number),
            ]
        ]
    )
    kind = words.plain(f"notice.{facts['kind']}")
    text: str = words("notices.unknown", number=number, kind=kind)
    if facts.get("again"):
        text = f"{words('common.again')}\n{text}"
    return Rendered(text, keyboard)


def _channel(desk: Desk, book: Book, words: Words, facts: dict[str, Any]) -> Rendered:
    keyboard = InlineKeyboardMarkup(
        [
            [button(f"{hour}:00", "post", facts["chat_id"], hour) for hour in (19, 20, 21, 22)],
            [button(words.plain("buttons.do-not-post"), "nopost", facts["chat_id"])],
        ]
    )
    key = "channels.ask-group" if "group" in facts.get("kind", "") else "channels.ask"
    return Rendered(words(key, title=facts["title"]), keyboard)


def _of_person(kind: str, desk: Desk, book: Book, words: Words, facts: dict[str, Any]) -> Rendered:
    return Rendered(people_texts.notice(words, kind, facts), menu=_menu(kind, desk, words, facts))


def _menu(kind: str, desk: Desk, words: Words, facts: dict[str, Any]) -> tuple[menus.Entry, ...]:
    """What their menu holds from now on, where the notice tells of what they may do."""
    if kind == "person.suspended":
        return menus.entries(desk, words, None)
    if kind in ("person.role", "person.resumed") and "role" in facts:
        return menus.entries(desk, words, Role(facts["role"]))
    return ()


def _of_shift(kind: str, desk: Desk, book: Book, words: Words, facts: dict[str, Any]) -> Rendered:
    return Rendered(*notices_of_shifts.render(kind, book, words, facts))


RENDERERS: dict[str, Renderer] = {
    "day": _day,
    "week": _week,
    "evening": _evening,
    "correction": _correction,
    "test-post": _test_post,
    "hold.warning": _hold_warning,
    "hold.ended": _hold_ended,
    "hold.reclaimed": _reclaimed,
    "hold.moved-away": _moved_away,
    "hold.moved-here": _moved_here,
    "paper.nudge": _paper_nudge,
    "paper.ended": _paper_ended,
    "ruling.sent-back": _sent_back,
    **{kind: partial(_audit, kind) for kind in audit_texts.NOTICES},
    "unknown": _unknown,
    "channel": _channel,
    **{kind: partial(_of_person, kind) for kind in people_texts.NOTICES},
    **{kind: partial(_of_shift, kind) for kind in notices_of_shifts.KINDS},
}
