"""My shifts as an iCalendar file (RFC 5545): stable ids, updates, cancellations."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from config.locale import Words
from models.shifts import Event as Place

if TYPE_CHECKING:
    from icalendar import Event as Entry

SPAN = timedelta(days=400)  # of the clock's changes that the file explains, around its shifts
REMIND = timedelta(hours=2)  # before the start; the phone's own reminder beside ours


def calendar(words: Words, events: Sequence[Place], *, now: datetime) -> bytes:
    """The file's bytes. Opened again after a change, it moves or strikes what is there already."""
    from icalendar import Calendar  # a tenth of a second, which no start has to wait for

    found = Calendar()
    found.add("prodid", "-//Countersign//shifts//EN")
    found.add("version", "2.0")
    found.add("method", "PUBLISH")
    found.add("x-wr-calname", words.plain("shifts.calendar.name"))
    for event in events:
        found.add_component(_entry(words, event, now))
    if events:
        days = [event.starts_at.date() for event in events]
        found.add_missing_timezones(min(days) - SPAN, max(days) + SPAN)
    made: bytes = found.to_ical()
    return made


def write(path: Path, content: bytes) -> Path:
    """The file, written."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def _entry(words: Words, event: Place, now: datetime) -> Entry:
    from icalendar import Alarm, Event

    zone = ZoneInfo(event.zone)
    entry = Event()
    entry.add("uid", event.uid)
    entry.add("sequence", event.sequence)
    entry.add("dtstamp", now)
    entry.add("last-modified", event.changed_at)
    entry.add("dtstart", event.starts_at.astimezone(zone))
    entry.add("dtend", event.ends_at.astimezone(zone))
    entry.add("summary", words.plain(f"shifts.calendar.{event.duty.value}"))
    entry.add("location", ", ".join((event.office, *event.address)))
    entry.add("status", "CANCELLED" if event.cancelled else "CONFIRMED")
    if not event.cancelled:
        entry.add("description", words.plain("shifts.calendar.bring"))
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", words.plain(f"shifts.calendar.{event.duty.value}"))
        alarm.add("trigger", -REMIND)
        entry.add_component(alarm)
    return entry
