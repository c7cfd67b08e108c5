"""Columns that look like names, addresses or contacts: the file is stopped, naming the columns.

Gov. Code 7924.000 and Elections Code 2194 keep a signer's address, telephone, e-mail, precinct,
prior registration and identifiers confidential; a list of lines needs none of them. The look is
at titles and at a sample of cells; what goes out is the column's letter, its title and a kind,
never a cell.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from itertools import pairwise

from rapidfuzz import fuzz

from models.errors import Refusal
from models.intake.headers import HeaderMatch
from models.intake.names import FIRST_NAMES, SURNAMES
from models.intake.text import column_letter, fold, fold_title, safe_title

_TITLES = {
    "name": "name|first name|last name|first|last|middle name|middle|middle initial|surname|suffix"
    "|given name|full name|signer|signer name|voter name|printed name|petitioner|elector"
    "|lname|fname"
    "|mname|nombre|nombres|apellido|apellidos|apellido paterno|apellido materno|nombre completo"
    "|firmante|primer nombre|segundo nombre",
    "address": "address|residence|residence address|res address|street|street name|street address"
    "|house|mailing address|city|zip|zip code|zipcode|postal code|apt|apartment|unit|addr"
    "|direccion|domicilio|calle|ciudad|codigo postal|departamento",
    "contact": "phone|telephone|tel|cell|cell phone|mobile|email|e mail|email address"
    "|telefono|correo|celular|correo electronico|movil",
    "birth": "dob|birth|date of birth|birth date|birthdate|birthday|year of birth|birth year|yob"
    "|age"
    "|fecha de nacimiento|nacimiento|edad|place of birth|lugar de nacimiento",
    "voter-id": "voter|voter id|vuid|voterid|affidavit|affidavit id|registrant|registrant id"
    "|registration|registration id|reg id|driver license|drivers license|dl|ssn|social security"
    "|person id|votante|id de votante|id del votante|identificacion|numero de votante|afidavit",
    "record": "precinct|party|political party|gender|sex|registration date|reg date"
    "|signature image"
    "|image|language|prior registration|precinto|partido|sexo|genero|fecha de registro|idioma",
}
_KINDS = {title: kind for kind, titles in _TITLES.items() for title in titles.split("|")}
# One of these words inside a longer title is enough ("Voter's Last Name").
_WORDS = {
    **dict.fromkeys(("name", "surname", "nombre", "apellido", "apellidos", "firmante"), "name"),
    **dict.fromkeys(("address", "street", "zip", "direccion", "domicilio", "calle"), "address"),
    **dict.fromkeys(("phone", "telephone", "email", "telefono", "correo"), "contact"),
    **dict.fromkeys(("birth", "dob", "birthdate", "nacimiento"), "birth"),
    **dict.fromkeys(("voter", "ssn", "affidavit", "votante", "registrant"), "voter-id"),
    **dict.fromkeys(("precinct", "precinto"), "record"),
}
_PUBLIC = frozenset(
    {"file name", "office name", "county name", "reason name", "nombre de oficina"}
)

_EMAIL = re.compile(r"\S@\S+\.\w{2,}")
_PHONE = re.compile(r"(?:\+?1[\s.-]?)?(?:\(\d{3}\)\s?|\d{3}[\s.-])\d{3}[\s.-]\d{4}")
_SSN = re.compile(r"\d{3}-\d{2}-\d{4}")
_STREET = re.compile(
    r"\d{1,6}\s.*\b(st|street|ave|avenue|blvd|boulevard|rd|road|dr|drive|ln|lane|ct|court|way|pl|place"
    r"|cir|circle|ter|terrace|hwy|pkwy|apt)\b.*"
    r"|(calle|avenida|camino|paseo|via|po box|p\.o\. box)\b.*\d.*|.*\bca\s+9\d{4}(-\d{4})?",
    re.IGNORECASE,
)
_DATE = re.compile(
    r"(?:\d{1,2}[/.-]\d{1,2}[/.-])?((?:19|20)\d{2})(?:-\d{2}-\d{2})?(?:[T ][\d:.]+)?"
)
_LAST_FIRST = re.compile(r"[^\W\d_][\w'’ -]*,\s*[^\W\d_]+(?:\s+[^\W\d_]\.?[\w'’-]*)?")
_ADULT_BY = 2008  # nobody born after it could have signed a petition before 2026


@dataclass(frozen=True, slots=True)
class Suspect:
    """A column that looks private. ``kind``: name, address, contact, birth, voter-id or record.

    ``by`` says what gave it away: "title" or "cells". ``title`` is "" where it must not be shown.
    """

    position: int
    kind: str
    by: str
    title: str = ""

    @property
    def letter(self) -> str:
        """The column as a spreadsheet calls it."""
        return column_letter(self.position)


def suspects(
    header: Sequence[str], sample_rows: Sequence[Sequence[str]], known: Collection[int] = ()
) -> tuple[Suspect, ...]:
    """Return the columns that look private, in order, from the titles and a sample of rows.

    ``known`` are the positions matched to fields of a line: their titles are ours, and of their
    cells only what is unmistakable counts ("Different Address" is a reason, not an address).
    """
    width = max((len(row) for row in (header, *sample_rows)), default=0)
    found = []
    for at in range(width):
        title = header[at] if at < len(header) else ""
        cells = [row[at].strip() for row in sample_rows if at < len(row) and row[at].strip()]
        kind = None if at in known else title_kind(title)
        by = "title" if kind else "cells"
        kind = kind or cells_kind(cells, strict=at in known)
        if kind:
            found.append(Suspect(at, kind, by, safe_title(title)))
    return tuple(found)


def title_kind(title: str) -> str | None:
    """Return what kind of private thing a column title names, or None."""
    # Both foldings: "House Number" needs its number dropped, "Numero de votante" is a title with
    # it.
    folded = fold_title(title)
    if not folded or folded in _PUBLIC:
        return None
    if kind := _KINDS.get(folded) or _KINDS.get(fold(title)):
        return kind
    words = set(folded.split())
    for word, kind in _WORDS.items():  # names first: "Voter's Name" holds names
        if word in words:
            return kind
    if len(folded) < 5:
        return None
    near = max(_KINDS, key=lambda known: fuzz.ratio(folded, known))
    return _KINDS[near] if len(near) >= 5 and fuzz.ratio(folded, near) >= 88 else None


def cells_kind(cells: Sequence[str], *, strict: bool = False) -> str | None:
    """Return what the filled cells of a column look like by their share, or None."""
    if not cells:
        return None
    tests: list[tuple[str, Callable[[str], object], float]] = [
        ("contact", lambda c: _EMAIL.search(c) or _PHONE.fullmatch(c), 0.1),
        ("voter-id", _SSN.fullmatch, 0.1),
        ("address", _STREET.fullmatch, 0.1),
        ("name", _names, 0.2),
    ]
    if not strict:
        tests += [("birth", _born, 0.5), ("name", _LAST_FIRST.fullmatch, 0.4)]
    for kind, looks, share in tests:
        hits = [cell for cell in cells if looks(cell)]
        # One word all down a column is a place ("Santa Cruz"), not the signers' names.
        one_place = kind == "name" and len(cells) >= 5 and len(set(hits)) == 1
        if len(hits) >= share * len(cells) and not one_place:
            return kind
    return None if strict else _by_variety(cells)


def _names(cell: str) -> bool:
    words = fold(cell).split()
    return 0 < len(words) <= 4 and (
        words[0] in FIRST_NAMES or words[-1] in SURNAMES or words[0] in SURNAMES
    )


def _born(cell: str) -> bool:
    found = _DATE.fullmatch(cell)
    return bool(found) and found is not None and 1900 < int(found[1]) <= _ADULT_BY


def _by_variety(cells: Sequence[str]) -> str | None:
    """Judge a column by how its cells differ: names and identifiers hardly ever repeat.

    Numbers that only rise are a running number or a section; identifiers come in no order.
    """
    if len(cells) < 10 or len(set(cells)) < 0.6 * len(cells):
        return None
    words = [c for c in cells if re.fullmatch(r"[^\W\d_][^\d_@]{1,40}", c) and len(c.split()) <= 4]
    if len(words) >= 0.8 * len(cells):
        return "name"
    figures = [int(c) for c in cells if re.fullmatch(r"\d{7,10}", c)]
    rising = sum(1 for a, b in pairwise(figures) if a <= b)
    mixed = len(figures) >= 0.8 * len(cells) and rising < 0.8 * (len(figures) - 1)
    return "voter-id" if mixed else None


def check(
    header: HeaderMatch,
    head: Sequence[Sequence[str]],
    *,
    drop_columns: bool = False,
) -> frozenset[int]:
    """Return the positions to drop (never read), or stop the file.

    ``head`` are the first rows of the file, the header's among them. Raises ``Refusal``:
    ``intake.private-columns`` (columns: tuple of (letter, title, kind)) unless ``drop_columns``;
    ``intake.private-in-needed`` (letter, field, kind) where a column we must read looks private.
    """
    known = header.mapping.positions
    found = suspects(header.titles, head[header.header_row :], known)
    fields = {match.position: match.field for match in header.matches}
    for suspect in found:
        if suspect.position in known:
            field = fields[suspect.position]
            raise Refusal(
                "intake.private-in-needed", letter=suspect.letter, field=field, kind=suspect.kind
            )
    if found and not drop_columns:
        columns = tuple((s.letter, s.title, s.kind) for s in found)
        raise Refusal("intake.private-columns", columns=columns)
    return frozenset(s.position for s in found)
