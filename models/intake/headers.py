"""Which row is the header, and which column is what: fuzzy, scored, and asked when unsure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from collections.abc import Mapping as MappingOf
from dataclasses import dataclass

from rapidfuzz import fuzz

from models.errors import Refusal
from models.intake.text import column_letter, column_position, fold_title, safe_title
from models.intake.vocabulary import ELSEWHERE, FIELDS, SURE, VOCABULARY, Vocabulary

Rows = Sequence[Sequence[str]]
HEADER_ROWS = 10
_ASKED = 70  # below this a title is no candidate
_EXTRA = frozenset({"office", "running"})
_CLOSE = 5  # a second column this near the best is a rival


@dataclass(frozen=True, slots=True)
class Mapping:
    """Positions (from 0) of the columns that are read; None where the list has no such column.

    Either ``key`` (a full line key in one column) or ``section`` and ``line`` are set, and
    ``reason``. ``header_row`` counts from 1; 0 says the list has no header. ``titles`` are its
    folded titles.
    """

    reason: int
    section: int | None = None
    page: int | None = None
    line: int | None = None
    office: int | None = None
    running: int | None = None
    key: int | None = None
    header_row: int = 0
    titles: tuple[str, ...] = ()

    @property
    def positions(self) -> frozenset[int]:
        """The columns that are read; no other column ever is."""
        return frozenset(at for field in FIELDS if (at := getattr(self, field)) is not None)


@dataclass(frozen=True, slots=True)
class ColumnMatch:
    """One field's column. ``title`` is "" where it must not be shown; ``score`` from 0 to 100.

    ``rivals`` are the positions of other columns that fit nearly as well.
    """

    field: str
    position: int
    title: str
    score: int
    sure: bool
    rivals: tuple[int, ...] = ()

    @property
    def letter(self) -> str:
        """The column as a spreadsheet calls it."""
        return column_letter(self.position)


@dataclass(frozen=True, slots=True)
class HeaderMatch:
    """The header as understood, to be shown and confirmed.

    ``assumptions`` are codes: ``intake.assume-page-1`` (the list has no page, every line is on 1).
    """

    header_row: int
    matches: tuple[ColumnMatch, ...]
    mapping: Mapping
    titles: tuple[str, ...]
    assumptions: tuple[str, ...] = ()

    @property
    def asks(self) -> tuple[ColumnMatch, ...]:
        """The columns a person must confirm before anything is committed."""
        return tuple(match for match in self.matches if not match.sure)

    @property
    def sure(self) -> bool:
        """Whether nothing needs to be asked."""
        return not self.asks

    def named(self, positions: Iterable[int]) -> tuple[str, ...]:
        """Return columns as they may be shown, left to right: by title, else by letter."""
        return tuple(
            safe_title(self.titles[at] if at < len(self.titles) else "") or column_letter(at)
            for at in sorted(positions)
        )


def fits(rows_first: Rows, vocabulary: Vocabulary = VOCABULARY) -> bool:
    """Return whether one of the first rows is a header with all that is needed."""
    best = _best_header(rows_first, vocabulary)
    return best is not None and not _missing(best[1])


def match(rows_first: Rows, vocabulary: Vocabulary = VOCABULARY) -> HeaderMatch:
    """Find the header among the first ten rows (titles and blanks may stand above it).

    Raises ``Refusal``: ``intake.no-header`` (rows looked at), or ``intake.columns-missing``
    (missing fields, header_row). Titles of two rows one above the other ("Petition" over
    "Section") are tried as one.
    """
    best = _best_header(rows_first, vocabulary)
    if best is None:
        raise Refusal("intake.no-header", rows=min(len(rows_first), HEADER_ROWS))
    header_row, matches = best
    missing = _missing(matches)
    if missing:
        raise Refusal("intake.columns-missing", missing=missing, header_row=header_row)
    titles = tuple(rows_first[header_row - 1])
    mapping = _mapping({m.field: m.position for m in matches}, header_row, titles)
    return HeaderMatch(header_row, _kept(matches), mapping, titles, _assumed(mapping))


def mapping_from_names(
    names: MappingOf[str, str], rows_first: Rows, vocabulary: Vocabulary = VOCABULARY
) -> HeaderMatch:
    """Return the match with a person's own choice of columns; what they leave out is matched.

    ``names``: field -> title as in the file, or the column's letter ("C"), a title going first.
    Without any header in the file, letters work alone. Raises ``Refusal``:
    ``intake.field-unknown`` (fields), ``intake.column-not-found`` (field),
    ``intake.columns-missing``; the name given is not repeated.
    """
    if not names.keys() <= set(FIELDS):
        raise Refusal("intake.field-unknown", fields=FIELDS)
    header_row, found = _best_header(rows_first, vocabulary) or _titled(names, rows_first)
    titles = tuple(rows_first[header_row - 1]) if header_row else ()
    width = max((len(row) for row in rows_first), default=0)
    chosen = {
        field: ColumnMatch(
            field, at, safe_title(titles[at]) if at < len(titles) else "", 100, True
        )
        for field, name in names.items()
        for at in [_position(field, name, titles, width)]
    }
    taken = {m.position for m in chosen.values()}
    others = {m.field: m for m in found if m.field not in chosen and m.position not in taken}
    if {"section", "line"} & chosen.keys():
        others.pop("key", None)
    elif "key" in chosen:
        others = {f: m for f, m in others.items() if f not in {"section", "page", "line"}}
    matches = tuple({**others, **chosen}.values())
    if missing := _missing(matches):
        raise Refusal("intake.columns-missing", missing=missing, header_row=header_row)
    mapping = _mapping({m.field: m.position for m in matches}, header_row, titles)
    return HeaderMatch(header_row, _kept(matches), mapping, titles, _assumed(mapping))


def _titled(names: MappingOf[str, str], rows: Rows) -> tuple[int, tuple[ColumnMatch, ...]]:
    """Return the first row that holds a title the person gave, or row 0: no header."""
    wanted = {fold_title(name) for name in names.values() if column_position(name) is None}
    for at, row in enumerate(rows[:HEADER_ROWS], 1):
        if wanted and wanted & {fold_title(cell) for cell in row}:
            return at, ()
    return 0, ()


def _position(field: str, name: str, titles: Sequence[str], width: int) -> int:
    wanted = fold_title(name)
    for at, title in enumerate(titles):
        if wanted and fold_title(title) == wanted:
            return at
    position = column_position(name.strip())
    if position is None or position >= width:
        raise Refusal("intake.column-not-found", field=field)
    return position


def _best_header(rows: Rows, vocabulary: Vocabulary) -> tuple[int, tuple[ColumnMatch, ...]] | None:
    """Return the row (from 1) that matches most fields, with its matches; at least two fields."""
    best: tuple[int, tuple[ColumnMatch, ...]] | None = None
    worth = (1, 0, 0)
    above: Sequence[str] = ()
    for at, row in enumerate(rows[:HEADER_ROWS], 1):
        for titles in (row, _joined(above, row)):
            found = _matches(titles, vocabulary)
            now = (
                len({m.field for m in found}),
                -len(_missing(found)),
                sum(m.score for m in found),
            )
            if now[0] >= 2 and now > worth:
                best, worth = (at, found), now
        above = row
    return best


def _joined(above: Sequence[str], row: Sequence[str]) -> list[str]:
    """Return two header rows as one; a merged upper cell stands over those after it."""
    if sum(1 for cell in above if cell.strip()) < 2:
        return []
    joined, upper = [], ""
    for at, cell in enumerate(row):
        upper = (above[at].strip() if at < len(above) else "") or upper
        joined.append(f"{upper} {cell}".strip())
    return joined


def score(title: str, spellings: MappingOf[str, int]) -> int:
    """Return how well a column title fits a field's spellings, 0 to 100; 100 is one of them."""
    folded = fold_title(title)
    if folded in spellings:
        return spellings[folded]
    words = set(folded.split())
    if not folded or words & ELSEWHERE or len(folded) > 40:
        return 0
    best = 0
    for spelling, worth in spellings.items():
        if len(spelling) >= 4 and len(folded) >= 4:
            near = fuzz.ratio(folded, spelling) * worth / 100
            best = max(best, int(near) if near >= 75 else 0)
        if len(spelling) >= 3 and set(spelling.split()) <= words:
            extra = len(words) - len(spelling.split())
            best = max(best, worth - 10 - 4 * extra)
    return best


def _matches(titles: Sequence[str], vocabulary: Vocabulary) -> tuple[ColumnMatch, ...]:
    """Return at most one column a field; a column serves the field it fits best.

    An office or running number that is not sure is left out: it is not worth a question.
    """
    scores: dict[str, dict[int, int]] = {field: {} for field in FIELDS}
    for position, title in enumerate(titles):
        fit = {field: score(title, vocabulary[field]) for field in FIELDS}
        field = max(FIELDS, key=fit.__getitem__)
        if fit[field] >= _ASKED:
            scores[field][position] = fit[field]
    chosen = (_chosen(field, scores[field], titles) for field in FIELDS if scores[field])
    found = tuple(m for m in chosen if m.sure or m.field not in _EXTRA)
    fields = {m.field for m in found}
    if {"section", "line"} <= fields:
        return tuple(m for m in found if m.field != "key")
    if "key" in fields:
        return tuple(m for m in found if m.field not in {"section", "page", "line"})
    return found


def _chosen(field: str, scores: dict[int, int], titles: Sequence[str]) -> ColumnMatch:
    position = max(scores, key=lambda at: (scores[at], -at))
    best = scores[position]
    rivals = tuple(at for at, s in scores.items() if at != position and s > best - _CLOSE)
    title = safe_title(titles[position])
    return ColumnMatch(field, position, title, best, best >= SURE and not rivals, rivals)


def _kept(matches: Sequence[ColumnMatch]) -> tuple[ColumnMatch, ...]:
    return tuple(sorted(matches, key=lambda m: FIELDS.index(m.field)))


def _missing(matches: Sequence[ColumnMatch]) -> tuple[str, ...]:
    fields = {m.field for m in matches}
    needed = ("reason",) if "key" in fields else ("section", "line", "reason")
    return tuple(field for field in needed if field not in fields)


def _assumed(mapping: Mapping) -> tuple[str, ...]:
    return ("intake.assume-page-1",) if mapping.key is None and mapping.page is None else ()


def _mapping(columns: MappingOf[str, int], header_row: int, titles: Sequence[str]) -> Mapping:
    folded = tuple(fold_title(title) for title in titles)
    return Mapping(
        reason=columns["reason"],
        section=columns.get("section"),
        page=columns.get("page"),
        line=columns.get("line"),
        office=columns.get("office"),
        running=columns.get("running"),
        key=columns.get("key"),
        header_row=header_row,
        titles=folded,
    )
