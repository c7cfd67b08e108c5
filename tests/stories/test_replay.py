"""The reference case counted twice: what the documents say of it, said by the rules, from a seed."""

from __future__ import annotations

from config.profile import campaign_path, load_profile
from models.rules.estimates import Early, State
from tests import replay, replay_document

TRUTH = int(replay.lines().truth.sum())


def test_the_published_figures_are_those_of_the_profile() -> None:
    profile = load_profile(campaign_path("los-angeles-2022"))
    figures = {figure.name: figure.value for figure in profile.figures}
    assert figures["submitted"] == replay.SUBMITTED
    assert profile.target == replay.TARGET
    assert figures["read-as-pleaded"] == replay.READ_BY_THEN
    assert replay.lines().counts() == {one.code: one.certified for one in profile.reasons}
    assert len(replay.lines()) == figures["invalid"]


def test_the_invented_truth_is_what_the_campaign_ended_with() -> None:
    assert round(100 * TRUTH / len(replay.lines()), 1) == round(100 * 20_587 / 94_000, 1) == 21.9
    assert TRUTH < replay.TARGET


def test_on_the_day_of_the_statement_what_was_read_says_39_percent_and_safe() -> None:
    look = replay_document.heard()
    assert round(look.rate * 100) == 39
    assert look.safe
    assert look.naive[0] > 1.5 * replay.TARGET


def test_on_that_day_countersign_says_not_yet_and_39_percent_is_outside() -> None:
    look = replay_document.heard()
    assert look.support.state is State.NOT_YET
    assert look.early is Early.OPEN
    assert look.band.low <= TRUTH <= look.band.high < 0.39 * len(replay.lines())
    assert look.band.low < replay.TARGET < look.band.high
    assert look.certain.low <= look.band.low < look.band.high <= look.certain.high


def test_countersign_is_right_every_evening_and_what_was_read_never() -> None:
    for look in replay.told():
        assert look.band.low <= TRUTH <= look.band.high
        assert look.safe
        assert not look.naive[0] <= TRUTH <= look.naive[1]


def test_in_the_end_it_is_excluded_and_stays_so() -> None:
    first = replay_document.excluded()
    later = [look for look in replay.told() if look.day >= first.day]
    assert {look.support.state for look in later} == {State.EXCLUDED}


def test_were_39_percent_true_it_would_be_supported_within_the_month() -> None:
    assert (replay.supported().day - replay.FIRST).days < 30


def test_the_room_is_as_slow_as_it_was() -> None:
    days = replay.days()
    assert (days[0], days[-1]) == (replay.FIRST, replay.LAST)
    last = replay.told()[-1]
    spent = last.read * (1 + replay.SECONDS) + round(0.1 * replay.READ_BY_THEN / len(days)) * len(
        days
    )
    assert spent < replay.READ_BY_THEN * 1.001


def test_the_picture_in_the_documents_shows_this_story() -> None:
    assert replay_document.pictured() == replay_document.digest()
