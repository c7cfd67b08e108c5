"""Names, sections, designation, one's own data, and the team."""

from __future__ import annotations

import json
from datetime import date

import pytest
from sqlalchemy import select

from models import people, petition, practice, review, trail
from models.database import Database
from models.errors import Refusal
from models.notices import claim as claimed
from models.notices import settle
from models.tables import choices, circulated, metadata, notices
from models.tables import people as rows
from models.tables import trail as entries
from models.terms import Designation, NoticeState, Role, Verdict
from tests.team import LATER, NOON, a_person, again


@pytest.fixture
def database(any_campaign: Database) -> Database:
    return any_campaign


def refused(database: Database, verb, **values) -> Refusal:
    with pytest.raises(Refusal) as no:
        database.run(verb, **values)
    return no.value


def told(database: Database, person_id: int) -> list[str]:
    with database.engine.connect() as tx:
        found = tx.execute(
            select(notices.c.kind).where(notices.c.person_id == person_id).order_by(notices.c.id)
        )
        return list(found.scalars())


def everything(database: Database) -> str:
    """The whole trail as text."""
    with database.engine.connect() as tx:
        return "\n".join(str(row) for row in tx.execute(select(entries)))


def test_names_are_kept_in_people_and_never_in_the_trail(database: Database) -> None:
    ana = a_person(database, 700)
    database.run(people.set_call_name, now=NOON, person=ana, name="Anita Invented")
    database.run(people.set_legal_name, now=NOON, person=ana, name="Ana Invented-Person")
    own = database.run(people.look_own, person=ana)
    assert own.row["call_name"] == "Anita Invented"
    assert own.row["legal_name"] == "Ana Invented-Person"
    assert own.row["name_consent_at"] == NOON
    assert "Invented" not in everything(database)
    assert database.run(people.known_words) == {"anita", "invented"}


@pytest.mark.parametrize("name", ["3 c addr", "a\nb", "x" * 61, "one two three four", "?!", "<b>"])
def test_what_is_no_name_is_refused(database: Database, name: str) -> None:
    ana = a_person(database, 700)
    no = refused(database, people.set_call_name, now=NOON, person=ana, name=name)
    assert no.code == "people.call-name-malformed"
    assert no.values == {}


def test_the_steps_come_in_order_and_are_asked_once(database: Database) -> None:
    ana = a_person(database, 700)

    def step() -> str:
        return database.run(people.look_home, now=NOON, person=again(database, ana)).step.value

    seen = [step()]
    database.run(people.accept_terms, now=NOON, person=ana, version=1)
    seen.append(step())
    database.run(people.set_call_name, now=NOON, person=ana, name="")
    seen.append(step())
    database.run(people.set_legal_name, now=NOON, person=ana, name="")
    seen.append(step())
    for line in practice.LINES:
        judged = database.run(
            practice.judge, now=NOON, person=ana, number=line.number, verdict=Verdict.STANDS
        )
    assert judged.finished
    seen.append(step())
    assert refused(database, review.deal, now=NOON, person=again(database, ana)).code == (
        "review.designation-none"
    )
    database.run(
        people.designate,
        now=NOON,
        by="desk",
        person_id=ana.id,
        designation=Designation.ON_FILE,
    )
    seen.append(step())
    assert seen == ["terms", "call-name", "legal-name", "practice", "designation", "ready"]
    assert database.run(review.deal, now=NOON, person=again(database, ana)).lines


def test_practice_meets_every_verdict_and_moves_on_only_once_a_line(database: Database) -> None:
    assert {line.verdict for line in practice.LINES} == set(Verdict)
    ana = a_person(database, 700)
    judge = {"now": NOON, "person": ana, "number": 1}
    wrong = database.run(practice.judge, verdict=Verdict.STANDS, **judge)
    assert (wrong.right, wrong.right_verdict) == (False, False)
    half = database.run(practice.judge, verdict=Verdict.CHALLENGE, ground="MOVE", **judge)
    assert (half.right, half.right_verdict) == (False, True)
    assert database.run(practice.look_step, now=NOON, person=ana).line == practice.LINES[1]


def test_nobody_is_dealt_a_section_they_circulated(database: Database) -> None:
    ana = a_person(database, 700, ready=True)
    note = {"now": NOON, "person": ana}
    noted = database.run(people.note_circulated, sections=[1001, 1003, 1003], **note)
    assert (noted.sections, noted.changed, noted.clash) == ((1001, 1003), 2, None)
    batch = database.run(review.deal, now=NOON, person=ana)
    assert {line.key.section for line in batch.lines} == {1002}
    clashing = database.run(people.note_circulated, sections=[1002], **note)
    assert clashing.clash == batch.code
    fewer = database.run(people.note_circulated, sections=[1002], gone=True, **note)
    assert (fewer.sections, fewer.clash) == ((1001, 1003), None)
    many = refused(database, people.note_circulated, sections=range(1, 3000), **note)
    assert many.values == {"most": 2000}


def test_a_designation_is_told_and_dated(database: Database) -> None:
    by, ana = a_person(database, 1, Role.COORDINATOR), a_person(database, 700)
    ask = {"now": NOON, "by": by, "person_id": ana.id, "designation": Designation.ON_FILE}
    assert database.run(people.designate, on=date(2022, 9, 2), **ask)
    assert not database.run(people.designate, on=date(2022, 9, 2), **ask)
    assert told(database, ana.id) == ["designation.on-file"]
    assert again(database, ana).designation == Designation.ON_FILE
    later = refused(database, people.designate, on=date(2027, 1, 1), **ask)
    assert later.code == "people.day-to-come"
    ask["by"] = a_person(database, 2, Role.CAPTAIN)
    assert refused(database, people.designate, **ask).code == "people.not-yours-to-give"


def test_own_data_goes_and_the_trail_still_holds(database: Database) -> None:
    ana = a_person(database, 700, ready=True)
    database.run(people.set_call_name, now=NOON, person=ana, name="Anita")
    database.run(people.set_legal_name, now=NOON, person=ana, name="Ana Invented")
    database.run(people.note_circulated, now=NOON, person=ana, sections=[9])
    batch = database.run(review.deal, now=NOON, person=ana)
    assert database.run(people.forget, now=LATER, person=ana) == batch.code
    assert database.run(people.look_telegram, telegram_id=700) is None
    with database.engine.connect() as tx:
        row = tx.execute(select(rows).where(rows.c.id == ana.id)).one()
        assert (row.pseudonym, row.telegram_id, row.legal_name, row.call_name) == (
            "R-001",
            None,
            None,
            None,
        )
        assert row.deleted_at == LATER
        assert tx.execute(select(circulated)).first() is None
        assert tx.execute(select(choices)).first() is None
    assert database.run(trail.verify) is None
    assert refused(database, people.forget, now=LATER, person=ana).code == "people.no-such-person"
    assert a_person(database, 700).pseudonym == "R-002"


def test_after_deletion_no_chat_and_no_message_is_known(database: Database) -> None:
    ana = a_person(database, 70_000_700, ready=True)
    database.run(review.deal, now=NOON, person=ana)
    database.run(
        review.record,
        now=NOON,
        by=ana,
        items=[review.Said(1, Verdict.STANDS)],
        chat_id=70_000_700,
        message_id=70_000_001,
    )
    by = a_person(database, 1, Role.COORDINATOR)
    database.run(
        people.designate, now=NOON, by=by, person_id=ana.id, designation=Designation.WITHDRAWN
    )
    for one in database.run(claimed, now=LATER):
        database.run(
            settle, now=LATER, notice_id=one.id, state=NoticeState.SENT, message_id=70_000_002
        )
    assert "70000" in whole(database)
    database.run(people.forget, now=LATER, person=ana)
    assert "70000" not in whole(database)
    assert database.run(trail.verify) is None


def whole(database: Database) -> str:
    """Every cell of every table, as text."""
    with database.engine.connect() as tx:
        return "\n".join(
            str(cell)
            for table in metadata.sorted_tables
            for row in tx.execute(select(table))
            for cell in row
        )


def test_a_legal_hold_refuses_deletion_with_its_reason(database: Database) -> None:
    ana = a_person(database, 700)
    database.run(petition.hold, now=NOON, by="R-009", why="suit 22STCP03795")
    no = refused(database, people.forget, now=NOON, person=ana)
    assert (no.code, no.values) == ("people.legal-hold", {"reason": "suit 22STCP03795"})
    database.run(petition.hold, now=NOON, by="R-009", why=None)
    database.run(people.forget, now=NOON, person=ana)


def test_the_export_is_plain_and_whole(database: Database) -> None:
    ana = a_person(database, 700, ready=True)
    database.run(review.deal, now=NOON, person=ana)
    held = database.run(people.look_export, person=ana)
    assert set(json.loads(json.dumps(held))) == {
        "person", "circulated", "batches", "readings", "places", "times", "wishes", "invitations",
        "notices", "trail",
    }  # fmt: skip
    assert set(held["person"]) == {column.name for column in rows.c}
    assert [entry["act"] for entry in held["trail"]][:2] == ["person.joined", "terms.accepted"]


def test_a_pause_takes_the_batch_back_and_tells(database: Database) -> None:
    by, ana = a_person(database, 1, Role.COORDINATOR), a_person(database, 700, ready=True)
    batch = database.run(review.deal, now=NOON, person=ana)
    assert database.run(people.suspend, now=NOON, by=by, person_id=ana.id) == batch.code
    assert database.run(review.look_open, person_id=ana.id) is None
    assert told(database, ana.id)[-2:] == ["hold.reclaimed", "person.suspended"]
    assert again(database, ana).suspended
    assert database.run(people.suspend, now=LATER, by=by, person_id=ana.id) is None
    assert database.run(people.resume, now=LATER, by=by, person_id=ana.id)
    assert not again(database, ana).suspended


def test_roles_are_given_by_those_who_may(database: Database) -> None:
    admin, by = a_person(database, 1, Role.ADMIN), a_person(database, 2, Role.COORDINATOR)
    ana = a_person(database, 700)
    ask = {"now": NOON, "person_id": ana.id}
    assert database.run(people.set_role, by=by, role=Role.CAPTAIN, **ask) == Role.VOLUNTEER
    assert database.run(people.set_role, by=by, role=Role.CAPTAIN, **ask) is None
    raised = refused(database, people.set_role, by=by, role=Role.ADMIN, **ask)
    assert raised.code == "people.not-yours-to-give"
    lowered = refused(
        database, people.set_role, now=NOON, by=by, person_id=admin.id, role=Role.CAPTAIN
    )
    assert lowered.code == "people.not-yours-to-give"
    own = refused(
        database, people.set_role, now=NOON, by=admin, person_id=admin.id, role=Role.CAPTAIN
    )
    assert own.code == "people.not-yourself"


def test_there_is_always_an_admin(database: Database) -> None:
    admin = a_person(database, 1, Role.ADMIN)
    ask = {"now": NOON, "by": "desk", "person_id": admin.id, "role": Role.VOLUNTEER}
    assert refused(database, people.set_role, **ask).code == "people.last-admin"
    assert refused(database, people.forget, now=NOON, person=admin).code == "people.last-admin"
    other = a_person(database, 2, Role.ADMIN)
    database.run(people.suspend, now=NOON, by=admin, person_id=other.id)
    assert refused(database, people.set_role, **ask).code == "people.last-admin"


def test_links_of_whoever_may_no_longer_invite_are_closed(database: Database) -> None:
    admin, by = a_person(database, 1, Role.ADMIN), a_person(database, 2, Role.COORDINATOR)
    database.run(people.invite, now=NOON, by=by, role=Role.VOLUNTEER, token="t", uses=9)
    database.run(people.set_role, now=NOON, by=admin, person_id=by.id, role=Role.CAPTAIN)
    assert database.run(people.look_invitations, now=NOON) == ()


def test_the_team_is_listed_by_role(database: Database) -> None:
    for number, role in enumerate((Role.VOLUNTEER, Role.ADMIN, Role.LAWYER, Role.CAPTAIN), 1):
        a_person(database, number, role)
    team = database.run(people.look_team)
    assert [one.role.value for one in team] == ["admin", "captain", "lawyer", "volunteer"]
    assert {one.active_at for one in team} == {NOON}


def test_somebody_who_blocked_the_bot_is_reachable_when_they_write(database: Database) -> None:
    ana = a_person(database, 700)
    for _ in range(2):
        database.run(people.unreachable, now=NOON, person_id=ana.id)
    assert not database.run(people.look_team)[0].reachable
    database.run(people.come_back, now=LATER, person=ana)
    assert database.run(people.look_team)[0].reachable
    assert everything(database).count("person.unreachable") == 1


def test_what_the_guard_removed_is_known_by_kind_only(database: Database) -> None:
    database.run(people.blocked_something, now=NOON, actor="stranger", kind="address")
    assert '{"kind":"address"}' in everything(database)
