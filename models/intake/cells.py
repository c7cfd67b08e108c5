"""What a cell says: numbers as people and spreadsheets write them, keys, totals at the foot."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from models.intake.text import fold

SECTION_MAX = 2_147_483_647  # the table's INTEGER
SMALL_MAX = 32_767  # the table's SMALLINT, for pages and lines
_CACHE = 50_000


class CellProblem(ValueError):
    """A cell that cannot be used: a code and safe values, never the cell."""

    def __init__(self, code: str, **values: object) -> None:
        super().__init__(code)
        self.code = code
        self.values = values


_DASHES = dict.fromkeys(map(ord, "‐‑‒–—−"), "-")
_PREFIX = {
    "section": r"(?:s|sec|sect|section|secc|seccion|sección)",
    "page": r"(?:p|pg|pag|page|pagina|página|hoja)",
    "line": r"(?:l|ln|lin|line|linea|línea|r|renglon|renglón)",
    "running": r"(?:n|no)",
}
_PLAIN = r"(\d+)(?:[.,]0{1,2})?"
_GROUPED = r"(\d{1,3}(?:([,. '’])\d{3})(?:\2\d{3})*)(?:[.,]0{1,2})?"
_NUMBERS = {
    field: tuple(
        re.compile(rf"(?:{prefix}[\s.#:-]*)?#?\s*{shape}", re.IGNORECASE)
        # "1.000" on a page or line may be 1 or 1,000: grouped figures are for sections only.
        for shape in ((_PLAIN, _GROUPED) if field in {"section", "running"} else (_PLAIN,))
    )
    for field, prefix in _PREFIX.items()
}
_KEY = re.compile(
    r"(?:s|sec|section|seccion)?[\s.#]*(\d{1,10})[\s/.,:_-]+(?:p|pg|page|pag|h)?[\s.#]*(\d{1,5})"
    r"[\s/.,:_-]+(?:l|ln|line|lin|r)?[\s.#]*(\d{1,5})",
    re.IGNORECASE,
)


def clean(text: str) -> str:
    """Return a cell without what spreadsheets put around it: zeros, spaces, ``="…"``, an
    apostrophe.
    """
    text = unicodedata.normalize("NFKC", text).translate(_DASHES)
    text = " ".join(text.replace("\0", "").replace("\ufeff", "").split())
    if text.startswith('="') and text.endswith('"'):
        text = text[2:-1].strip()
    return text.removeprefix("'").strip()


def number(text: str, field: str) -> int:
    """Return the whole number of a cell of ``field`` (section, page, line, running), from 1.

    Reads "12,045", "12.045", "12 045", "12045.0", "S12045", "007". Raises ``CellProblem``:
    ``intake.cell-blank`` (field), ``intake.<field>-not-a-number``, ``intake.out-of-range``
    (field, most).
    """
    if not (text.isascii() and text.isdigit()):
        text = _digits(clean(text), field)
    most = SECTION_MAX if field in {"section", "running"} else SMALL_MAX
    value = int(text) if len(text) < 20 else most + 1
    if not 0 < value <= most:
        raise CellProblem("intake.out-of-range", field=field, most=most)
    return value


def _digits(text: str, field: str) -> str:
    if not text:
        raise CellProblem("intake.cell-blank", field=field)
    for shape in _NUMBERS[field]:
        if found := shape.fullmatch(text):
            return re.sub(r"\D", "", found[1])
    raise CellProblem(f"intake.{field}-not-a-number")


def full_key(text: str) -> tuple[int, int, int]:
    """Return (section, page, line) of a full key: ``S12045-P1-L07``, ``12045-1-7``, ``12045/1/7``.

    Raises ``CellProblem``: ``intake.cell-blank``, ``intake.key-not-understood``,
    ``intake.out-of-range``.
    """
    text = clean(text)
    if not text:
        raise CellProblem("intake.cell-blank", field="key")
    found = _KEY.fullmatch(text)
    if not found:
        raise CellProblem("intake.key-not-understood")
    return number(found[1], "section"), number(found[2], "page"), number(found[3], "line")


class Numbers(dict[str, int]):
    """Cell -> number, remembered: pages and lines repeat all through a list. Bounded in size."""

    def __init__(self, field: str) -> None:
        super().__init__()
        self.field = field
        # So many digits are certainly within the limit, and need no second look.
        self._short = 9 if field == "section" else 4

    def __missing__(self, text: str) -> int:
        quick = len(text) <= self._short and text.isascii() and text.isdigit()
        value = (int(text) if quick else 0) or number(text, self.field)
        if len(self) >= _CACHE:
            self.clear()
        self[text] = value
        return value


class MaybeNumbers(dict[str, int | None]):
    """The same for a column whose cells may be blank: those are None."""

    def __missing__(self, text: str) -> int | None:
        value = number(text, "running") if clean(text) else None
        if len(self) >= _CACHE:
            self.clear()
        self[text] = value
        return value


_FOOT = re.compile(
    r"(grand total|total|totals|totales|sub ?total|sum|suma|count|record count|recuento|gran total"
    r"|end of (report|list|file)|fin de[l]? (informe|lista|reporte|archivo)"
    r"|printed|impreso|run date"
    r"|report date|generated|page \d+( of \d+)?|pagina \d+( de \d+)?)\b.*"
)


def foot(cells: Sequence[str]) -> tuple[bool, int | None]:
    """Return (whether the row is a total or page foot, the one whole number it states or None)."""
    filled = [cleaned for cell in cells if (cleaned := clean(cell))]
    if not filled or not any(_FOOT.fullmatch(fold(cell)) for cell in filled[:2]):
        return False, None
    if not any(
        re.match(r"(grand |gran |sub ?)?(total|sum|count|recuento)", fold(c)) for c in filled
    ):
        return True, None
    figures = re.findall(r"(?<!\d)\d{1,3}(?:[,. ]\d{3})+(?!\d)|\d+", " | ".join(filled))
    figure = re.sub(r"\D", "", figures[0]) if len(figures) == 1 else ""
    return True, int(figure) if 0 < len(figure) < 10 else None
