"""From an outlook to its dates: pure, and slow enough (numpy) to be run beside the event loop."""

from __future__ import annotations

from collections.abc import Mapping

from models.outlook.terms import Outlook, Reckoned
from models.rules import forecast, priority
from models.rules.forecast import Dates, Finish, What
from models.terms import Order


def reckon(outlook: Outlook, seed: int | None = None) -> Reckoned:
    """Both finish dates, how often such dates were right, and the order of the day.

    The same outlook and seed (the outlook's own, if None) give the same dates.
    """
    seed = outlook.seed if seed is None else seed
    dates = finishes(outlook, seed)
    return Reckoned(
        day=outlook.day,
        seed=seed,
        all_read=dates[What.ALL_READ],
        target_ruled=dates[What.TARGET_RULED],
        score=forecast.backtest(outlook.course.days, seed),
        plan=order(outlook, seed),
        used=outlook.used,
        offered=outlook.offered,
        notes=outlook.notes,
        judged=outlook.judged,
        closing=outlook.closing,
        best=outlook.order is Order.BEST,
    )


def finishes(outlook: Outlook, seed: int) -> dict[What, Finish]:
    """Both ranges on the same futures; what is done already is done today."""
    return ranges(outlook, forecast.dates(outlook.course, outlook.calendar, seed))


def ranges(outlook: Outlook, found: Mapping[What, Dates]) -> dict[What, Finish]:
    """The same of dates that are drawn."""
    today = outlook.day
    return {
        what: Finish(what, today, today, today, 1.0) if outlook.done(what) else dates.finish
        for what, dates in found.items()
    }


def order(outlook: Outlook, seed: int) -> priority.Plan | None:
    """The order of the day by `models.rules.priority`; None where no reason can be chosen."""
    if not any(standing.unread for standing in outlook.standings):
        return None
    return priority.plan(
        outlook.standings,
        reviewer_minutes=outlook.reviewer_minutes,
        lawyer_minutes=outlook.lawyer_minutes,
        audit=outlook.audit,
        seed=seed,
    )
