"""A day in Spanish, from the first batch to the daily totals: not a word of English in it."""

from __future__ import annotations

import re
from pathlib import Path

from models.database import Database
from models.terms import Role
from tests.chat import a_house, found_reference

ENGLISH = re.compile(
    r"\b(the|is|are|your|line|lines|batch|challenge|stands|unsure|missing|noted|until|of|and)\b"
)


async def test_a_day_in_spanish(database: Database, tmp_path: Path) -> None:
    found_reference(database, tmp_path)
    async with a_house(database, tmp_path) as house:
        lupe = house.reader("Lupe", language="es")
        cap = house.reader("Inés", Role.CAPTAIN, language="es")
        told = [
            *await lupe.says("/siguiente"),
            *await lupe.taps("Impugnar"),
            *await lupe.taps("Sí estaba registrado"),
            *await lupe.taps("Qué revisar"),
            *await lupe.taps("Volver a la línea"),
            *await lupe.taps_twice("En duda"),
            *await lupe.says("3 v; 4 f"),
            *await lupe.says("L1: 3 x; 4 i xyzzy"),
            *await lupe.says("L1: 3 s; 4 i firma"),
            *await lupe.edits("L1: 3 s; 4 m"),
            *await lupe.says("/deshacer"),
            *await lupe.says("/lote"),
            *await lupe.says("/devolver"),
            *await lupe.taps("Devolver"),
            *await lupe.says("/siguiente"),
            *await lupe.says("/hoja"),
            *await cap.says("/out"),
            *await cap.says("/retirar W1"),
            *await cap.taps("Retirarlo"),
            *await lupe.says("María González, 1423 W 7th St"),  # invented
            *await lupe.sends("photo"),
            *await lupe.says("/avance"),
            *await lupe.says("/nada"),
        ]
        house.check()
    text = "\n".join(told)
    text = re.sub(
        r"\[(file|picture) \S+\]|^(to \w+: )?(edits|shows): |deletes theirs", "", text, flags=re.M
    )
    assert not ENGLISH.findall(text.casefold()), ENGLISH.findall(text.casefold())
    assert "✓" in text
    assert "martes, 6 de septiembre" in text.casefold()
