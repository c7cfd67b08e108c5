"""A CSV file's bytes as rows of text, and which of its columns means what."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum

from rapidfuzz import fuzz, process

from handlers.parse.folding import plain
from models.errors import Refusal

_MOST_ROWS = 5000  # a sheet is a batch on paper; the petition's list has a command of its own
_LOOK_AT = 15  # rows in which a header must show up
_ALIKE = 84.0  # rapidfuzz ratio (0..100) at which a misspelt header is still that header


class Column(StrEnum):
    """What a column of a sheet holds."""

    NUMBER = "number"
    KEY = "key"
    SECTION = "section"
    PAGE = "page"
    LINE = "line"
    VERDICT = "verdict"
    GROUND = "ground"
    PARTNER = "partner"
    SIGNED = "signed"
    REGISTERED = "registered"
    BATCH = "batch"
    READER = "reader"
    REASON = "reason"  # the registrar's, read where lines are registered as met
    IGNORED = "ignored"


_HEADERS: Mapping[Column, tuple[str, ...]] = {
    Column.NUMBER: ("number", "no", "nr", "n", "#", "num", "numero", "line number", "numero de linea"),
    Column.KEY: ("key", "line key", "full key", "clave", "clave de linea", "section page line"),
    Column.SECTION: ("section", "seccion"),
    Column.PAGE: ("page", "pagina"),
    Column.LINE: ("line", "linea", "renglon"),
    Column.VERDICT: ("verdict", "veredicto", "reading", "lectura", "decision"),
    Column.GROUND: ("ground", "grounds", "fundamento", "causal", "why"),
    Column.PARTNER: ("partner", "partner line", "partners", "duplicate of", "dup of", "other line",
                     "pareja", "linea pareja", "duplicada de", "otra linea"),
    Column.SIGNED: ("signed", "signed on", "date signed", "firmado", "fecha de firma", "firmada"),
    Column.REGISTERED: ("registered", "registered on", "reg", "reg date", "date registered",
                        "registration date", "registrado", "fecha de registro", "inscrito"),
    Column.BATCH: ("batch", "batch code", "code", "lote", "codigo", "codigo de lote"),
    Column.READER: ("read by", "reader", "leido por", "lector", "pseudonym", "seudonimo"),
    Column.REASON: ("reason", "registrar reason", "registrar code", "motivo", "razon"),
    Column.IGNORED: ("notes", "note", "notas",
                     "nota", "tier", "row", "fila"),
}  # fmt: skip
_KNOWN: Mapping[str, Column] = {
    header: column for column, headers in _HEADERS.items() for header in headers
}
_PERSONAL = frozenset(
    {"name", "names", "nombre", "nombres", "apellido", "apellidos", "surname", "firstname",
     "lastname", "address", "street", "zip", "direccion", "domicilio", "calle", "phone",
     "telefono", "celular", "email", "mail", "correo", "birth", "birthdate", "dob", "nacimiento",
     "voter", "votante", "elector", "signer", "firmante"}
)  # fmt: skip


def table_of(data: bytes | str) -> list[list[str]]:
    """A CSV's rows; comma, semicolon, tab or bar, any usual encoding, Excel's ``sep=`` line.

    Raises Refusal ``sheet.not-text`` (a spreadsheet or picture), ``sheet.malformed``,
    ``sheet.empty``, ``sheet.too-long``.
    """
    text = data if isinstance(data, str) else _decoded(data)
    text = text.lstrip("\ufeff")
    first = next((line for line in text.splitlines() if line.strip()), "")
    if first.lower().startswith("sep=") and len(first) > 4:
        mark = first[4]
        text = text.replace(first, "", 1)  # its row stays, empty: row numbers must agree
    else:
        mark = max(",;\t|", key=first.count)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=mark))
    except csv.Error:
        raise Refusal("sheet.malformed") from None
    if not any(cell.strip() for row in rows for cell in row):
        raise Refusal("sheet.empty")
    if len(rows) > _MOST_ROWS:
        raise Refusal("sheet.too-long", most=_MOST_ROWS)
    return rows


def _decoded(data: bytes) -> str:
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data.decode("utf-16", errors="replace")
    if b"\0" in data or data.startswith((b"PK", b"\xd0\xcf\x11\xe0", b"%PDF")):
        raise Refusal("sheet.not-text")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")  # what Excel on Windows writes


def find_header(rows: Sequence[Sequence[str]]) -> tuple[int, dict[Column, int]]:
    """The header's row index and each column's index, both from 0.

    Raises Refusal ``sheet.no-header``, ``sheet.personal-column`` (``column`` from 1),
    ``sheet.column-unknown``, ``sheet.column-twice``, ``sheet.no-lines`` (nothing names a line).
    """
    for at, row in enumerate(rows[:_LOOK_AT]):
        meant = [_column_of(cell) for cell in row]
        if Column.VERDICT in meant:
            _refuse_personal(row)
            return at, _indexed(row, meant)
    _refuse_personal(rows[0])
    raise Refusal("sheet.no-header")


def _column_of(cell: str) -> Column | None:
    header = plain(cell.replace("_", " ").replace(".", " ").replace("/", " "))
    if header in _KNOWN:
        return _KNOWN[header]
    if len(header) < 4:
        return None
    close = process.extractOne(header, _KNOWN.keys(), scorer=fuzz.ratio, score_cutoff=_ALIKE)
    return _KNOWN[close[0]] if close else None


def _refuse_personal(row: Iterable[str]) -> None:
    for place, cell in enumerate(row, start=1):
        words = plain(cell.replace("_", " ").replace("-", " ")).split()
        if _PERSONAL.intersection(words):
            raise Refusal("sheet.personal-column", column=place)


def _indexed(row: Sequence[str], meant: Sequence[Column | None]) -> dict[Column, int]:
    found: dict[Column, int] = {}
    for index, (cell, column) in enumerate(zip(row, meant, strict=True)):
        if column is None and cell.strip():
            raise Refusal("sheet.column-unknown", column=index + 1)
        if column in found and column not in (Column.IGNORED, Column.REASON):
            raise Refusal("sheet.column-twice", column=index + 1)
        if column is not None:
            found[column] = index
    whole_key = {Column.SECTION, Column.PAGE, Column.LINE} <= found.keys()
    if not whole_key and not found.keys() & {Column.NUMBER, Column.KEY, Column.LINE}:
        raise Refusal("sheet.no-lines")
    return found
