"""Progress: the day in numbers, and the posts that freeze them: day, week, evening, correction."""

from models.progress.corrections import WHY, correct, preview
from models.progress.day import report
from models.progress.due import next_due
from models.progress.posts import DAILY, close_due_days, look_evening, look_week

KIND = DAILY

__all__ = [
    "KIND",
    "WHY",
    "close_due_days",
    "correct",
    "look_evening",
    "look_week",
    "next_due",
    "preview",
    "report",
]
