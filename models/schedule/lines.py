"""The schedule itself: every line with all that was said of it, streamed in the petition's order.

Section, page, line and ground are what a court asks for of each challenged signature (Arizona's
A.R.S. 16-351 says so in so many words: "the petition number, line number and basis for the challenge
for each signature"); the rest says who judged, who typed, who ruled, and when.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection, and_, func, select

from models.book import Book
from models.rules import rounds
from models.schedule.overruled import whys
from models.schedule.terms import YES, Cell, Count, Row
from models.tables import audits, cases, lines, partners, people, readings, tally
from models.terms import LineKey, Round, Verdict

COLUMNS = (
    *("section", "page", "line", "key", "reason", "reason_label"),
    *("claimed", "ruling", "counts", "ground", "authority", "tier"),
    *("first_verdict", "first_ground", "first_reader", "first_typed_by", "first_on"),
    *("second_verdict", "second_ground", "second_reader", "second_typed_by", "second_on"),
    *("contested", "ruling_ground", "lawyer", "ruled_on", "draws_before", "overruled", "why"),
    *("set", "represents_set", "partners", "audit_place"),
)
_CHUNK = 500  # lines at a time: memory stays the same for any petition

_first = readings.alias("first")
_second = readings.alias("second")
_ruling = readings.alias("ruling")
_set = lines.alias("set_line")


class Lines:
    """The rows of the schedule, to be gone through once; then ``counts`` has what was in them.

    ``told``: the seed of the audit was. Before, nobody learns of a line without a ruling that it
    was drawn, so that it is read and ruled like any other.
    """

    def __init__(self, tx: Connection, book: Book, *, told: bool) -> None:
        self._tx, self._book, self._told = tx, book, told
        self._counts: dict[int, list[int]] = {reason.id: [0] * 5 for reason in book.reasons}
        self._names: Mapping[int, str] = _pseudonyms(tx)
        self._whys = whys(tx)
        self._reasons = {reason.id: reason for reason in book.reasons}
        self._grounds = {ground.id: ground for ground in book.grounds}

    def __iter__(self) -> Iterator[Row]:
        """One row a line, in the order of ``COLUMNS``."""
        with self._tx.execute(_ALL, execution_options={"yield_per": _CHUNK}) as found:
            for chunk in found.partitions(_CHUNK):
                named = self._partners(chunk)
                for line in chunk:
                    self._count(line)
                    yield self._row(line, named.get(line.first_id, ()))

    @property
    def counts(self) -> tuple[Count, ...]:
        """By reason, of the rows gone through; they add up because they are counted from them."""
        return tuple(
            Count(reason.code, reason.label, reason.certified, *self._counts[reason.id])
            for reason in self._book.reasons
        )

    def _count(self, line: Any) -> None:
        kept = self._counts[line.reason_id]
        ruled = line.ruled is not None
        steps = (True, ruled or line.verdict is not None, line.claim, ruled, bool(line.counts))
        for place, step in enumerate(steps):
            kept[place] += step

    def _row(self, line: Any, named: Sequence[str]) -> Row:
        key, reason = LineKey(line.section, line.page, line.line), self._reasons[line.reason_id]
        return (
            *(*key, key.printed, reason.code, reason.label),
            *(_yes(line.claim), line.ruled, _yes(line.counts), *self._why_challenged(line)),
            *self._reading(line, "first"),
            *self._reading(line, "second"),
            *(_yes(line.contested), *self._ruling(line, key)),
            *(*_set_of(line), "; ".join(named) or None, self._place(line)),
        )

    def _why_challenged(self, line: Any) -> tuple[Cell, ...]:
        """Ground, authority and tier on which the line is ours, or is claimed to be."""
        if line.ruled == Verdict.CHALLENGE:
            ground, tier = line.ruling_ground_id, line.ruling_tier
        elif line.ruled is None and line.claim:
            ground, tier = line.first_ground_id, line.first_tier
        else:
            return (None, None, None)
        return (self._grounds[ground].code, self._grounds[ground].authority, tier)

    def _reading(self, line: Any, which: str) -> tuple[Cell, ...]:
        verdict: str | None = getattr(line, f"{which}_verdict")
        if verdict is None:
            return (None,) * 5
        ground: int | None = getattr(line, f"{which}_ground_id")
        day: date = getattr(line, f"{which}_day")
        return (
            verdict,
            None if ground is None else self._grounds[ground].code,
            self._names[getattr(line, f"{which}_reader_id")],
            self._names[getattr(line, f"{which}_typed_by_id")],
            day,
        )

    def _ruling(self, line: Any, key: LineKey) -> tuple[Cell, ...]:
        if line.ruled is None:
            return (None,) * 6
        ground: int | None = line.ruling_ground_id
        read = None if line.verdict is None else Verdict(line.verdict)
        overruled = read is not None and rounds.overrules(read, Verdict(line.ruled))
        return (
            None if ground is None else self._grounds[ground].code,
            self._names[line.lawyer_id],
            line.ruled_day,
            line.draws,
            _yes(overruled),
            self._whys.get(key.typed) if overruled else None,
        )

    def _place(self, line: Any) -> int | None:
        known = self._told or line.ruled is not None or line.verdict == Verdict.MISSING
        place: int | None = line.place
        return place if known else None

    def _partners(self, chunk: Sequence[Any]) -> Mapping[int, Sequence[str]]:
        """By reading: the other lines of a duplicate, as the first reader named them."""
        in_sets = [line.first_id for line in chunk if line.first_verdict == Verdict.CHALLENGE]
        named: defaultdict[int, list[str]] = defaultdict(list)
        if in_sets:
            query = select(partners).where(partners.c.reading_id.in_(in_sets))
            order = (partners.c.section, partners.c.page, partners.c.line)
            for row in self._tx.execute(query.order_by(*order)).all():
                named[row.reading_id].append(LineKey(row.section, row.page, row.line).printed)
        return named


def how_many(tx: Connection) -> int:
    """Lines there are, by the kept counts: for a bar."""
    return int(tx.execute(select(func.coalesce(func.sum(tally.c.total), 0))).scalar_one())


def _pseudonyms(tx: Connection) -> dict[int, str]:
    return {row.id: row.pseudonym for row in tx.execute(select(people.c.id, people.c.pseudonym))}


def _yes(true: bool | None) -> str | None:
    return YES if true else None


def _set_of(line: Any) -> tuple[Cell, Cell]:
    """The set by its lowest key, and whether this line is it: the one that can count."""
    if line.set_id is None:
        return (None, None)
    lowest = LineKey(line.set_section, line.set_page, line.set_line)
    return (lowest.printed, _yes(line.set_id == line.id))


def _of(reading: Any, which: str) -> list[Any]:
    taken = ("id", "verdict", "ground_id", "tier", "reader_id", "typed_by_id", "day")
    return [reading.c[name].label(f"{which}_{name}") for name in taken]


def _stands(reading: Any, round_: Round) -> Any:
    """The line's one standing reading of a round, by its partial index."""
    return and_(
        reading.c.line_id == lines.c.id,
        reading.c.round == round_,
        reading.c.standing,
        ~reading.c.extra,
    )


_ALL = (
    select(
        *(lines.c[name] for name in ("id", "section", "page", "line", "reason_id", "verdict")),
        *(lines.c[name] for name in ("contested", "claim", "set_id")),
        *_of(_first, "first"),
        *_of(_second, "second"),
        cases.c.verdict.label("ruled"),
        cases.c.counts,
        cases.c.draws,
        _ruling.c.ground_id.label("ruling_ground_id"),
        _ruling.c.tier.label("ruling_tier"),
        _ruling.c.reader_id.label("lawyer_id"),
        _ruling.c.day.label("ruled_day"),
        _set.c.section.label("set_section"),
        _set.c.page.label("set_page"),
        _set.c.line.label("set_line"),
        audits.c.place,
    )
    .outerjoin(_first, _stands(_first, Round.FIRST))
    .outerjoin(_second, _stands(_second, Round.SECOND))
    .outerjoin(cases, cases.c.line_id == lines.c.id)
    .outerjoin(_ruling, _ruling.c.id == cases.c.reading_id)
    .outerjoin(_set, _set.c.id == lines.c.set_id)
    .outerjoin(audits, audits.c.line_id == lines.c.id)
    .order_by(lines.c.section, lines.c.page, lines.c.line)
)
