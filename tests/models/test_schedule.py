"""The schedule: every line with all that was said of it, and what an outsider needs beside it."""

from __future__ import annotations

import re
import tracemalloc
from collections import deque
from datetime import UTC
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from config.policy import Policy
from models import petition, rulings, schedule
from models.audit import look_standing
from models.database import Database
from models.rules import audit
from models.rules.estimates import Counts, total_band
from models.schedule import COLUMNS, Table, Walked
from models.tables import trail
from models.terms import LineKey, Verdict
from tests import factories
from tests.audited import POLICY, SECTIONS, SEED, Audited
from tests.conftest import Clock, Fresh
from tests.house import ROOT
from tests.room import Room

C, S = Verdict.CHALLENGE, Verdict.STANDS
Rows = list[dict[str, Any]]


@pytest.fixture
def room(any_database: Database, clock: Clock) -> Room:
    lines = factories.invented_lines(SECTIONS, 4)
    factories.found_campaign(any_database, lines=lines, policy=POLICY)
    return Room(any_database, clock)


def walked(room: Room, **more: Any) -> tuple[dict[str, Rows], Walked]:
    """All tables, by name, each row by its columns."""
    found: dict[str, Rows] = {}

    def take(table: Table) -> None:
        found[table.name] = [dict(zip(table.columns, row, strict=True)) for row in table.rows]

    done = room.database.run(schedule.walk, now=room.clock(), take=take, **more)
    return found, done


def line(found: dict[str, Rows], typed: str) -> dict[str, Any]:
    key = factories.key(typed)
    return next(row for row in found["lines"] if (row["section"], row["page"], row["line"]) == key)


def test_every_line_is_there_in_the_petitions_order(room: Room) -> None:
    found, done = walked(room)
    keys = [(row["section"], row["page"], row["line"]) for row in found["lines"]]
    assert keys == sorted(keys)
    assert len(keys) == done.lines == SECTIONS * 4
    assert tuple(found["lines"][0]) == COLUMNS
    first = found["lines"][0]
    assert (first["key"], first["reason"], first["reason_label"]) == (
        "S1001-P1-L01",
        "NR",
        "Not Registered",
    )
    assert {name: cell for name, cell in first.items() if cell is not None}.keys() == {
        *("section", "page", "line", "key", "reason", "reason_label")
    }


def test_a_line_says_who_judged_who_typed_and_on_which_authority(room: Room) -> None:
    reader, captain = factories.a_person(room.database), factories.a_person(room.database)
    batch = room.deal(reader)
    room.record(reader, "1 c nrl; 2 s; 3 ?", batch.code)
    found, _ = walked(room)
    one = line(found, "1001-1-1")
    assert (one["claimed"], one["ground"], one["authority"], one["tier"]) == (
        *("yes", "NRL", "an invented rule", "B"),
    )
    assert (one["first_verdict"], one["first_ground"]) == (C, "NRL")
    assert one["first_reader"] == one["first_typed_by"] == reader.pseudonym
    assert str(one["first_on"]) == "2022-09-06"
    assert one["second_verdict"] is one["ruling"] is one["audit_place"] is None
    two, three = line(found, "1001-1-2"), line(found, "1001-1-3")
    assert (two["first_verdict"], two["ground"], two["claimed"]) == (S, None, None)
    assert (three["first_verdict"], three["ground"]) == (Verdict.UNSURE, None)
    assert captain.pseudonym not in str(found["lines"])


def test_a_ruling_says_who_overruled_whom_and_why(room: Room) -> None:
    audited = Audited(room)
    audited.read(3)
    one, two = factories.key("1001-1-1"), factories.key("1001-1-2")
    audited.rule([one], S)
    audited.rule([two])
    found, done = walked(room)
    over, agreed = line(found, one.typed), line(found, two.typed)
    assert (over["ruling"], over["overruled"], over["why"], over["counts"], over["claimed"]) == (
        *(S, "yes", "record", None, None),
    )
    assert over["lawyer"] == audited.lawyers[0].pseudonym
    assert (agreed["ruling"], agreed["overruled"], agreed["why"]) == (S, None, None)
    assert [row["ruling"] for row in found["rulings"]] == [S, S]
    assert found["rulings"][0]["ruled_at"] < found["rulings"][1]["ruled_at"]
    assert done.ruled == 2


def test_a_ruling_that_was_taken_back_stays_in_the_list_of_rulings(room: Room) -> None:
    audited = Audited(room)
    audited.read(1)
    one = factories.key("1001-1-1")
    audited.rule([one])
    room.clock.move(minutes=1)
    room.database.run(rulings.undo, now=room.clock(), by=audited.lawyers[0], line_key=one)
    found, _ = walked(room)
    assert line(found, one.typed)["ruling"] is None
    (row,) = found["rulings"]
    assert row["taken_back_at"] == room.clock().strftime("%Y-%m-%dT%H:%M:%S.%f+00:00")


def test_a_duplicate_names_its_set_its_partners_and_whether_it_represents_them(room: Room) -> None:
    reader = factories.a_person(room.database)
    batch = room.deal(reader)
    room.record(reader, "2 c dup1 =1001-1-3 =9999-1-4", batch.code)
    found, _ = walked(room)
    lowest, other = line(found, "1001-1-2"), line(found, "1001-1-3")
    assert (lowest["set"], lowest["represents_set"]) == ("S1001-P1-L02", "yes")
    assert (other["set"], other["represents_set"]) == ("S1001-P1-L02", None)
    assert lowest["partners"] == "S1001-P1-L03; S9999-P1-L04"
    assert other["partners"] is None


def test_counts_are_those_of_the_lines_and_those_that_are_kept(room: Room) -> None:
    audited = Audited(room)
    audited.read(8)
    audited.rule([factories.key(f"{1001 + n}-1-1") for n in range(5)])
    found, _ = walked(room)
    *by_reason, everything = found["counts"]
    assert everything["total"] == SECTIONS * 4
    for row in by_reason:
        mine = [one for one in found["lines"] if one["reason"] == row["reason"]]
        assert row["total"] == len(mine)
        assert row["read"] == sum(one["first_verdict"] is not None for one in mine)
        assert row["claimed"] == sum(one["claimed"] == "yes" for one in mine)
        assert row["ruled"] == sum(one["ruling"] is not None for one in mine)
        assert row["ours"] == sum(one["counts"] == "yes" for one in mine)
    kept = room.counts()
    assert (everything["read"], everything["claimed"]) == (kept["read"], kept["claimed"])
    assert everything["ours"] == kept["ruled"]


def test_the_draws_stand_in_order_and_their_tickets_only_once_the_seed_was_told(
    room: Room,
) -> None:
    audited = Audited(room)
    drawn = audited.draw()
    audited.read(6)
    known = audited.rule_drawn()
    assert 0 < len(known) < len(drawn)
    before, done = walked(room)
    shown = {(row["section"], row["page"], row["line"]) for row in before["audit"]}
    assert shown == {*known, (None, None, None)}
    assert {row["ticket"] for row in before["audit"]} == {None}
    placed = {row["key"] for row in before["lines"] if row["audit_place"] is not None}
    assert placed == {key.printed for key in known}
    about = {row["name"]: row["value"] for row in before["about"]}
    assert (about["audit_seed"], about["audit_commitment"]) == (None, audit.commitment(SEED))
    assert not done.told
    assert SEED not in str(before)
    audited.tell()
    after, done = walked(room)
    assert [(row["section"], row["page"], row["line"]) for row in after["audit"]] == drawn
    assert [row["ticket"] for row in after["audit"]] == [
        str(audit.ticket(SEED, key)) for key in drawn
    ]
    assert done.told
    assert line(after, drawn[2].typed)["audit_place"] == 2


def test_the_interval_is_that_of_the_rules(room: Room) -> None:
    audited = Audited(room)
    audited.draw()
    audited.read(12)
    ruled = audited.rule_drawn()
    audited.rule(audited.claimed()[:4])
    drawn = audited.draw()
    audited.read(1)
    audited.rule_drawn()
    found, _ = walked(room)
    about = {row["name"]: row["value"] for row in found["about"]}
    now_standing = room.database.run(look_standing)
    total = Counts(SECTIONS * 4, about["ruled_ours"], about["ruled"])
    band = total_band(total, now_standing.blocks)
    assert (about["interval_low"], about["interval_high"]) == (band.low, band.high)
    assert (about["audit_draws"], about["audit_draws_that_count"]) == (
        *(len(drawn), now_standing.prefix),
    )
    assert len(ruled) <= now_standing.prefix < len(drawn)
    assert about["certain_low"] <= band.low <= band.high <= about["certain_high"]


def test_with_nothing_drawn_the_interval_is_what_is_certain(room: Room) -> None:
    Audited(room).read(2)
    found, _ = walked(room)
    about = {row["name"]: row["value"] for row in found["about"]}
    assert about["interval_condition"] == "no-random-draw"
    assert (about["interval_low"], about["interval_high"]) == (0, SECTIONS * 4)


def test_without_a_list_there_is_no_interval(any_database: Database, clock: Clock) -> None:
    factories.found_campaign(any_database, lines=[], policy=Policy(order="as-met"))
    found, _ = walked(Room(any_database, clock))
    about = {row["name"]: row["value"] for row in found["about"]}
    assert (about["interval_low"], about["interval_condition"]) == (None, "as-met")


def test_after_a_line_came_into_the_list_there_is_no_interval_to_check(
    room: Room, tmp_path: Path
) -> None:
    audited = Audited(room)
    audited.draw()
    room.clock.move(minutes=1)
    listed = [f"{s},{p},{n},{code}" for s, p, n, code in factories.invented_lines(SECTIONS, 4)]
    path = tmp_path / "corrected.csv"
    path.write_text("\n".join(["section,page,line,reason", *listed, "2001,1,1,NR", ""]))
    room.database.run(
        petition.import_list, now=room.clock(), by="desk", path=path, why="corrected"
    )
    found, done = walked(room)
    about = {row["name"]: row["value"] for row in found["about"]}
    assert (about["interval_low"], about["interval_condition"]) == (None, "list-changed")
    assert done.lines == SECTIONS * 4 + 1


def test_whoever_watches_is_told_and_may_stop_it(room: Room) -> None:
    seen: list[tuple[int, int]] = []
    walked(room, progress=lambda done, total: seen.append((done, total)))
    assert seen == [(0, SECTIONS * 4)]

    def stop(_done: int, _total: int) -> None:
        raise KeyError("enough")

    with pytest.raises(KeyError):
        walked(room, progress=stop)


def test_a_petition_three_times_as_large_takes_no_more_memory(fresh: Fresh, clock: Clock) -> None:
    peaks = []
    for sections in (600, 1_800):
        database = fresh("sqlite")
        factories.found_campaign(database, lines=factories.invented_lines(sections, 4))
        tracemalloc.start()
        database.run(schedule.walk, now=clock(), take=lambda table: deque(table.rows, maxlen=0))
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < 1.2 * peaks[0]


def test_an_export_is_an_act_in_the_trail_with_its_digests(room: Room) -> None:
    _, done = walked(room)
    now = room.clock().astimezone(UTC)
    room.database.run(
        schedule.exported, now=now, by="desk", walked=done, digests={"lines.csv": "ab" * 32}
    )
    (entry,) = room.rows(select(trail).where(trail.c.act == "schedule.exported"))
    assert '"files":{"lines.csv":"abab' in entry.body
    assert f'"as_of":{done.trail_seq}' in entry.body
    room.check()


def test_no_name_and_no_chat_is_in_any_table(room: Room) -> None:
    audited = Audited(room)
    audited.read(4)
    audited.rule([factories.key("1001-1-1")])
    found, _ = walked(room)
    telegram = [row.telegram_id for row in room.rows(select(factories.people))]
    assert not [number for number in telegram if str(number) in str(found)]
    assert LineKey(1001, 1, 1).printed in str(found)


def test_every_column_is_explained_in_the_guide(room: Room) -> None:
    guide = (ROOT / "docs" / "guide" / "schedule.md").read_text("utf-8")
    told = set(re.findall(r"`(\w+)`", guide))
    for table in columns(room):
        assert set(table.columns) - told == set(), table.name
        assert f"**`{table.name}`**" in guide


def columns(room: Room) -> list[Table]:
    found: list[Table] = []

    def take(table: Table) -> None:
        deque(table.rows, maxlen=0)
        found.append(table)

    room.database.run(schedule.walk, now=room.clock(), take=take)
    return found
