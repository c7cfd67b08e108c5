"""What people are told of shifts when something happens: facts to words, no buttons."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from config.locale import Words
from handlers.texts import shifts as texts
from handlers.texts.office import named
from models.shift_terms import CapName

Facts = dict[str, Any]
Told = Callable[[Words, Facts], str]

# Told by one sentence of the shift's day and hours, and of nothing else.
_PLAIN = (
    "shift.ask-lapsed",
    "shift.cover-filled",
    "shift.no-show",
    "shift.check-in",
)
# The same with further facts as they are.
_WITH_FACTS = {
    "shift.called-off": ("why",),
    "shift.ending": ("code",),
    "shift.duty-freed": ("duty", "person"),
    "shift.assigned": ("duty",),
    "shift.removed": ("duty",),
}


def notice(words: Words, kind: str, facts: Facts) -> str:
    """The sentence of a notice. KeyError: a kind that is not of shifts."""
    return TOLD[kind](words, facts)


def when(words: Words, facts: Facts) -> str:
    """``Tuesday, September 13, 9:00 AM–12:00 PM, Invented annex``."""
    zone = ZoneInfo(facts["zone"])
    starts_at, ends_at = (datetime.fromisoformat(facts[key]) for key in ("starts_at", "ends_at"))
    day = words.date(date.fromisoformat(facts["day"]), "weekday")
    return f"{day}, {texts.span(words, starts_at, ends_at, zone)}, {facts['office_name']}"


def _one(kind: str) -> Told:
    def told(words: Words, facts: Facts) -> str:
        return words(f"shifts.notice.{kind}", when=when(words, facts))

    return told


def _more(kind: str, names: tuple[str, ...]) -> Told:
    def told(words: Words, facts: Facts) -> str:
        values = {name: facts[name] for name in names}
        if "duty" in values:
            values["duty"] = words.plain(f"shifts.duty.{facts['duty']}")
        return words(f"shifts.notice.{kind}", when=when(words, facts), **values)

    return told


def _asked(words: Words, facts: Facts) -> str:
    return words(
        "shifts.notice.shift.asked",
        when=when(words, facts),
        until=_moment(words, facts, "confirm_by"),
    )


def _cover_asked(words: Words, facts: Facts) -> str:
    return words(
        "shifts.notice.shift.cover-asked",
        when=when(words, facts),
        until=_moment(words, facts, "answer_by"),
    )


def _unseated(words: Words, facts: Facts) -> str:
    day = date.fromisoformat(facts["effective_from"])
    text: str
    if facts["why"] is not None:
        text = words("shifts.notice.closed", when=when(words, facts), why=facts["why"])
    elif facts["cap"] == CapName.WINDOWS:
        text = words("shifts.notice.hours-changed", when=when(words, facts), day=day)
    else:
        allows = facts["allows"]
        cap = named(words, CapName(facts["cap"]))
        if allows is not None:
            cap = words.plain(f"shifts.cap.{facts['cap']}", n=allows)
        text = words("shifts.notice.unseated", when=when(words, facts), day=day, cap=cap)
    if facts["waits"]:
        text = f"{text}\n{words('shifts.notice.waits', position=facts['position'])}"
    return text


def _reminder(words: Words, facts: Facts) -> str:
    parts = [
        words(f"shifts.notice.reminder.{facts['before']}", when=when(words, facts)),
        words("shifts.notice.reminder.where", address=", ".join(facts["address"].split("\n"))),
        words("shifts.notice.reminder.bring"),
    ]
    if facts["captain"] is not None:
        parts.append(words("shifts.notice.reminder.captain", captain=facts["captain"]))
    return "\n".join(parts)


def _batch_returned(words: Words, facts: Facts) -> str:
    return words(
        "shifts.notice.batch-returned",
        when=when(words, facts),
        code=facts["code"],
        n=facts["returned"],
    )


def _paper_said(words: Words, facts: Facts) -> str:
    parts = [words("shifts.notice.paper-said", by=facts["by"], code=facts["code"])]
    if facts["held"]:
        moment = _moment(words, facts, "until")
        held = {"code": facts["code"], "n": facts["held"], "until": moment}
        parts.append(words("shifts.paper.held", **held))
    if facts["returned"]:
        parts.append(words("shifts.paper.returned", code=facts["code"], n=facts["returned"]))
    return "\n".join(parts)


def _swap_asked(words: Words, facts: Facts) -> str:
    told = {"when": when(words, facts), "person": facts["person"]}
    if facts["for_day"] is None:
        return words("shifts.notice.swap-asked", **told)
    return words("shifts.notice.swap-asked-for", other=_other(words, facts), **told)


def _swap_answered(words: Words, facts: Facts) -> str:
    key = "yes" if facts["yes"] else "no"
    text: str = words(
        f"shifts.notice.swap-answered.{key}", when=when(words, facts), person=facts["person"]
    )
    if facts["yes"] and facts["for_day"] is not None:
        text = f"{text} {words('shifts.notice.swap-yours', other=_other(words, facts))}"
    return text


def _other(words: Words, facts: Facts) -> str:
    day = words.date(date.fromisoformat(facts["for_day"]), "weekday")
    at = datetime.fromisoformat(facts["for_starts_at"]).astimezone(ZoneInfo(facts["zone"]))
    return f"{day}, {words.time(at.time())}"


def _names(kind: str) -> Told:
    def told(words: Words, facts: Facts) -> str:
        return words(
            f"shifts.notice.{kind}",
            day=date.fromisoformat(facts["day"]),
            office=facts["office_name"],
        )

    return told


def _named(words: Words, facts: Facts) -> str:
    key = "shifts.notice.named-reserve" if facts["reserve"] else "shifts.notice.named"
    return words(key, day=date.fromisoformat(facts["day"]), office=facts["office_name"])


def _uncovered(words: Words, facts: Facts) -> str:
    return words(
        "shifts.notice.uncovered",
        when=when(words, facts),
        n=facts["free"],
        cannot=facts["cannot"],
        silent=facts["silent"],
    )


def _names_due(words: Words, facts: Facts) -> str:
    return words(
        "shifts.notice.names-due",
        day=date.fromisoformat(facts["day"]),
        iso=facts["day"],
        due=_moment(words, facts, "due_at"),
        n=facts["people"],
        added=facts["added"],
        gone=facts["gone"],
        missing=facts["missing"],
    )


def _moment(words: Words, facts: Facts, name: str) -> str:
    return words.moment(datetime.fromisoformat(facts[name]), ZoneInfo(facts["zone"]))


def _planned(words: Words, facts: Facts) -> str:
    return words("shifts.notice.planned", code=facts["code"])


def _pair_asked(words: Words, facts: Facts) -> str:
    key = "firm" if facts["firm"] else "gladly"
    return words(f"pair.notice.asked.{key}", who=facts["person"])


def _pair_is(state: str) -> Told:
    def told(words: Words, facts: Facts) -> str:
        return words(f"pair.notice.{state}", who=facts["person"])

    return told


def _planner(state: str) -> Told:
    def told(words: Words, facts: Facts) -> str:
        what = "letter" if facts["kind"] == "letter" else "plan"
        return words(f"shifts.planner.{state}.{what}")

    return told


TOLD: dict[str, Told] = {
    **{kind: _one(kind) for kind in _PLAIN},
    **{kind: _more(kind, names) for kind, names in _WITH_FACTS.items()},
    "shift.asked": _asked,
    "shift.cover-asked": _cover_asked,
    "shift.unseated": _unseated,
    "shift.reminder": _reminder,
    "shift.batch-returned": _batch_returned,
    "shift.paper-said": _paper_said,
    "shift.swap-asked": _swap_asked,
    "shift.swap-answered": _swap_answered,
    "shift.named": _named,
    "shift.unnamed": _names("shift.unnamed"),
    "shift.name-missing": _names("shift.name-missing"),
    "shift.planned": _planned,
    "shift.uncovered": _uncovered,
    "shift.names-due": _names_due,
    "shift.pair-asked": _pair_asked,
    "shift.pair-sure": _pair_is("sure"),
    "shift.pair-ended": _pair_is("ended"),
    "shift.planner-again": _planner("again"),
    "shift.planner-gave-up": _planner("gave-up"),
}
