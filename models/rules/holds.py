"""When a hold ends, and until when a sheet may be typed."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo


def ends(now: datetime, minutes: int) -> datetime:
    """The end of a hold taken or renewed at ``now``."""
    return now + timedelta(minutes=minutes)


def typing_deadline(now: datetime, zone: ZoneInfo, hour: int) -> datetime:
    """``hour`` o'clock on the day after ``now``, by the office's wall clock; aware UTC out."""
    tomorrow = now.astimezone(zone).date() + timedelta(days=1)
    return datetime.combine(tomorrow, time(hour), zone).astimezone(UTC)


def quiet(moment: datetime, zone: ZoneInfo, from_hour: int, to_hour: int) -> bool:
    """Whether a moment falls into the quiet hours (which may cross midnight)."""
    hour = moment.astimezone(zone).hour
    if from_hour <= to_hour:
        return from_hour <= hour < to_hour
    return hour >= from_hour or hour < to_hour
