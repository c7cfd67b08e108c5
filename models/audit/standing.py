"""Where the audit stands: its draws in order, and the fully ruled prefix that counts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, select

from models.rules import audit
from models.rules.estimates import Block
from models.tables import audits, campaign, cases, lines, reasons
from models.terms import LineKey, Verdict, looks


@dataclass(frozen=True, slots=True)
class Standing:
    """The draws in the order of the draw; ``keys``, ``drawn_on`` and ``reasons`` go beside them.

    ``blocks`` are those of the fully ruled prefix. ``pending`` counts draws without a ruling,
    wherever they stand. ``committed`` is the SHA-256 of the seed, None before the audit has begun;
    ``seed`` the seed itself, once it was told. ``drawn_on`` are days by the campaign's wall clock.
    """

    draws: tuple[audit.Draw, ...]
    keys: tuple[LineKey, ...]
    drawn_on: tuple[date, ...]
    reasons: tuple[str, ...]
    blocks: list[Block]
    committed: str | None
    seed: str | None
    pending: int

    @property
    def prefix(self) -> int:
        """How many draws the fully ruled prefix has."""
        return len(audit.ruled_prefix(self.draws))


def standing(tx: Connection) -> Standing:
    """The audit as it stands in this transaction; with nothing drawn, no draws and no blocks.

    A draw's ruling: ``challenge`` where a lawyer ruled it ours and it is the one of its duplicate
    set that counts, ``stands`` where it was ruled otherwise or another one counts, ``missing``
    where it could not be shown and nobody has ruled it, None while it is pending.
    """
    begun = tx.execute(select(campaign.c.audit_seed, campaign.c.audit_told_at)).one()
    rows = tx.execute(_DRAWS).all()
    draws = tuple(_draw(row) for row in rows)
    return Standing(
        draws=draws,
        keys=tuple(LineKey(row.section, row.page, row.line) for row in rows),
        drawn_on=tuple(row.day for row in rows),
        reasons=tuple(row.code for row in rows),
        blocks=audit.blocks(draws),
        committed=None if begun.audit_seed is None else audit.commitment(begun.audit_seed),
        seed=None if begun.audit_told_at is None else begun.audit_seed,
        pending=sum(draw.ruling is None for draw in draws),
    )


@looks
def look_standing(tx: Connection) -> Standing:
    """`standing` as an ask of its own."""
    return standing(tx)


def _draw(row: Any) -> audit.Draw:
    return audit.Draw(row.elsewhere, row.ours_elsewhere, _ruling(row), row.expected)


def _ruling(row: Any) -> Verdict | None:
    if row.ruled is not None:
        return Verdict.CHALLENGE if row.counts else Verdict.STANDS
    return Verdict.MISSING if row.read == Verdict.MISSING else None


_DRAWS = (
    select(
        audits.c.elsewhere,
        audits.c.ours_elsewhere,
        audits.c.expected,
        audits.c.day,
        lines.c.section,
        lines.c.page,
        lines.c.line,
        lines.c.verdict.label("read"),
        reasons.c.code,
        cases.c.verdict.label("ruled"),
        cases.c.counts,
    )
    .join(lines, lines.c.id == audits.c.line_id)
    .join(reasons, reasons.c.id == lines.c.reason_id)
    .outerjoin(cases, cases.c.line_id == lines.c.id)
    .order_by(audits.c.place)
)
