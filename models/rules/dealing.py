"""How lines become batches: the seeded order, the batch code, and where a batch is cut."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256

# No C, M, S (they read as verdicts), no I, O (they read as digits).
LETTERS = "ABDEFGHJKLNPQRTUVWXYZ"
_STRIDE = 8  # coprime to the 21 letters: neighbours in the room do not get neighbouring codes


def batch_code(serial: int) -> str:
    """The short code of the ``serial``-th batch (from 1): a letter and a number, never repeated."""
    if serial < 1:
        raise ValueError("batches count from 1")
    round_, place = divmod(serial - 1, len(LETTERS))
    return f"{LETTERS[(place * _STRIDE + 9) % len(LETTERS)]}{round_ + 1}"


def ticket(seed: str, section: int) -> int:
    """The section's lot in the seeded order: the first 63 bits of SHA-256("seed section").

    An outsider with the seed can redo the draw; sections are dealt by rising ticket.
    """
    return int.from_bytes(sha256(f"{seed} {section}".encode()).digest()[:8], "big") >> 1


def seeded_order(seed: str, sections: Sequence[int]) -> list[int]:
    """The sections in the order in which they are dealt."""
    return sorted(sections, key=lambda section: (ticket(seed, section), section))


def cut(sections: Sequence[int], size: int) -> int:
    """How many of the next free lines make a batch of about ``size`` whole sections.

    ``sections`` holds the section of each next free line, in dealing order. Staff must fetch each
    section, so a batch ends where a section ends; only a section longer than a batch is split.
    """
    if len(sections) <= size:
        return len(sections)
    for end in range(size, 0, -1):
        if sections[end - 1] != sections[end]:
            return end
    return size
