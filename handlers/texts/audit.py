"""The audit in words: how far the draw is, what it waits for, what its lines take."""

from __future__ import annotations

from typing import Any

from config.locale import Words
from models.audit import Progress, Told

NOTICES = ("audit.begun", "audit.told")


def standing(words: Words, found: Progress, *, names: bool) -> str:
    """How the audit stands; ``names``: whether its reader may know which line is late."""
    return "\n".join(
        [
            words("audit.drawn", n=found.drawn),
            *_ruled(words, found, names=names),
            *_minutes(words, found),
            "",
            *_seed(words, found),
        ]
    )


def told(words: Words, found: Told) -> str:
    """The answer to whoever told the seed; the seed itself comes to everybody in a notice."""
    lines: list[str] = [words("audit.now-told", n=found.drawn)]
    if found.pending:
        lines.append(words("audit.told-pending", n=found.pending))
    return "\n".join(lines)


def notice(words: Words, kind: str, facts: dict[str, Any]) -> str:
    """What lawyers and coordinators are told of its beginning and its end."""
    if kind == "audit.begun":
        return words("audit.was-begun", commitment=facts["commitment"])
    return words(
        "audit.is-told", seed=facts["seed"], commitment=facts["commitment"], n=facts["drawn"]
    )


def _ruled(words: Words, found: Progress, *, names: bool) -> list[str]:
    if not found.drawn:
        return []
    ruled: list[str] = [words("audit.ruled", n=found.ruled)]
    if found.missing:
        ruled.append(words("audit.missing", n=found.missing))
    if found.ruled or found.missing:
        ruled.append(words("audit.prefix", n=found.prefix))
    held = found.held
    if held is not None:
        days = words.plain("audit.days", n=held.days) if held.days else words.plain("audit.today")
        if held.key is not None and names:
            ruled.append(words(f"audit.late.{held.stage}", key=held.key.printed, days=days))
        else:
            ruled.append(words(f"audit.waits.{held.stage}", days=days))
    return ruled


def _minutes(words: Words, found: Progress) -> list[str]:
    share: str = words("audit.share", percent=found.percent)
    if found.minutes.audit is None:
        return [share]
    audit = words.number(round(found.minutes.audit, 1))
    if found.minutes.other is None:
        return [share, words("audit.minutes", minutes=audit)]
    other = words.number(round(found.minutes.other, 1))
    return [share, words("audit.minutes-beside", minutes=audit, other=other)]


def _seed(words: Words, found: Progress) -> list[str]:
    if found.seed is not None:
        return [words("audit.seed", seed=found.seed, commitment=found.commitment)]
    return [words("audit.committed", commitment=found.commitment)]
