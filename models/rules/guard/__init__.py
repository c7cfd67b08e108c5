"""The privacy guard: does this message say who a signer is, or where to find them?

Nothing a volunteer types in private chat is stored or handled before :func:`look` has seen it.
Home addresses, phones, mails, dates of birth, names and voter, licence or social security numbers
are confidential always (Gov. Code 7924.000, Elec. Code 2194) and may not leave the examination
room (*Committee v. Logan* (2023) 94 Cal.App.5th 352); a line is named by its key alone.

The guard is pure: the word lists come in as a :class:`Lexicon`. What it lets through on purpose:
verdict text, line keys, dates of signing, shift talk, and a given name alone (``hi Ana``), which
by itself points at nobody; a given name that is said to be a signer's (``the signer is Ana``), or
a common surname anywhere, is caught. It reads the Latin script only; a word in another one is
taken for a name.
"""

from __future__ import annotations

import re
from collections.abc import Collection

from models.rules.guard.address import addresses
from models.rules.guard.bare import bare_streets
from models.rules.guard.contacts import mails, phones, spoken_phones
from models.rules.guard.glued import glued
from models.rules.guard.numbers import birth_dates, cards, long_numbers
from models.rules.guard.people import names
from models.rules.guard.plain import Glance, flatten
from models.rules.guard.scripts import foreign
from models.rules.guard.terms import Finding, Kind, Lexicon, Span

__all__ = ["Finding", "Kind", "Lexicon", "look"]

# The payload of an invitation link: long, of letters and digits, chosen by chance.
_INVITATION = re.compile(r"/start(?:@\w+)? (?=\S*\d)(?=\S*[A-Za-z])[\w-]{16,64}", re.ASCII)


def look(text: str, lexicon: Lexicon, *, known: Collection[str] = ()) -> tuple[Finding, ...]:
    """Every place in ``text`` that names or locates a person, in order, without overlaps.

    ``known`` are words that are rightly typed here, in any spelling of case and accent: batch
    codes, grounds, command words, the names and pseudonyms of volunteers. They excuse words from
    the search for names only: an address or a number is one whoever it belongs to; and of a pair
    of names both must be known. ``start`` and ``end`` are positions in ``text``, for whoever must
    say *where*; what stands there must not be stored, logged or repeated. Raises nothing.
    """
    if _INVITATION.fullmatch(text):
        return ()
    flat, place = flatten(text)
    seen = Glance.at(flat)
    spans = [(Kind.BIRTH_DATE, span) for span in birth_dates(seen)]
    if seen.digits:
        spans += [(Kind.NUMBER, span) for span in cards(seen)]
        spans += [(Kind.PHONE, span) for span in phones(seen)]
        spans += [(Kind.NUMBER, span) for span in long_numbers(seen)]
    spans += [(Kind.PHONE, span) for span in spoken_phones(seen)]
    spans += [(Kind.MAIL, span) for span in mails(seen)]
    spans += [(Kind.ADDRESS, span) for span in addresses(seen, lexicon)]
    if seen.digits:
        spans += [(Kind.ADDRESS, span) for span in bare_streets(seen, text, place, lexicon)]
    spans += [(Kind.NAME, span) for span in names(seen, text, place, lexicon, known)]
    spans += [(Kind.NAME, span) for span in glued(text, place, lexicon, known)]
    spans += [(Kind.NAME, span) for span in foreign(flat, known)]
    return _settle(spans, place)


def _settle(spans: list[tuple[Kind, Span]], place: tuple[int, ...] | None) -> tuple[Finding, ...]:
    """Drop what overlaps an earlier, surer kind, and speak of positions in the typed text."""
    if not spans:
        return ()
    kept: list[Finding] = []
    for kind, (start, end) in spans:
        if all(end <= other.start or other.end <= start for other in kept):
            kept.append(Finding(kind, start, end))
    if place is not None:
        kept = [Finding(kind, place[start], place[end - 1] + 1) for kind, start, end in kept]
    return tuple(sorted(kept, key=lambda finding: finding.start))
