"""Mails and phones, as they are typed on a phone: with spaces, slashes, words for the signs."""

from __future__ import annotations

import re
from collections.abc import Iterator

from models.rules.guard.plain import Glance
from models.rules.guard.terms import Span

_DOT = r"(?:\s?[.,]|\s*[(\[]?\b(?:dot|punto)\b[)\]]?)"
_ENDS = r"(?:com|net|org|edu|gov|mil|info|museum|mx|es|us|co|io|me|ca|tv|biz|example)\b"
_HOSTS = r"(?:g|hot|proton|e|ya)?mail|yahoo|outlook|icloud|aol|live|msn|prodigy|comcast|verizon"

# A box begins a word, so that a long one is read once; "/next@the_bot" is a command.
_BOX = r"(?<![\w.+/-])[\w.+-]+"
_MAIL = re.compile(
    rf"""
    {_BOX}@\s?[\w-]+(?:[.,]+[\w-]+)*                  # x@y, x@ y.com
    | {_BOX}\s{{1,2}}@\s{{0,2}}[\w-]+\s?[.,]\s?{_ENDS}   # x @ y . com
    | {_BOX}\s{{0,2}}[(\[]?\barroba\b[)\]]?\s{{0,2}}\w+   # x arroba y
    | {_BOX}\s{{0,2}}[(\[]at[)\]]\s{{0,2}}\w+             # x (at) y
    | {_BOX}\s{{1,2}}at\s{{1,2}}[\w-]+(?:\.|,|{_DOT}\s?){_ENDS}  # x at y dot com
    | {_BOX}\s{{1,2}}at\s{{1,2}}(?:{_HOSTS})\b            # x at gmail
    | \b(?:{_HOSTS})\s{{1,2}}(?:dot|punto)\s{{1,2}}{_ENDS}
    """,
    re.VERBOSE,
)
_MAIL_SIGNS = frozenset(("at", "arroba", "dot", "punto"))
_AT_HOST_ALONE = re.compile(
    r"\S+\s+at\s+(?:mail|email|live)$"
)  # "look at mail", without an ending

# North American Numbering Plan: area codes begin with 2 to 9. International: ITU-T E.164.
_BETWEEN = r"[\s.\-/]{0,3}"
_LOCAL = rf"\d\d\)?{_BETWEEN}\d{{3}}{_BETWEEN}\d\d\s?\d\d(?![\d\-])"
# Each begins with what it consumes and looks back from there: the search skips to it at once.
_PHONES = tuple(
    map(
        re.compile,
        (
            rf"[2-9](?<![\d\-=/.].){_LOCAL}",
            rf"1(?<![\d\-=/.].){_BETWEEN}\(?[2-9]{_LOCAL}",
            r"\+\d(?:[\s.\-()]?\d){7,14}(?!\d)",
            r"[2-9](?<![\d\-=/.].)\d\d[-.]\d{4}(?![\d\-])",
        ),
    )
)
_CALLED = re.compile(
    r"\b(?:tel[a-z]*|ph|phone|cell?|celular|call|ring|text|dial|llam\w+|marc\w+|numero|number)"
    r"[\s.:#]{1,3}[2-9]\d\d\s?\d{4}(?![\d\-])"
)
_SPACED = re.compile(r"\d(?<![\d\-].)(?:[ \-]{1,3}\d|\.\d){6,10}(?![\d\-])")
_DIGIT_WORDS = frozenset(
    "zero oh one two three four five six seven eight nine cero uno dos tres cuatro cinco seis"
    " siete ocho nueve".split()
)
_ONE = "|".join(sorted(_DIGIT_WORDS))
_SPOKEN = re.compile(rf"\b(?:(?:{_ONE})[\s,.\-]+){{6,}}(?:{_ONE})\b")


def mails(seen: Glance) -> Iterator[Span]:
    """Where mail addresses stand in plain text, also spoken ones (``ana at mail dot com``)."""
    if "@" in seen.flat or not _MAIL_SIGNS.isdisjoint(seen.words):
        for found in _MAIL.finditer(seen.flat):
            if not _AT_HOST_ALONE.match(found.group()):
                yield found.span()


def phones(seen: Glance) -> Iterator[Span]:
    """Where telephone numbers stand in plain text: whole, or digit by digit."""
    if seen.longest >= 3:
        for pattern in (*_PHONES, _CALLED):
            yield from (found.span() for found in pattern.finditer(seen.flat))
    if seen.digits >= 7:
        for found in _SPACED.finditer(seen.flat):
            digits = [char for char in found.group() if char.isdigit()]
            if digits != sorted(digits):  # a list of line numbers climbs
                yield found.span()


def spoken_phones(seen: Glance) -> Iterator[Span]:
    """Where seven or more digits are written as words, in English or Spanish."""
    if len(_DIGIT_WORDS & seen.words) >= 3:
        yield from (found.span() for found in _SPOKEN.finditer(seen.flat))
