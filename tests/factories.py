"""Plain functions that put a small invented campaign into a database. No figure here is real."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, func, insert, select

from config.policy import Policy
from models import trail
from models.database import Database
from models.rules import dealing
from models.tables import (
    campaign,
    circulated,
    grounds,
    lines,
    people,
    policies,
    reasons,
    tally,
)
from models.terms import Designation, LineKey, LineState, Person, Role

MORNING = datetime(2022, 9, 6, 17, 0, tzinfo=UTC)  # ten o'clock in Los Angeles
SEED = "an invented seed"
# No second readings: whoever tests them says how many.
POLICY = Policy(batch_size=5, second_percent=0)

# The published labels of the reference case (Los Angeles 2022).
REASONS = {
    "NR": "Not Registered",
    "DUP": "Duplicate",
    "ADDR": "Different Address",
    "SIG": "Mismatch Signature",
    "CAN": "Canceled",
    "OOC": "Out of County Address",
    "OTH": "Other",
}
# code: (reasons it fits, tier, needs a partner); what people type for it is its code.
GROUNDS = {
    "REG": ("NR,OOC,OTH", "A", False),
    "NRL": ("NR", "B", False),
    "DUP1": ("DUP", "A", True),
    "DUPX": ("DUP", "A", True),
    "ADDR": ("ADDR,OOC", "A", False),
    "MOVE": ("ADDR,NR", "C", False),
    "SIG": ("SIG", "A", False),
    "PRN": ("SIG", "B", False),
    "CAN": ("CAN", "A", False),
    "OOC": ("OOC", "C", False),
    "OTH": ("OTH", "C", False),
}

Row = tuple[int, int, int, str]  # section, page, line, reason code


def invented_lines(sections: int = 6, in_each: int = 4) -> list[Row]:
    """``sections`` sections from 1001, ``in_each`` lines on a page of each, reasons in turn."""
    codes = list(REASONS)
    return [
        (1001 + section, 1, 1 + line, codes[(section * in_each + line) % len(codes)])
        for section in range(sections)
        for line in range(in_each)
    ]


def found_campaign(
    database: Database,
    *,
    lines: Sequence[Row] | None = None,
    policy: Policy = POLICY,
    now: datetime = MORNING,
    slug: str = "invented",
) -> None:
    """Found a campaign with reasons, grounds, one policy, its lines and their counts."""
    database.run(
        _found,
        now=now,
        rows=invented_lines() if lines is None else lines,
        policy=policy,
        slug=slug,
    )


def a_person(
    database: Database,
    *,
    role: Role = Role.VOLUNTEER,
    language: str = "en",
    suspended: bool = False,
    terms_version: int = 1,
    designation: Designation = Designation.ON_FILE,
    practised: bool = True,
    telegram_id: int | None = None,
    circulated: Iterable[int] = (),
    now: datetime = MORNING,
) -> Person:
    """Somebody who joined, by default ready for a first batch; pseudonyms count from R-001."""
    return database.run(
        _join,
        now=now,
        telegram_id=telegram_id,
        circulated=tuple(circulated),
        person=Person(0, "", role, language, suspended, terms_version, designation, practised),
    )


def set_policy(database: Database, policy: Policy, *, now: datetime) -> None:
    """A dated row: the policy from ``now`` on."""
    database.run(_set_policy, now=now, policy=policy)


def everything(tx: Connection, *, query: Any) -> list[Any]:
    """A verb for tests: all rows of a query."""
    return list(tx.execute(query).all())


def _found(
    tx: Connection, *, now: datetime, rows: Sequence[Row], policy: Policy, slug: str
) -> None:
    tx.execute(
        campaign.insert().values(
            slug=slug,
            title="An invented petition",
            time_zone="America/Los_Angeles",
            languages="en,es",
            invented=True,
            draw_seed=SEED,
            version=1,
            made_at=now,
        )
    )
    ids = _reasons(tx)
    _grounds(tx)
    _add_policy(tx, now, policy)
    if rows:
        tx.execute(insert(lines), _lines(rows, ids))
    codes = [code for _section, _page, _line, code in rows]
    for code, reason_id in ids.items():
        n = codes.count(code)
        tx.execute(tally.insert().values(reason_id=reason_id, total=n, free=n))
    trail.begin(tx)
    trail.append(tx, now=now, actor="desk", act="campaign.founded", subject=slug, lines=len(rows))


def _reasons(tx: Connection) -> dict[str, int]:
    tx.execute(
        reasons.insert(),
        [{"code": code, "label": label, "rollup": label} for code, label in REASONS.items()],
    )
    return {row.code: row.id for row in tx.execute(select(reasons.c.code, reasons.c.id))}


def _grounds(tx: Connection) -> None:
    tx.execute(
        grounds.insert(),
        [
            {
                "code": code,
                "authority": "an invented rule",
                "tier": tier,
                "fits": fits,
                "words": code.lower(),
                "needs_partner": partner,
            }
            for code, (fits, tier, partner) in GROUNDS.items()
        ],
    )


def _lines(rows: Sequence[Row], ids: dict[str, int]) -> list[dict[str, Any]]:
    return [
        {
            "section": section,
            "page": page,
            "line": line,
            "reason_id": ids[code],
            "draw": dealing.ticket(SEED, section),
            "state": LineState.FREE,
            "contested": False,
            "claim": False,
        }
        for section, page, line, code in rows
    ]


def _set_policy(tx: Connection, *, now: datetime, policy: Policy) -> None:
    _add_policy(tx, now, policy)
    tx.execute(campaign.update().values(version=campaign.c.version + 1))
    tx.info["touched"] = True


def _add_policy(tx: Connection, now: datetime, policy: Policy) -> None:
    tx.execute(
        policies.insert().values(
            effective_from=now, body=json.dumps(policy.as_dict()), by="desk", at=now
        )
    )


def _join(
    tx: Connection,
    *,
    now: datetime,
    telegram_id: int | None,
    circulated: tuple[int, ...],
    person: Person,
) -> Person:
    number = (tx.execute(select(func.count()).select_from(people)).scalar() or 0) + 1
    joined = replace(person, pseudonym=f"R-{number:03d}")
    key = tx.execute(
        people.insert().values(
            pseudonym=joined.pseudonym,
            telegram_id=telegram_id or 700_000 + number,
            role=joined.role,
            language=joined.language,
            suspended=joined.suspended,
            terms_version=joined.terms_version,
            designation=joined.designation,
            practised_at=now if joined.practised else None,
            joined_at=now,
        )
    ).inserted_primary_key
    assert key is not None
    _circulates(tx, int(key[0]), circulated)
    return replace(joined, id=int(key[0]))


def _circulates(tx: Connection, person_id: int, sections: tuple[int, ...]) -> None:
    if sections:
        tx.execute(
            circulated.insert(),
            [{"person_id": person_id, "section": section} for section in sections],
        )


def key(typed: str) -> LineKey:
    """``1001-1-2`` as a key."""
    section, page, line = typed.split("-")
    return LineKey(int(section), int(page), int(line))
