"""Other legal figures for the target, and what is certain or supported about each.

In the public post only where a theory is switched on (`theories.public`); else in the coordinators'
own post, labelled.
"""

from __future__ import annotations

from sqlalchemy import Connection, select

from models.audit.standing import standing
from models.estimate.terms import Estimate
from models.report_terms import OtherTarget
from models.rules.estimates import evidence, support
from models.tables import theories


def other_targets(tx: Connection, found: Estimate, *, public: bool) -> tuple[OtherTarget, ...]:
    """The theories whose switch is ``public``, by code, with this moment's e-value for each.

    The registrar's own figure may stand among them: a theory of the same target is not another one.

    Only today's e-value is used: a test passed once and forgotten errs towards "not yet".
    """
    rows = tx.execute(
        select(theories)
        .where(theories.c.public.is_(public), theories.c.target != found.target)
        .order_by(theories.c.code)
    ).all()
    if not rows:
        return ()
    ratio = None
    if found.band is not None and found.band_day == found.day and found.sound:
        ratio = evidence(found.counts.total, standing(tx).blocks)
    return tuple(
        OtherTarget(
            label=row.label,
            target=row.target,
            early=found.early_of(row.target),
            support="" if ratio is None else support(row.target, ratio.lower, ratio.upper).state,
        )
        for row in rows
    )
