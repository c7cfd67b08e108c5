"""A day in the invented room: two sessions, each seat's reader taking batch after batch.

Times are as they would be: a batch is dealt, takes the minutes of its lines at the reader's pace,
and is recorded; whoever is done first takes the next. So minutes by reason can be measured.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from heapq import heappop, heappush
from itertools import count

from bot.demo.month_people import Cast, Hand
from bot.demo.story import ZONE
from models import review
from models.errors import Refusal
from models.review import Said
from models.terms import BatchView

SESSIONS = (time(9), time(12))
_SESSION = timedelta(hours=3)
_WORTH = timedelta(minutes=50)  # less than this is left: nobody takes another batch
_APART = timedelta(seconds=40)  # between two people at the door
_STAYS_AWAY = 9  # one in so many does not come on a day


def day(cast: Cast, on: date) -> int:
    """Let the readers read on this day; lines read. Each reader has one of the two sessions."""
    half = (len(cast.readers) + 1) // 2
    lines = 0
    for opens, hands in zip(SESSIONS, (cast.readers[:half], cast.readers[half:]), strict=True):
        here = [hand for hand in hands if (hand.person.id + on.toordinal()) % _STAYS_AWAY]
        lines += sum(_session(cast, datetime.combine(on, opens, ZONE), here))
    return lines


def _session(cast: Cast, opens: datetime, hands: Sequence[Hand]) -> Iterator[int]:
    closes, order = opens + _SESSION, count()
    ahead: list[tuple[datetime, int, Hand, BatchView | None]] = []
    for number, hand in enumerate(hands):
        heappush(ahead, (opens + number * _APART, next(order), hand, None))
    while ahead:
        now, _order, hand, batch = heappop(ahead)
        if batch is not None:
            yield _record(cast, now, hand, batch)
        if closes - now < _WORTH:
            continue
        dealt = _deal(cast, now, hand)
        if dealt is not None:
            heappush(ahead, (now + _takes(cast, hand, dealt), next(order), hand, dealt))


def _deal(cast: Cast, now: datetime, hand: Hand) -> BatchView | None:
    """The next batch; None where nothing is left for this reader."""
    try:
        return cast.database.run(review.deal, now=now, person=hand.person)
    except Refusal as no:
        if no.code == "review.nothing-left":
            return None
        raise


def _takes(cast: Cast, hand: Hand, batch: BatchView) -> timedelta:
    places = [cast.places[line.key] for line in batch.lines]
    minutes = sum(
        hand.sees.judge(cast.invented, at, read=hand.read + n).minutes
        for n, at in enumerate(places)
    )
    return timedelta(minutes=minutes)


def _record(cast: Cast, now: datetime, hand: Hand, batch: BatchView) -> int:
    items = []
    for line in batch.lines:
        seen = hand.sees.judge(cast.invented, cast.places[line.key])
        partners = () if seen.partner is None else (seen.partner,)
        items.append(Said(line.key, seen.verdict, seen.ground, partners))
    cast.database.run(review.record, now=now, by=hand.person, items=items, code=batch.code)
    hand.read += len(items)
    return len(items)
