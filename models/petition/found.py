"""Founding a campaign from its profile: figures, reasons, grounds, offices, theories, policy.

The profile seeds; from here on the rows of the database rule, and changes are acts in the trail.
"""

from __future__ import annotations

import json
from datetime import datetime
from typing import get_args

from sqlalchemy import Connection, select

from config.profile import Profile
from config.profile_types import Caps, Weekday
from models import trail
from models.errors import Refusal
from models.shift_terms import CapName
from models.tables import (
    campaign,
    caps,
    figures,
    grounds,
    offices,
    policies,
    reasons,
    tally,
    theories,
)


def found(
    tx: Connection,
    *,
    now: datetime,
    by: str,
    profile: Profile,
    draw_seed: str,
    invented: bool | None = None,
) -> None:
    """Write the campaign's first rows and lay the first stone of its trail.

    ``draw_seed`` is the chance behind every seeded order, given from outside. ``invented`` marks
    a campaign whose lines are made up (default: what the profile says). Refuses
    ``petition.founded`` if this database holds a campaign already.
    """
    if tx.execute(select(campaign.c.id)).first() is not None:
        raise Refusal("petition.founded")
    made_up = profile.invented if invented is None else invented
    tx.execute(
        campaign.insert().values(
            id=1,
            slug=profile.slug,
            title=profile.title,
            time_zone=profile.time_zone,
            languages=",".join(profile.languages),
            invented=made_up,
            draw_seed=draw_seed,
            version=1,
            made_at=now,
        )
    )
    _write_figures(tx, now, by, profile)
    _write_reasons(tx, profile)
    _write_policy(tx, now, by, profile)
    _write_caps(tx, now, by, profile)
    trail.begin(tx)
    trail.append(
        tx,
        now=now,
        actor=by,
        act="campaign.founded",
        subject=profile.slug,
        target=profile.target,
        invented=made_up,
        policy=profile.policy.as_dict(),
    )


def _write_figures(tx: Connection, now: datetime, by: str, profile: Profile) -> None:
    tx.execute(
        figures.insert(),
        [
            {
                "name": figure.name,
                "value": figure.value,
                "as_of": figure.as_of,
                "source": figure.source,
                "note": figure.note or None,
                "by": by,
                "at": now,
            }
            for figure in profile.figures
        ],
    )
    tx.execute(
        theories.insert(),
        [
            {
                "code": theory.code,
                "label": theory.label,
                "target": theory.target,
                "source": theory.source,
                "note": theory.note or None,
                "public": theory.public,
            }
            for theory in profile.theories
        ],
    )


def _write_reasons(tx: Connection, profile: Profile) -> None:
    tx.execute(
        reasons.insert(),
        [
            {
                "id": number,
                "code": reason.code,
                "label": reason.label,
                "rollup": reason.rollup,
                "certified": reason.certified,
                "spellings": "\n".join(reason.spellings),
            }
            for number, reason in enumerate(profile.reasons, 1)
        ],
    )
    tx.execute(
        tally.insert(), [{"reason_id": number} for number in range(1, len(profile.reasons) + 1)]
    )
    tx.execute(
        grounds.insert(),
        [
            {
                "id": number,
                "code": ground.code,
                "authority": ground.authority,
                "tier": ground.tier,
                "fits": ",".join(ground.fits),
                "words": "\n".join(ground.typed),
                "needs_partner": ground.needs_partner,
            }
            for number, ground in enumerate(profile.grounds, 1)
        ],
    )


def _write_policy(tx: Connection, now: datetime, by: str, profile: Profile) -> None:
    tx.execute(
        offices.insert(),
        [
            {
                "id": number,
                "code": office.code,
                "name": office.name,
                "time_zone": office.time_zone,
                "address": "\n".join(office.address),
            }
            for number, office in enumerate(profile.offices, 1)
        ],
    )
    tx.execute(
        policies.insert().values(
            effective_from=now, body=json.dumps(profile.policy.as_dict()), by=by, at=now
        )
    )


def _write_caps(tx: Connection, now: datetime, by: str, profile: Profile) -> None:
    """What the offices allow, one dated row a cap; what is assumed says so in its source."""
    ids = {office.code: number for number, office in enumerate(profile.offices, 1)}
    rows = [
        {
            "office_id": ids[row.office],
            "name": name.value,
            "value": json.dumps(value),
            "effective_from": row.effective_from,
            "source": _source(row, assumed=bool(set(keys) & set(row.assumed))),
            "by": by,
            "at": now,
        }
        for row in profile.caps
        for name, keys, value in (
            (CapName.WINDOWS, ("weekdays", "opens", "closes"), _week(row)),
            (CapName.SEATS, ("seats",), row.seats),
            (CapName.ROOM, ("people",), row.people),
        )
    ]
    if rows:
        tx.execute(caps.insert(), rows)


def _week(row: Caps) -> list[list[list[str]]]:
    """Seven weekdays of windows, as `models.shifts.offices` reads them.

    Of more named weekdays than the office opens a week only the first count, so that no week has
    a day too many; where none is named they count from Monday.
    """
    every = get_args(Weekday)
    open_days = (row.weekdays or every)[: row.days_a_week]
    hours = [row.opens.isoformat("minutes"), row.closes.isoformat("minutes")]
    return [[hours] if day in open_days else [] for day in every]


def _source(row: Caps, *, assumed: bool) -> str:
    return f"assumed; {row.source}"[:300] if assumed else row.source
