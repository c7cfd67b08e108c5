"""What a person says of themselves: language, call name, legal name, and what is being asked.

A name is None until the question was put, and empty when it was declined. The trail learns that a
name was given or taken away, never the name.
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import Literal

from sqlalchemy import Connection, Update, select

from models import trail
from models.errors import Refusal
from models.tables import people
from models.terms import Person

Awaited = Literal["call-name", "legal-name"]

_CALL_MOST, _CALL_WORDS = 60, 3  # its words pass the privacy guard, so there are few
_LEGAL_MOST = 120
_FEWEST, _MOST = 2, 5  # words of a legal name, without the small ones
_SMALL = frozenset("de del de la las los y e da do dos di van von der den el al bin".split())
# What a note about a line holds and a name does not (words that are surnames too are left out).
_OF_NOTES = frozenset(
    "signer signers signed signature voter voters line lines section batch rest stand stands "
    "challenge missing unsure moved address is was am my name the this that and registered "
    "firmante firmantes firma firmas firmó votante votantes línea líneas linea lineas sección "
    "seccion lote resto queda quedan impugnar falta es soy era nombre llamo llama dirección "
    "direccion registrado registrada".split()
)
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

    Refuses ``people.call-name-malformed``.
    """
    kept = _clean(name, _CALL_MOST, "call-name") if name else ""
    if len(kept.split()) > _CALL_WORDS:
        raise Refusal("people.call-name-malformed")
    before = tx.execute(select(people.c.call_name).where(people.c.id == person.id)).scalar()
    tx.execute(_mine(person).values(call_name=kept, awaiting=None))
    if kept != before:
        _entry(tx, now, person, "person.named", fields=["call_name"], given=bool(kept))
    return kept


def set_legal_name(tx: Connection, *, now: datetime, person: Person, name: str) -> str:
    """The name as on the ID, kept by consent for the registrar's names list; empty declines.

    Refuses ``people.legal-name-malformed``.
    """
    kept = _clean(name, _LEGAL_MOST, "legal-name") if name else ""
    before = tx.execute(select(people.c.legal_name).where(people.c.id == person.id)).scalar()
    tx.execute(
        _mine(person).values(legal_name=kept, name_consent_at=now if kept else None, awaiting=None)
    )
    if kept != before:
        _entry(tx, now, person, "person.named", fields=["legal_name"], given=bool(kept))
    return kept


def looks_like_words(text: str) -> bool:
    """Whether a free text is meant as an answer to a question for a name: letters, no signs."""
    return any(sign.isalpha() for sign in text) and not _NO_NAME.search(text.strip())


def looks_like_a_name(text: str, what: str) -> bool:
    """Whether a free text can be the name that was asked for.

    No name holds a word such as *signer* or *line*: that is a note, and may be about somebody
    else. A legal name has two to five words beside its small ones (*de la*).
    """
    words = [word.strip(".,'’-").casefold() for word in text.split()]
    if not looks_like_words(text) or not _OF_NOTES.isdisjoint(words):
        return False
    return what == "call-name" or _FEWEST <= len([w for w in words if w not in _SMALL]) <= _MOST


def _clean(name: str, most: int, what: Awaited) -> str:
    kept = " ".join(name.split())
    if len(kept) > most or not looks_like_a_name(name, what):
        raise Refusal(f"people.{what}-malformed")
    return kept


def _mine(person: Person) -> Update:
    return people.update().where(people.c.id == person.id)


def _entry(tx: Connection, now: datetime, person: Person, act: str, **body: object) -> None:
    trail.append(tx, now=now, actor=person.pseudonym, act=act, subject=person.pseudonym, **body)
