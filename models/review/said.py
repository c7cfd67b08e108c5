"""What was said of lines, from how people name them to what is kept."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from models.book import Book, Ground, Reason
from models.errors import Refusal
from models.review.as_met import Met
from models.review.lineup import Line, Mine
from models.tables import partners
from models.terms import LineKey, Noted, Verdict


@dataclass(frozen=True, slots=True)
class Said:
    """One item as typed or tapped. ``line`` is the batch's own number or a full key.

    ``partners`` are the other lines of a duplicate, each a number of the batch or a full key;
    ``reason`` is the registrar's code as the reader met it, where sections are dealt as met;
    ``position`` counts the items of the message from 1, so that an error can point at it.
    """

    line: int | LineKey
    verdict: Verdict
    ground: str | None = None
    partners: tuple[int | LineKey, ...] = ()
    signed_on: date | None = None
    registered_on: date | None = None
    position: int = 1
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Chosen:
    """An item whose line, ground and partners are known."""

    line: Line
    verdict: Verdict
    ground: Ground | None
    partners: tuple[LineKey, ...]
    signed_on: date | None
    registered_on: date | None
    reason: Reason | None = None

    def noted(
        self,
        *,
        before: Verdict | None,
        before_ground: str | None = None,
        before_partners: tuple[LineKey, ...] = (),
        extra: bool = False,
        repeated: bool = False,
    ) -> Noted:
        """As it is echoed."""
        return Noted(
            key=self.line.key,
            number=self.line.number,
            verdict=self.verdict,
            ground=None if self.ground is None else self.ground.code,
            tier=None if self.ground is None else self.ground.tier,
            before=before,
            extra=extra,
            repeated=repeated,
            reason=None if self.reason is None else self.reason.code,
            partners=self.partners,
            before_ground=before_ground,
            before_partners=before_partners,
        )


def resolve(
    items: Sequence[Said],
    by_number: Mapping[int, Line],
    by_key: Mapping[LineKey, Line],
    book: Book,
    met: Met | None = None,
) -> list[Chosen]:
    """Every item with its line. Refuses ``review.items`` naming all that cannot be, or none.

    ``met`` is what the message brought into a batch whose sections are dealt as met.

    The codes of single items: ``no-such-number``, ``no-such-line``, ``ground-missing``,
    ``ground-does-not-fit``, ``partner-missing``, ``partner-is-itself``, ``no-such-partner``,
    ``said-twice``, ``nothing``, ``line-gone`` (in the second round: there is no first reading, or
    it is the reader's own), and as met ``section-not-in-batch``, ``reason-missing``,
    ``reason-unknown``; elsewhere ``reason-unwanted``.
    """
    wrong: list[tuple[int, str]] = []
    chosen: dict[int, tuple[Said, Chosen]] = {}
    for item in items:
        try:
            one = _choose(item, by_number, by_key, book, met)
        except Refusal as refusal:
            wrong.append((item.position, refusal.code))
            continue
        other = chosen.get(one.line.id)
        if other is not None and other[1] != one:
            wrong.append((item.position, "said-twice"))
        chosen[one.line.id] = (item, one)
    if wrong:
        raise Refusal("review.items", errors=tuple(wrong), size=len(by_number))
    if not chosen:
        raise Refusal("review.items", errors=((1, "nothing"),), size=len(by_number))
    return sorted((one for _item, one in chosen.values()), key=lambda one: one.line.number)


def _choose(
    item: Said,
    by_number: Mapping[int, Line],
    by_key: Mapping[LineKey, Line],
    book: Book,
    met: Met | None,
) -> Chosen:
    line = by_number.get(item.line) if isinstance(item.line, int) else by_key.get(item.line)
    if line is None:
        raise Refusal(_why_not(item, met))
    if line.gone:
        raise Refusal("line-gone")
    reason = _reason(item, book, met)
    return Chosen(
        line=line,
        verdict=item.verdict,
        ground=_ground(item, line.reason if reason is None else reason.code, book),
        partners=tuple(sorted({_partner(p, line, by_number) for p in item.partners})),
        signed_on=item.signed_on,
        registered_on=item.registered_on,
        reason=reason,
    )


def _why_not(item: Said, met: Met | None) -> str:
    if met is not None:
        return met.why_not(item)
    return "no-such-number" if isinstance(item.line, int) else "no-such-line"


def _reason(item: Said, book: Book, met: Met | None) -> Reason | None:
    if item.reason is None:
        return None
    if met is None:
        raise Refusal("reason-unwanted")
    found = next((reason for reason in book.reasons if reason.code == item.reason), None)
    if found is None:
        raise Refusal("reason-unknown")
    return found


def _ground(item: Said, reason: str, book: Book) -> Ground | None:
    if item.verdict != Verdict.CHALLENGE:
        return None
    if item.ground is None:
        raise Refusal("ground-missing")
    ground = book.ground(item.ground)
    if reason not in ground.fits:
        raise Refusal("ground-does-not-fit")
    if ground.needs_partner and not item.partners:
        raise Refusal("partner-missing")
    return ground


def _partner(named: int | LineKey, line: Line, by_number: Mapping[int, Line]) -> LineKey:
    if isinstance(named, int):
        other = by_number.get(named)
        if other is None:
            raise Refusal("no-such-partner")
        named = other.key
    if named == line.key:
        raise Refusal("partner-is-itself")
    return named


def same(mine: Mine, item: Chosen) -> bool:
    """Whether a reading says just what the reader's standing one says."""
    ground_id = None if item.ground is None else item.ground.id
    return (
        mine.verdict == item.verdict
        and mine.ground_id == ground_id
        and mine.partners == item.partners
        and mine.signed_on == item.signed_on
        and mine.registered_on == item.registered_on
        and (item.reason is None or mine.reason_id == item.reason.id)
    )


def keep_partners(tx: Connection, reading_id: int, keys: Iterable[LineKey]) -> None:
    """Write the partner lines of a reading."""
    tx.execute(
        partners.insert(),
        [
            {"reading_id": reading_id, "section": key.section, "page": key.page, "line": key.line}
            for key in keys
        ],
    )
