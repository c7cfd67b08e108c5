"""A small campaign's vocabulary for the tests of words to values."""

from __future__ import annotations

from datetime import date

from handlers.parse.dates import DateHabit
from handlers.parse.words import Vocabulary

TODAY = date(2026, 11, 24)  # a Tuesday
DATES = DateHabit(TODAY)

GROUNDS = {
    "REG": frozenset({"registered", "registrado", "estaba registrado"}),
    "NRL": frozenset({"in time", "a tiempo", "registered in time"}),
    "DUP1": frozenset({"dup", "duplicate", "duplicado"}),
    "DUPX": frozenset({"not the same", "otra persona", "twin"}),
    "ADDR": frozenset({"address", "dirección", "domicilio"}),
    "ADDR-PO": frozenset({"mailbox", "apartado"}),
    "SIG": frozenset({"signature", "firma"}),
    "MOVE": frozenset({"moved", "mudanza"}),
}
FITS = {
    "NR": ("REG", "NRL"),
    "DUP": ("DUP1", "DUPX"),
    "DIFF": ("ADDR", "ADDR-PO", "MOVE"),
    "MIS": ("SIG",),
}


def vocabulary() -> Vocabulary:
    return Vocabulary(GROUNDS, ground_fits=FITS, needs_partner=frozenset({"DUP1"}))
