"""How the codes of a profile are said: reasons, grounds, verdicts, tiers, languages.

A county brings its own reasons and grounds, which no catalogue knows: then the profile's own label
is said, in the language it was written in, and there is no card. Codes of verdicts and tiers are
the house's, and always have words.
"""

from __future__ import annotations

from config.locale import Markup, Words
from config.message import escape


def reason(words: Words, code: str, label: str) -> Markup:
    """The reason in the reader's language; ``label`` is the profile's, for a reason of its own."""
    key = f"reasons.{code}"
    return words(key) if words.has(key) else Markup(escape(label))


def reason_card(words: Words, code: str) -> Markup | None:
    """What to check for a reason, as Telegram HTML of some lines; None where there is no card."""
    key = f"reasons.card.{code}"
    return words(key) if words.has(key) else None


def ground_button(words: Words, code: str) -> str:
    """At most 24 characters for a button; the code itself for a ground of the county's own."""
    key = f"grounds.button.{code}"
    return words.plain(key) if words.has(key) else code


def ground(words: Words, code: str, authority: str) -> Markup:
    """The ground as a sentence; ``authority`` is the profile's, for a ground of its own."""
    key = f"grounds.long.{code}"
    return words(key) if words.has(key) else Markup(escape(authority))


def verdict(words: Words, code: str) -> Markup:
    """``challenge``, ``stands``, ``unsure`` or ``missing`` within a sentence."""
    return words(f"verdict.{code}")


def verdict_button(words: Words, code: str) -> str:
    """The same on a button."""
    return words.plain(f"buttons.verdict.{code}")


def tier(words: Words, code: str) -> Markup:
    """``A``, ``B`` or ``C`` with what it means."""
    return words(f"tier.{code}")


def language(words: Words, code: str) -> str:
    """A language by its own name, so that whoever reads it finds it; the code if it has none."""
    key = f"language.{code}"
    return words.plain(key) if words.has(key) else code
