"""Finish dates under dated caps: two, by name, *all lines read* and *target ruled*.

`course`: what goes in and comes out. `pace`: how quickly an hour at a seat reads, learning by a
grid. `draws`: futures, drawn with a seed that comes in. `ask`: the range, a what-if, the caps that
a date needs. `backtest`: how often the range was right on the campaign's own past.

A finish date is a plan's word: a calibrated chance under stated caps, not support for a count
(`models.rules.estimates.support`); the two are never mixed in a post.
"""

from models.rules.forecast.ask import Dates, chance_by, dates, finish, hours_needed
from models.rules.forecast.backtest import Score, backtest
from models.rules.forecast.course import (
    Course,
    DayWorked,
    Finish,
    Lawyers,
    Needed,
    Open,
    Reading,
    ReasonLeft,
    What,
)

__all__ = [
    "Course",
    "Dates",
    "DayWorked",
    "Finish",
    "Lawyers",
    "Needed",
    "Open",
    "Reading",
    "ReasonLeft",
    "Score",
    "What",
    "backtest",
    "chance_by",
    "dates",
    "finish",
    "hours_needed",
]
