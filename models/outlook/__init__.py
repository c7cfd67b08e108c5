"""The outlook: how fast the work goes, when it is done, what to read next, and what-ifs of all three.

`look` gathers the course and the calendar in one look; `reckon`, `what_if` and `needs` are pure and
slow (numpy), so they run off the loop and in no transaction; `keep` stores what posts read, and
`kept` reads it. `look_dealing` says by which rule batches are dealt.
"""

from models.outlook.asking import Answer, Needs, Then, needs, what_if
from models.outlook.changed import Changed, Pattern
from models.outlook.keeping import keep, keep_found, kept, look_due, look_kept
from models.outlook.look import look
from models.outlook.ordering import Dealing, Ordered, look_dealing, ordered
from models.outlook.questions import Amiss, Field, FinishBy, Question, WhatIf, amiss
from models.outlook.reckoning import reckon
from models.outlook.terms import Kept, Note, Offered, Outlook, Reckoned, Room, RoomDay, Used

__all__ = [
    "Amiss",
    "Answer",
    "Changed",
    "Dealing",
    "Field",
    "FinishBy",
    "Kept",
    "Needs",
    "Note",
    "Offered",
    "Ordered",
    "Outlook",
    "Pattern",
    "Question",
    "Reckoned",
    "Room",
    "RoomDay",
    "Then",
    "Used",
    "WhatIf",
    "amiss",
    "keep",
    "keep_found",
    "kept",
    "look",
    "look_dealing",
    "look_due",
    "look_kept",
    "needs",
    "ordered",
    "reckon",
    "what_if",
]
