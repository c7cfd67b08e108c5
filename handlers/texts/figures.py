"""Figures in words: each with its date and source; theories never without their label."""

from __future__ import annotations

from config.locale import Words
from models.petition import Figures


def figures(words: Words, found: Figures) -> str:
    """What the campaign counts by."""
    lines = [words("figures.target", n=found.target), ""]
    lines += [
        words("figures.row", name=one.name, value=one.value, as_of=one.as_of, source=one.source)
        + (f" ({one.note})" if one.note else "")
        for one in found.figures
    ]
    if found.theories:
        lines += ["", words("figures.theories")]
        lines += [
            words("figures.theory", label=one.label, target=one.target, note=one.note or "")
            for one in found.theories
        ]
    return "\n".join(lines)
