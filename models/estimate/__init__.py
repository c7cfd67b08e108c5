"""What the numbers say, at every moment: bounds, the honest band, support, and what contradicts.

`look` gathers one moment's estimate from kept counts and the audit stream; `keep` writes the day's
row, with the highest e-values so far and the last sound interval; `terms` are what both give.
"""

from models.estimate.keep import Day, Past, history, keep, keep_hourly, past
from models.estimate.look import estimate, look
from models.estimate.terms import Audit, Clash, Estimate, Late, ReasonEstimate, Why

__all__ = [
    "Audit",
    "Clash",
    "Day",
    "Estimate",
    "Late",
    "Past",
    "ReasonEstimate",
    "Why",
    "estimate",
    "history",
    "keep",
    "keep_hourly",
    "look",
    "past",
]
