"""The registrar's own codes and labels, and how a cell is resolved to one of them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from rapidfuzz import fuzz, process

from models.intake.cells import CellProblem, clean
from models.intake.text import fold

CLOSE = 90
_RIVAL = 3
_REMEMBERED = 5_000


@dataclass(frozen=True, slots=True)
class Entry:
    """One reason (or office) of the campaign: code, label, roll-up label, accepted spellings."""

    code: str
    label: str
    rollup: str = ""
    spellings: tuple[str, ...] = ()


@dataclass(frozen=True)
class ReasonBook:
    """The campaign's reasons (or offices) in a fixed order; a reason's index is its place in it.

    A cell is resolved by code, label or accepted spelling, whatever its case, accents, spaces and
    punctuation, or by code and label together ("NR - Not Registered"). What is at least 90 % alike
    (rapidfuzz) is a suggestion to confirm; with ``accept_close`` it has been confirmed.
    """

    entries: tuple[Entry, ...]
    accept_close: bool = False
    _known: dict[str, int] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_known", _spelled(self.entries))

    @classmethod
    def of(cls, entries: Iterable[Entry], *, accept_close: bool = False) -> ReasonBook:
        """Return a book of the entries in the order given."""
        return cls(tuple(entries), accept_close)

    def index(self, cell: str) -> int | None:
        """Return the index the cell names exactly (case, accents, punctuation apart), or None."""
        folded = fold(clean(cell))
        if (at := self._known.get(folded)) is not None:
            return at
        trimmed = re.sub(r"\A0+(?=\d)|\A(\d+) 0\Z", r"\1", folded)
        return self._known.get(trimmed)

    def close(self, cell: str) -> int | None:
        """Return the index of the one entry at least 90 % alike, or None (also when two are)."""
        folded = fold(clean(cell))
        if len(folded) < 4:
            return None
        found = process.extract(
            folded, list(self._known), scorer=fuzz.ratio, score_cutoff=CLOSE - _RIVAL, limit=20
        )
        if not found or found[0][1] < CLOSE:
            return None
        best = self._known[found[0][0]]
        rivals = {self._known[name] for name, score, _ in found if score > found[0][1] - _RIVAL}
        return best if rivals == {best} else None


def _spelled(entries: Sequence[Entry]) -> dict[str, int]:
    """Return folded spelling -> index; a spelling two entries share belongs to neither."""
    known: dict[str, int] = {}
    shared: set[str] = set()
    for at, entry in enumerate(entries):
        names = {entry.code, entry.label, *entry.spellings}
        names |= {f"{entry.code} {entry.label}", f"{entry.label} {entry.code}"}
        names |= {entry.code.lstrip("0")} if entry.code.isdigit() else set()
        for name in {fold(name) for name in names} - {""}:
            if known.setdefault(name, at) != at:
                shared.add(name)
    return {name: at for name, at in known.items() if name not in shared}


class Resolved(dict[str, int | None]):
    """Cell -> index, remembered, so that a list's few reasons are resolved once each.

    Raises ``CellProblem``: ``<what>-missing``, ``<what>-close`` (index, label),
    ``<what>-unknown``, where ``what`` is ``intake.reason`` or ``intake.office``. With
    ``blank_ok`` a blank cell is None.
    """

    def __init__(self, book: ReasonBook, what: str, *, blank_ok: bool) -> None:
        super().__init__()
        self._book, self._what, self._blank_ok = book, what, blank_ok
        self._refused: dict[str, CellProblem] = {}

    def __missing__(self, cell: str) -> int | None:
        if (before := self._refused.get(cell)) is not None:
            raise before.with_traceback(None)  # or its traceback would grow with each row
        try:
            at = self._resolve(cell)
        except CellProblem as problem:
            if len(self._refused) < _REMEMBERED:
                self._refused[cell] = problem
            raise
        if len(self) < _REMEMBERED:
            self[cell] = at
        return at

    def _resolve(self, cell: str) -> int | None:
        if not clean(cell):
            if self._blank_ok:
                return None
            raise CellProblem(f"{self._what}-missing")
        if (at := self._book.index(cell)) is not None:
            return at
        if (at := self._book.close(cell)) is None:
            raise CellProblem(f"{self._what}-unknown")
        if self._book.accept_close:
            return at
        raise CellProblem(f"{self._what}-close", index=at, label=self._book.entries[at].label)


def rolled(book: ReasonBook, counts: Mapping[int, int]) -> dict[str, int]:
    """Return lines by roll-up label (the label itself where there is none) from lines by index."""
    totals: dict[str, int] = {}
    for at, entry in enumerate(book.entries):
        name = entry.rollup or entry.label
        totals[name] = totals.get(name, 0) + counts.get(at, 0)
    return totals
