"""What an audit line costs: staff must fetch each singly, and the price is shown."""

from __future__ import annotations

from sqlalchemy import Connection

from models.review import stream


def audit_minutes(tx: Connection) -> float | None:
    """Seat minutes of an audit line, dealt to done; None: too few batches are measured.

    The same figure as in ``/audit`` (`models.review.stream.minutes`): the median of the last audit
    batches that were not read on paper. Drawn lines that were read in ordinary batches are left
    out, since nothing of theirs was dearer.
    """
    return stream.minutes(tx).audit
