from datetime import date
from functools import cache

import numpy as np
import pytest

from bot.invented import Invented, Judged, generate, lawyer, reader, typed_sheet, varied, world
from bot.invented.readers import VERDICTS
from bot.invented.truth import world_grounds
from handlers.parse.readings import DateHabit, parse_readings
from handlers.parse.words import Vocabulary
from models.terms import LineKey, Verdict

CHALLENGE, STANDS = VERDICTS.index(Verdict.CHALLENGE), VERDICTS.index(Verdict.STANDS)


@cache
def campaign(name: str = "reference", seed: int = 1) -> Invented:
    return generate(world(name), seed)


def small() -> Invented:
    return campaign("small")


@pytest.mark.parametrize("rate", [0.22, 0.30, 0.39])
def test_first_noes_and_yeses_are_as_right_as_the_world_says(rate):
    made = generate(varied(world("reference"), rate=rate), 1)
    verdict, _ = reader(made.world, 1, 3).judge_all(made, np.arange(len(made)))
    assert made.truth[verdict == CHALLENGE].mean() == pytest.approx(0.80, abs=0.015)
    assert made.truth[verdict == STANDS].mean() == pytest.approx(0.05, abs=0.005)


def test_unsure_and_missing_come_as_often_as_the_world_says():
    verdict, _ = reader(campaign().world, 1, 3).judge_all(campaign(), np.arange(195_783))
    shares = np.bincount(verdict, minlength=4) / 195_783
    assert shares[VERDICTS.index(Verdict.UNSURE)] == pytest.approx(0.03, abs=0.002)
    assert shares[VERDICTS.index(Verdict.MISSING)] == pytest.approx(0.004, abs=0.001)


def test_a_judgement_does_not_depend_on_what_was_asked_before():
    who = reader(small().world, 1, 2)
    forwards = [who.judge(small(), index) for index in range(300)]
    backwards = [who.judge(small(), index) for index in reversed(range(300))]
    assert forwards == backwards[::-1]


def test_one_line_and_all_lines_are_judged_alike():
    who = reader(small().world, 1, 2)
    verdict, ground = who.judge_all(small(), np.arange(300))
    codes = world_grounds(small().world)
    for index in range(300):
        one = who.judge(small(), index)
        assert one.verdict == VERDICTS[verdict[index]]
        assert one.ground == (codes[ground[index]] if ground[index] >= 0 else None)


def test_two_readers_err_on_different_lines():
    made = campaign()
    lines = np.flatnonzero(made.truth)
    first, _ = reader(made.world, 1, 1).judge_all(made, lines)
    second, _ = reader(made.world, 1, 2).judge_all(made, lines)
    missed, again = first == STANDS, second == STANDS
    assert (missed & again).mean() == pytest.approx(missed.mean() * again.mean(), abs=0.01)


def test_a_ground_fits_the_reason_of_its_line():
    made = campaign()
    _, ground = reader(made.world, 1, 1).judge_all(made, np.arange(len(made)))
    codes = world_grounds(made.world)
    for place, reason in enumerate(made.world.reasons):
        used = {codes[g] for g in ground[(made.reason == place) & (ground >= 0)]}
        assert used == {code for code, _ in reason.grounds}


def test_challenges_of_duplicates_name_the_partner_and_no_others_do():
    who = reader(small().world, 1, 1)
    for index in range(300):
        one = who.judge(small(), index)
        repeats = small().code(index) == "DUP" and one.verdict == Verdict.CHALLENGE
        assert (one.partner is not None) == repeats


def test_some_sets_are_claimed_twice_so_that_netting_matters():
    made = campaign()
    verdict, _ = reader(made.world, 1, 1).judge_all(made, np.arange(len(made)))
    claimed = made.duplicate_set[(verdict == CHALLENGE) & (made.duplicate_set >= 0)]
    assert len(claimed) > len(np.unique(claimed)) + 500


def test_a_lawyer_is_always_right():
    verdict, _ = lawyer(1, 1).judge_all(campaign(), np.arange(195_783))
    assert np.array_equal(verdict == CHALLENGE, campaign().truth)


def test_pace_learns_from_seventy_to_a_hundred_in_a_hundred_or_stays_flat():
    base = world("reference")
    who, flat = reader(base, 1, 1), reader(varied(base, learns=False), 1, 1)
    assert who.pace_after(0) / who.speed == pytest.approx(0.70)
    assert who.pace_after(150) / who.speed == pytest.approx(0.85)
    assert who.pace_after(10**6) / who.speed == pytest.approx(1.0, abs=0.001)
    assert flat.pace_after(0) == flat.pace_after(5_000) == flat.speed
    assert who.judge(small(), 0, read=0).minutes > who.judge(small(), 0, read=900).minutes


def test_people_differ_in_speed_within_the_worlds_bounds():
    speeds = [reader(world("small"), 1, number).speed for number in range(200)]
    assert 0.80 <= min(speeds) < 0.85
    assert 1.20 < max(speeds) <= 1.25


def test_a_typed_sheet_compresses_what_is_equal_and_keeps_partners_apart():
    stands, unsure = Judged(Verdict.STANDS, None, 3, None), Judged(Verdict.UNSURE, None, 3, None)
    address = Judged(Verdict.CHALLENGE, "ADDR", 4, None)
    twice = Judged(Verdict.CHALLENGE, "DUP1", 4, LineKey(13310, 2, 5))
    gone = Judged(Verdict.MISSING, None, 1, None)
    sheet = [stands, stands, address, address, stands, None, unsure, twice, twice, gone]
    assert typed_sheet("K7", sheet) == (
        "K7: 1-2 s; 3-4 c addr; 5 s; 7 ?; 8 c dup1 =13310-2-5; 9 c dup1 =13310-2-5; 10 m"
    )


def test_a_sheet_with_nothing_read_is_the_bare_code():
    assert typed_sheet("K7", []) == "K7:"
    assert typed_sheet("K7", [None, None]) == "K7:"


def test_the_parser_reads_a_typed_sheet_back_to_the_same_judgements():
    who = reader(small().world, 1, 4)
    sheet = [who.judge(small(), index) for index in range(300)]
    vocabulary = Vocabulary(
        grounds={code: frozenset() for code in world_grounds(small().world)},
        needs_partner=frozenset({"DUP1", "DUPX"}),
    )
    read = parse_readings(typed_sheet("K7", sheet), vocabulary, DateHabit(date(2026, 3, 2)))
    said = {number: item for item in read.items for number in item.numbers}
    assert (read.code, read.questions, sorted(said)) == ("K7", (), list(range(1, 301)))
    for number, one in enumerate(sheet, start=1):
        item = said[number]
        assert (item.verdict, item.ground) == (one.verdict, one.ground)
        assert item.partners == ((one.partner,) if one.partner else ())
