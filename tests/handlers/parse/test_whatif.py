"""What people ask of the outlook, in either order and both languages."""

from __future__ import annotations

from datetime import date

import pytest

from handlers.parse.whatif import parse_whatif
from models.errors import Refusal
from models.outlook import FinishBy, WhatIf
from models.rules.forecast import What

TODAY = date(2022, 11, 24)
DEC_12, MAR_31 = date(2022, 12, 12), date(2023, 3, 31)
ASKED = WhatIf(seats=28, days=5, since=DEC_12)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("28 seats 5 days from dec 12", ASKED),
        ("seats 28 days 5 from dec 12", ASKED),
        ("from dec 12: 5 days, 28 seats", ASKED),
        ("28 Seats, five days a week from 12/12", ASKED),
        ("28 puestos 5 días desde el 12 de diciembre", ASKED),
        ("puestos 28 dias cinco a partir del 12 de dic", ASKED),
        ("if we had 28 computers 5 days from 2022-12-12?", ASKED),
        ("from dec 12 28 seats 5 days", ASKED),
        ("from dec 12, days 5, seats 28", ASKED),
        ("28 seats", WhatIf(seats=28)),
        ("5 days", WhatIf(days=5)),
        ("mon-fri", WhatIf(weekdays=(0, 1, 2, 3, 4))),
        ("lun a vie", WhatIf(weekdays=(0, 1, 2, 3, 4))),
        ("tue to thu and sat", WhatIf(weekdays=(1, 2, 3, 5))),
        ("weekdays 28 seats", WhatIf(seats=28, weekdays=(0, 1, 2, 3, 4))),
        ("every day", WhatIf(weekdays=tuple(range(7)))),
        ("todos los días", WhatIf(weekdays=tuple(range(7)))),
        ("entre semana 8 horas", WhatIf(weekdays=(0, 1, 2, 3, 4), hours=8)),
        ("8h 28 seats", WhatIf(seats=28, hours=8)),
        ("7.5 hours", WhatIf(hours=7.5)),
        ("28 seats 9-15", WhatIf(seats=28, hours=6)),
        ("28 seats 9am to 3:30pm", WhatIf(seats=28, hours=6.5)),
        ("28 seats by mar 31", WhatIf(seats=28, by=MAR_31)),
        ("annex 28 seats", WhatIf(seats=28, office="Annex")),
        ("0 seats", WhatIf(seats=0)),
        ("9 days", WhatIf(days=9)),
    ],
)
def test_a_what_if_is_understood(typed: str, meant: WhatIf) -> None:
    assert parse_whatif(typed, TODAY, ["Annex"]) == meant


@pytest.mark.parametrize(
    ("typed", "what", "chance"),
    [
        ("finish by mar 31 with 90 %", What.TARGET_RULED, 0.9),
        ("finish by mar 31", What.TARGET_RULED, 0.9),
        ("by mar 31 80%", What.TARGET_RULED, 0.8),
        ("what caps finish by mar 31 with 75 percent", What.TARGET_RULED, 0.75),
        ("finish by mar 31 at 50%", What.TARGET_RULED, 0.5),
        ("target ruled by mar 31 with 90 %", What.TARGET_RULED, 0.9),
        ("all read by mar 31 with 90 %", What.ALL_READ, 0.9),
        ("all lines read by 31 march 90%", What.ALL_READ, 0.9),
        ("terminar antes del 31 de marzo con 90 %", What.TARGET_RULED, 0.9),
        ("todas leídas para el 31 de marzo con 90 por ciento", What.ALL_READ, 0.9),
        ("finish by mar 31 with 100 %", What.TARGET_RULED, 1.0),
    ],
)
def test_a_date_to_be_done_by_is_understood(typed: str, what: What, chance: float) -> None:
    assert parse_whatif(typed, TODAY) == FinishBy(what, MAR_31, chance)


@pytest.mark.parametrize(
    ("typed", "code", "n"),
    [
        ("", "whatif.usage", None),
        ("from dec 12", "whatif.usage", None),
        ("finish", "whatif.usage", None),
        ("28 seats Garfield", "whatif.unknown", 3),
        ("28", "whatif.bare", 1),
        ("28 seats 5", "whatif.bare", 3),
        ("28 seats from nowhere", "date.malformed", None),
        ("28 seats from feb 30", "date.impossible", None),
        ("28 seats 15-9", "time.backwards", None),
    ],
)
def test_what_is_not_understood_is_pointed_at_and_never_repeated(
    typed: str, code: str, n: int | None
) -> None:
    with pytest.raises(Refusal) as no:
        parse_whatif(typed, TODAY)
    assert no.value.code == code
    assert no.value.values.get("n") == n
    assert "Garfield" not in str(no.value.values)
