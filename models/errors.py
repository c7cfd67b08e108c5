"""How the domain says no.

    Refusal            the person can do something about it; carries a code and values, no sentence
    └── (a subject's own class, where a caller must tell it apart)
    Broken             an invariant does not hold; the transaction rolls back, a number is logged

A refusal's words are in the catalogues under ``refusal.<code>``. Its values never hold a word that
a person typed and we did not understand: that word may be a name.
"""

from __future__ import annotations


class Refusal(Exception):
    """A named no. ``code`` is dotted (``review.not-yours``); ``values`` fill its sentence."""

    def __init__(self, code: str, /, **values: object) -> None:
        super().__init__(code)
        self.code = code
        self.values = values

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.code!r})"


class Broken(Exception):
    """A count or a chain that must hold does not: nothing of this transaction is kept."""
