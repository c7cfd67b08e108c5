"""The audit stream: the draw in the database, its commitment, and what it says so far."""

from models.audit.begin import Told, begin, look_may, tell
from models.audit.draw import Ahead, draw, look_ahead
from models.audit.look import Held, Progress, Stage, look_audit
from models.audit.standing import Standing, look_standing, standing

__all__ = [
    "Ahead",
    "Held",
    "Progress",
    "Stage",
    "Standing",
    "Told",
    "begin",
    "draw",
    "look_ahead",
    "look_audit",
    "look_may",
    "look_standing",
    "standing",
    "tell",
]
