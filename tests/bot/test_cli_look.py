"""Looking: the state as people and as programs read it, the day's post, the trail."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from sqlalchemy import Table, create_engine, update

from bot.cli.look import told_broken
from bot.clock import system_clock
from models import recount, review
from models.database import Database
from models.tables import batches, tally, trail
from tests import factories
from tests.desk import Desk, state_target
from tests.room import says


@pytest.fixture
def busy(bare_desk: Desk, fresh_url: Any) -> Desk:
    """A campaign in which two batches are out, and one of them is half read."""
    bare_desk.settings["database"] = fresh_url("sqlite")
    database = Database(bare_desk.settings["database"], durable=False)
    factories.found_campaign(database)
    state_target(database, 9)
    now = system_clock()
    reader, other = factories.a_person(database), factories.a_person(database)
    batch = database.run(review.deal, now=now, person=reader)
    database.run(review.deal, now=now, person=other)
    database.run(
        review.record,
        now=now,
        by=reader,
        code=batch.code,
        items=says("1 c reg; 2 s; 3 ?"),
    )
    database.close()
    return bare_desk


def change(desk: Desk, table: Table, where: Any, **values: Any) -> None:
    engine = create_engine(desk.settings["database"])
    with engine.begin() as connection:
        assert connection.execute(update(table).where(where).values(**values)).rowcount
    engine.dispose()


def test_every_line_is_in_one_state(busy: Desk) -> None:
    said = busy("status", "--json")
    assert (said.code, said.err) == (0, "")
    found = json.loads(said.out)
    assert found["total"] == 24
    assert found["by_state"] == {"free": 16, "held": 5, "paper": 0, "read": 3}
    assert sum(one["total"] for one in found["by_reason"].values()) == 24
    assert found["broken"] == []


def test_the_keys_for_programs_stay_what_they_are(busy: Desk) -> None:
    found = json.loads(busy("status", "--json").out)
    assert list(found) == [
        *("title", "invented", "total", "by_state", "by_reason", "by_verdict", "claimed"),
        *("target", "batches", "people", "posts", "notices", "trail_entries", "trail_head"),
        *("broken", "contradictions"),
    ]
    assert found["by_verdict"]["1"] == {"challenge": 1, "stands": 1, "unsure": 1, "missing": 0}
    assert found["by_verdict"]["3"] == {"challenge": 0, "stands": 0, "unsure": 0, "missing": 0}
    assert found["people"] == {
        "volunteer": 2,
        "captain": 0,
        "lawyer": 0,
        "coordinator": 0,
        "admin": 0,
        "suspended": 0,
    }
    out = found["batches"][0]
    assert list(out) == [
        *("code", "holder", "lines", "left", "sections_left", "on_paper", "dealt_at", "ends_at"),
        "minutes",
    ]
    assert (out["holder"], out["lines"], out["left"]) == ("R-001", 4, 1)
    assert out["dealt_at"].endswith("+00:00")


def test_people_read_the_same_in_a_few_lines(busy: Desk) -> None:
    said = busy("status")
    assert said.code == 0
    told = [" ".join(line.split()) for line in said.out.splitlines()]
    assert told[0] == "An invented petition (INVENTED)"
    assert "24 │ 16 │ 5 │ 0 │ 3" in told
    assert "round 1: 1 challenge, 1 stands, 1 unsure" in told
    assert "people: 2 volunteer" in told
    assert any(line.endswith("1 of 4 lines left, for 0 min") for line in told)


def test_a_broken_invariant_is_named_and_ends_with_1(busy: Desk) -> None:
    change(busy, tally, tally.c.reason_id == 1, total=tally.c.total + 1, free=tally.c.free + 1)
    said = busy("status")
    assert said.code == 1
    assert "BROKEN: a kept count of a reason is not what its lines add up to (tally" in said.err
    programs = busy("status", "--json")
    assert programs.code == 1
    assert json.loads(programs.out)["broken"][0].startswith("tally ")


def test_a_line_that_is_held_by_nobody_is_named(busy: Desk) -> None:
    change(busy, batches, batches.c.person_id == 2, ended_at=system_clock(), ended="done")
    said = busy("status")
    assert said.code == 1
    assert "a line is held by a batch that is not out (held-batch section=1002" in said.err


def test_a_changed_trail_is_named_by_status_and_by_verify(busy: Desk) -> None:
    assert busy("trail", "verify").out.startswith("The trail holds: ")
    change(busy, trail, trail.c.seq == 2, actor="R-009")
    said = busy("trail", "verify")
    assert (said.code, said.out, said.err) == (1, "", "BROKEN: entry 2 was changed.\n")
    assert "an entry of the trail does not hold (trail: entry 2 changed)" in busy("status").err


def test_each_invariant_of_the_recount_has_its_sentence() -> None:
    named = set(re.findall(r"``([a-z-]+)`` \(|``(trail-head)``", recount.recount.__doc__ or ""))
    codes = {one or other for one, other in named}
    assert {"held-batch", "trail-head"} <= codes
    assert [code for code in codes if "does not hold" in told_broken(code)] == []


def test_the_last_entries_of_the_trail_are_shown(busy: Desk) -> None:
    said = busy("trail", "show", "--last", "2")
    assert len(said.out.splitlines()) == 2
    assert "R-001" in said.out
