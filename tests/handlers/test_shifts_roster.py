"""The week's roster: the same in a picture for the phone and in words."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import matplotlib.image
import pytest

from handlers.pictures import roster as picture
from models import book as books
from models.database import Database
from models.shift_terms import CapName, Duty, PlaceState
from models.shifts.roster import Roster, Row, Seat, look_roster
from models.terms import Role
from tests import rota
from tests.chat import a_house
from tests.conftest import Clock
from tests.handlers.a_batch import TEXTS
from tests.rota import TUESDAY


async def test_the_week_is_shown_with_who_is_where(
    campaign: Database, clock: Clock, tmp_path: Path
) -> None:
    r = rota.a_rota(campaign, clock)
    nine, *_ = r.open(TUESDAY, date(2022, 9, 14))
    async with a_house(campaign, tmp_path) as house:
        cap = house.reader("Cap", Role.CAPTAIN)
        people = [house.reader(name) for name in ("June", "Otis", "Lupe")]
        assert cap.person is not None
        r.assign(cap.person, nine, Duty.CAPTAIN)
        for one in people:
            assert one.person is not None
            r.join(one.person, nine)
        await house.quiet()
        # Nothing is left of this week: the next one is shown.
        image, told = await cap.says("/roster")
        assert image == (
            "[picture 1080×1350] Invented annex, week of September 12, 2022: 2 of 8 seats taken"
        )
        assert told.splitlines()[:6] == [
            "Invented annex, week of September 12, 2022: 2 of 8 seats taken",
            "",
            "Tuesday, September 13",
            "9:00 AM–12:00 PM · 2/2 · captain R-002",
            "R-003, R-004",
            "1 waits for a place",
        ]
        assert "12:00 PM–3:00 PM · 0/2 · no captain" in told
        assert cap.buttons == [["‹ Week before", "Week after ›"]]
        (empty,) = await cap.taps("Week after")
        assert empty.endswith("No shift is shown in this week.")
        (same, _) = await cap.says("/roster sep 14")
        assert "week of September 12" in same
        (no,) = await people[0].says("/roster")
        assert no.startswith("That is not open to your role.")
        house.check()


def a_week(r: rota.Rota, *, days: int, blocks: int, seats: int | None, people: int) -> Roster:
    """A week with as much in it as is asked for."""
    shift = r.ask(look_roster, office=None, monday=date(2022, 9, 12)).rows[0].shift
    rows = []
    for day in range(days):
        for block in range(blocks):
            starts = shift.starts_at + timedelta(days=day, hours=3 * block)
            view = replace(
                shift,
                day=date(2022, 9, 12) + timedelta(days=day),
                starts_at=starts,
                ends_at=starts + timedelta(hours=3),
                seats=seats,
                taken=people,
            )
            named = [Seat(f"R-{n:03}", Duty.REVIEWER, PlaceState.CONFIRMED) for n in range(people)]
            led = [Seat("R-900", Duty.CAPTAIN, PlaceState.ASKED)] if block == 0 else []
            rows.append(Row(view, (*led, *named)))
    return Roster("annex", "Invented annex", date(2022, 9, 12), tuple(rows))


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize(
    ("days", "blocks", "seats", "people"),
    [(3, 2, 14, 14), (5, 3, 22, 22), (7, 4, 70, 70), (1, 1, None, 1), (0, 0, 1, 0)],
)
def test_any_week_is_a_picture_of_a_phone_s_size(
    days: int,
    blocks: int,
    seats: int | None,
    people: int,
    language: str,
    campaign: Database,
    clock: Clock,
    tmp_path: Path,
) -> None:
    r = rota.a_rota(campaign, clock, allows={**rota.ALLOWS, CapName.SEATS: 2})
    r.open()
    found = a_week(r, days=days, blocks=blocks, seats=seats, people=people)
    book = campaign.run(books.look, now=clock())
    path = tmp_path / "roster.png"
    picture.week(found, TEXTS.of(language), book, path)
    assert matplotlib.image.imread(path).shape[:2] == (1350, 1080)


def test_an_invented_campaign_s_roster_says_so(
    campaign: Database, clock: Clock, tmp_path: Path
) -> None:
    r = rota.a_rota(campaign, clock)
    r.open()
    found = a_week(r, days=3, blocks=2, seats=14, people=12)
    book = campaign.run(books.look, now=clock())
    pictures = []
    for invented in (False, True):
        path = tmp_path / f"{invented}.png"
        picture.week(found, TEXTS.of("en"), replace(book, invented=invented), path)
        pictures.append(matplotlib.image.imread(path))
    band = pictures[1][40, 10]
    assert band[0] > 0.9 > band[2]  # the yellow band across the top
    assert (pictures[0] != pictures[1]).any()
