"""The daily picture."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from PIL import Image

from handlers import pictures
from handlers.pictures import canvas
from handlers.pictures.chart import (
    course,
    dates_to_name,
    highest_of,
    round_numbers,
    ruled_course,
)
from handlers.pictures.reasons import MOST_ROWS, rows_of
from models.report_terms import DayReport, Range, ReasonCount, WeekReport
from models.terms import Span
from tests.handlers.a_batch import FIRST, TEXTS, a_report

MANY = [(f"X{number}", 20_000 - 900 * number) for number in range(16)]
LABELS = {code: f"An invented reason of some county, number {code}, at length" for code, _ in MANY}
ENDS = (Span(date(2023, 9, 4), date(2023, 11, 19)), Span(date(2023, 9, 24), None))


def with_a_band(report: DayReport, low: int, high: int, **more: object) -> DayReport:
    """The report with rulings, a band of each day that narrows to this one, and a forecast."""
    wide = [
        (day, claimed // 2, max(0, low - 90_000 // (k + 1)), high + 90_000 // (k + 1))
        for k, (day, _read, claimed) in enumerate(report.series, 1)
    ]
    report = replace(
        report,
        ruled=report.claimed // 2,
        judged=report.claimed,
        band=Range(low, high, report.day),
        course=tuple(wide),
        drawn=462,
        forecast=True,
        all_read=ENDS[0],
        target_reached=ENDS[1],
        by_reason=tuple(
            replace(one, ruled=one.claimed // 2, low=one.total // 6, high=one.total // 2)
            for one in report.by_reason
        ),
    )
    return replace(report, **more)  # type: ignore[arg-type]


def the_pixel(path: Path, place: tuple[int, int]) -> str:
    with Image.open(path) as image:
        red, green, blue = image.convert("RGB").getpixel(place)
    return f"#{red:02X}{green:02X}{blue:02X}"


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize(
    "report",
    [
        replace(a_report(0), why="not-drawn"),
        replace(a_report(1, a_day=312), why="not-ruled"),
        replace(a_report(60), all_read=ENDS[0], target_reached=ENDS[1], why="as-met"),
        with_a_band(a_report(60), 39_000, 66_000, support="not-yet"),
        with_a_band(a_report(200, a_day=960, target=9_000), 24_000, 24_010, early="secured"),
        with_a_band(a_report(200, a_day=960), 30_000, 34_000, early="unreachable"),
        with_a_band(a_report(60), 46_807, 46_807, support="supported", why="contradiction"),
        with_a_band(
            a_report(40, reasons=MANY, invented=False), 9_000, 150_000, why="list-changed"
        ),
        replace(
            a_report(3, reasons=[("NR", 0), ("DUP", 0), ("SIG", 12_000)], target=0),
            why="not-drawn",
        ),
    ],
    ids=[
        "nothing yet",
        "one day",
        "two months",
        "a band",
        "secured",
        "unreachable",
        "a band without width",
        "16 reasons",
        "no target",
    ],
)
def test_a_picture_is_as_a_phone_shows_it(
    tmp_path: Path, report: DayReport, language: str
) -> None:
    path = tmp_path / "day.png"
    pictures.day(report, TEXTS.of(language), path, title="An invented petition", labels=LABELS)
    with Image.open(path) as image:
        assert image.size == (1080, 1350)
    assert path.stat().st_size < 1_000_000
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize(("invented", "top"), [(True, canvas.WARNING), (False, canvas.PAPER)])
def test_invented_numbers_are_marked_in_the_picture(
    tmp_path: Path, invented: bool, top: str
) -> None:
    path = tmp_path / "day.png"
    pictures.day(replace(a_report(invented=invented), why="not-drawn"), TEXTS.of("en"), path)
    assert the_pixel(path, (4, 4)) == top


def test_the_picture_says_invented_in_its_letters_in_every_language() -> None:
    for language in TEXTS.languages:
        words = TEXTS.of(language)
        assert words.plain("picture.invented").startswith(words.plain("picture.invented-word"))
        assert words.plain("picture.invented-word").startswith("INVENT")


def test_of_too_many_reasons_the_largest_are_shown_and_the_others_summed_up() -> None:
    report = a_report(40, reasons=MANY)
    rows = rows_of(report.by_reason, TEXTS.of("en"), LABELS)
    assert len(rows) == MOST_ROWS
    assert rows[0] == (LABELS["X0"], report.by_reason[0])
    label, rest = rows[-1]
    assert label == "8 other reasons"
    assert sum(count.total for _, count in rows) == report.total
    assert rest.read == sum(count.read for count in report.by_reason[8:])


def test_a_reason_nobody_has_words_for_is_shown_by_its_code() -> None:
    rows = rows_of((ReasonCount("ZZ", 5, 2, 1), ReasonCount("NR", 9, 2, 1)), TEXTS.of("es"), {})
    assert [label for label, _ in rows] == ["ZZ", "No está registrado"]


def test_the_course_begins_with_nothing_and_ends_with_the_day() -> None:
    first = FIRST.toordinal()
    assert course(a_report(0)) == ([first - 1, first], [0, 0])
    assert course(a_report(2, a_day=10)) == ([first - 1, first, first + 1], [0, 2, 4])
    later = replace(a_report(1, a_day=10), day=FIRST + timedelta(days=4))
    assert course(later) == ([first - 1, first, first + 4], [0, 2, 2])


@pytest.mark.parametrize(
    ("highest", "numbers"),
    [
        (1, [0, 1]),
        (3, [0, 1, 2, 3]),
        (9, [0, 2, 4, 6, 8]),
        (46_807, [0, 20_000, 40_000]),
        (100_000, [0, 25_000, 50_000, 75_000, 100_000]),
    ],
)
def test_the_axis_has_round_numbers(highest: int, numbers: list[int]) -> None:
    assert round_numbers(highest) == numbers


def test_the_axis_names_the_first_and_the_last_day() -> None:
    assert dates_to_name(7, 7) == [7]
    assert dates_to_name(7, 8) == [7, 8]
    assert dates_to_name(0, 30) == [0, 10, 20, 30]


def test_what_is_ruled_begins_with_nothing_and_ends_with_the_day() -> None:
    report = with_a_band(a_report(3, a_day=10), 5, 20)
    first = FIRST.toordinal()
    assert ruled_course(report) == ([first - 1, first, first + 1, first + 2], [0, 1, 2, 3])
    assert ruled_course(replace(report, course=())) == ([first - 1, first + 2], [0, 3])


def test_the_chart_shows_the_band_of_now_whole_unless_it_says_nothing() -> None:
    assert highest_of(with_a_band(a_report(60), 39_000, 66_000)) == 66_000
    assert highest_of(with_a_band(a_report(60), 9_000, 195_000, target=20_000)) == 80_000


def test_the_week_has_its_picture(tmp_path: Path) -> None:
    path = tmp_path / "week.png"
    report = with_a_band(a_report(60), 39_000, 66_000, support="not-yet")
    since = report.day - timedelta(days=6)
    week = WeekReport(report, since, 5_600, 1_100, 500, report.by_reason, None, None, None)
    for language in TEXTS.languages:
        pictures.week(week, TEXTS.of(language), path, title="An invented petition")
        with Image.open(path) as image:
            assert image.size == (1080, 1350)
