"""The lawyers' queue in words: one line with its readings, what waits, what was ruled."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from zoneinfo import ZoneInfo

from config import codes
from config.locale import Words
from models.rules.rounds import Why
from models.rulings import Case, Mate, Queue, Ruled, Testimony
from models.terms import Round, Verdict


def case(words: Words, one: Case, zone: ZoneInfo) -> str:
    """The line, why it waits, every reading by pseudonym, until when it is in hand."""
    reason = codes.reason(words, one.reason, one.label)
    asked = words("rulings.why-asked") if one.why is None else words(f"rulings.why.{one.why}")
    why = [asked] if one.stack is None else []  # a line to check says so above
    readings = [_reading(words, reading, zone) for reading in one.readings]
    head = words("rulings.case", key=one.key.printed, reason=reason)
    of_set = ["", words("rulings.of-set"), *mates(words, one.mates)] if one.mates else []
    until = words("rulings.until", until=words.moment(one.until, zone))
    return "\n".join([head, *why, "", *readings, *of_set, "", until])


def mates(words: Words, found: Sequence[Mate]) -> list[str]:
    """The lines of a duplicate set, one a row: what is said of each, and which can count."""
    rows: list[str] = []
    for mate in found:
        if not mate.listed:
            rows.append(words("rulings.mate-outside", key=mate.key.printed))
            continue
        first = words.plain("rulings.mate-first") if mate.first else ""
        rows.append(
            words("rulings.mate", key=mate.key.printed, said=_said(words, mate), first=first)
        )
    return rows


def _said(words: Words, mate: Mate) -> str:
    """Unread; read as …; ruled …"""
    if mate.read is None:
        return words.plain("rulings.mate-unread")
    said = mate.read if mate.ruled is None else mate.ruled
    verdict: str = codes.verdict(words, said)
    if mate.ground is not None:
        verdict = f"{verdict} ({codes.ground_button(words, mate.ground)})"
    return words.plain(
        "rulings.mate-read" if mate.ruled is None else "rulings.mate-ruled", verdict=verdict
    )


def waiting(words: Words, queue: Queue) -> str:
    """How many lines wait, by why, and what may be ruled in stacks; with none, what has been done."""
    if sum(queue.waiting.values()):
        return beside(words, queue)
    done = words("rulings.empty", ruled=queue.ruled, ours=queue.ours, back=queue.sent_back)
    return "\n".join([done, *_stacked(words, queue)])


def beside(words: Words, queue: Queue) -> str:
    """What else waits, under a line in hand; empty if nothing does."""
    counts: Counter[Why] = Counter()
    for why, count in queue.waiting.items():
        # Whoever knew which lines are the audit's might read them otherwise (docs/why.md).
        counts[Why.SINGLE if why == Why.AUDIT else why] += count
    kinds = [words.plain(f"rulings.kind.{why}", count=counts[why]) for why in Why if counts[why]]
    single = [words("rulings.more", n=counts.total(), kinds=words.list(kinds))] if kinds else []
    return "\n".join([*single, *_stacked(words, queue)])


def _stacked(words: Words, queue: Queue) -> list[str]:
    return [words("rulings.stacked", n=queue.stacked)] if queue.stacked else []


def ruled(words: Words, one: Ruled) -> str:
    """What was ruled, how many lines are ruled for us with it, and what it does to its stack."""
    return _ruled(words, one) + ("\n\n" + words("rulings.stack-failed") if one.failed else "")


def _ruled(words: Words, one: Ruled) -> str:
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
    if one.round == Round.SECOND:  # its reader could not see the first
        when = words.plain("rulings.second", when=when)
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
