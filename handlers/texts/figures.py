"""Figures in words: each with its date and source; theories never without their label."""

from __future__ import annotations

from config.locale import Words
from config.message import escape
from models.petition import Figures, Theory


def figures(words: Words, found: Figures) -> str:
    """What the campaign counts by."""
    lines = [words("figures.target", n=found.target), ""]
    lines += [
        words("figures.row", name=one.name, value=one.value, as_of=one.as_of, source=one.source)
        + (f" ({escape(one.note)})" if one.note else "")
        for one in found.figures
    ]
    if found.theories:
        lines += ["", words("figures.theories")]
        lines += [_theory(words, one) for one in found.theories]
    return "\n".join(lines)


def _theory(words: Words, one: Theory) -> str:
    """The registrar's own figure has no note."""
    text = words("figures.theory", label=one.label, target=one.target)
    return f"{text} {escape(one.note)}" if one.note else text
