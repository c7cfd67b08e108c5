"""A typed sheet laid over the lines it speaks of. Pure: the caller brings the batch."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from handlers.parse.typed import ItemError, Misread, Question, TypedItem, TypedSheet
from handlers.parse.words import MOST_ASKED, Vocabulary
from models.errors import Refusal
from models.terms import LineKey, Verdict

#: One line of the batch: its own number, its key, the registrar's reason code.
SheetLine = tuple[int, LineKey, str]


@dataclass(frozen=True, slots=True)
class ResolvedItem:
    """One reading of one line. ``position`` is its item's (0: it came from "the rest").

    ``number`` is None for a line of another batch, named by its full key.
    """

    position: int
    number: int | None
    key: LineKey
    verdict: Verdict
    ground: str | None = None
    partners: tuple[LineKey, ...] = ()
    signed_on: date | None = None
    registered_on: date | None = None
    reason: str | None = None


def resolve(
    sheet: TypedSheet,
    batch_lines: Sequence[SheetLine],
    vocabulary: Vocabulary,
    *,
    already: Collection[int] = (),
    elsewhere: Mapping[LineKey, str] | None = None,
    sections: Collection[int] = (),
) -> tuple[ResolvedItem, ...]:
    """Every reading of the sheet, one a line, in the batch's order, then lines elsewhere.

    ``already`` are numbers with a reading, which "the rest" leaves alone; ``elsewhere`` maps keys
    of other batches the person held to their reason codes. ``sections`` are those that the batch
    was dealt with as met: a line of them that is not in the batch yet is registered with the code
    that was typed. Raises Misread with all of:
    ``readings.number-unknown``, ``readings.key-unknown``, ``readings.partner-unknown``,
    ``readings.partner-self``, ``readings.partner-missing``, ``readings.ground-does-not-fit``
    (``fitting`` lists what would), ``readings.twice``, as met ``readings.section-not-in-batch``
    and ``readings.reason-missing``, elsewhere ``readings.reason-unwanted``; or Refusal
    ``readings.unanswered`` while a question is open.
    """
    if sheet.questions:
        raise Refusal("readings.unanswered", count=len(sheet.questions))
    laid = _Laid(batch_lines, vocabulary, elsewhere or {}, sections)
    for item in sheet.items:
        laid.lay(item)
    if laid.errors:
        raise Misread(tuple(laid.errors))
    found = dict(laid.found)
    if sheet.rest is not None:
        for number, key, _ in batch_lines:
            if key not in found and number not in already:
                found[key] = ResolvedItem(0, number, key, sheet.rest)
    far = len(batch_lines) + 1
    return tuple(sorted(found.values(), key=lambda one: (one.number or far, one.key)))


def with_fitting(
    errors: Sequence[ItemError], batch_lines: Sequence[SheetLine], vocabulary: Vocabulary
) -> tuple[ItemError, ...]:
    """Errors about a ground, with the grounds that fit the reasons of the lines they speak of."""
    return tuple(
        replace(error, fitting=_fits(error.lines, batch_lines, vocabulary))
        if error.lines and not error.fitting
        else error
        for error in errors
    )


def narrowed(
    sheet: TypedSheet, batch_lines: Sequence[SheetLine], vocabulary: Vocabulary
) -> TypedSheet:
    """The sheet with questions that offer only grounds which fit the lines they are about."""
    items = {item.position: item for item in sheet.items}

    def narrow(question: Question) -> Question:
        item = items[question.position]
        fitting = _fits((*item.numbers, *item.keys), batch_lines, vocabulary)
        kept = tuple(code for code in question.candidates if code in fitting)
        if len(kept) < 2:  # none or one likely: what else would fit stands beside it
            kept = tuple(dict.fromkeys((*kept, *fitting)))[:MOST_ASKED]
        return replace(question, candidates=kept) if len(kept) > 1 else question

    return replace(sheet, questions=tuple(narrow(question) for question in sheet.questions))


def _fits(
    named: Sequence[LineKey | int], batch_lines: Sequence[SheetLine], vocabulary: Vocabulary
) -> tuple[str, ...]:
    """The grounds that fit every line named; where none does, those that fit any of them."""
    wanted = set(named)
    reasons = dict.fromkeys(
        reason for number, key, reason in batch_lines if number in wanted or key in wanted
    )
    lists = [vocabulary.ground_fits.get(reason, ()) for reason in reasons]
    pool = dict.fromkeys(code for codes in lists for code in codes)
    common = tuple(code for code in pool if all(code in codes for codes in lists))
    return common or tuple(pool)


@dataclass
class _Laid:
    """Items laid over lines so far."""

    lines: Sequence[SheetLine]
    vocabulary: Vocabulary
    elsewhere: Mapping[LineKey, str]
    sections: Collection[int] = ()
    found: dict[LineKey, ResolvedItem] = field(default_factory=dict)
    errors: list[ItemError] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.by_number = {number: (key, reason) for number, key, reason in self.lines}
        self.by_key = {key: (number, reason) for number, key, reason in self.lines}

    def lay(self, item: TypedItem) -> None:
        """Add one item's readings, or its errors."""
        partners = self._partners(item)
        for number, key, reason in self._named(item):
            reason = item.reason or reason
            code = self._wrong(item, key, reason, partners)
            one = ResolvedItem(
                item.position, number, key, item.verdict, item.ground, partners,
                item.signed_on, item.registered_on, item.reason,
            )  # fmt: skip
            if code is None and not _same(self.found.setdefault(key, one), one):
                code = "readings.twice"
            if code is not None:
                self._fault(item, code, number, reason)

    def _named(self, item: TypedItem) -> Iterator[tuple[int | None, LineKey, str]]:
        for number in item.numbers:
            if number in self.by_number:
                yield (number, *self.by_number[number])
            else:
                self._fault(item, "readings.number-unknown", number)
        for key in item.keys:
            if key in self.by_key:
                number, reason = self.by_key[key]
                yield number, key, reason
            elif key in self.elsewhere:
                yield None, key, self.elsewhere[key]
            elif (missing := self._unmet(item, key)) is not None:
                self._fault(item, missing)
            else:  # registered as met
                yield None, key, item.reason or ""

    def _unmet(self, item: TypedItem, key: LineKey) -> str | None:
        """Why a line that is in no list cannot be registered with this message."""
        if not self.sections:
            return "readings.key-unknown"
        if key.section not in self.sections:
            return "readings.section-not-in-batch"
        return "readings.reason-missing" if item.reason is None else None

    def _partners(self, item: TypedItem) -> tuple[LineKey, ...]:
        keys: dict[LineKey, None] = {}
        for partner in item.partners:
            if not isinstance(partner, int):
                keys[partner] = None
            elif partner in self.by_number:
                keys[self.by_number[partner][0]] = None
            else:
                self._fault(item, "readings.partner-unknown", partner)
        return tuple(keys)

    def _wrong(
        self, item: TypedItem, key: LineKey, reason: str, partners: tuple[LineKey, ...]
    ) -> str | None:
        if item.reason is not None and not self.sections:
            return "readings.reason-unwanted"
        fitting = self.vocabulary.ground_fits.get(reason)
        if item.ground is not None and fitting is not None and item.ground not in fitting:
            return "readings.ground-does-not-fit"
        if key in partners:
            return "readings.partner-self"
        if item.ground in self.vocabulary.needs_partner and not item.partners:
            return "readings.partner-missing"
        return None

    def _fault(
        self, item: TypedItem, code: str, number: int | None = None, reason: str = ""
    ) -> None:
        fitting: tuple[str, ...] = ()
        if code == "readings.ground-does-not-fit":
            fitting = self.vocabulary.ground_fits.get(reason, ())
        self.errors.append(
            ItemError(item.position, item.start, item.end, code, number, tuple(fitting))
        )


def _same(one: ResolvedItem, other: ResolvedItem) -> bool:
    """The same reading, wherever in the message it stood."""
    return (one.verdict, one.ground, set(one.partners), one.signed_on, one.registered_on,
            one.reason) == (
        other.verdict, other.ground, set(other.partners), other.signed_on, other.registered_on,
        other.reason,
    )  # fmt: skip
