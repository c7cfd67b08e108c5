"""The review: dealing batches, recording readings, ending holds. One verb a thing a person does."""

from models.review.close import (
    expire_due,
    give_back,
    move,
    reclaim,
    renew,
    take_on_paper,
    warn_due,
)
from models.review.deal import deal
from models.review.finish import finish
from models.review.record import Recorded, record
from models.review.said import Said
from models.review.undo import Undone, undo
from models.review.views import Spoken, look_code, look_message, look_open, out

__all__ = [
    "Recorded",
    "Said",
    "Spoken",
    "Undone",
    "deal",
    "expire_due",
    "finish",
    "give_back",
    "look_code",
    "look_message",
    "look_open",
    "move",
    "out",
    "reclaim",
    "record",
    "renew",
    "take_on_paper",
    "undo",
    "warn_due",
]
