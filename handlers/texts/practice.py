"""Practice lines in words: as real ones are shown, and why an answer is right."""

from __future__ import annotations

from config.locale import Words
from models.practice import Judged, PracticeLine
from models.terms import Verdict


def line(words: Words, one: PracticeLine, total: int) -> str:
    """The line, and what the screen and the petition show."""
    return words(
        "practice.line",
        number=one.number,
        total=total,
        key=one.key.printed,
        reason=words.plain(f"reasons.{one.reason}"),
        text=words(f"practice.{one.number}.text"),
    )


def judged(words: Words, outcome: Judged) -> str:
    """Right or not, what was right, and why; after the last one, that they are done."""
    one = outcome.line
    if outcome.right:
        head = words("practice.right")
    elif outcome.right_verdict:
        head = words("practice.other-ground", right=_said(words, one.verdict, one.ground))
    else:
        head = words("practice.other-verdict", right=_said(words, one.verdict, one.ground))
    parts = [head, words(f"practice.{one.number}.why")]
    if outcome.finished:
        parts.append(words("practice.finished", n=outcome.total))
    return "\n\n".join(parts)


def _said(words: Words, verdict: Verdict, ground: str | None) -> str:
    said = words.plain(f"verdict.{verdict.value}")
    return said if ground is None else f"{said} · {words.plain(f'grounds.button.{ground}')}"
