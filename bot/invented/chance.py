"""Chance that comes out the same on every machine, from a seed and a purpose.

NumPy promises that the raw words of a bit generator stay the same between releases, and promises
it of no distribution (NEP 19). So everything here is made from raw 64-bit words.
"""

from __future__ import annotations

from math import fsum
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

Words = NDArray[np.uint64]
Floats = NDArray[np.float64]


def words(seed: int, *purpose: str, count: int) -> Words:
    """Return `count` raw 64-bit words, shape (count,), for a seed (not negative) and a purpose.

    Each purpose has a stream of its own, so that drawing more for one moves nothing in another.
    """
    entropy = [seed, *(crc32(word.encode()) for word in purpose)]
    raw: Words = np.random.PCG64(np.random.SeedSequence(entropy)).random_raw(count)
    return raw


def uniforms(seed: int, *purpose: str, count: int) -> Floats:
    """Return `count` numbers from 0 up to, not including, 1; shape (count,)."""
    return unit(words(seed, *purpose, count=count))


def unit(raw: Words) -> Floats:
    """Turn raw words into numbers in [0, 1) by their upper 53 bits; same shape."""
    scaled: Floats = (raw >> np.uint64(11)).astype(np.float64) * 2.0**-53
    return scaled


def shuffled(seed: int, *purpose: str, count: int) -> NDArray[np.int64]:
    """Return the numbers 0 … count-1 in a drawn order, shape (count,)."""
    order: NDArray[np.int64] = np.argsort(words(seed, *purpose, count=count), kind="stable")
    return order


def mixed(values: Words, salt: int) -> Words:
    """Return one well-mixed word for each value, shape as given; pure, whatever the call order.

    The finaliser of SplitMix64 (Steele, Lea and Flood 2014, "Fast splittable pseudorandom number
    generators"). `salt` is any integer that tells one use from another. `values` must be an array
    of at least one dimension: NumPy lets arrays wrap around silently, and warns for scalars.
    """
    z = values + np.uint64((salt + 1) * 0x9E3779B97F4A7C15 % 2**64)
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    done: Words = z ^ (z >> np.uint64(31))
    return done


def apportioned(total: int, weights: list[int]) -> list[int]:
    """Split `total` in proportion to whole weights by largest remainder; the sum is `total`.

    Exact integers throughout; equal remainders go to the earlier place. ValueError if all weights
    are zero. (Hamilton's method of apportionment.)
    """
    whole = sum(weights)
    if whole < 1:
        raise ValueError("nothing to apportion by: all weights are zero")
    parts = [total * weight // whole for weight in weights]
    by_remainder = sorted(
        range(len(weights)), key=lambda place: (-(total * weights[place] % whole), place)
    )
    for place in by_remainder[: total - sum(parts)]:
        parts[place] += 1
    return parts


def groups(total: int, shares: tuple[tuple[int, float], ...]) -> NDArray[np.int64]:
    """Cut `total` items into groups whose sizes have the given shares (of groups); sizes, rising.

    What rounding down leaves over goes to the sizes that lost most by it, each that still fits,
    round after round. Shares are (size, share) pairs with a size of one among them.
    """
    mean = fsum(size * share for size, share in shares)
    wanted = {size: share * total / mean for size, share in shares}
    counts = {size: int(count) for size, count in wanted.items()}
    left = total - sum(size * count for size, count in counts.items())
    by_loss = sorted(wanted, key=lambda size: (counts[size] - wanted[size], size))
    while left:
        for size in by_loss:
            if size <= left:
                counts[size] += 1
                left -= size
    sizes = np.array(list(counts), dtype=np.int64)
    return np.repeat(sizes, list(counts.values()))
