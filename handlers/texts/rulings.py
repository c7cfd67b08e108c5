"""The lawyers' queue in words: one line with its readings, what waits, what was ruled."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from config import codes
from config.locale import Words
from models.rulings import Case, Queue, Ruled, Testimony
from models.terms import Verdict


def case(words: Words, one: Case, zone: ZoneInfo) -> str:
    """The line, why it waits, every reading by pseudonym, until when it is in hand."""
    reason = codes.reason(words, one.reason, one.label)
    why = words("rulings.why-asked") if one.why is None else words(f"rulings.why.{one.why}")
    readings = [_reading(words, reading, zone) for reading in one.readings]
    head = words("rulings.case", key=one.key.printed, reason=reason)
    until = words("rulings.until", until=words.moment(one.until, zone))
    return "\n".join([head, why, "", *readings, "", until])


def waiting(words: Words, queue: Queue) -> str:
    """How many lines wait, by why; with none, what has been done."""
    n = sum(queue.waiting.values())
    if not n:
        return words("rulings.empty", ruled=queue.ruled, ours=queue.ours, back=queue.sent_back)
    kinds = [
        words.plain(f"rulings.kind.{why}", count=count)
        for why, count in queue.waiting.items()
        if count
    ]
    return words("rulings.more", n=n, kinds=words.list(kinds))


def ruled(words: Words, one: Ruled) -> str:
    """What was ruled, and how many lines are ruled for us with it."""
    if one.verdict != Verdict.CHALLENGE or one.ground is None or one.tier is None:
        return words("rulings.ruled-stands", key=one.key.printed, ours=one.ours)
    return words(
        "rulings.ruled-ours",
        key=one.key.printed,
        ground=codes.ground_button(words, one.ground),
        tier=codes.tier(words, one.tier),
        ours=one.ours,
    )


def _reading(words: Words, one: Testimony, zone: ZoneInfo) -> str:
    verdict, when = codes.verdict(words, one.verdict), words.moment(one.at, zone)
    if one.ground is None or one.tier is None:
        said = words("rulings.reading", reader=one.reader, when=when, verdict=verdict)
    else:
        said = words(
            "rulings.reading-ground",
            reader=one.reader,
            when=when,
            verdict=verdict,
            ground=codes.ground(words, one.ground, one.authority),
            tier=codes.tier(words, one.tier),
        )
    dates = []
    if one.signed_on is not None:
        dates.append(words("rulings.signed-on", day=one.signed_on))
    if one.registered_on is not None:
        dates.append(words("rulings.registered-on", day=one.registered_on))
    return " · ".join([said, *dates])
