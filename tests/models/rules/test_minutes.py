"""Minutes of a line by reason, from the time whole batches took."""

from __future__ import annotations

import numpy as np
import pytest

from models.rules.minutes import ASSUMED, Sitting, assumed, split

CODES = tuple(ASSUMED)
TRUE = {"NR": 2.0, "DUP": 6.0, "ADDR": 3.0, "SIG": 8.0, "CAN": 2.5, "OOC": 1.5, "OTH": 4.0}
SHARES = (0.45, 0.22, 0.16, 0.05, 0.04, 0.03, 0.05)


def sittings(n: int, seed: int = 1, lunches: float = 0.0) -> list[Sitting]:
    """``n`` batches of twenty lines, each read within a fifth of its true time."""
    rng = np.random.default_rng(seed)
    found = []
    for _ in range(n):
        lines = dict(zip(CODES, rng.multinomial(20, SHARES).tolist(), strict=True))
        time = sum(TRUE[code] * k for code, k in lines.items()) * rng.normal(1, 0.2)
        found.append(Sitting(time + (rng.uniform(40, 90) if rng.random() < lunches else 0), lines))
    return found


def test_without_batches_the_assumed_minutes_stand_and_say_so() -> None:
    found = split(sittings(4), CODES)
    assert [one.minutes for one in found] == [ASSUMED[code] for code in CODES]
    assert not any(one.measured for one in found)
    assert assumed("a county's own code") == 4.0


def test_a_few_hundred_batches_find_the_true_minutes_of_what_they_hold_often() -> None:
    found = {one.code: one for one in split(sittings(400), CODES)}
    for code in ("NR", "DUP", "ADDR", "SIG"):
        assert found[code].minutes == pytest.approx(TRUE[code], rel=0.25)
        assert found[code].measured


def test_lunches_move_the_minutes_little() -> None:
    plain = {one.code: one.minutes for one in split(sittings(400), CODES)}
    lunched = {one.code: one.minutes for one in split(sittings(400, lunches=0.1), CODES)}
    for code in ("NR", "DUP"):
        assert lunched[code] == pytest.approx(plain[code], rel=0.15)


def test_what_the_batches_hold_little_of_stays_near_what_is_assumed_at_the_readers_pace() -> None:
    only = [Sitting(20 * 6.0, {"NR": 20}) for _ in range(30)]  # twice the assumed three minutes
    found = {one.code: one for one in split(only, CODES)}
    assert found["NR"].minutes == pytest.approx(6.0, rel=0.01)
    assert found["SIG"].minutes == pytest.approx(10.0, rel=0.05)
    assert not found["SIG"].measured


def test_no_minutes_fall_to_nothing_and_empty_sittings_are_left_out() -> None:
    strange = [Sitting(60.0, {"NR": 10, "OOC": k}) for k in range(12)]  # more lines, no more time
    found = split([*strange, Sitting(0.0, {"NR": 5}), Sitting(30.0, {})], CODES)
    assert all(one.minutes > 0.1 for one in found)
