import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.invented.chance import apportioned, groups, mixed, shuffled, unit, words


def test_a_purpose_has_a_stream_of_its_own():
    one, other = words(7, "a", count=5), words(7, "b", count=5)
    assert not np.array_equal(one, other)
    assert np.array_equal(one, words(7, "a", count=9)[:5])


def test_a_shuffle_keeps_every_number():
    assert sorted(shuffled(3, "x", count=100)) == list(range(100))


def test_mixing_is_even_and_depends_on_value_and_salt():
    values = np.arange(100_000, dtype=np.uint64)
    drawn = unit(mixed(values, 5))
    assert drawn.mean() == pytest.approx(0.5, abs=0.005)
    assert abs(np.corrcoef(drawn, unit(mixed(values, 6)))[0, 1]) < 0.02
    assert abs(np.corrcoef(drawn[1:], drawn[:-1])[0, 1]) < 0.02


@given(st.integers(0, 10**7), st.lists(st.integers(0, 10**6), min_size=1).filter(any))
def test_apportioning_never_loses_one_and_is_off_by_less_than_one(total, weights):
    parts = apportioned(total, weights)
    assert sum(parts) == total
    whole = sum(weights)
    assert all(
        abs(part * whole - total * weight) < whole
        for part, weight in zip(parts, weights, strict=True)
    )


def test_apportioning_by_nothing_is_refused():
    with pytest.raises(ValueError, match="all weights are zero"):
        apportioned(5, [0, 0])


@given(st.integers(0, 5_000))
def test_groups_hold_every_item_once(total):
    assert groups(total, ((1, 0.5), (2, 0.3), (20, 0.2))).sum() == total
