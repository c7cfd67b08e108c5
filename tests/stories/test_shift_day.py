"""A shift from sign-up to the paper after it: a refusal by its cap, cover by itself, a table."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

from models.database import Database
from models.shift_terms import PlaceState
from models.terms import Role
from tests import rota
from tests.chat import a_house, everything_written
from tests.conftest import Clock

NINE = "Tuesday, September 13, 9:00 AM–12:00 PM"
ENGLISH = re.compile(r"\b(the|your|you|shift|shifts|place|seats|taken|open|until|of|and|is)\b")


async def test_a_shift_from_sign_up_to_the_paper_after_it(
    campaign: Database, clock: Clock, tmp_path: Path
) -> None:
    r = rota.a_rota(campaign, clock)
    nine = r.open()[0]
    async with a_house(campaign, tmp_path) as house:
        june, otis, lupe = (house.reader(name) for name in ("June", "Otis", "Lupe"))
        cap = house.reader("Cap", Role.CAPTAIN)

        # Sign-up: two seats, three people; the third is told which cap it is, and waits.
        for one in (june, otis):
            await one.says("/shifts")
            assert (await one.taps("9:00"))[0].startswith(f"edits: ✓ You have a place: {NINE}.")
        await lupe.says("/shifts")
        (no,) = await lupe.taps("9:00")
        assert no.startswith("edits: All seats are taken: the office allows 2 at one time;")
        await lupe.taps("Wait for a place")

        # The evening before: a cancel finds cover by itself.
        house.telegram.move(rota.at(rota.date(2022, 9, 12), 18) - house.now)
        await house.tick()
        await june.says("/cantcome")
        said = await june.taps("I can't come")
        assert any(one.startswith("to Lupe: A place is free:") for one in said)
        await lupe.taps("I'll come")
        assert lupe.person is not None
        assert r.state(lupe.person, nine) == PlaceState.CONFIRMED

        # Two hours before: where, what to bring, who leads. At nine the captain enters the table.
        house.telegram.move(rota.at(rota.TUESDAY, 7) - house.now)
        told = "\n".join(await house.tick())
        assert "Where: 1 Invented Plaza" in told
        assert "Phones may have to stay outside the room." in told
        house.telegram.move(rota.at(rota.TUESDAY, 9, 2) - house.now)
        (table, *_) = await cap.says("arrived 1-2")
        assert "1. R-003 · here since 9:02 AM\n2. R-004 · here since 9:02 AM" in table

        # They read; at the end what is on paper is held, and may be typed the next morning.
        (batch,) = await lupe.says("/next")
        assert batch.startswith("Your batch is L1: 4 lines.")
        await lupe.says("1 s")
        house.telegram.move(rota.at(rota.TUESDAY, 11, 51) - house.now)
        asked = await house.tick()
        assert any(one.startswith("to Lupe: Your shift ends soon") for one in asked)
        (held,) = await lupe.taps("All on paper")
        assert held.startswith("edits: ✓ L1: 3 lines are held for you on paper until Sep 14")
        house.telegram.move(timedelta(hours=2))
        await house.tick()
        assert r.state(lupe.person, nine) == PlaceState.DONE
        house.telegram.move(rota.at(rota.date(2022, 9, 14), 8) - house.now)
        await house.tick()
        assert (await lupe.says("L1: 2-4 s"))[0].startswith("✓ Noted in L1, 3 lines:")
        house.check()
        assert "gonzalez" not in everything_written(house)


async def test_the_same_in_spanish_has_no_english_in_it(
    campaign: Database, clock: Clock, tmp_path: Path
) -> None:
    r = rota.a_rota(campaign, clock)
    r.open()
    async with a_house(campaign, tmp_path) as house:
        lupe, rosa = (house.reader(name, language="es") for name in ("Lupe", "Rosa"))
        ana = house.reader("Ana", language="es")
        ines = house.reader("Inés", Role.COORDINATOR, language="es")
        told = []
        for one in (lupe, rosa, ana):
            told += await one.says("/turnos")
            told += await one.taps("9:00")
        told += [
            *await ana.taps("Esperar un lugar"),
            *await lupe.says("/nopuedo"),
            *await lupe.taps("No puedo ir"),
            *await ana.taps("Sí voy"),
            *await ana.says("/cuando mar 9-12; no 24 nov; 2 por semana; con gusto sab"),
            *await ana.taps("Sí, es correcto"),
            *await ana.says("/reserva mar 13 sep 12"),
            *await ana.says("/cambiar R-003"),
            *await ines.says("/limites asientos 1 desde 13 sep orden del 6 sep"),
            *await ines.taps("Cambiarlo"),
            *await ines.says("/limites"),
            *await ines.says("/abrir 20 sep a 21 sep 9-12"),
            *await ines.taps("Crearlos"),
            *await ines.says("/cubrir"),
            *await ines.says("/manana 13 sep"),
            *await ines.says("/nombres 13 sep"),
            *await ines.taps("Hacer la lista"),
            *await ines.says("/mesa"),
            *await ines.says("/horas"),
            *await ana.says("/aqui"),
            *await ana.says("/salgo"),
            *await ana.says("/papel"),
        ]
        house.telegram.move(rota.at(rota.TUESDAY, 7) - house.now)
        told += await house.tick()
        house.telegram.move(rota.at(rota.TUESDAY, 9, 30) - house.now)
        told += await house.tick()
        told += await ines.says("/cerrado 25 computadoras apagadas")
        told += await ines.taps("Anotarlo")
        house.check()
    text = "\n".join(told)
    text = re.sub(
        r"\[(file|picture) \S+\]|^(to \w+: )?(edits|shows): |^to \w+: |Invented annex"
        r"|an invented letter",
        "",
        text,
        flags=re.M,
    )
    assert not ENGLISH.findall(text.casefold()), ENGLISH.findall(text.casefold())
