"""One's own data: everything we hold, shown in words or as a file, and gone on request.

Deletion takes away who the person is and leaves what was done: the row keeps its pseudonym, so
that readings and trail keep their author without naming anybody.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import Connection, func, or_, select

from models import review, trail
from models.errors import Refusal
from models.people import invitations
from models.people.known import locked
from models.people.sections import look_circulated
from models.people.team import keep_an_admin
from models.review import views
from models.tables import (
    availability,
    batches,
    campaign,
    choices,
    circulated,
    entries,
    lines,
    notices,
    people,
    places,
    readings,
    shifts,
    wishes,
)
from models.tables import invitations as links
from models.tables import trail as trail_rows
from models.terms import LineKey, NoticeState, Person, Role, looks


@dataclass(frozen=True, slots=True)
class Own:
    """What is held of one person. ``row`` has a value for every column of ``people``."""

    row: dict[str, Any]
    sections: tuple[int, ...]
    batches: int
    readings: int
    links: int
    notices: int
    trail_entries: int


@looks
def look_own(tx: Connection, *, person: Person) -> Own:
    """Everything we hold of the person: their row whole, the rest counted."""
    row = tx.execute(select(people).where(people.c.id == person.id)).one()
    return Own(
        row=dict(row._mapping),
        sections=look_circulated(tx, person_id=person.id),
        batches=_count(tx, batches.c.person_id == person.id),
        readings=_count(tx, _of(person)),
        links=_count(tx, links.c.made_by == person.pseudonym),
        notices=_count(tx, notices.c.person_id == person.id),
        trail_entries=_count(tx, _about(person)),
    )


@looks
def look_export(tx: Connection, *, person: Person) -> dict[str, Any]:
    """The same, row by row, as plain values for a JSON file."""
    own = look_own(tx, person=person)
    return {
        "person": _plain(own.row),
        "circulated": list(own.sections),
        "batches": _rows(
            tx,
            select(batches.c.code, batches.c.dealt_at, batches.c.ended_at, batches.c.ended)
            .where(batches.c.person_id == person.id)
            .order_by(batches.c.id),
        ),
        "readings": _readings(tx, person),
        "places": _rows(
            tx,
            select(
                shifts.c.day,
                shifts.c.starts_at,
                places.c.duty,
                places.c.state,
                places.c.arrived_at,
                places.c.left_at,
            )
            .join(shifts, shifts.c.id == places.c.shift_id)
            .where(places.c.person_id == person.id)
            .order_by(places.c.id),
        ),
        "times": _rows(
            tx,
            select(
                availability.c.weekday,
                availability.c.day,
                availability.c.starts,
                availability.c.ends,
                availability.c.able,
            )
            .where(availability.c.person_id == person.id)
            .order_by(availability.c.id),
        ),
        "wishes": _rows(tx, select(wishes).where(wishes.c.person_id == person.id)),
        "invitations": _rows(
            tx,
            select(links.c.id, links.c.role, links.c.uses_allowed, links.c.uses, links.c.made_at)
            .where(links.c.made_by == person.pseudonym)
            .order_by(links.c.id),
        ),
        "notices": _rows(
            tx,
            select(notices.c.kind, notices.c.facts, notices.c.state, notices.c.made_at)
            .where(notices.c.person_id == person.id)
            .order_by(notices.c.id),
        ),
        "trail": _rows(
            tx,
            select(trail_rows.c.seq, trail_rows.c.at, trail_rows.c.act, trail_rows.c.body)
            .where(_about(person))
            .order_by(trail_rows.c.seq),
        ),
    }


def forget(tx: Connection, *, now: datetime, person: Person) -> str | None:
    """Delete a person's data; the code of the open batch that was given back first, or None.

    Gone: Telegram id, names, circulated sections, open questions, times and wishes, waiting
    notices, the numbers of their messages, their open links; the clock takes their places in
    shifts to come. Refuses ``people.legal-hold`` with its reason,
    ``people.last-admin``, ``people.no-such-person``.
    """
    row = locked(tx, person.id)
    hold = tx.execute(select(campaign.c.legal_hold)).scalar()
    if hold is not None:
        raise Refusal("people.legal-hold", reason=hold)
    if row.role == Role.ADMIN and not row.suspended:
        keep_an_admin(tx, person.id)
    held = views.open_batch(tx, person.id)
    if held is not None:
        review.give_back(tx, now=now, by=person)
    _empty(tx, now, person)
    trail.append(
        tx,
        now=now,
        actor=person.pseudonym,
        act="person.deleted",
        subject=person.pseudonym,
        fields=["telegram_id", "legal_name", "call_name", "circulated", "choices"],
    )
    return None if held is None else held.code


def _empty(tx: Connection, now: datetime, person: Person) -> None:
    tx.execute(
        people.update()
        .where(people.c.id == person.id)
        .values(
            telegram_id=None,
            legal_name=None,
            name_consent_at=None,
            call_name=None,
            awaiting=None,
            deleted_at=now,
        )
    )
    tx.execute(circulated.delete().where(circulated.c.person_id == person.id))
    tx.execute(choices.delete().where(choices.c.person_id == person.id))
    tx.execute(availability.delete().where(availability.c.person_id == person.id))
    tx.execute(wishes.delete().where(wishes.c.person_id == person.id))
    tx.execute(wishes.update().where(wishes.c.pair_id == person.id).values(pair_id=None))
    tx.execute(
        notices.update()
        .where(notices.c.person_id == person.id, notices.c.state == NoticeState.WAITING)
        .values(state=NoticeState.DROPPED, settled_at=now)
    )
    tx.execute(notices.update().where(notices.c.person_id == person.id).values(message_id=None))
    # In a private chat the chat's number is the person's Telegram id.
    for table in (entries, batches):
        tx.execute(
            table.update()
            .where(table.c.person_id == person.id)
            .values(chat_id=None, message_id=None)
        )
    invitations.revoke_all_of(tx, now=now, pseudonym=person.pseudonym)


def _readings(tx: Connection, person: Person) -> list[dict[str, Any]]:
    rows = tx.execute(
        select(
            lines.c.section,
            lines.c.page,
            lines.c.line,
            readings.c.verdict,
            readings.c.round,
            readings.c.at,
            readings.c.standing,
        )
        .join(lines, lines.c.id == readings.c.line_id)
        .where(_of(person))
        .order_by(readings.c.id)
    )
    return [
        {
            "line": LineKey(row.section, row.page, row.line).printed,
            "verdict": row.verdict,
            "round": row.round,
            "at": row.at.isoformat(),
            "standing": row.standing,
        }
        for row in rows
    ]


def _of(person: Person) -> Any:
    return or_(readings.c.reader_id == person.id, readings.c.typed_by_id == person.id)


def _about(person: Person) -> Any:
    mine = person.pseudonym
    return or_(trail_rows.c.actor == mine, trail_rows.c.subject == mine)


def _count(tx: Connection, where: Any) -> int:
    return int(tx.execute(select(func.count()).where(where)).scalar_one())


def _rows(tx: Connection, query: Any) -> list[dict[str, Any]]:
    return [_plain(dict(row._mapping)) for row in tx.execute(query)]


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    return {
        name: value.isoformat() if isinstance(value, date | time) else value
        for name, value in row.items()
    }
