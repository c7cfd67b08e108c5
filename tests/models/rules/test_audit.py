"""The audit draw: an outsider can redo it, and its bookkeeping is exact."""

from __future__ import annotations

import hashlib
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.rules.audit import (
    Draw,
    blocks,
    commitment,
    digest,
    held_up,
    keeps,
    next_lines,
    ours_outside,
    population,
    ruled_prefix,
    ticket,
    to_draw,
)
from models.rules.estimates import Block
from models.rules.estimates.stream import draws_of
from models.terms import LineKey, Verdict

YES, NO, GONE, OPEN = Verdict.CHALLENGE, Verdict.STANDS, Verdict.MISSING, None
KEYS = [LineKey(s, p, n) for s in (12045, 12046, 99) for p in (1, 2) for n in range(1, 11)]


def test_a_ticket_is_what_an_outsider_computes() -> None:
    digest = hashlib.sha256(b"7f3a 12045-1-7").hexdigest()
    assert ticket("7f3a", LineKey(12045, 1, 7)) == int(digest[:16], 16) // 2
    assert 0 <= ticket("7f3a", LineKey(12045, 1, 7)) < 2**63


def test_the_next_lines_are_the_free_ones_by_rising_ticket() -> None:
    order = sorted(KEYS, key=lambda key: ticket("seed", key))
    assert next_lines("seed", KEYS, 5) == order[:5]
    free = [key for key in KEYS if key not in order[:3]]
    assert next_lines("seed", free, 2) == order[3:5]
    assert next_lines("seed", reversed(KEYS), 99) == order


def test_another_seed_is_another_order() -> None:
    assert next_lines("one", KEYS, 20) != next_lines("two", KEYS, 20)


def test_the_seed_is_committed_before_and_checked_after() -> None:
    committed = commitment("7f3a")
    assert committed == hashlib.sha256(b"7f3a").hexdigest()
    assert keeps("7f3a", committed.upper() + "\n")
    assert not keeps("7f3b", committed)


def test_only_the_longest_ruled_prefix_counts() -> None:
    draws = [Draw(0, 0, YES), Draw(0, 0, NO), Draw(0, 0, OPEN), Draw(0, 0, YES)]
    assert ruled_prefix(draws) == draws[:2]
    assert blocks(draws) == [Block(0, 0, 2, 1)]
    assert blocks(draws[2:]) == []


def test_draws_with_nothing_ruled_in_between_are_one_block() -> None:
    draws = [
        Draw(0, 0, YES, 0.3),
        Draw(0, 0, GONE, 0.3),
        Draw(7, 2, NO, 0.3),
        Draw(7, 2, YES, 0.3),
        Draw(7, 2, YES, 0.4),
    ]
    assert blocks(draws) == [
        Block(0, 0, 2, 1, 1, 0.3),
        Block(7, 2, 2, 1, 0, 0.3),
        Block(7, 2, 1, 1, 0, 0.4),
    ]


def test_earlier_draws_pending_at_the_time_are_outside_the_population() -> None:
    # The second is drawn before the first is ruled; the first's ruling is known by now.
    draws = [Draw(0, 0, YES), Draw(10, 4, NO), Draw(30, 9, YES)]
    assert [population(100, draws, k) for k in range(3)] == [100, 89, 68]
    assert [ours_outside(draws, k) for k in range(3)] == [0, 5, 10]


@given(
    st.lists(
        st.tuples(st.integers(0, 5), st.integers(0, 3), st.sampled_from([YES, NO])), max_size=20
    )
)
def test_blocks_and_single_draws_keep_the_same_books(
    steps: list[tuple[int, int, Verdict]],
) -> None:
    draws, elsewhere, ours = [], 0, 0
    for ours_more, others, ruling in steps:
        elsewhere, ours = elsewhere + ours_more + others, ours + ours_more
        draws.append(Draw(elsewhere, ours, ruling))
    place = 0
    for part in draws_of(1000, blocks(draws)):
        assert part.population == population(1000, draws, place)
        assert part.before == ours_outside(draws, place)
        place += part.drawn
    assert place == len(draws)


def test_a_line_left_unruled_for_days_is_pointed_at() -> None:
    draws = [Draw(0, 0, YES), Draw(0, 0, OPEN), Draw(0, 0, NO)]
    days = [date(2026, 11, n) for n in (2, 3, 4)]
    assert held_up(draws, days, date(2026, 11, 10), 7) == 1
    assert held_up(draws, days, date(2026, 11, 9), 7) is None
    assert held_up(draws[:1], days[:1], date(2026, 12, 1), 7) is None


def test_a_ruling_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match="ruling"):
        blocks([Draw(0, 0, Verdict.UNSURE)])


def test_counts_fall_between_draws_where_a_ruling_was_taken_back() -> None:
    draws = [Draw(5, 2, YES), Draw(4, 2, YES)]
    assert [population(100, draws, k) for k in range(2)] == [95, 95]  # the line is back in it
    assert blocks(draws) == [Block(5, 2, 1, 1), Block(4, 2, 1, 1)]


def test_it_is_drawn_when_half_of_what_lay_ready_is_gone() -> None:
    assert to_draw(wanted=20, undealt=20, awaiting=0, read_share=0.0) == 0
    assert to_draw(wanted=20, undealt=10, awaiting=0, read_share=0.0) == 0
    assert to_draw(wanted=20, undealt=9, awaiting=0, read_share=0.0) == 11
    assert to_draw(wanted=0, undealt=0, awaiting=0, read_share=0.5) == 0


def test_what_is_read_already_is_drawn_on_top_and_lawyers_are_not_drowned() -> None:
    assert to_draw(wanted=20, undealt=0, awaiting=0, read_share=0.5) == 40
    assert to_draw(wanted=20, undealt=0, awaiting=30, read_share=0.5) == 20
    assert to_draw(wanted=20, undealt=0, awaiting=40, read_share=0.5) == 0
    assert to_draw(wanted=20, undealt=0, awaiting=0, read_share=1.0) == 40
    assert to_draw(wanted=20, undealt=0, awaiting=36, read_share=1.0) == 0  # too few to look for


def test_the_trail_proves_a_draw_without_naming_it() -> None:
    keys = [LineKey(12045, 1, 7), LineKey(99, 2, 1)]
    assert digest(keys) == hashlib.sha256(b"12045-1-7\n99-2-1").hexdigest()
