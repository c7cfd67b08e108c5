"""Dates of birth, and the numbers that stand for one person.

The difficulty is what must pass: a line key (``12045-1-7``, and ``12-1-40``, and ``1962-3-5``),
a date of signing or registration (Elec. Code 2102(b) is argued with two dates), hours, counts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from models.rules.guard.plain import Glance
from models.rules.guard.terms import Span

_MONTH = (
    r"\b(?:jan(?:uary)?|feb(?:ruary|rero)?|mar(?:ch|zo)?|apr(?:il)?|may(?:o)?|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember|iembre)?|oct(?:ober|ubre)?|nov(?:ember|iembre)?|dec(?:ember)?|ene(?:ro)?"
    r"|abr(?:il)?|jun(?:io)?|jul(?:io)?|ago(?:sto)?|dic(?:iembre)?)\b\.?"
)
_YEAR = r"(?:19\d\d|200[0-8])(?!\d)"  # of an adult who could sign in 2022 or soon after
_DAY = r"\d{1,2}(?:st|nd|rd|th|o)?"

# Each begins with what it consumes and looks back from there: the search skips to it at once.
_DATED = tuple(
    map(
        re.compile,
        (
            rf"\d(?<![\d/.\-=].)\d?\s?([/.])\s?\d{{1,2}}\s?\1\s?(?:{_YEAR}|[3-9]\d(?![\d/.]))",
            rf"\d(?<![\d\-=].)\d?-\d{{1,2}}-{_YEAR}(?!-)",
            r"[12](?<![\d\-=].)(?:9\d\d|00[0-8])"
            r"(?:-[01]\d-[0-3]\d|[/.][01]?\d[/.][0-3]?\d)(?![\d\-])",
        ),
    )
)
_WRITTEN = tuple(
    map(
        re.compile,
        (
            rf"{_MONTH}\s*{_DAY}\s*,?\s*(?:del?\s+)?(?:{_YEAR}|'\d\d(?!\d))",
            rf"\b{_DAY}\s+(?:de\s+|of\s+)?{_MONTH},?\s*(?:del?\s+)?(?:{_YEAR}|'\d\d(?!\d))",
        ),
    )
)
_MONTH_STARTS = frozenset(
    "jan feb mar apr may jun jul aug sep oct nov dec ene abr ago dic".split()
)
_SIGNING = re.compile(
    r"\b(?:signed|dated|registered|reg|affidavit|filed|received|firm\w+|fech\w+|registr\w+)"
    r"[\s:,]*(?:on|el|the|date|of|dated|de)?[\s:]*$"
)
_ANNOUNCED = re.compile(
    rf"""
    (?:\b(?:born|b\.|d\.?\s?o\.?\s?b\b\.?|dob|birth\w*|b-?day|yob|naci\w*|nac\.?|fdn|f\.\s?nac\w*|cumple\w*))
    [^\n;]{{0,30}}?
    (?:
        (?<!\d)(?:19\d\d|20[01]\d)(?!\d)
      | (?<!\d)\d{{1,2}}\s?[/.\-\s]\s?\d{{1,2}}\s?[/.\-\s]\s?(?!2[2-9](?!\d)|20[2-9])\d{{2,4}}(?!\d)
      | (?<!\d)(?:19|20)\d{{6}}(?!\d)
      | \b(?:nineteen|mil\s+novecientos|(?:two\s+thousand|dos\s+mil))\b
      | {_MONTH}\s*{_DAY}\b
      | \b{_DAY}\s+(?:de\s+|of\s+)?{_MONTH}
      | \b(?:uno|primero|first)\s+(?:de|of)\s+{_MONTH}
    )
    """,
    re.VERBOSE,
)

_PAPER = (
    r"(?:voter|votante)s?\W{0,3}(?:file\W?)?(?:id|reg\w*|number|numero|no\b|num\b|\#)"
    r"|vid|ssn|social|itin|tax\W?id|c?dl\b|d\.l|licen[cs]\w+|drivers?\W{0,2}\s?lic|passport|pasaporte|alien"
    r"|(?:affidavit|afidavit|registration|reg|registrant|registro)\W{0,2}\s?(?:id|number|numero|num|no|\#)"
    r"|id\W{0,2}(?:number|card|no\b|de\b|\#|:|is\b|es\b)|(?:state|county|voter|su|her|his|the)\s?id|voterid"
    r"|identificaci\w+|nss|seguro|credencial|clave|matricula|precin\w+|numero\s+de\s+(?:votante|registro)|votante"
)
_AFTER = r"[^\d\n;]{0,14}?"
_NOT_KEY = r"(?!\d*-p?\d{1,3}-l?\d)"
_CARD = re.compile(
    rf"""
    \b(?:{_PAPER}){_AFTER}(?:[a-z]{{1,2}}[\s-]?)?{_NOT_KEY}(?:\d[\s,.\-]?){{4,}}\d[a-z]?(?!\d)
    | \b(?:ssn|social|seguro){_AFTER}(?:last\s4|4)?{_AFTER}(?<!\d)\d{{4}}(?![\d\-])
    | \blast\s(?:four|4)\D{{1,12}}\d{{4}}(?!\d)
    """,
    re.VERBOSE,
)
_CARD_WORDS = re.compile(
    r"vot|id$|vid|ssn|social|itin|tax|c?dl$|d$|lic|driv|pass|pasa|alien|affid|afid|reg|state|county"
    r"|ident|nss|segur|cred|clave|matric|precin|numero|last"
)
_FORMS = tuple(
    map(
        re.compile,
        (
            r"\d(?<![\d\-=].)\d\d([-. ])\d\d\1\d{4}(?![\d\-])",  # social security
            r"[a-z](?<![a-z\d].)[a-z]?[\s-]?\d{4}\s?\d{3,5}(?![\d\-])",  # licence: a letter, digits
            r"\d(?<![\d\-].)\d-?[a-z]{2}-?\d{4,}(?!\d)",  # affidavit of registration
        ),
    )
)
_LONG = re.compile(r"\d(?<![\d.,/\-].)\d{6,}(?!\d)")
_BIRTH_WORDS = re.compile(r"bor|b$|d$|dob|birth|bday|yob|nac|fdn|cumple")


def birth_dates(seen: Glance) -> Iterator[Span]:
    """Where dates of birth stand in plain text: announced as such, or of a signer's age."""
    flat, patterns = seen.flat, list[re.Pattern[str]]()
    if any(map(_BIRTH_WORDS.match, seen.words)):
        yield from (found.span() for found in _ANNOUNCED.finditer(flat))
    if "/" in flat or "." in flat or seen.longest >= 4:
        patterns += _DATED
    if any(word[:3] in _MONTH_STARTS for word in seen.words):
        patterns += _WRITTEN
    for found in (found for pattern in patterns for found in pattern.finditer(flat)):
        if not _SIGNING.search(flat[max(0, found.start() - 30) : found.start()]):
            yield found.span()


def cards(seen: Glance) -> Iterator[Span]:
    """Where numbers of persons stand, announced by a word or told by their form."""
    if seen.longest >= 4:
        if any(map(_CARD_WORDS.match, seen.words)):
            yield from (found.span() for found in _CARD.finditer(seen.flat))
        for pattern in _FORMS:
            yield from (found.span() for found in pattern.finditer(seen.flat))


def long_numbers(seen: Glance) -> Iterator[Span]:
    """Numbers of seven digits and more: no section, line or count of a petition is so long."""
    if seen.longest >= 7:
        yield from (found.span() for found in _LONG.finditer(seen.flat))
