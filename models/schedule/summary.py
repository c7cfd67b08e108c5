"""The small tables beside the lines: figures, grounds, counts by reason, and the export itself."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, select

from models import petition, trail
from models.audit import Standing
from models.book import Book
from models.errors import Refusal
from models.estimate import listed
from models.estimate.terms import ALPHA, Why
from models.rules.estimates import Counts, certain, total_band
from models.schedule.terms import MOMENT, YES, Count, Row, Table
from models.tables import campaign
from models.tables import figures as figures_table

COUNTS = ("reason", "label", "certified", "total", "read", "claimed", "ruled", "ours")


def figures(tx: Connection) -> Table:
    """Every snapshot of every published figure, oldest first, with where it stands."""
    columns = ("name", "value", "as_of", "source", "note", "stated_by", "stated_at")
    order = (figures_table.c.name, figures_table.c.as_of, figures_table.c.id)
    rows = tx.execute(select(figures_table).order_by(*order)).all()
    return Table(
        "figures",
        columns,
        [(r.name, r.value, r.as_of, r.source, r.note, r.by, r.at.strftime(MOMENT)) for r in rows],
    )


def grounds(book: Book) -> Table:
    """The grounds: code, the rule it rests on, tier, the reasons it fits, a partner or not."""
    columns = ("ground", "authority", "tier", "fits", "needs_partner")
    rows: list[Row] = [
        (
            *(one.code, one.authority, one.tier, " ".join(sorted(one.fits))),
            YES if one.needs_partner else None,
        )
        for one in book.grounds
    ]
    return Table("grounds", columns, rows)


def counts(found: Sequence[Count]) -> Table:
    """Lines by reason, and all of them in the last row."""
    rows: list[Row] = [
        *(
            (c.reason, c.label, c.certified, c.total, c.read, c.claimed, c.ruled, c.ours)
            for c in found
        ),
        ("ALL", "All reasons", None, *sums(found)),
    ]
    return Table("counts", COUNTS, rows)


def sums(found: Sequence[Count]) -> tuple[int, int, int, int, int]:
    """Lines of all reasons: all, read, claimed, ruled, ours."""
    each = [(c.total, c.read, c.claimed, c.ruled, c.ours) for c in found]
    total, read, claimed, ruled, ours = (sum(column) for column in zip(*each, strict=True))
    return total, read, claimed, ruled, ours


def about(
    tx: Connection, book: Book, found: Sequence[Count], standing: Standing, now: datetime
) -> Table:
    """Whose schedule this is, as of when, what its numbers are, and where the trail ended.

    The interval is that of the whole petition (`rules.estimates.total_band`), from the counts and
    draws of this very export. It is left out, and the condition says why, where there is no list
    (``as-met``: the whole is not known) and where the list gained or lost lines after the first
    draw (``list-changed``: what was drawn says nothing of lines that were not there).
    """
    total, read, claimed, ruled, ours = sums(found)
    head, told = trail.head(tx), tx.execute(select(campaign.c.audit_told_at)).scalar()
    rows: list[Row] = [
        ("title", book.title),
        ("campaign", book.slug),
        ("invented", YES if book.invented else "no"),
        ("exported_at", now.strftime(MOMENT)),
        ("time_zone_of_days", str(book.zone)),
        ("lines", total),
        ("read", read),
        ("claimed", claimed),
        ("ruled", ruled),
        ("ruled_ours", ours),
        ("target", _target(tx)),
        ("audit_commitment", standing.committed),
        ("audit_seed", standing.seed),
        ("audit_seed_told_at", None if told is None else told.strftime(MOMENT)),
        ("audit_draws", len(standing.draws)),
        ("audit_draws_that_count", standing.prefix),
        *_bands(tx, book, Counts(total, ours, ruled), standing),
        ("trail_entries", head.seq),
        ("trail_head", head.hash),
    ]
    return Table("about", ("name", "value"), rows)


def _bands(tx: Connection, book: Book, found: Counts, standing: Standing) -> list[Row]:
    why = _no_interval(tx, book, standing)
    band, sure = total_band(found, standing.blocks, ALPHA), certain(found)
    return [
        ("certain_low", None if book.as_met else sure.low),
        ("certain_high", None if book.as_met else sure.high),
        ("interval_low", None if why else band.low),
        ("interval_high", None if why else band.high),
        ("interval_alpha", ALPHA),
        ("interval_condition", why or band.condition.value),
    ]


def _no_interval(tx: Connection, book: Book, standing: Standing) -> str | None:
    if book.as_met:
        return Why.AS_MET
    moved = listed.since_the_first_draw(tx)[0] if standing.draws else 0
    return Why.LIST_CHANGED if moved else None


def _target(tx: Connection) -> int | None:
    try:
        return petition.target(tx)
    except Refusal:
        return None
