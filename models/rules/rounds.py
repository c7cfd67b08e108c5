"""Rounds: which read lines need a lawyer, and what a ruling says of the reading before it."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum

from models.terms import Tier, Verdict

HOLD = timedelta(minutes=30)  # a lawyer's claim on one line
REST = timedelta(hours=24)  # a line that was sent back waits again after this, read anew or not


class Why(StrEnum):
    """Why a line waits for a lawyer; the first that holds is said."""

    UNSURE = "unsure"  # its reader asks for a lawyer
    CONTESTED = "contested"  # another reading disagrees
    TIER_B = "tier-b"  # the ground says that the rule itself is unlawful
    TIER_C = "tier-c"  # the ground is arguable


class Overrule(StrEnum):
    """Why a lawyer rules otherwise than the line was read: codes, so that no name can slip in."""

    RECORD = "record"  # the record does not show what the ground needs
    GROUND = "ground"  # the ground does not hold in law
    RULE = "rule"  # the county kept its rule, or broke it and the reader did not see
    ENTRY = "entry"  # an obvious mistake of entry


def why(verdict: Verdict, *, contested: bool, tier: Tier | None) -> Why | None:
    """Why a line with this standing verdict and tier waits for a lawyer; None: it does not."""
    if verdict is Verdict.UNSURE:
        return Why.UNSURE
    if contested:
        return Why.CONTESTED
    if verdict is Verdict.CHALLENGE and tier in (Tier.B, Tier.C):
        return Why.TIER_B if tier is Tier.B else Why.TIER_C
    return None


def overrules(read: Verdict, ruled: Verdict) -> bool:
    """Whether a ruling says otherwise than the line was read, if that judged it at all."""
    judged = (Verdict.CHALLENGE, Verdict.STANDS)
    return read in judged and read != ruled


def hold_ends(now: datetime) -> datetime:
    """When a lawyer's hold on a line ends that begins, or is shown again, at ``now``."""
    return now + HOLD
