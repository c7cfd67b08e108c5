"""Rounds: which lines are read twice, which need a lawyer, and what a ruling says of the reading."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import sha256

from models.terms import LineKey, Tier, Verdict

HOLD = timedelta(minutes=30)  # a lawyer's claim on one line
REST = timedelta(hours=24)  # a line that was sent back waits again after this, read anew or not
# What stands in a batch where others have the policy by which their lines were chosen.
SECOND = "second"  # lines that somebody else has read, for a second and blind reading
AUDIT = "audit"  # lines drawn for the audit
_LOTS = 1 << 63


class Why(StrEnum):
    """Why a line waits for a lawyer; the first that holds is kept."""

    AUDIT = "audit"  # drawn for the audit, and somebody could show it
    UNSURE = "unsure"  # a reader of it asks for a lawyer
    CONTESTED = "contested"  # another reading disagrees
    TIER_B = "tier-b"  # the ground says that the rule itself is unlawful
    TIER_C = "tier-c"  # the ground is arguable
    SECOND = "second"  # its second reading says something else: another ground, or could see it
    SET = "set"  # its duplicate set contradicts itself
    SINGLE = "single"  # of a stack in which a checked line was not upheld
    STACK = "stack"  # an agreed challenge of tier A: it may be ruled in a stack


class Overrule(StrEnum):
    """Why a lawyer rules otherwise than the line was read: codes, so that no name can slip in."""

    RECORD = "record"  # the record does not show what the ground needs
    GROUND = "ground"  # the ground does not hold in law
    RULE = "rule"  # the county kept its rule, or broke it and the reader did not see
    ENTRY = "entry"  # an obvious mistake of entry


def second_draw(seed: str, key: LineKey) -> int:
    """A line's lot for the second round, 0 … 2**63 - 1: the first 63 bits of SHA-256.

    Of the UTF-8 bytes of "<seed> second <section>-<page>-<line>". So who reads what has no part in
    which lines are read twice, and an outsider with the seed can redo the draw.
    """
    text = f"{seed} second {key.section}-{key.page}-{key.line}"
    return int.from_bytes(sha256(text.encode()).digest()[:8], "big") >> 1


def chosen(lot: int, percent: int) -> bool:
    """Whether a lot is among ``percent`` (0 … 100) in a hundred."""
    return lot * 100 < percent * _LOTS


def audit_turn(
    seed: str, serial: int, percent: int, *, minutes: float, audit_minutes: float
) -> bool:
    """Whether the ``serial``-th batch is the audit's, so that it takes ``percent`` of the time.

    ``minutes``: what an ordinary batch takes in all, ``audit_minutes`` what one of the audit takes.
    With a share s of the time, one batch in so many is the audit's:

        p = s minutes / (s minutes + (1 - s) audit_minutes)

    Each batch's lot is SHA-256("<seed> audit <serial>"): no count has to be kept, and neither a
    late start nor a pause is ever made up for in one go.
    """
    due = percent * minutes
    beside = due + (100 - percent) * audit_minutes
    lot = int.from_bytes(sha256(f"{seed} audit {serial}".encode()).digest()[:8], "big") >> 1
    return lot * beside < due * _LOTS


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
