"""How shifts say no: a ruling of the ladder as a refusal with the values of its sentence.

Codes and values (``cap`` is a `CapName`, ``allows`` a number, ``until`` a date or None):

    shifts.past                since
    shifts.suspended           -
    shifts.no-designation      -
    shifts.not-your-duty       -
    shifts.closed              day, why (or None: outside the opening windows), until
    shifts.already             -
    shifts.clash               other_at
    shifts.rest                other_at, allows (hours of rest)
    shifts.own-day-limit       allows (shifts)
    shifts.own-week-limit      allows (shifts)
    shifts.notice-passed       cap, allows (hours), since (when the names were due), until
    shifts.seats-full, shifts.room-full, shifts.badges-full, shifts.day-hours-full,
    shifts.week-hours-full     cap, allows, until

Beside the ladder, with their values:

    shifts.no-such-shift, shifts.no-such-person, shifts.no-place, shifts.not-asked,
    shifts.too-late (to confirm), shifts.not-yours (a captain may), shifts.day-over,
    shifts.day-to-come, shifts.ends-first, shifts.source-missing, shifts.no-swap,
    shifts.swap-gone, shifts.swap-yourself, shifts.no-batch        -
    shifts.which-office, shifts.no-such-office, shifts.no-caps     codes
    shifts.not-now             state (from which the move is not legal)
    shifts.not-yet             opens_at
    shifts.cap-value           cap, most (or None)
    shifts.preview-old         now (how many would be unseated by now)
    shifts.no-such-hour        day, hour (clocks skip it)
    shifts.overlap             day
    shifts.too-long            most (days)
    shifts.own-limit           most (shifts)
    shifts.minutes             most
    shifts.seats               allows
    shifts.no-such-number      number (of a line in the batch)
"""

from __future__ import annotations

from collections.abc import Callable

from models.errors import Refusal
from models.shift_terms import Answer, DayCaps, Ruling

_VALUES: dict[Answer, Callable[[Ruling, DayCaps], dict[str, object]]] = {
    Answer.PAST: lambda no, _: {"since": no.since},
    Answer.CLOSED: lambda no, caps: {
        "day": caps.day,
        "why": None if caps.closed is None else caps.closed.why,
        "until": no.until,
    },
    Answer.CLASH: lambda no, _: {"other_at": no.other_at},
    Answer.REST: lambda no, _: {"other_at": no.other_at, "allows": no.allows},
    Answer.OWN_DAY_LIMIT: lambda no, _: {"allows": no.allows},
    Answer.OWN_WEEK_LIMIT: lambda no, _: {"allows": no.allows},
    Answer.NOTICE_PASSED: lambda no, _: _cap(no) | {"since": no.since},
    Answer.SEATS_FULL: lambda no, _: _cap(no),
    Answer.ROOM_FULL: lambda no, _: _cap(no),
    Answer.BADGES_FULL: lambda no, _: _cap(no),
    Answer.DAY_HOURS_FULL: lambda no, _: _cap(no),
    Answer.WEEK_HOURS_FULL: lambda no, _: _cap(no),
}


def refused(ruling: Ruling, caps: DayCaps) -> Refusal:
    """The refusal that a ruling other than yes is."""
    values = _VALUES.get(ruling.answer)
    return Refusal(f"shifts.{ruling.answer}", **(values(ruling, caps) if values else {}))


def _cap(ruling: Ruling) -> dict[str, object]:
    return {"cap": ruling.cap, "allows": ruling.allows, "until": ruling.until}
