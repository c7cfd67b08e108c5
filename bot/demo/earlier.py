"""The three weeks before the day that is played: invented readers, through the same verbs.

So that the day's post has days to go by. They are the generator's readers with their errors.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

from bot.invented import Invented, Reader, World, reader, world
from bot.invented.people import volunteer
from models import notices, people, practice, review
from models.database import Database
from models.practice import LINES
from models.review import Said
from models.terms import Designation, LineKey, NoticeState, Person, Role

FIRST = date(2022, 9, 6)  # the day the review began
READERS = 14  # people in the room, by the registrar's cap
BATCHES_A_DAY = 2
LINES_A_BATCH = 20
TOKEN = "invented-link-of-the-readers-before-0001"
READERS_SEED = 1
_OVERCLAIMS, _CLAIMS_TWICE = 0.002, 0.02  # of careful readers
FIRST_NUMBER = 30  # of the generator's people; the story's own come before


@dataclass(frozen=True, slots=True)
class _Reader:
    person: Person
    sees: Reader


def sees(of: World, number: int) -> Reader:
    """The reader of that number, from 0. Two in three are careful: nearly all their challenges are
    upheld, so that stacks of them can be ruled; of the others' four in five are.
    """
    usual = reader(of, READERS_SEED, FIRST_NUMBER + number)
    careful = replace(usual, overclaims=_OVERCLAIMS, claims_twice=_CLAIMS_TWICE)
    return careful if number % 3 else usual


def reading_days(until: date) -> list[date]:
    """Tuesday, Wednesday, Thursday from the first day until before ``until``: three a week."""
    span = (until - FIRST).days
    days = [FIRST + timedelta(days=n) for n in range(span)]
    return [day for day in days if day.weekday() in (1, 2, 3)]


def play(
    database: Database,
    invented: Invented,
    until: date,
    phones: Sequence[int],
    progress: Callable[[int], None],
) -> None:
    """Let them read; ``phones`` are their Telegram ids, ``progress`` is told of each batch."""
    places = {invented.key(at): at for at in range(len(invented))}
    team = [_join(database, number, phone) for number, phone in enumerate(phones)]
    done, most = 0, batches(until, len(invented))
    for day in reading_days(until):
        now = datetime(day.year, day.month, day.day, 17, tzinfo=UTC)
        for one in team:
            for _ in range(_batches(one, day)):
                if done == most:
                    break
                _read(database, now, one, invented, places)
                done += 1
                progress(done)
    _told(database, datetime.combine(until, datetime.min.time(), UTC))


def _batches(one: _Reader, day: date) -> int:
    """Some days more come than on others: one of the two batches is left out now and then."""
    return BATCHES_A_DAY - (one.person.id + day.toordinal()) % 3 % 2


def batches(until: date, lines: int) -> int:
    """How many batches `play` reads at most: of a small petition half is left for the day."""
    return min(len(reading_days(until)) * READERS * BATCHES_A_DAY, lines // 2 // LINES_A_BATCH)


def _join(database: Database, number: int, phone: int) -> _Reader:
    now = datetime(FIRST.year, FIRST.month, FIRST.day, 14, tzinfo=UTC) - timedelta(days=1)
    if number == 0:
        database.run(
            people.invite,
            now=now,
            by="desk",
            role=Role.VOLUNTEER,
            token=TOKEN,
            uses=READERS,
            days=7,
        )
    who = volunteer(FIRST_NUMBER + number)
    person = database.run(
        people.join, now=now, telegram_id=phone, language=who.language, token=TOKEN
    ).person
    database.run(people.accept_terms, now=now, person=person, version=1)
    for line in LINES:
        database.run(
            practice.judge,
            now=now,
            person=person,
            number=line.number,
            verdict=line.verdict,
            ground=line.ground,
        )
    database.run(
        people.designate,
        now=now,
        by="desk",
        person_id=person.id,
        designation=Designation.ON_FILE,
        on=date(2022, 9, 2),
    )
    known = database.run(people.look, person_id=person.id)
    return _Reader(known, sees(world("reference"), number))


def _read(
    database: Database,
    now: datetime,
    one: _Reader,
    invented: Invented,
    places: dict[LineKey, int],
) -> None:
    batch = database.run(review.deal, now=now, person=one.person)
    items, later = [], now
    for line in batch.lines:
        seen = one.sees.judge(invented, places[line.key])
        later += timedelta(minutes=seen.minutes)
        partners = () if seen.partner is None else (seen.partner,)
        items.append(Said(line.key, seen.verdict, seen.ground, partners))
    database.run(review.record, now=later, by=one.person, items=items, code=batch.code)


def _told(database: Database, now: datetime) -> None:
    """Their phones are not on the stage: what was left for them counts as told."""
    while found := database.run(notices.claim, now=now):
        for notice in found:
            database.run(notices.settle, now=now, notice_id=notice.id, state=NoticeState.DROPPED)
