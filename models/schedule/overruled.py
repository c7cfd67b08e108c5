"""Why lawyers ruled otherwise than a line was read: codes, as the trail has them."""

from __future__ import annotations

import json
from collections.abc import Mapping

from sqlalchemy import Connection, select

from models.tables import trail

ACT = "line.ruled"  # an entry a ruling: models.rulings.rule


def whys(tx: Connection) -> Mapping[str, str]:
    """By typed key: the code of `rules.rounds.Overrule` of the last ruling that gave one."""
    entries = select(trail.c.subject, trail.c.body).where(trail.c.act == ACT)
    found: dict[str, str] = {}
    with tx.execute(entries.order_by(trail.c.seq), execution_options={"yield_per": 5_000}) as rows:
        for subject, body in rows:
            why = json.loads(body).get("why")
            if why is not None:
                found[subject] = why
    return found
