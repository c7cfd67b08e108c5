"""The outlook: days worked, days to come, yields and rulings, as they stand in the database."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from models import outlook, shifts
from models.database import Database
from models.errors import Refusal
from models.outlook import Note, Offered, Used
from models.rules.forecast import DayWorked, Reading, What, finish
from models.shift_terms import CapName
from models.tables import lines, orders, outlooks, worked
from models.terms import LineKey, Order
from tests import factories
from tests import outlooks as made
from tests.audited import POLICY, Audited
from tests.conftest import Clock
from tests.room import Room
from tests.rota import ALL_DAY, TUESDAY, Rota, a_rota, at

LINES = factories.invented_lines(sections=40, in_each=5)


@pytest.fixture
def rota(any_database: Database, clock: Clock) -> Rota:
    """An office that opens Tuesday to Thursday for two seats, in a campaign of 200 lines."""
    factories.found_campaign(any_database, lines=LINES)
    made.target(any_database, 50)
    return a_rota(any_database, clock)


def day(found: outlook.Outlook, wanted: date) -> float:
    return next((one.seat_hours for one in found.calendar if one.day == wanted), 0.0)


def test_without_a_campaign_or_a_target_there_is_no_outlook(
    any_database: Database, clock: Clock
) -> None:
    with pytest.raises(Refusal, match="no-campaign"):
        made.look(any_database, clock)
    factories.found_campaign(any_database)
    with pytest.raises(Refusal, match="no-target"):
        made.look(any_database, clock)


def test_the_days_to_come_offer_what_the_caps_do_on_dated_rows_and_closed_days(
    rota: Rota, clock: Clock
) -> None:
    rota.change(CapName.SEATS, 4, effective_from=TUESDAY + timedelta(days=7))
    holiday = TUESDAY + timedelta(days=8)
    rota.ask(
        shifts.close_day,
        by=rota.boss,
        office=None,
        day=holiday,
        why="a holiday",
        source="a notice",
    )
    clock.now = at(TUESDAY - timedelta(days=1), 12)
    found = made.look(rota.database, clock)
    assert found.offered is Offered.CAPS
    assert day(found, TUESDAY) == 12.0
    assert day(found, TUESDAY + timedelta(days=3)) == 0.0  # a Friday
    assert day(found, TUESDAY + timedelta(days=7)) == 24.0
    assert day(found, holiday) == 0.0
    assert found.calendar[-1].day > TUESDAY + timedelta(days=720)


def test_of_today_only_what_is_left_is_still_to_come(rota: Rota, clock: Clock) -> None:
    clock.now = at(TUESDAY, 12)
    assert day(made.look(rota.database, clock), TUESDAY) == 6.0
    clock.now = at(TUESDAY, 15)
    assert day(made.look(rota.database, clock), TUESDAY) == 0.0


def test_weeks_with_shifts_offer_what_they_ask_for_and_the_others_the_same_share(
    rota: Rota, clock: Clock
) -> None:
    clock.now = at(TUESDAY - timedelta(days=1), 12)
    rota.open(TUESDAY, TUESDAY + timedelta(days=1), blocks=[ALL_DAY], most=1)  # of 36 seat-hours
    found = made.look(rota.database, clock)
    assert day(found, TUESDAY) == 6.0
    assert day(found, TUESDAY + timedelta(days=2)) == 0.0
    later = TUESDAY + timedelta(days=14)
    assert day(found, later) == pytest.approx(12 * 12 / 36)


def test_a_weeks_reviewer_hours_are_kept(rota: Rota, clock: Clock) -> None:
    rota.change(CapName.WEEK_HOURS, 18)
    clock.now = at(TUESDAY - timedelta(days=1), 12)
    found = made.look(rota.database, clock)
    week = [day(found, TUESDAY + timedelta(days=7 + n)) for n in range(3)]
    assert week == pytest.approx([6.0, 6.0, 6.0])


def test_days_worked_come_from_the_room_and_are_kept_once_their_sheets_are_typed(
    rota: Rota, clock: Clock
) -> None:
    ana, ben = rota.people(2)
    for n in range(3):
        made.a_day(rota, clock, TUESDAY + timedelta(days=n), [ana, ben])
    clock.now = at(TUESDAY + timedelta(days=4), 9)  # Saturday
    found = made.look(rota.database, clock)
    assert found.used is Used.ROOM
    assert [one.day for one in found.course.days] == [
        TUESDAY + timedelta(days=n) for n in range(3)
    ]
    one = found.course.days[0]
    assert (one.offered, one.used) == (12.0, 4.0)
    assert one.work > 0
    assert Note.FEW_DAYS in found.notes
    assert [its.day for its in found.closing] == [TUESDAY, TUESDAY + timedelta(days=1)]
    rota.ask(outlook.keep, reckoned=outlook.reckon(found))
    assert [row.day for row in rota.rows(select(worked).order_by(worked.c.day))] == [
        its.day for its in found.closing
    ]
    assert made.look(rota.database, clock).course.days == found.course.days


def test_an_open_day_on_which_nobody_came_counts_against_attendance(
    rota: Rota, clock: Clock
) -> None:
    ana, ben = rota.people(2)
    made.a_day(rota, clock, TUESDAY, [ana, ben])
    made.a_day(rota, clock, TUESDAY + timedelta(days=2), [ana])
    rota.open(TUESDAY + timedelta(days=7))
    clock.now = at(TUESDAY + timedelta(days=7), 16)
    last = made.look(rota.database, clock).course.days[-1]
    assert (last.day, last.used, last.work) == (TUESDAY + timedelta(days=7), 0.0, 0.0)


def test_where_no_shifts_are_run_the_batches_tell_the_hours_and_the_weeks_their_rhythm(
    any_database: Database, clock: Clock
) -> None:
    factories.found_campaign(any_database, lines=LINES)
    made.target(any_database, 50)
    room = Room(any_database, clock)
    ana = factories.a_person(any_database)
    for n in range(3):
        clock.now = at(TUESDAY + timedelta(days=n), 9)
        batch = room.deal(ana)
        clock.now = at(TUESDAY + timedelta(days=n), 10)
        room.read(ana, batch, "s" * len(batch.lines))
    clock.now = at(TUESDAY + timedelta(days=4), 9)
    found = made.look(any_database, clock)
    assert (found.used, found.offered) == (Used.READINGS, Offered.RHYTHM)
    assert [(one.offered, one.used) for one in found.course.days] == [(1.0, 1.0)] * 3
    assert day(found, TUESDAY + timedelta(days=7)) == 1.0
    assert day(found, TUESDAY + timedelta(days=10)) == 0.0
    assert {Note.RHYTHM, Note.USED_BY_READINGS, Note.NO_RULINGS} <= set(found.notes)
    assert outlook.reckon(found).all_read.on_course


def test_an_office_that_is_shut_from_a_day_on_offers_nothing_then(
    rota: Rota, clock: Clock
) -> None:
    made.days(rota.database, [DayWorked(TUESDAY - timedelta(days=7), 12.0, 10.0, 540.0)])
    rota.change(CapName.WINDOWS, ((),) * 7, effective_from=TUESDAY + timedelta(days=1))
    clock.now = at(TUESDAY, 16)
    found = made.look(rota.database, clock)
    assert (found.offered, found.calendar) == (Offered.CAPS, ())
    assert Note.SHUT in found.notes
    assert not outlook.reckon(found).all_read.on_course
    then = outlook.what_if(found, outlook.WhatIf(days=3, hours=6))
    assert then.all_read_then.on_course


def test_before_anything_is_known_there_is_no_date_and_it_says_why(
    any_campaign: Database, clock: Clock
) -> None:
    made.target(any_campaign, 5)
    found = made.look(any_campaign, clock)
    assert found.offered is Offered.NOTHING
    assert {Note.NO_DAYS, Note.NO_CALENDAR} <= set(found.notes)
    told = outlook.reckon(found)
    assert not told.all_read.on_course
    assert not told.target_ruled.on_course


def test_claims_that_wait_count_by_the_share_upheld_and_not_as_losses(
    rota: Rota, clock: Clock
) -> None:
    made.counts(
        rota.database,
        {
            "NR": {"total": 1000, "read": 500, "challenge": 200},
            "ADDR": {
                "total": 600, "read": 400, "challenge": 200,
                "judged": 100, "judged_challenge": 100, "upheld": 50, "ruled": 50,
            },
        },
    )  # fmt: skip
    found = made.look(rota.database, clock)
    by_code = {one.code: one for one in found.course.reasons}
    assert by_code["NR"].seen == 500
    assert 0.5 * 200 < by_code["NR"].ours < 0.8 * 200  # no ruling of its own: drawn to the others
    assert by_code["ADDR"].ours == pytest.approx(0.5 * 200, abs=5)
    assert found.course.ours == 50
    assert found.course.lawyers is not None
    assert found.course.lawyers.waiting == 300


def test_lawyers_are_short_when_more_waits_than_they_rule_in_three_days(
    rota: Rota, clock: Clock
) -> None:
    kept = {"total": 1000, "read": 500, "challenge": 400}
    made.counts(rota.database, {"NR": kept})
    rota.ask(outlook.keep, reckoned=outlook.reckon(made.look(rota.database, clock)))
    clock.move(days=7)
    ruled = {"judged": 70, "judged_challenge": 70, "upheld": 56, "ruled": 56}
    made.counts(rota.database, {"NR": kept | ruled})
    found = made.look(rota.database, clock)
    assert found.rulings_a_day == 10.0
    assert Note.LAWYERS_SHORT in found.notes
    assert found.course.lawyers is not None
    assert found.course.lawyers.a_day == 10.0


def test_what_is_done_is_done_today(rota: Rota, clock: Clock) -> None:
    made.counts(
        rota.database,
        {code: {"total": 10, "read": 10, "challenge": 10, "judged": 10, "judged_challenge": 10,
                "upheld": 10, "ruled": 10} for code in factories.REASONS},
    )  # fmt: skip
    told = outlook.reckon(made.look(rota.database, clock))
    today = clock().date()
    for one in (told.all_read, told.target_ruled):
        assert (one.low, one.high, one.chance) == (today, today, 1.0)
    assert told.plan is None


def test_dates_are_kept_a_row_a_day_and_the_order_is_drawn_once(rota: Rota, clock: Clock) -> None:
    factories.set_policy(rota.database, factories.Policy(order=Order.BEST.value), now=clock())
    first = made.look(rota.database, clock)
    assert first.course.reading is Reading.BEST
    told = outlook.reckon(first)
    rota.ask(outlook.keep, reckoned=told)
    clock.move(hours=1)
    rota.ask(outlook.keep, reckoned=outlook.reckon(first, seed=told.seed + 1))
    (row,) = rota.rows(select(orders))
    assert row.seed == told.seed
    (kept,) = rota.rows(select(outlooks))
    assert kept.at == clock()
    found = rota.ask(outlook.look_kept, day=first.day + timedelta(days=1))
    assert found is not None
    assert (found.day, found.score) == (first.day, told.score)
    assert rota.ask(outlook.look_kept, day=first.day + timedelta(days=9)) is None
    dealing = rota.ask(outlook.look_dealing)
    assert dealing.ordered is not None
    assert told.plan is not None
    assert dealing.ordered.plan == told.plan


def test_under_another_policy_no_order_is_kept(rota: Rota, clock: Clock) -> None:
    told = outlook.reckon(made.look(rota.database, clock))
    assert rota.ask(outlook.keep, reckoned=told) == 1
    assert rota.rows(select(orders)) == []


def test_what_is_kept_reads_as_it_was_reckoned(rota: Rota, clock: Clock) -> None:
    ana, ben = rota.people(2)
    for n in range(3):
        made.a_day(rota, clock, TUESDAY + timedelta(days=n), [ana, ben])
    found = made.look(rota.database, clock)
    told = outlook.reckon(found)
    rota.ask(outlook.keep, reckoned=told)
    kept = rota.ask(outlook.look_kept, day=found.day)
    assert kept is not None
    assert (kept.all_read, kept.target_ruled) == (told.all_read, told.target_ruled)
    assert (kept.used, kept.offered, kept.notes) == (told.used, told.offered, told.notes)


def test_a_look_reckons_as_the_rules_do_on_the_same_course(rota: Rota, clock: Clock) -> None:
    past = [
        DayWorked(TUESDAY + timedelta(days=n), 12.0, 10.0, 10.0 * 54)
        for n in range(30)
        if (TUESDAY + timedelta(days=n)).weekday() in (1, 2, 3)
    ]
    made.days(rota.database, past)
    made.counts(rota.database, {"NR": {"total": 4000, "read": 1500, "challenge": 600}})
    clock.now = at(past[-1].day + timedelta(days=1), 9)
    found = made.look(rota.database, clock)
    assert [one.day for one in found.course.days][: len(past)] == [one.day for one in past]
    told = outlook.reckon(found)
    assert told.all_read == finish(found.course, found.calendar, What.ALL_READ, told.seed)
    left = sum(one.unread * one.minutes for one in found.course.reasons)
    weeks = left / (3 * 12.0 * (10 / 12) * 54)
    assert told.all_read.middle is not None
    assert (told.all_read.middle - found.day).days / 7 == pytest.approx(weeks, abs=1.5)


def test_minutes_are_measured_from_batches_that_were_read_in_one_sitting(
    any_database: Database, clock: Clock
) -> None:
    lines = [(1001 + n, 1, 1 + k, "NR") for n in range(20) for k in range(5)]
    policy = factories.Policy(batch_size=5, second_percent=0, audit_percent=0)
    factories.found_campaign(any_database, lines=lines, policy=policy)
    made.target(any_database, 5)
    room = Room(any_database, clock)
    ana = factories.a_person(any_database)
    for n in range(12):
        batch = room.deal(ana)
        clock.move(minutes=30 if n != 5 else 200)  # once they had lunch
        room.read(ana, batch, "s" * len(batch.lines))
    batch = room.deal(ana)
    room.on_paper(ana)
    clock.move(minutes=100)
    room.read(ana, batch, "s" * len(batch.lines))
    found = made.look(any_database, clock)
    minutes = {one.code: one for one in found.minutes}
    assert minutes["NR"].measured
    assert minutes["NR"].minutes == pytest.approx(6.0, rel=0.1)
    assert minutes["NR"].lines == 60
    assert not minutes["SIG"].measured
    assert minutes["SIG"].minutes == pytest.approx(10.0, rel=0.1)
    assert Note.MINUTES_ASSUMED not in found.notes


def test_of_the_drawn_lines_only_those_speak_for_the_unread_that_nobody_had_read(
    any_database: Database, clock: Clock
) -> None:
    factories.found_campaign(any_database, lines=factories.invented_lines(12), policy=POLICY)
    made.target(any_database, 5)
    room = Room(any_database, clock)
    ana = factories.a_person(any_database)
    clock.move(minutes=-30)
    while room.counts().get("read", 0) < 20:
        batch = room.deal(ana)
        room.read(ana, batch, "s" * len(batch.lines))
    before = {LineKey(r.section, r.page, r.line) for r in room.rows(select(lines)) if r.verdict}
    clock.move(minutes=30)
    audited = Audited(room)
    keys = audited.draw()
    assert before & set(keys)
    assert set(keys) - before
    with pytest.raises(Refusal, match="nothing-left"):
        audited.read(100)
    audited.rule_drawn()
    reasons = made.look(any_database, clock).course.reasons
    assert sum(one.drawn for one in reasons) == len(set(keys) - before)
