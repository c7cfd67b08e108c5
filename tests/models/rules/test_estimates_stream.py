"""The audit stream holds whatever is ruled beside it, in whatever order."""

from __future__ import annotations

from math import exp, isinf

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.rules.estimates import (
    Block,
    Cell,
    Condition,
    Counts,
    Prior,
    certain,
    evidence,
    expected_share,
    learned,
    total_band,
    unread_share,
)
from models.rules.estimates.ppr import Draws
from models.rules.estimates.stream import Predictor, draws_of


def _courses(lines: tuple[bool, ...], draws: int) -> list[tuple[float, list[Block]]]:
    """Every course of ``draws`` single draws with its chance; after each, the worst is done.

    The worst: whoever rules outside the stream knows the truth and takes a line that is ours after
    a draw that is not, and one that is not after a draw that is.
    """
    found: list[tuple[float, list[Block]]] = []
    ahead: list[tuple[float, list[Block], tuple[bool, ...], int, int]] = [(1, [], lines, 0, 0)]
    while ahead:
        chance, blocks, left, elsewhere, ours = ahead.pop()
        if len(blocks) == draws or not left:
            found.append((chance, blocks))
            continue
        share = 0.2 if blocks and blocks[-1].ours else 0.7  # knows the past only
        for place, drawn in enumerate(left):
            rest = left[:place] + left[place + 1 :]
            block = Block(elsewhere, ours, 1, int(drawn), expected=share)
            wanted = not drawn
            if wanted in rest and elsewhere < 3:
                at = rest.index(wanted)
                after = (rest[:at] + rest[at + 1 :], elsewhere + 1, ours + wanted)
            else:
                after = (rest, elsewhere, ours)
            ahead.append((chance / len(left), [*blocks, block], *after))
    return found


@pytest.mark.parametrize("ours", range(7))
def test_the_ratio_is_one_on_average_whatever_is_ruled_beside_it(ours: int) -> None:
    lines = (True,) * ours + (False,) * (6 - ours)
    for draws in (1, 2, 3):
        courses = _courses(lines, draws)
        assert sum(chance for chance, _ in courses) == pytest.approx(1)
        mean = sum(chance * exp(evidence(6, blocks).lower.at(ours)) for chance, blocks in courses)
        assert mean <= 1 + 1e-9
        # Exactly one where every outcome could have happened under the truth.
        if (draws, ours) in {(1, 1), (1, 3), (1, 5), (2, 3)}:
            assert mean == pytest.approx(1)


def _played(seed: int, total: int, share: float) -> tuple[int, Counts, list[Block]]:
    """A campaign in which the good lines are ruled first, and an audit of four lines a day."""
    rng = np.random.default_rng(seed)
    truth = rng.random(total) < share
    left = set(range(total))
    best_first = sorted(left, key=lambda line: (not truth[line], line))
    blocks, elsewhere, ours_elsewhere, ours = [], 0, 0, 0
    for _day in range(total // 16):
        drawn = rng.choice(sorted(left), size=min(4, len(left)), replace=False).tolist()
        left -= set(drawn)
        missing = sum(rng.random() < 0.05 for _ in drawn)
        shown = drawn[missing:]
        found = int(truth[shown].sum())
        blocks.append(Block(elsewhere, ours_elsewhere, len(drawn), found, missing, 0.3))
        ours += found
        taken = [line for line in best_first if line in left][:6]
        left -= set(taken)
        elsewhere += len(taken)
        ours_elsewhere += int(truth[taken].sum())
    missing = sum(block.missing for block in blocks)
    drawn = sum(block.drawn for block in blocks)
    now = Counts(total, ours_elsewhere + ours, elsewhere + drawn - missing)
    return int(truth.sum()), now, blocks


def test_the_truth_is_rarely_outside_when_good_lines_are_ruled_first() -> None:
    outside = 0
    for seed in range(60):
        truth, now, blocks = _played(seed, 320, 0.3)
        band = total_band(now, blocks)
        assert band.condition is Condition.AUDIT
        outside += not band.low <= truth <= band.high
    assert outside <= 6


@given(st.integers(0, 10_000), st.integers(32, 200), st.floats(0.05, 0.95))
@settings(max_examples=40, deadline=None)
def test_the_band_lies_in_the_certain_bounds_which_hold_the_truth(
    seed: int, total: int, share: float
) -> None:
    truth, now, blocks = _played(seed, total, share)
    band, sure = total_band(now, blocks), certain(now)
    assert sure.low <= band.low <= band.high <= sure.high
    assert sure.low <= truth <= sure.high


@given(st.integers(0, 10_000))
@settings(max_examples=25, deadline=None)
def test_log_of_the_streams_ratio_is_convex(seed: int) -> None:
    _truth, now, blocks = _played(seed, 64, 0.4)
    ratio = evidence(now.total, blocks).lower
    values = [ratio.at(m) for m in range(ratio.low, ratio.high + 1)]
    steps = np.diff(values)
    assert (np.diff(steps) >= -1e-9).all()
    assert ratio.at(ratio.lowest()) == pytest.approx(min(values), abs=1e-9)


@given(st.integers(0, 10_000))
@settings(max_examples=25, deadline=None)
def test_every_filling_of_missing_lines_lies_between_all_standing_and_all_ours(seed: int) -> None:
    _truth, now, blocks = _played(seed, 96, 0.4)
    hull = total_band(now, blocks)
    rng = np.random.default_rng(seed)
    for _ in range(8):
        filled = [
            Block(b.elsewhere, b.ours_elsewhere, b.drawn, b.ours + int(more), 0, b.expected)
            for b in blocks
            for more in [rng.integers(0, b.missing + 1)]
        ]
        ours = sum(block.ours for block in filled) - sum(block.ours for block in blocks)
        missing = sum(block.missing for block in blocks)
        known = Counts(now.total, now.ours + ours, now.ruled + missing)
        band = total_band(known, filled)
        assert hull.low <= band.low
        assert band.high <= hull.high


def test_populations_shrink_by_what_is_ruled_and_drawn() -> None:
    blocks = [Block(0, 0, 5, 2), Block(10, 4, 5, 1, missing=1), Block(30, 9, 5, 3)]
    assert list(draws_of(100, blocks)) == [
        Draws(100, 0, 5, 2),
        Draws(85, 6, 5, 1),
        Draws(60, 12, 5, 3),
    ]
    assert list(draws_of(100, blocks, missing_are_ours=True))[1:] == [
        Draws(85, 6, 5, 2),
        Draws(60, 13, 5, 3),
    ]


def test_without_an_audit_line_there_are_bounds_and_no_interval() -> None:
    now = Counts(100, 20, 40)
    assert total_band(now, []) == certain(now)
    assert total_band(now, []).condition is Condition.NONE


def test_one_block_with_nothing_beside_it_is_close_to_everything_random() -> None:
    band = total_band(Counts(1000, 39, 100), [Block(0, 0, 100, 39, expected=0.39)])
    assert 240 <= band.low <= 290
    assert 500 <= band.high <= 560


def test_a_wrong_composition_costs_little_and_a_right_one_helps() -> None:
    now = Counts(100_000, 400, 1000)
    widths = [
        total_band(now, [Block(0, 0, 50, 20, expected=share) for _ in range(20)]).width
        for share in (0.4, None, 0.9)
    ]
    assert widths[0] < widths[1] < widths[2] < 1.1 * widths[1]


def test_the_predictor_knows_nothing_of_the_draw_it_prices() -> None:
    one, other = Predictor(100), Predictor(100)
    for predictor, ours in ((one, 1), (other, 0)):
        predictor.see(Draws(100, 0, 1, ours), 0.3)
    assert exp(one.log) + exp(other.log) == pytest.approx(1)


def test_the_composition_is_weighted_by_lines() -> None:
    cells = [Cell(300, 0.5), Cell(100, 0.1)]
    assert expected_share(cells) == pytest.approx(0.4)
    assert expected_share([]) is None
    assert learned(6, 10, Prior(0.5, 10)) == pytest.approx(0.55)
    assert unread_share(0.4, 0.8, 0.05) == pytest.approx(0.35)


def test_a_total_that_the_draws_exclude_is_never_in_the_band() -> None:
    found = evidence(10, [Block(0, 0, 4, 4)])
    assert (found.lower.low, found.lower.high) == (4, 10)
    assert not isinf(found.lower.at(4))
