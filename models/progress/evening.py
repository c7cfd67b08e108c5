"""The coordinators' evening: what changed, what is at risk, what to decide. Codes and values only."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, func, select

from models import outlook, rulings, shifts
from models.book import Book
from models.estimate import Estimate, history
from models.estimate.others import other_targets
from models.outlook import Kept, Note
from models.report_terms import DayReport, EveningReport, Range, Told
from models.rules.estimates import Early, State
from models.tables import lines, readings
from models.terms import Round
from models.waiting import SINGLES

AHEAD = timedelta(days=3)  # of the seats that nobody has
MANY = 50  # lines that wait for a lawyer; about two afternoons of one


def of_day(
    tx: Connection, now: datetime, book: Book, found: Estimate, report: DayReport
) -> EveningReport:
    """The evening of a day, beside the public report of the same transaction."""
    reckoned = outlook.kept(tx, report.day)
    waiting = sum(rulings.look_queue(tx, now=now).waiting.values())
    oldest = _oldest(tx, now) if waiting else 0
    empty = _empty_seats(tx, now, found.day)
    audit = found.audit
    return EveningReport(
        day=report,
        before=_before(tx, report.day),
        risks=tuple(_risks(found, report, Told("queue", {"n": waiting, "days": oldest}), empty)),
        decisions=tuple(_decisions(found, report, reckoned, waiting, empty)),
        theories=other_targets(tx, found, public=False),
        drawn=audit.drawn,
        pending=audit.pending,
        missing=audit.missing,
        minutes=audit.minutes,
        tries=0 if reckoned is None else reckoned.score.tries,
        inside=0 if reckoned is None else reckoned.score.inside,
    )


def _before(tx: Connection, day: date) -> Range | None:
    past = history(tx, day - timedelta(days=7), day - timedelta(days=1))
    if not past or past[-1].row.band is None:
        return None
    band = past[-1].row.band
    return Range(band.low, band.high, past[-1].row.band_day or past[-1].day)


def _risks(found: Estimate, report: DayReport, queue: Told, empty: int) -> Iterator[Told]:
    for clash in found.clashes:
        numbers = {"was": clash.was, "now": clash.now}
        yield Told(f"clash.{clash.code}", {"reason": clash.reason, **numbers})
    if found.band is not None and found.why is not None:
        yield Told("last-sound", _ends(found) | {"day": found.band_day})
    late = found.audit.late
    if late is not None:
        waits: dict[str, Any] = {"key": late.key, "days": late.days, "drawn_on": late.drawn_on}
        yield Told("audit-late", waits | {"n": found.audit.pending})
    if queue.values["n"]:
        yield queue
    if empty:
        yield Told("seats", {"n": empty})
    if found.early is Early.UNREACHABLE:
        yield Told("unreachable", {"high": found.certain.high, "target": found.target})
    if report.forecast and report.target_reached.first is None:
        yield Told("not-on-course", {})


def _ends(found: Estimate) -> dict[str, Any]:
    assert found.band is not None
    return {"low": found.band.low, "high": found.band.high}


def _decisions(
    found: Estimate, report: DayReport, reckoned: Kept | None, waiting: int, empty: int
) -> Iterator[Told]:
    if not found.sound:
        yield Told("clash", {})
    elif found.clashes:
        yield Told("corrected", {"day": report.day})
    if found.audit.late is not None:
        yield Told("audit-late", {"key": found.audit.late.key})
    if found.whole and found.audit.drawn == 0 and found.why == "not-drawn":
        yield Told("begin-audit", {})
    short = reckoned is not None and Note.LAWYERS_SHORT in reckoned.notes
    if short or waiting >= MANY:
        yield Told("lawyers", {"n": waiting})
    if empty:
        yield Told("seats", {"n": empty})
    yield from _about_the_target(found, report)


def _about_the_target(found: Estimate, report: DayReport) -> Iterator[Told]:
    excluded = found.support is not None and found.support.state is State.EXCLUDED
    if found.early is Early.SECURED:
        yield Told("secured", {"n": found.margin})
    elif found.early is Early.UNREACHABLE or excluded:
        yield Told("unreachable", {"target": found.target})
    elif report.forecast and report.target_reached.first is None:
        yield Told("course", {})


def _oldest(tx: Connection, now: datetime) -> int:
    """Days since the first reading of the line that has waited longest for a lawyer."""
    first = tx.execute(
        select(func.min(readings.c.at))
        .select_from(lines)
        .join(readings, readings.c.line_id == lines.c.id)
        .where(SINGLES, readings.c.round == Round.FIRST, readings.c.standing)
    ).scalar()
    return 0 if first is None else (now - first).days


def _empty_seats(tx: Connection, now: datetime, day: date) -> int:
    """Seats that nobody has, in the shifts of the next days that people can sign up for."""
    tomorrow = day + timedelta(days=1)
    ahead = shifts.look_shifts(tx, now=now, first=tomorrow, last=day + AHEAD)
    return sum(one.free or 0 for one in ahead if one.published and not one.called_off)
