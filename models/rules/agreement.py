"""What the readings of a line add up to, and which line of a duplicate set counts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from models.terms import Verdict


def contested(first: Verdict, later: Iterable[Verdict]) -> bool:
    """Whether a reading beside the standing one disagrees with it.

    ``unsure`` and ``missing`` judge nothing, so they neither agree nor disagree.
    """
    judged = {Verdict.CHALLENGE, Verdict.STANDS}
    return first in judged and any(other in judged and other != first for other in later)


def claims(first: Verdict | None, *, disputed: bool) -> bool:
    """Whether a line may count as claimed: its standing verdict is challenge, nobody disagrees."""
    return first == Verdict.CHALLENGE and not disputed


def counted_in_set(may: Sequence[bool]) -> int | None:
    """The place in a duplicate set of the line that counts, or None; ``may`` goes by rising key.

    The lowest key represents the set and is the only one that can count, so that each line is ours
    or is not, whatever is said of the others later: what is estimated stays a yes-or-no
    population. One signature of a set counts at most (domain: "one signature of the set counts").
    """
    return 0 if may and may[0] else None


class Contradiction(StrEnum):
    """What does not go together in a duplicate set, so that a lawyer must look at it."""

    STANDS = "stands"  # the one that represents it stands, while another is challenged or ours
    GROUNDS = "grounds"  # two challenges say of the pair what cannot both be
    OUTSIDE = "outside"  # a partner is in no list of ours: the registrar may have counted it
    OTHER = "other"  # one that can never count is ruled ours, and the one that can is not ruled


@dataclass(frozen=True, slots=True)
class Member:
    """A line of a duplicate set: what it was read as, what it was ruled, None where it was not.

    ``ground`` is the code of the ruling's ground, else of the standing reading's; ``of_pair``: that
    ground speaks of the pair (it needs a partner), as "one of them counts" and "not the same
    person" do.
    """

    read: Verdict | None
    ruled: Verdict | None = None
    ground: str | None = None
    of_pair: bool = False

    @property
    def said(self) -> Verdict | None:
        """What is said of it now: the ruling, else the reading."""
        return self.read if self.ruled is None else self.ruled


def contradictions(members: Sequence[Member], *, outside: bool) -> frozenset[Contradiction]:
    """What does not go together among the members, by rising key; ``outside``: a partner is in no list.

    Two different grounds that speak of the pair cannot both hold in one set. A partner outside the
    list matters until a lawyer has ruled on the line that represents the set.
    """
    first, others = members[0], members[1:]
    challenged = [one for one in members if one.said == Verdict.CHALLENGE]
    of_pair = {one.ground for one in challenged if one.of_pair}
    found = {
        Contradiction.STANDS: first.said == Verdict.STANDS and bool(challenged),
        Contradiction.GROUNDS: len(of_pair) > 1,
        Contradiction.OUTSIDE: outside and first.ruled is None and bool(challenged),
        Contradiction.OTHER: first.ruled is None
        and any(one.ruled == Verdict.CHALLENGE for one in others),
    }
    return frozenset(what for what, holds in found.items() if holds)
