"""Support is an e-value that whoever looks every day may trust; certainty takes no chance."""

from __future__ import annotations

from math import inf

import numpy as np
import pytest

from models.rules.estimates import Counts, Early, State, early_warning, pooled, support

TOTAL, TARGET = 195_783, 46_807


def test_a_hundred_and_thirty_at_39_percent_support_the_target() -> None:
    ratio = pooled(Counts(TOTAL, 51, 130))
    found = support(TARGET, ratio, ratio)
    assert found.state is State.SUPPORTED
    assert found.e > 20
    assert found.p == pytest.approx(1 / found.e)


def test_a_few_lines_are_not_yet_enough() -> None:
    ratio = pooled(Counts(TOTAL, 8, 20))
    found = support(TARGET, ratio, ratio)
    assert found.state is State.NOT_YET
    assert 0 < found.e < 20


def test_at_22_percent_the_target_is_excluded_in_time() -> None:
    ratio = pooled(Counts(TOTAL, 4400, 20_000))
    found = support(TARGET, ratio, ratio)
    assert found.state is State.EXCLUDED
    assert found.against > 20
    assert found.p == 1.0


def test_support_once_earned_stays() -> None:
    ratio = pooled(Counts(TOTAL, 8, 20))
    found = support(TARGET, ratio, ratio, highest=31.0)
    assert found.state is State.SUPPORTED
    assert found.highest == 31.0
    assert found.p == pytest.approx(1 / 31)


def test_support_both_ways_is_no_support() -> None:
    ratio = pooled(Counts(TOTAL, 8, 20))
    found = support(TARGET, ratio, ratio, highest=31.0, highest_against=25.0)
    assert found.state is State.NOT_YET


def test_what_is_ruled_already_needs_no_chance() -> None:
    ratio = pooled(Counts(100, 30, 60))
    assert support(30, ratio, ratio).e == inf
    assert support(30, ratio, ratio).p == 0.0
    assert support(71, ratio, ratio).against == inf


def test_missing_lines_never_earn_support() -> None:
    standing, ours = pooled(Counts(TOTAL, 51, 130)), pooled(Counts(TOTAL, 71, 130))
    assert support(TARGET, standing, ours).e == support(TARGET, standing, standing).e
    assert support(TARGET, standing, ours).against < support(TARGET, standing, standing).against


def test_false_support_is_rare_one_line_short_of_the_target() -> None:
    rng = np.random.default_rng(4)
    false = 0
    for _ in range(60):
        ours = ruled = 0
        for look in range(10, 1500, 10):
            rest = TARGET - 1 - ours
            ours += int(rng.hypergeometric(rest, TOTAL - ruled - rest, look - ruled))
            ruled = look
            if ours * TOTAL > TARGET * ruled:
                ratio = pooled(Counts(TOTAL, ours, ruled))
                if support(TARGET, ratio, ratio).e >= 20:
                    false += 1
                    break
    assert false <= 7


@pytest.mark.parametrize(
    ("counts", "margin", "said"),
    [
        (Counts(100, 10, 50), 0, Early.OPEN),
        (Counts(100, 10, 80), 0, Early.UNREACHABLE),
        (Counts(100, 10, 71), 0, Early.UNREACHABLE),
        (Counts(100, 10, 70), 0, Early.OPEN),
        (Counts(100, 40, 50), 0, Early.SECURED),
        (Counts(100, 44, 50), 5, Early.OPEN),
        (Counts(100, 45, 50), 5, Early.SECURED),
    ],
)
def test_early_warning_is_certain_both_ways(counts: Counts, margin: int, said: Early) -> None:
    assert early_warning(40, counts, margin) is said
