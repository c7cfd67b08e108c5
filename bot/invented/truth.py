"""What is true of invented lines: which were wrongly rejected, on what ground, how long they take.

Yields may drift along the registrar's order and be correlated inside a bundle. Both leave the
world's yields as they are on average.
"""

from __future__ import annotations

from itertools import accumulate

import numpy as np
from numpy.typing import NDArray

from bot.invented.chance import Floats, uniforms
from bot.invented.worlds import DUPLICATE, World


def world_grounds(world: World) -> tuple[str, ...]:
    """Every ground code of the world once, in the order of the file: what `ground` indexes."""
    codes = [code for reason in world.reasons for code, _ in reason.grounds]
    codes += [world.duplicates.shared, world.duplicates.alone]
    return tuple(dict.fromkeys(codes))


def truths(
    world: World,
    seed: int,
    reason: NDArray[np.int8],
    duplicate_set: NDArray[np.int32],
    bundle: NDArray[np.int32],
) -> NDArray[np.bool_]:
    """Return which lines were wrongly rejected, shape (n,); one duplicate set counts once.

    Of a set only the first line in the registrar's order can be true, so a set is true with the
    yield a line times the lines a set. Correlation is by common draws: with chance √r a line looks
    at its bundle's number and else at its own, so two lines of a bundle share a number with chance
    r, which is then their correlation.
    """
    total = len(reason)
    shared = uniforms(seed, world.name, "bundles", count=int(bundle[-1]) + 1)[bundle]
    own = uniforms(seed, world.name, "lines", count=total)
    follows = uniforms(seed, world.name, "follows", count=total) < world.truth.correlation**0.5
    number = np.where(follows, shared, own)
    chance = np.zeros(total)
    for place, published in enumerate(world.reasons):
        members = np.flatnonzero(reason == place)
        rate, drift = published.rate, world.truth.drift
        if published.code == DUPLICATE and len(members):
            lines = len(members)
            members = np.unique(duplicate_set[members]).astype(np.int64)
            rate, drift = rate * lines / len(members), drift * lines / len(members)
        chance[members] = _drifting(min(rate, 1.0), drift, members, total)
    return number < chance


def _drifting(rate: float, drift: float, members: NDArray[np.int64], total: int) -> Floats:
    """Chance of each member: `rate` on average, `drift` above at the start, below at the end.

    Near 0 and 1 the drift is as large as keeps every chance inside.
    """
    if not len(members):
        return np.zeros(0)
    last = max(total - 1, 1)
    centre = int(members.sum()) / len(members)
    slope = 2 * (centre - members) / last
    reach = float(np.abs(slope).max())
    room = min(rate, 1 - rate) / reach if reach else 0.0
    sign = 1 if drift >= 0 else -1
    return rate + sign * min(abs(drift), room) * slope


def grounds(
    world: World, seed: int, reason: NDArray[np.int8], partner: NDArray[np.int32]
) -> NDArray[np.int8]:
    """Return for each line the ground a right challenge would rest on, shape (n,)."""
    draw = uniforms(seed, world.name, "grounds", count=len(reason))
    found = drawn_grounds(world, reason, draw)
    codes = world_grounds(world)
    duplicate = reason == [r.code for r in world.reasons].index(DUPLICATE)
    found[duplicate & (partner >= 0)] = codes.index(world.duplicates.shared)
    found[duplicate & (partner < 0)] = codes.index(world.duplicates.alone)
    return found


def drawn_grounds(world: World, reason: NDArray[np.int8], draw: Floats) -> NDArray[np.int8]:
    """Return a ground of each line's reason, by the reason's shares and a draw in [0, 1)."""
    codes = world_grounds(world)
    found = np.zeros(len(reason), dtype=np.int8)
    for place, published in enumerate(world.reasons):
        members = reason == place
        ends = list(accumulate(share for _, share in published.grounds))[:-1]
        picks = np.array([codes.index(code) for code, _ in published.grounds], dtype=np.int8)
        found[members] = picks[np.searchsorted(ends, draw[members], side="right")]
    return found


def minutes(world: World, seed: int, reason: NDArray[np.int8]) -> NDArray[np.float32]:
    """Return the minutes each line takes a practised reader, shape (n,): the reason's ± spread."""
    usual = np.array([r.minutes for r in world.reasons])[reason]
    draw = uniforms(seed, world.name, "minutes", count=len(reason))
    factor = 1 + world.readers.spread * (2 * draw - 1)
    taken: NDArray[np.float32] = (usual * factor).astype(np.float32)
    return taken
