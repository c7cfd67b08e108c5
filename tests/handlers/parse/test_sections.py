"""Section numbers as people type them."""

from __future__ import annotations

import pytest

from handlers.parse.sections import parse_sections
from models.errors import Refusal


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("12045", (12045,)),
        ("12045 12046-12048", (12045, 12046, 12047, 12048)),
        ("12048, 12045; S12046", (12045, 12046, 12048)),
        ("12046 – 12047", (12046, 12047)),
        ("5 to 7", (5, 6, 7)),
        ("del 5", None),
        ("5 al 6", (5, 6)),
        ("7 7 7", (7,)),
        ("", ()),
        ("0", None),
        ("9-5", None),
        ("12 many", None),
    ],
)
def test_numbers_and_ranges(typed: str, meant: tuple[int, ...] | None) -> None:
    if meant is not None:
        assert parse_sections(typed) == meant
        return
    with pytest.raises(Refusal) as no:
        parse_sections(typed)
    assert no.value.code == "people.section-malformed"


def test_what_was_typed_is_pointed_at_and_not_repeated() -> None:
    with pytest.raises(Refusal) as no:
        parse_sections("12045 12046 somebody")
    assert no.value.values == {"place": 3}


@pytest.mark.parametrize("typed", ["1-999999999", "1-1500 2000-3400"])
def test_a_mistyped_range_does_not_lock_everything_away(typed: str) -> None:
    with pytest.raises(Refusal) as no:
        parse_sections(typed)
    assert no.value.code == "people.sections-too-many"
