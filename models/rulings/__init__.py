"""Rulings: what waits for a lawyer, one line at a time or in a stack, and what the lawyer says."""

from models.rulings.bulk import rule_rest, undo_stack
from models.rulings.judged import Judged, judged
from models.rulings.queue import deal, look_queue
from models.rulings.rule import Ruled, rule, undo
from models.rulings.send_back import send_back
from models.rulings.sets import Contradictory, Sets, look_sets
from models.rulings.stacks import let_go, look_stacks, show_stack, take
from models.rulings.terms import Case, Mate, Pile, Queue, RuledStack, Stack, Testimony

__all__ = [
    "Case",
    "Contradictory",
    "Judged",
    "Mate",
    "Pile",
    "Queue",
    "Ruled",
    "RuledStack",
    "Sets",
    "Stack",
    "Testimony",
    "deal",
    "judged",
    "let_go",
    "look_queue",
    "look_sets",
    "look_stacks",
    "rule",
    "rule_rest",
    "send_back",
    "show_stack",
    "take",
    "undo",
    "undo_stack",
]
