"""What the composition predicts: by what lawyers upheld and found so far, reason by reason."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.rules.composition import Standing, expected

NOTHING_READ = Standing(1000, 0, 0, 0, 0, 0, 0, 0, 0)
READ = Standing(
    total=10_000,
    read=4_000,
    challenge=1_000,
    stands=3_000,
    judged=800,
    judged_challenge=600,
    upheld=480,
    judged_stands=200,
    found=10,
)


def test_with_nothing_read_it_is_a_guess() -> None:
    assert expected([NOTHING_READ]) == pytest.approx(0.3 * 0.75 + 0.7 * 0.05)


def test_with_every_line_ruled_nothing_is_left_to_predict() -> None:
    ruled = Standing(10, 10, 4, 6, 10, 4, 3, 6, 0)
    assert expected([ruled]) is None
    assert expected([]) is None


def test_what_is_known_is_followed() -> None:
    claims, noes, unread = 400 * 0.8, 2_800 * 0.05, 6_000 * (0.25 * 0.8 + 0.75 * 0.05)
    assert expected([READ]) == pytest.approx((claims + noes + unread) / 9_200, rel=0.02)


def test_reasons_that_bring_more_weigh_by_their_own_lines() -> None:
    poor = replace(READ, challenge=200, stands=3_800, judged_challenge=100, upheld=20, judged=300)
    assert (expected([poor]) or 0) < (expected([READ, poor]) or 0) < (expected([READ]) or 0)


@given(
    st.integers(0, 50),
    st.integers(0, 50),
    st.integers(0, 9),
    st.integers(0, 9),
    st.integers(0, 50),
)
def test_it_is_always_a_share(
    challenge: int, stands: int, unsure: int, ruled: int, unread: int
) -> None:
    judged_challenge, judged_stands = min(ruled, challenge), min(ruled, stands)
    one = Standing(
        total=challenge + stands + unsure + unread,
        read=challenge + stands + unsure,
        challenge=challenge,
        stands=stands,
        judged=judged_challenge + judged_stands,
        judged_challenge=judged_challenge,
        upheld=judged_challenge // 2,
        judged_stands=judged_stands,
        found=judged_stands // 3,
    )
    found = expected([one])
    assert found is None or 0 <= found <= 1
