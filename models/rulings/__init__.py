"""Rulings: what waits for a lawyer, one line at a time, and what the lawyer says of it."""

from models.rulings.queue import deal, look_queue
from models.rulings.rule import Ruled, rule, undo
from models.rulings.send_back import send_back
from models.rulings.views import Case, Queue, Testimony

__all__ = [
    "Case",
    "Queue",
    "Ruled",
    "Testimony",
    "deal",
    "look_queue",
    "rule",
    "send_back",
    "undo",
]
