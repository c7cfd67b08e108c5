"""How codes are said, those of a county's own too."""

from __future__ import annotations

import pytest

from config import codes
from config.locale import Words, load_texts
from models.terms import Tier, Verdict


@pytest.fixture(params=["en", "es"])
def words(request: pytest.FixtureRequest) -> Words:
    return load_texts().of(request.param)


def test_a_known_reason_and_ground_are_said_in_the_reader_s_language() -> None:
    spanish = load_texts().of("es")
    assert codes.reason(spanish, "ADDR", "Different Address") == "Dirección distinta"
    assert codes.ground_button(spanish, "SIG") == "La firma se parece"
    assert codes.ground(spanish, "DUPX", "x") == "Las dos líneas son de dos votantes distintos."
    assert (codes.reason_card(spanish, "NR") or "").startswith("<b>No está registrado: qué")


def test_a_county_s_own_codes_are_said_by_its_own_labels(words: Words) -> None:
    assert codes.reason(words, "NOPO", "Ink & pencil") == "Ink &amp; pencil"
    assert codes.reason_card(words, "NOPO") is None
    assert codes.ground_button(words, "PEN") == "PEN"
    assert codes.ground(words, "PEN", "County rule 7 < 8") == "County rule 7 &lt; 8"


def test_every_verdict_and_tier_has_words(words: Words) -> None:
    for verdict in Verdict:
        assert codes.verdict(words, verdict)
        assert codes.verdict_button(words, verdict)
    for tier in Tier:
        assert codes.tier(words, tier).startswith(f"{tier}: ")


def test_a_language_is_called_by_its_own_name(words: Words) -> None:
    assert [codes.language(words, code) for code in ("en", "es", "ko")] == [
        "English",
        "Español",
        "ko",
    ]
