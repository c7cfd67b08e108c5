"""Every answer of the ladder and every state has words, in every language, with cap and until when."""

from __future__ import annotations

from datetime import date

import pytest

from config.locale import load_texts
from handlers.errors import sentence
from models.shift_terms import Answer, CapName, DayCaps, Duty, Kept, PlaceState, Ruling
from models.shifts.refusing import refused
from tests import rota

TEXTS = load_texts()
SAYING_NO = [answer for answer in Answer if answer != Answer.YES]
CAP_OF = {
    Answer.NOTICE_PASSED: CapName.NOTICE,
    Answer.SEATS_FULL: CapName.SEATS,
    Answer.ROOM_FULL: CapName.ROOM,
    Answer.BADGES_FULL: CapName.BADGES,
    Answer.DAY_HOURS_FULL: CapName.DAY_HOURS,
    Answer.WEEK_HOURS_FULL: CapName.WEEK_HOURS,
}
CAPS = DayCaps(rota.TUESDAY, (), None, {}, {})


def said(answer: Answer, language: str, until: date | None) -> str:
    at = rota.at(rota.TUESDAY, 9)
    ruling = Ruling(answer, CAP_OF.get(answer), 14, until, since=at, other_at=at)
    words = TEXTS.of(language)
    return sentence(words, refused(ruling, CAPS), plain=True, zone=rota.LA)


@pytest.mark.parametrize("language", TEXTS.languages)
@pytest.mark.parametrize("answer", SAYING_NO)
def test_every_no_is_a_sentence(answer: Answer, language: str) -> None:
    told = said(answer, language, None)
    assert len(told) > 20
    assert "None" not in told
    assert "2022-" not in told
    assert TEXTS.of(language).has(f"shifts.offer.{answer.value}")


@pytest.mark.parametrize("answer", [*CAP_OF])
def test_a_cap_s_no_tells_what_it_allows_and_until_when(answer: Answer) -> None:
    told = said(answer, "en", date(2022, 12, 11))
    assert "14" in told
    assert "through December 11, 2022" in told
    assert "hasta el 11 de diciembre de 2022" in said(answer, "es", date(2022, 12, 11))
    assert "no change of that is known" in said(answer, "en", None)


@pytest.mark.parametrize("language", TEXTS.languages)
def test_every_state_duty_and_kind_has_a_word(language: str) -> None:
    words = TEXTS.of(language)
    keys = [
        f"shifts.{where}.{state}" for state in PlaceState for where in ("state", "table.state")
    ]
    keys += [f"shifts.duty.{duty}" for duty in Duty]
    keys += [f"shifts.calendar.{duty}" for duty in Duty]
    keys += [f"shifts.kind.{kind}" for kind in Kept]
    keys += [f"shifts.cap-name.{cap}" for cap in CapName]
    assert [key for key in keys if not words.has(key)] == []
