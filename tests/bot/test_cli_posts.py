"""Posts at a desk: read before the channel reads them, and corrected after it has."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection

from bot.clock import system_clock
from models import progress, review
from models.database import Database
from models.tables import chats, notices
from tests import factories
from tests.counted import Counted, counted
from tests.desk import Desk, state_target
from tests.room import says


@pytest.fixture
def busy(bare_desk: Desk, fresh_url: Any) -> Desk:
    """A campaign in which somebody has read three lines."""
    bare_desk.settings["database"] = fresh_url("sqlite")
    database = Database(bare_desk.settings["database"], durable=False)
    factories.found_campaign(database)
    state_target(database, 9)
    reader = factories.a_person(database)
    batch = database.run(review.deal, now=system_clock(), person=reader)
    database.run(
        review.record, now=system_clock(), by=reader, code=batch.code,
        items=says("1 c reg; 2 s; 3 ?"),
    )  # fmt: skip
    database.close()
    return bare_desk


def test_the_days_post_is_read_at_the_desk_before_the_channel_reads_it(busy: Desk) -> None:
    said = busy("report")
    assert said.code == 0
    assert "Claimed: 1 of" in said.out
    assert "as of now" not in said.out
    picture = Path(said.out.strip().rpartition("Picture: ")[2])
    assert picture.read_bytes().startswith(b"\x89PNG")
    spanish = busy("report", "--language", "es", "--day", "2022-09-06")
    assert "Reclamadas: 1" in spanish.out
    assert "Only the day's own counts are of that day" in spanish.out


def test_a_day_or_a_language_that_is_none_is_told(busy: Desk) -> None:
    assert busy("report", "--day", "yesterday").refusal == "A day is written like 2022-09-06."
    assert busy("report", "--language", "xx").refusal == "The post is written in: en, es."


def test_the_week_and_the_evening_are_read_at_the_desk_too(busy: Desk) -> None:
    week = busy("report", "--of", "week")
    assert "The week, " in week.out
    assert Path(week.out.strip().rpartition("Picture: ")[2]).exists()
    evening = busy("report", "--of", "evening", "--language", "es")
    assert "Solo para la coordinación: " in evening.out
    refused = busy("report", "--of", "week", "--day", "2022-09-06").refusal
    assert refused == "Week and evening are told as they are now: leave --day out."


def test_a_published_day_is_corrected_at_the_desk(busy: Desk) -> None:
    database = Database(busy.settings["database"], durable=False)
    day = database.run(_posted).isoformat()
    assert busy("correct", "2020-01-01", "list").refusal.startswith("There is no post of that day")
    assert busy("correct", day, "list").refusal.startswith("Nothing that I posted on that day")
    assert busy("correct", day, "because").refusal.startswith("A correction needs one of these")
    counted(database, {"NR": Counted(7, 1)})
    said = busy("correct", day, "list")
    assert "Not Registered, lines in all: we said 4; now 7." in said.out
    assert "Nothing was posted." in said.out
    assert database.run(_corrections) == 0
    assert "Nothing was posted." not in busy("correct", day, "list", "--commit").out
    busy("correct", day, "list", "--commit")
    assert database.run(_corrections) == 1
    database.close()


def _posted(tx: Connection) -> Any:
    """A channel in which a day of today's was posted."""
    now = system_clock()
    tx.execute(
        chats.insert().values(
            chat_id=-1001, kind="channel", language="en", posts=True, post_hour=0, post_minute=0,
            since=factories.MORNING,
        )
    )  # fmt: skip
    progress.close_due_days(tx, now=now)
    key = tx.execute(notices.select().where(notices.c.kind == "day")).one().key
    return date.fromisoformat(key.partition(":")[2])


def _corrections(tx: Connection) -> int:
    return len(tx.execute(notices.select().where(notices.c.kind == "correction")).all())
