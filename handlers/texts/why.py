"""What is read next, and why, in words a coordinator can defend."""

from __future__ import annotations

from datetime import tzinfo

from config import codes
from config.locale import Words
from models.outlook import Dealing, Ordered
from models.rules.priority import Choice
from models.terms import Order

MOST = 12  # reasons shown


def long(words: Words, dealing: Dealing, zone: tzinfo) -> str:
    """The whole of it: the rule, each reason as it was weighed, lawyers, chance, the audit beside."""
    lines: list[str] = [words("progress.invented")] if dealing.invented else []
    lines += [words("why.head", day=dealing.day), _rule(words, dealing, zone)]
    if dealing.ordered is not None:
        lines += _weighed(words, dealing, dealing.ordered)
    return "\n".join([*lines, *_beside(words, dealing)])


def short(words: Words, dealing: Dealing, zone: tzinfo) -> str:
    """For whoever reads: the rule in a sentence, and that it says nothing of any one line."""
    lines: list[str] = []
    if dealing.ordered is None or not dealing.ordered.plan.choices:
        lines.append(_rule(words, dealing, zone))
    else:
        first = dealing.ordered.plan.choices[0]
        key = "why.short.best" if first.seen else "why.short.try"
        lines.append(words(key, reason=_reason(words, dealing, first.code)))
    if dealing.audit:
        lines.append(words("why.short.audit"))
    return "\n".join([*lines, words("why.short.each")])


def _rule(words: Words, dealing: Dealing, zone: tzinfo) -> str:
    """By which rule batches are dealt."""
    if dealing.order is not Order.BEST:
        reason = _reason(words, dealing, dealing.reason) if dealing.reason else ""
        return words(f"why.rule.{dealing.order.value}", reason=reason)
    if dealing.ordered is None:
        return words("why.rule.best-none")
    if dealing.ordered.day < dealing.day:
        return words("why.rule.best-before", day=dealing.ordered.day)
    return words("why.rule.best", at=words.time(dealing.ordered.at.astimezone(zone).time()))


def _weighed(words: Words, dealing: Dealing, ordered: Ordered) -> list[str]:
    """Each reason with what it was weighed by, then what the numbers mean."""
    plan = ordered.plan
    rows: list[str] = [
        _choice(words, dealing, place, choice)
        for place, choice in enumerate(plan.choices[:MOST], 1)
    ]
    measured = any(one.measured for one in dealing.minutes)
    price = words.number(round(plan.lawyer_price, 1))
    return [
        *rows,
        words("why.ours"),
        words("why.minutes-measured" if measured else "why.minutes-assumed"),
        words("why.lawyers-short" if plan.lawyer_price > 0 else "why.lawyers-plenty", price=price),
        words("why.chance", seed=str(ordered.seed)),
    ]


def _choice(words: Words, dealing: Dealing, place: int, choice: Choice) -> str:
    return words(
        "why.choice" if choice.seen else "why.choice-blind",
        place=place,
        reason=_reason(words, dealing, choice.code),
        mean=words.percent(choice.mean, 0),
        drawn=words.percent(choice.drawn, 0),
        minutes=words.number(round(choice.minutes, 1)),
        index=words.number(round(choice.index, 1)),
        share=words.percent(choice.share, 0),
    )


def _reason(words: Words, dealing: Dealing, code: str) -> str:
    return codes.reason(words, code, dealing.labels.get(code, code))


def _beside(words: Words, dealing: Dealing) -> list[str]:
    """The two shares that no order has a say in."""
    lines: list[str] = []
    if dealing.audit:
        lines.append(words("why.audit", share=words.percent(dealing.audit, 0)))
    if dealing.second:
        lines.append(words("why.second", share=words.percent(dealing.second, 0)))
    return lines
