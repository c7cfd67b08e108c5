"""An evening on the invented bench: lawyers rule line by line, then stack by stack.

They are always right: what they rule is the invented truth. A duplicate that is ours but whose
partner nobody has named cannot be ruled so; it goes back, and its reader names it.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from sqlalchemy import Connection, select

from bot.demo.month_people import Cast, Hand
from bot.demo.story import ZONE
from models import review, rulings
from models.review import Said
from models.rules.rounds import Overrule
from models.rulings import Case, Stack
from models.tables import batches, lines, people, readings
from models.terms import LineKey, Round, Verdict, looks

SINGLES = 36  # lines that one lawyer rules one by one in an evening
STACKS = 1  # and how many stacks
_BEGINS = time(15, 30)
_TAKES = timedelta(seconds=90)  # a line
_JUDGED = (Verdict.CHALLENGE, Verdict.STANDS)


def evening(cast: Cast, on: date, *, stacks: bool = True) -> int:
    """Let the lawyers rule on this day; lines ruled, the checked and the others together."""
    ruled = 0
    for hand in cast.lawyers:
        now = datetime.combine(on, _BEGINS, ZONE)
        for _ in range(STACKS if stacks else 0):
            n, now = _stack(cast, hand, now)
            ruled += n
        ruled += _singles(cast, hand, now)
    return ruled


def _singles(cast: Cast, hand: Hand, now: datetime) -> int:
    ruled = 0
    for _ in range(SINGLES):
        case = cast.database.run(rulings.deal, now=now, person=hand.person)
        if case is None:
            break
        now += _TAKES
        ruled += _rule(cast, hand, now, case)
    return ruled


def _rule(cast: Cast, hand: Hand, now: datetime, case: Case) -> bool:
    """Rule a line as it is in truth; False: that cannot be ruled yet, and it is sent back."""
    right = hand.sees.judge(cast.invented, cast.places[case.key])
    if right.partner is not None and not case.mates:
        _looked_at_again(cast, hand, now, case)
        return False
    overrules = case.verdict in _JUDGED and case.verdict != right.verdict
    cast.database.run(
        rulings.rule,
        now=now,
        by=hand.person,
        line_key=case.key,
        verdict=right.verdict,
        ground=right.ground,
        why=Overrule.RECORD if overrules else None,
    )
    return True


def _looked_at_again(cast: Cast, hand: Hand, now: datetime, case: Case) -> None:
    """Back to its reader, who finds the partner; the admin types it, since the day may be long over."""
    cast.database.run(rulings.send_back, now=now, by=hand.person, line_key=case.key)
    code, reader = cast.database.run(_first_reading, key=case.key)
    right = hand.sees.judge(cast.invented, cast.places[case.key])
    assert right.partner is not None
    again = Said(case.key, right.verdict, right.ground, (right.partner,))
    later = now + timedelta(seconds=30)
    cast.database.run(
        review.record, now=later, by=cast.admin, items=[again], code=code, read_by=reader
    )


def _stack(cast: Cast, hand: Hand, now: datetime) -> tuple[int, datetime]:
    """Take the largest stack, check it, rule the rest; lines ruled, and when it is done."""
    piles = cast.database.run(rulings.look_stacks, now=now, person=hand.person)
    if not piles:
        return 0, now
    stack: Stack | None = cast.database.run(
        rulings.take,
        now=now,
        person=hand.person,
        ground=piles[0].ground,
        reader=piles[0].reader,
        seed=f"invented {hand.person.pseudonym} {now.isoformat()}",
    )
    ruled = 0
    while stack is not None and stack.ended is None and stack.case is not None:
        now += _TAKES
        ruled += _rule(cast, hand, now, stack.case)
        stack = cast.database.run(rulings.show_stack, now=now, person=hand.person)
    if stack is None or stack.ended is not None:
        return ruled, now
    rest = cast.database.run(
        rulings.rule_rest, now=now, by=hand.person, stack_id=stack.id, count=stack.rest
    )
    return ruled + rest.lines, now + _TAKES


@looks
def _first_reading(tx: Connection, *, key: LineKey) -> tuple[str, str]:
    """The batch (its code) in which a line was read first, and by whom (pseudonym)."""
    row = tx.execute(
        select(batches.c.code, people.c.pseudonym)
        .select_from(lines)
        .join(readings, readings.c.line_id == lines.c.id)
        .join(batches, batches.c.id == readings.c.batch_id)
        .join(people, people.c.id == readings.c.reader_id)
        .where(
            lines.c.section == key.section,
            lines.c.page == key.page,
            lines.c.line == key.line,
            readings.c.round == Round.FIRST,
            readings.c.standing,
            ~readings.c.extra,
        )
    ).one()
    return row.code, row.pseudonym
