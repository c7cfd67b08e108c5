"""Which sections a person circulated, so that nobody is dealt their own."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from models import trail
from models.errors import Refusal
from models.review import views
from models.tables import circulated
from models.terms import LineState, Person, looks

MOST = 2000  # sections of one person: a mistyped range must not lock everything away from them


@dataclass(frozen=True, slots=True)
class Circulated:
    """All sections noted for a person, how many are new or gone, and a batch that clashes.

    ``clash`` is the code of an open batch with unread lines of a section of theirs.
    """

    sections: tuple[int, ...]
    changed: int
    clash: str | None


def note_circulated(
    tx: Connection, *, now: datetime, person: Person, sections: Iterable[int], gone: bool = False
) -> Circulated:
    """Note sections the person circulated, or with ``gone`` that they did not after all.

    The trail learns how many, not which: that is the person's own. Refuses
    ``people.sections-too-many``.
    """
    before = set(look_circulated(tx, person_id=person.id))
    told = set(sections)
    after = before - told if gone else before | told
    if len(after) > MOST:
        raise Refusal("people.sections-too-many", most=MOST)
    changed = before ^ after
    if changed:
        _write(tx, person.id, changed, gone=gone)
        trail.append(
            tx,
            now=now,
            actor=person.pseudonym,
            act="person.circulated",
            subject=person.pseudonym,
            fields=["circulated"],
            old=len(before),
            new=len(after),
        )
    return Circulated(tuple(sorted(after)), len(changed), _clash(tx, person.id, after))


@looks
def look_circulated(tx: Connection, *, person_id: int) -> tuple[int, ...]:
    """The sections noted for a person, by number."""
    return tuple(
        tx.execute(
            select(circulated.c.section)
            .where(circulated.c.person_id == person_id)
            .order_by(circulated.c.section)
        ).scalars()
    )


def _write(tx: Connection, person_id: int, changed: set[int], *, gone: bool) -> None:
    if gone:
        tx.execute(
            circulated.delete().where(
                circulated.c.person_id == person_id, circulated.c.section.in_(changed)
            )
        )
        return
    tx.execute(
        circulated.insert(),
        [{"person_id": person_id, "section": section} for section in sorted(changed)],
    )


def _clash(tx: Connection, person_id: int, own: set[int]) -> str | None:
    held = views.open_batch(tx, person_id)
    if held is None:
        return None
    clashes = any(section in own for section in held.to_finish) or any(
        line.key.section in own and line.state != LineState.READ for line in held.lines
    )
    return held.code if clashes else None
