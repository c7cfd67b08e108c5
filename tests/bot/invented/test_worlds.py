import dataclasses
import tomllib
from pathlib import Path

import pytest

from bot.invented import names, varied, world
from bot.invented.worlds import checked

PUBLISHED = {
    "Not Registered": 88_464,
    "Max Number of Times Signed (Duplicate)": 43_593,
    "Different Address": 32_187,
    "Mismatch Signature": 9_490,
    "Canceled": 7_344,
    "Out of County Address": 5_374,
    "Other": 9_331,
}


def test_the_worlds_are_there_by_name():
    assert names() == ("reference", "strong", "flat", "small", "practice")


@pytest.mark.parametrize("name", ["reference", "strong", "flat"])
def test_full_worlds_carry_the_published_labels_and_counts(name):
    assert {r.label: r.count for r in world(name).reasons} == PUBLISHED
    assert world(name).total == 195_783


def test_the_reference_truth_falls_just_short_of_the_published_target():
    expected = world("reference").rate * 195_783
    assert 43_000 < expected < 46_807


def test_the_strong_and_flat_worlds_hold_thirty_nine_in_a_hundred():
    assert world("strong").rate == pytest.approx(0.39, abs=0.001)
    assert world("flat").rate == pytest.approx(0.39)


def test_a_variant_changes_what_it_names_and_nothing_else():
    base = world("reference")
    variant = varied(base, rate=0.30, drift=0.0, correlation=0.0, learns=False)
    assert variant.rate == pytest.approx(0.30)
    assert (variant.truth.drift, variant.truth.correlation) == (0.0, 0.0)
    assert variant.readers.pace == (1.0, 1.0)
    assert [r.count for r in variant.reasons] == [r.count for r in base.reasons]
    assert variant.sections == base.sections


@pytest.mark.parametrize(
    ("name", "profile"), [("reference", "los-angeles-2022"), ("practice", "practice")]
)
def test_a_world_agrees_with_its_campaign_profile(name, profile):
    path = Path(__file__).parents[3] / "config" / "campaigns" / f"{profile}.toml"
    told = tomllib.loads(path.read_text(encoding="utf-8"))
    reasons = world(name).reasons
    assert [(r.code, r.label, r.count) for r in reasons] == [
        (r["code"], r["label"], r["certified"]) for r in told["reasons"]
    ]
    fits = {ground["code"]: ground["fits"] for ground in told["grounds"]}
    assert all(r.code in fits[ground] for r in reasons for ground, _ in r.grounds)


def test_an_unknown_world_and_an_impossible_yield_are_refused():
    with pytest.raises(KeyError, match="there are reference, strong"):
        world("nowhere")
    with pytest.raises(ValueError, match="a yield lies outside"):
        varied(world("strong"), rate=0.95)


def test_each_broken_figure_is_named():
    base = world("small")
    sections = dataclasses.replace(base.sections, sizes=((1, 0.5), (2, 0.4)))
    with pytest.raises(ValueError, match=r"small: shares in sections\.sizes"):
        checked(dataclasses.replace(base, sections=sections))
    habits = dataclasses.replace(base.readers, yeses_upheld=0.01)
    with pytest.raises(ValueError, match="yeses_upheld must exceed"):
        checked(dataclasses.replace(base, readers=habits))
