"""The dry run in numbers: what the file holds, what is wrong with it, how it meets the
certificate.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from operator import itemgetter

from models.intake.book import ReasonBook
from models.intake.names import FIRST_NAMES, SURNAMES
from models.intake.rows import KEPT, Block, Problem
from models.intake.text import fold

_OFTEN = 3
_FEW = 40
_REMEMBERED = 1_000


@dataclass(frozen=True, slots=True)
class Difference:
    """One label of the certificate where the list disagrees; counts are lines."""

    label: str
    certified: int
    counted: int

    @property
    def difference(self) -> int:
        """Lines the list has more (or, negative, less) than the certificate."""
        return self.counted - self.certified


@dataclass(slots=True)
class Summary:
    """Counts over a whole pass; feed it every block, then read it. Holds 50 problems, counts all.

    ``digest`` is the file's SHA-256 as ``formats.digest`` gives it, carried along for the trail.
    """

    reasons: ReasonBook
    digest: str = ""
    lines: int = 0
    blank: int = 0
    repeated: int = 0
    feet: int = 0
    last_row: int = 0
    problems: list[Problem] = field(default_factory=list)
    problems_by_code: Counter[str] = field(default_factory=Counter)
    _by_index: Counter[int] = field(default_factory=Counter)
    _stated: list[int] = field(default_factory=list)
    _unknown: Counter[str] = field(default_factory=Counter, repr=False)

    def add(self, block: Block) -> Block:
        """Count a block and hand it on."""
        self.lines += len(block.lines)
        self.blank += block.blank
        self.repeated += block.repeated
        self.feet += block.feet
        self.last_row = block.last_row
        self._by_index.update(map(itemgetter(3), block.lines))
        self._stated = (self._stated + block.stated)[-KEPT:]
        self.problems += block.problems[: KEPT - len(self.problems)]
        self.problems_by_code.update(problem.code for problem in block.problems)
        for text, times in block.unknown.items():
            shown = text in self._unknown or len(self._unknown) < _REMEMBERED
            self._unknown[text if shown else ""] += times
        return block

    def through(self, blocks: Iterator[Block]) -> Iterator[Block]:
        """Count blocks as they pass."""
        return map(self.add, blocks)

    @property
    def problem_count(self) -> int:
        """All problems, kept or not."""
        return self.problems_by_code.total()

    @property
    def clean(self) -> bool:
        """Whether the list may be committed: lines, and not one problem."""
        return self.lines > 0 and not self.problems_by_code

    @property
    def by_code(self) -> dict[str, int]:
        """Lines by reason code, in the book's order, reasons without lines too."""
        return {e.code: self._by_index[at] for at, e in enumerate(self.reasons.entries)}

    @property
    def by_index(self) -> dict[int, int]:
        """Lines by the reason's index in the book; reasons without lines are left out."""
        return dict(self._by_index)

    @property
    def stated_total(self) -> int | None:
        """The last total the list itself states at its foot, or None."""
        return self._stated[-1] if self._stated else None

    @property
    def unknown_reasons(self) -> tuple[tuple[str, int], ...]:
        """Reasons not in the book that may be shown, with their counts, commonest first.

        A reason cell may hold anything, a name too. It is shown only if it holds no digit and no
        mail sign, is at most 40 characters long, stands in the file three times or more, is one
        of at most 40 different ones, and has no word that is a common given name or surname.
        """
        if len(self._unknown) > _FEW:
            return ()
        return tuple(
            (text, times)
            for text, times in self._unknown.most_common()
            if text and times >= _OFTEN and not set(fold(text).split()) & (FIRST_NAMES | SURNAMES)
        )

    def compare(self, certificate: Mapping[str, int]) -> tuple[Difference, ...]:
        """Return the certificate's labels that disagree with the list, in the certificate's order.

        ``certificate``: label -> lines, where a label is a reason's roll-up, its label or its
        code. Last come reasons with lines that no label covers, with 0 certified. No difference,
        or no certificate: an empty tuple.
        """
        if not certificate:
            return ()
        counted = dict.fromkeys(certificate, 0)
        for at, entry in enumerate(self.reasons.entries):
            names = (entry.rollup, entry.label, entry.code)
            label = next((name for name in names if name in certificate), names[0] or names[1])
            counted[label] = counted.get(label, 0) + self._by_index[at]
        told = (Difference(label, certificate.get(label, 0), n) for label, n in counted.items())
        return tuple(found for found in told if found.difference)
