"""What a person says of themselves: language, call name, legal name, and what is being asked.

A name is None until the question was put, and empty when it was declined. The trail learns that a
name was given or taken away, never the name.
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import Literal

from sqlalchemy import Connection, Update

from models import trail
from models.errors import Refusal
from models.tables import people
from models.terms import Person

Awaited = Literal["call-name", "legal-name"]

_CALL_MOST, _CALL_WORDS = 60, 3  # its words pass the privacy guard, so there are few
_LEGAL_MOST = 120
_NO_NAME = re.compile(r"[\d@<>/\\:;=?!#*_]|\n")


def set_language(tx: Connection, *, now: datetime, person: Person, language: str) -> bool:
    """Speak this language (a code of the catalogues) from now on; False if we did already."""
    changed = tx.execute(
        people.update()
        .where(people.c.id == person.id, people.c.language != language)
        .values(language=language)
    )
    if changed.rowcount:
        _entry(tx, now, person, "person.language", old=person.language, new=language)
    return bool(changed.rowcount)


def await_answer(tx: Connection, *, now: datetime, person: Person, what: Awaited | None) -> None:
    """The next free text of the person answers this question; None: no question waits."""
    tx.execute(people.update().where(people.c.id == person.id).values(awaiting=what))


def set_call_name(tx: Connection, *, now: datetime, person: Person, name: str) -> str:
    """How coordinators call the person, as kept; an empty name declines.

    Refuses ``people.name-malformed``.
    """
    kept = _clean(name, _CALL_MOST) if name else ""
    if len(kept.split()) > _CALL_WORDS:
        raise Refusal("people.name-malformed")
    tx.execute(_mine(person).values(call_name=kept, awaiting=None))
    _entry(tx, now, person, "person.named", fields=["call_name"], given=bool(kept))
    return kept


def set_legal_name(tx: Connection, *, now: datetime, person: Person, name: str) -> str:
    """The name as on the ID, kept by consent for the registrar's names list; empty declines.

    Refuses ``people.name-malformed``.
    """
    kept = _clean(name, _LEGAL_MOST) if name else ""
    tx.execute(
        _mine(person).values(legal_name=kept, name_consent_at=now if kept else None, awaiting=None)
    )
    _entry(tx, now, person, "person.named", fields=["legal_name"], given=bool(kept))
    return kept


def looks_like_a_name(text: str) -> bool:
    """Whether a free text can be the answer to a question for a name: letters, no signs."""
    return any(sign.isalpha() for sign in text) and not _NO_NAME.search(text.strip())


def _clean(name: str, most: int) -> str:
    kept = " ".join(name.split())
    if len(kept) > most or not looks_like_a_name(name):
        raise Refusal("people.name-malformed")
    return kept


def _mine(person: Person) -> Update:
    return people.update().where(people.c.id == person.id)


def _entry(tx: Connection, now: datetime, person: Person, act: str, **body: object) -> None:
    trail.append(tx, now=now, actor=person.pseudonym, act=act, subject=person.pseudonym, **body)
