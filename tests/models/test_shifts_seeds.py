"""A campaign's profile seeds its caps: as dated rows, with their sources, assumed ones named so."""

from __future__ import annotations

from datetime import date

import pytest

from config.profile import campaign_path, load_profile
from models import petition, shifts
from models.database import Database
from models.shift_terms import CapName
from tests import factories


@pytest.mark.parametrize(
    ("slug", "office", "day", "seats", "room", "week"),
    [
        ("los-angeles-2022", "norwalk", date(2022, 9, 6), 14, 14, [0, 1, 1, 1, 0, 0, 0]),
        ("practice", "hall", date(2026, 3, 2), 4, 6, [1, 1, 1, 1, 1, 0, 0]),
    ],
)
def test_a_profile_seeds_what_its_office_allows(
    database: Database,
    slug: str,
    office: str,
    day: date,
    seats: int,
    room: int,
    week: list[int],
) -> None:
    profile = load_profile(campaign_path(slug))
    now = factories.MORNING
    database.run(petition.found, now=now, by="desk", profile=profile, draw_seed="x")
    monday = day.toordinal() - day.weekday() + 7
    days = [date.fromordinal(monday + n) for n in range(7)]
    caps = [database.run(shifts.look_caps, now=now, office=office, day=one) for one in days]
    assert [len(one.windows) for one in caps] == week
    assert caps[1].limit(CapName.SEATS) == seats
    assert caps[1].limit(CapName.ROOM) == room
    assert caps[1].limit(CapName.BADGES) is None
    assumed = {row.name for row in caps[1].rows if row.source.startswith("assumed")}
    if slug == "los-angeles-2022":
        assert assumed == {CapName.WINDOWS, CapName.SEATS}
    else:
        assert assumed == set()
