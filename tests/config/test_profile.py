"""The profiles' figures are right, and what is wrong in one is told with file and key."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from config.policy import Policy
from config.profile import BadProfile, Profile, campaign_names, campaign_path, load_profile
from config.profile_faults import ORDERS
from models.terms import Order, Tier

LOS_ANGELES = campaign_path("los-angeles-2022")


@pytest.fixture(scope="module")
def la() -> Profile:
    return load_profile(LOS_ANGELES)


def broken(tmp_path: Path, *changes: tuple[str, str], source: Path = LOS_ANGELES) -> str:
    """What is said of the profile with each ``old`` replaced, once, by ``new``."""
    text = source.read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new, 1)
    path = tmp_path / "x.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(BadProfile) as caught:
        load_profile(path)
    assert all(fault.startswith(f"{path}: ") for fault in caught.value.faults)
    return str(caught.value).replace(f"{path}: ", "")


# --- the reference case ---------------------------------------------------------------------------


def test_the_certificate_s_reasons_add_up_to_the_invalid_lines(la: Profile) -> None:
    certified = [reason.certified or 0 for reason in la.reasons]
    assert certified == [88_464, 43_593, 32_187, 9_490, 7_344, 5_374, 9_331]
    assert sum(certified) == la.invalid == 715_833 - 520_050 == 195_783


def test_the_target_is_required_less_valid(la: Profile) -> None:
    assert la.target == la.figure("target").value == la.theory().target == 566_857 - 520_050
    assert la.target == 46_807
    assert round(la.target / la.invalid * 100, 2) == 23.91


def test_the_other_theories_are_kept_and_kept_private(la: Profile) -> None:
    others = {theory.code: theory for theory in la.theories if theory.code != "registrar"}
    assert {theory.target for theory in others.values()} == {23_790, 20_288}
    assert others["rolls-of-2021"].threshold == la.figure("registration-active").value // 10
    for theory in others.values():
        assert theory.target == theory.threshold - la.valid
        assert not theory.public
        assert "2023-10-25" in theory.note


def test_figures_that_disagree_stand_side_by_side(la: Profile) -> None:
    pleaded = la.figure("invalid-as-pleaded")
    assert (pleaded.value, pleaded.certainty) == (195_758, "party's claim")
    assert la.invalid - pleaded.value == 25
    assert all(word in la.figure("required").note for word in ("566,587", "566,867", "567,857"))


def test_the_sample_s_bands_follow_from_its_size(la: Profile) -> None:
    """Elections Code 11225: 90 % and 110 % of what is required, each step rounded up."""
    drawn, submitted = la.figure("sample-drawn").value, la.figure("submitted").value
    assert -(-la.required * 11 * drawn // (10 * submitted)) == 31_179
    assert -(-la.required * 9 * drawn // (10 * submitted)) == 25_510
    assert 25_510 <= la.figure("sample-valid").value <= 31_179


def test_only_the_seven_published_labels_are_there(la: Profile) -> None:
    assert la.rollups == (
        "Not Registered",
        "Max Number of Times Signed (Duplicate)",
        "Different Address",
        "Mismatch Signature",
        "Canceled",
        "Out of County Address",
        "Other",
    )
    assert [reason.code for reason in la.reasons] == "NR DUP ADDR SIG CAN OOC OTH".split()


def test_the_caps_found_are_there_and_the_rest_says_assumed(la: Profile) -> None:
    assert la.caps_on("norwalk", date(2022, 9, 5)) is None
    caps = la.caps_on("norwalk", date(2022, 12, 7))
    assert caps is not None
    assert (caps.days_a_week, caps.people) == (3, 14)
    assert {"seats", "opens", "closes"} <= set(caps.assumed)
    assert not {"days_a_week", "people"} & set(caps.assumed)


def test_the_codes_of_grounds_are_those_the_rest_of_the_house_uses(la: Profile) -> None:
    codes = "REG NRL DUP1 DUPX ADDR MOVE SIG PRN CAN OOC WDR HAND CIRC OTH"
    assert [ground.code for ground in la.grounds] == codes.split()


@pytest.mark.parametrize(
    ("word", "code"),
    [("addr", "ADDR"), ("unit", "ADDR"), ("dirección", "ADDR"), ("dup", "DUP1"), ("dupx", "DUPX")],
)
def test_people_s_words_lead_to_a_ground(la: Profile, word: str, code: str) -> None:
    assert [ground.code for ground in la.grounds if word in ground.typed] == [code]


# --- every profile --------------------------------------------------------------------------------


@pytest.mark.parametrize("name", campaign_names())
def test_every_reason_has_a_ground_and_every_ground_an_authority(name: str) -> None:
    profile = load_profile(campaign_path(name))
    assert all(profile.grounds_for(reason.code) for reason in profile.reasons)
    assert all(ground.authority.strip() for ground in profile.grounds)
    assert {ground.tier for ground in profile.grounds} <= {tier.value for tier in Tier}


@pytest.mark.parametrize("name", campaign_names())
def test_a_profile_fits_the_columns_it_seeds(name: str) -> None:
    profile = load_profile(campaign_path(name))
    assert profile.slug == name
    for reason in profile.reasons:
        assert len("\n".join(reason.spellings)) <= 600
    for ground in profile.grounds:
        assert len("\n".join(ground.typed)) <= 600
        assert len(",".join(ground.fits)) <= 200
    for office in profile.offices:
        assert len(", ".join(office.address)) <= 300


@pytest.mark.parametrize("name", campaign_names())
def test_the_profiles_that_come_with_the_house_load_and_know_their_policy(name: str) -> None:
    profile = load_profile(campaign_path(name))
    assert isinstance(profile.policy, Policy)
    assert profile.zone.key == profile.time_zone
    assert profile.offices[0].zone.key == profile.offices[0].time_zone


def test_the_practice_profile_says_that_it_is_invented() -> None:
    practice = load_profile(campaign_path("practice"))
    assert practice.invented
    assert "invented" in practice.title
    assert practice.target == 90
    assert not practice.policy.designation_required


def test_the_orders_are_the_domain_s() -> None:
    assert set(ORDERS) == {order.value for order in Order}


def test_a_profile_cannot_be_changed(la: Profile) -> None:
    with pytest.raises(ValueError, match="frozen"):
        la.slug = "other"  # type: ignore[misc]


def test_the_latest_snapshot_of_a_figure_rules(tmp_path: Path) -> None:
    path = tmp_path / "x.toml"
    old = '[[figures]]\nname = "submitted"\nvalue = 1\nas_of = 2022-07-06\n'
    old += 'source = "x"\ncertainty = "memory"\n\n[[figures]]'
    text = LOS_ANGELES.read_text(encoding="utf-8").replace("[[figures]]", old, 1)
    path.write_text(text, encoding="utf-8")
    profile = load_profile(path)
    assert profile.figure("submitted").value == 715_833
    with pytest.raises(KeyError):
        profile.figure("none")
    with pytest.raises(KeyError):
        profile.theory("none")


# --- what is wrong, in a sentence -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("35_793", '"35.793"', 'figures[2].value: expected a whole number, found "35.793"'),
        ("35_793", "35793.5", "figures[2].value: expected a whole number, found 35793.5"),
        ("35_793", "-1", "figures[2].value: expected 0 or more, found -1"),
        (
            "as_of = 2022-07-15",
            'as_of = "July"',
            'figures[1].as_of: expected a date such as 2022-08-15, found "July"',
        ),
        ('slug = "los-angeles-2022"\n', "", "slug: is missing"),
        ("time_zone =", "timezone =", "timezone: there is no such key; is it misspelled?"),
        ('code = "REG"\ntier = "A"', 'code = "REG"\ntier = "D"', 'found "D"'),
        ('code = "NR"', 'code = "nr"', "reasons[1].code: expected a code of capital letters"),
        (
            "opens = 09:00:00",
            "opens = 9",
            "caps[1].opens: expected a time such as 09:00:00, found 9",
        ),
        ("opens = 09:00:00", "opens = 16:00:00", "caps[1].closes: expected a time after 16:00:00"),
        (
            "public = true",
            'public = "yes"',
            'theories[1].public: expected true or false, found "yes"',
        ),
        ('languages = ["en", "es"]', 'languages = "en"', "languages: expected a list"),
        (
            'languages = ["en", "es"]',
            'languages = ["en", "en"]',
            "languages[2]: en is there already",
        ),
        ('["en", "es"]', '["en", "spanish"]', "languages[2]: expected a language's two letters"),
        (
            "certified = 9_490",
            "certified = 9_491",
            "reasons: the certified counts add up to 195,784",
        ),
        ("715_833", "715_860", "figures: submitted less valid is 195,810"),
        ("value = 46_807", "value = 46_808", "figures: required less valid is 46,807"),
        ('name = "valid"', 'name = "good"', "figures: the figure valid is missing"),
        (
            "target = 23_790",
            "target = 23_970",
            "theories[2].target: threshold less valid is 23,790",
        ),
        ("threshold = 566_857", "threshold = 566_587", "default_theory: its threshold is 566,587"),
        (
            'default_theory = "registrar"',
            'default_theory = "x"',
            "default_theory: there is no theory",
        ),
        ('fits = ["NR", "CAN"]', 'fits = ["NX"]', 'grounds[1].fits: there is no reason "NX"'),
        ('fits = ["NR", "CAN"]', "fits = []", "grounds[1].fits: expected at least 1 entry"),
        ('"print", "printed"', '"found"', 'grounds[8].words: "found" means REG already'),
        (
            'words.es = ["tarde", "a tiempo", "registro tardío"]',
            "",
            "grounds[2].words.es: is missing",
        ),
        ('"misc"', '"Duplicate"', 'reasons[7].spellings: "duplicate" means DUP already'),
        (
            'code = "NRL"',
            'code = "REG"',
            "grounds[2].code: REG is there already, in grounds[1].code",
        ),
        ('office = "norwalk"', 'office = "none"', 'caps[1].office: there is no office "none"'),
        ("days_a_week = 3", "days_a_week = 4", "caps[1].weekdays: expected at least 4 days"),
        ("days_a_week = 3", "days_a_week = 8", "caps[1].days_a_week: expected 7 or less, found 8"),
        ('assumed = ["weekdays"', 'assumed = ["x"', 'caps[1].assumed: there is no key "x"'),
        (
            'time_zone = "America/Los_Angeles"',
            'time_zone = "PST8"',
            "time_zone: expected a time zone",
        ),
        (
            "hold_minutes = 240",
            'hold_minutes = "4 h"',
            "policies.hold_minutes: expected a whole number",
        ),
        (
            "hold_minutes = 240",
            "hold_minutes = true",
            "policies.hold_minutes: expected a whole number",
        ),
        (
            "hold_minutes = 240",
            "hold_minutes = 0",
            "policies.hold_minutes: expected 1 or more, found 0",
        ),
        ("post_hour = 21", "post_hour = 24", "policies.post_hour: expected a number from 0 to 23"),
        ("hold_minutes =", "hold_minuts =", "did you mean hold_minutes?"),
        (
            'order = "seeded"',
            'order = "random"',
            "policies.order: expected one of registrar, seeded",
        ),
        (
            'order = "seeded"',
            'order = "reason"\norder_reason = "X"',
            'policies.order_reason: there is no reason "X"',
        ),
    ],
)
def test_what_is_wrong_is_told_with_its_key(tmp_path: Path, old: str, new: str, said: str) -> None:
    assert said in broken(tmp_path, (old, new))


def test_a_reason_without_a_ground_is_told(tmp_path: Path) -> None:
    everything = 'fits = ["NR", "DUP", "ADDR", "SIG", "CAN", "OOC", "OTH"]'
    said = broken(
        tmp_path,
        ('fits = ["ADDR", "OOC"]', 'fits = ["ADDR"]'),
        ('fits = ["OOC"]', 'fits = ["ADDR"]'),
        (everything, 'fits = ["OTH"]'),
    )
    assert said == "reasons[6].code: no ground fits OOC, none could be challenged"


def test_all_faults_are_told_at_once(tmp_path: Path) -> None:
    said = broken(tmp_path, ("35_793", '"35.793"'), ("batch_size = 20", 'batch_size = "20"'))
    assert said.splitlines() == [
        'policies.batch_size: expected a whole number, found "20"',
        'figures[2].value: expected a whole number, found "35.793"',
    ]


def test_a_file_that_is_not_there_or_is_not_toml_is_told(tmp_path: Path) -> None:
    with pytest.raises(BadProfile, match=r"none\.toml: there is no such file"):
        load_profile(tmp_path / "none.toml")
    path = tmp_path / "x.toml"
    path.write_text("slug = \nx", encoding="utf-8")
    with pytest.raises(BadProfile, match=r"x\.toml: this is not TOML: .*line 1"):
        load_profile(path)
    path.write_bytes(b"slug = '\xff'")
    with pytest.raises(BadProfile, match=r"x\.toml: this is not TOML"):
        load_profile(path)


def test_a_profile_of_this_project_is_named_from_its_top() -> None:
    with pytest.raises(BadProfile, match=r"^config/campaigns/none\.toml: there is no such file$"):
        load_profile(campaign_path("none"))
