"""Coming together, in chat: asked, answered, ended."""

from __future__ import annotations

from pathlib import Path

from models.database import Database
from tests import rota
from tests.chat import a_house
from tests.conftest import Clock


async def test_one_asks_the_other_says_yes_and_either_may_end_it(
    campaign: Database, clock: Clock, tmp_path: Path
) -> None:
    rota.a_rota(campaign, clock)
    async with a_house(campaign, tmp_path) as house:
        june = house.reader("June")
        lupe = house.reader("Lupe", language="es")
        assert (await june.says("/pair"))[0].startswith("You come with nobody in particular.")
        assert await june.says("/pair R-003 one car") == [
            "I have asked R-003 whether you share a car and come only together; it holds once they "
            "say yes. /pair none takes it back.",
            "to Lupe: R-002 dice que comparten el auto y vienen solo juntos. ¿Es así? Entonces el "
            "planificador les da un turno juntos o ninguno.",
        ]
        said = await lupe.taps("Sí, juntos")
        assert said[0].startswith("edits: ✓ Usted y R-002 comparten el auto")
        assert said[1] == "to June: R-003 said yes: you come together."
        assert "• together with R-003" in (await june.says("/when"))[0]
        said = await lupe.says("/juntos nadie")
        assert said == [
            "✓ Desde ahora no viene con nadie en particular.",
            "to June: R-003 no longer comes together with you. Your own shifts stay as they are.",
        ]
        # A yes to what was taken back.
        await june.says("/pair R-003")
        await june.says("/pair none")
        (late,) = await lupe.taps("Sí, juntos")
        assert late.startswith("shows: Eso se retiró entretanto.")
        (no,) = await june.says("/pair R-003 tomorrow")
        assert no.startswith("Write whom you come with:")
        house.check()


async def test_saying_no_is_told(campaign: Database, clock: Clock, tmp_path: Path) -> None:
    rota.a_rota(campaign, clock)
    async with a_house(campaign, tmp_path) as house:
        june, otis = house.reader("June"), house.reader("Otis")
        await june.says("/when tue 9-12; with R-003")
        said = await june.taps("Yes, that is right")
        assert "• would like to come with R-003, who has not said yes yet" in said[0]
        assert said[1].startswith("to Otis: R-002 would like to come to the shifts together")
        said = await otis.taps("No")
        assert said[0] == "edits: Noted: not together. They are told."
        assert said[1].startswith("to June: R-003 no longer comes together with you.")
        house.check()
