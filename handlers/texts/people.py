"""People in words: home, one's own data, the team, links."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo as Zone

from config.locale import Words
from models.people import Home, Invitation, Member, Own, Step
from models.terms import Designation, Person

#: Kinds of notices that `notice` puts into words.
NOTICES = (
    "person.joined",
    "person.role",
    "person.suspended",
    "person.resumed",
    "designation.none",
    "designation.requested",
    "designation.on-file",
    "designation.withdrawn",
)
SHOWN_RUNS = 40  # of the sections one circulated; the file has them all


def home(words: Words, person: Person, found: Home, zone: Zone) -> str:
    """The greeting, and the one thing that matters next."""
    name = found.call_name or person.pseudonym
    return f"{words('people.home.hello', name=name)}\n\n{next_thing(words, found, zone)}"


def next_thing(words: Words, found: Home, zone: Zone) -> str:
    """What comes before the first batch, or the batch in hand, or nothing but to begin."""
    if found.batch is not None:
        return words("people.home.holding", code=found.batch)
    if found.step == Step.PRACTICE:
        return words("people.home.practice", n=found.practice_lines)
    if found.step == Step.DESIGNATION:
        return designation(words, found.designation, found.designation_at, zone)
    return words("people.home.ready")


def designation(words: Words, stands: Designation, since: datetime | None, zone: Zone) -> str:
    """Where a designation stands, since when, and what comes next."""
    if since is None:
        return words("people.designation.none")
    return words(f"people.designation.{stands.value}", day=_day(since, zone))


def own(words: Words, person: Person, held: Own, zone: Zone) -> str:
    """Everything we hold of the person, a line a thing."""
    row = held.row
    parts = [
        words("people.me.head", pseudonym=person.pseudonym),
        words("people.me.role", role=words.plain(f"role.{person.role.value}")),
        words("people.me.telegram", number=row["telegram_id"]),
        words("people.me.call-name", name=row["call_name"] or words.plain("people.me.not-given")),
        _legal_name(words, held, zone),
        words("people.me.language", language=words.plain(f"language.{person.language}")),
        _terms(words, held, zone),
        designation(words, person.designation, row["designation_at"], zone),
        words("people.me.sections", sections=sections(words, held.sections)),
        words(
            "people.me.work",
            batches=held.batches,
            readings=held.readings,
            links=held.links,
            notices=held.notices,
            entries=held.trail_entries,
        ),
        words("people.me.joined", day=_day(row["joined_at"], zone)),
    ]
    return "\n".join(parts)


def _legal_name(words: Words, held: Own, zone: Zone) -> str:
    name = held.row["legal_name"]
    if not name:
        return words("people.me.no-legal-name")
    day = _day(held.row["name_consent_at"], zone)
    return words("people.me.legal-name", name=name, day=day)


def _terms(words: Words, held: Own, zone: Zone) -> str:
    if held.row["terms_at"] is None:
        return words("people.me.no-terms")
    day = _day(held.row["terms_at"], zone)
    return words("people.me.terms", version=held.row["terms_version"], day=day)


def sections(words: Words, numbers: Sequence[int]) -> str:
    """Section numbers, runs drawn together, the first ones of many."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][1] + 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    shown = [str(first) if first == last else f"{first}-{last}" for first, last in runs]
    if not shown:
        return words.plain("people.me.none")
    return ", ".join(shown[:SHOWN_RUNS]) + (" …" if len(shown) > SHOWN_RUNS else "")


def member(words: Words, one: Member, zone: Zone) -> str:
    """One person on a coordinator's list."""
    return words(
        "people.team.row",
        pseudonym=one.pseudonym,
        name=f" {one.call_name}" if one.call_name else "",
        state=words.list(_state(words, one)),
        day=words.date(one.active_at.astimezone(zone).date(), "short"),
    )


def _state(words: Words, one: Member) -> list[str]:
    notes = [
        (one.suspended, "people.team.suspended"),
        (not one.reachable, "people.team.unreachable"),
        (not one.practised, "people.team.not-practised"),
    ]
    return [
        words.plain(f"people.team.designation.{one.designation.value}"),
        *(words.plain(key) for so, key in notes if so),
    ]


def candidate(words: Words, one: Member) -> str:
    """One person on a button."""
    name = f" · {one.call_name}" if one.call_name else ""
    return f"{one.pseudonym}{name} · {words.plain(f'role.{one.role.value}')}"


def team(words: Words, members: Sequence[Member], page: int, pages: int, zone: Zone) -> str:
    """A page of the list, a heading a role."""
    parts: list[str] = [words("people.team.head", page=page + 1, pages=pages)]
    role = None
    for one in members:
        if one.role != role:
            role = one.role
            parts.append(f"\n<b>{words.plain(f'role.{role.value}')}</b>")
        parts.append(member(words, one, zone))
    return "\n".join(parts)


def notice(words: Words, kind: str, facts: dict[str, Any]) -> str:
    """What a person is told when somebody else has changed something of theirs."""
    told: dict[str, object] = dict(facts)
    if "role" in facts:
        told["role"] = words.plain(f"role.{facts['role']}")
    if "day" in facts:
        told["day"] = date.fromisoformat(facts["day"])
    return words(f"people.notice.{kind}", **told)


def invitation(words: Words, one: Invitation, zone: Zone) -> str:
    """One open link."""
    return words(
        "people.invites.row",
        number=one.id,
        role=words.plain(f"role.{one.role.value}"),
        left=one.left,
        uses=one.uses_allowed,
        until=words.moment(one.expires_at, zone),
        by=one.made_by,
    )


def _day(at: datetime, zone: Zone) -> date:
    return at.astimezone(zone).date()
