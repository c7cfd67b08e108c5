"""The lines of an invented campaign, with the hidden truth beside them.

Everything is made from (world, seed) alone and comes out the same in every process.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from bot.invented.chance import apportioned, groups, shuffled, uniforms, words
from bot.invented.truth import grounds, minutes, truths
from bot.invented.worlds import DUPLICATE, Sections, World
from models.terms import LineKey


@dataclass(frozen=True, slots=True, eq=False)
class Invented:
    """Rejected lines in the registrar's order: one array a column, all of shape (n,).

    `reason` indexes `world.reasons`. `duplicate_set` is the index of the set's first line, the
    one that can count, and -1 outside sets; `partner` is the index of the next line of the set
    (the last one's is the first) or -1. `partner_*` is that line's key; for a set of one it is
    the key of a line that was counted and stands on no list; 0 where there is no partner. `bundle`
    numbers what one circulator handed in. `minutes` is the time a practised reader takes.

    `truth` (wrongly rejected) and `ground` (an index into `world_grounds(world)`: what a right
    challenge rests on) are hidden: no list the bot reads holds them.
    """

    world: World
    seed: int
    section: NDArray[np.int32]
    page: NDArray[np.int8]
    line: NDArray[np.int8]
    reason: NDArray[np.int8]
    duplicate_set: NDArray[np.int32]
    partner: NDArray[np.int32]
    partner_section: NDArray[np.int32]
    partner_page: NDArray[np.int8]
    partner_line: NDArray[np.int8]
    bundle: NDArray[np.int32]
    minutes: NDArray[np.float32]
    truth: NDArray[np.bool_]
    ground: NDArray[np.int8]

    def __len__(self) -> int:
        """Lines in all."""
        return len(self.section)

    def key(self, index: int) -> LineKey:
        """Key of the line at `index`."""
        return LineKey(int(self.section[index]), int(self.page[index]), int(self.line[index]))

    def partner_key(self, index: int) -> LineKey | None:
        """Key of the line that the line at `index` repeats, or None if it repeats none."""
        section = int(self.partner_section[index])
        if not section:
            return None
        return LineKey(section, int(self.partner_page[index]), int(self.partner_line[index]))

    def code(self, index: int) -> str:
        """Code of the reason of the line at `index`."""
        return self.world.reasons[int(self.reason[index])].code

    def counts(self) -> dict[str, int]:
        """Lines by reason code, every reason of the world."""
        found = np.bincount(self.reason, minlength=len(self.world.reasons))
        return {r.code: int(n) for r, n in zip(self.world.reasons, found, strict=True)}


def generate(world: World, seed: int, *, lines: int | None = None) -> Invented:
    """Make the campaign of `world` for `seed`, at full size or with `lines` lines.

    Another size keeps the shares of the reasons by largest remainder; the full size has exactly
    the world's counts. ValueError if `lines` is below one or `seed` negative.
    """
    total = world.total if lines is None else lines
    if total < 1 or seed < 0:
        raise ValueError("a campaign needs at least one line, and a seed that is not negative")
    places = _places(world.sections, seed, world.name, total)
    reason = _reasons(world, seed, total)
    duplicate_set, partner = _sets(world, seed, reason)
    bundle = (places.rank // world.truth.bundle).astype(np.int32)
    partners = _partner_keys(world, seed, places, duplicate_set, partner)
    return Invented(
        world=world,
        seed=seed,
        section=places.section,
        page=places.page,
        line=places.line,
        reason=reason,
        duplicate_set=duplicate_set,
        partner=partner,
        partner_section=partners[0],
        partner_page=partners[1],
        partner_line=partners[2],
        bundle=bundle,
        minutes=minutes(world, seed, reason),
        truth=truths(world, seed, reason, duplicate_set, bundle),
        ground=grounds(world, seed, reason, partner),
    )


class _Places(NamedTuple):
    """Where the lines stand; `rank` of the section among the listed; numbers of unlisted ones."""

    section: NDArray[np.int32]
    page: NDArray[np.int8]
    line: NDArray[np.int8]
    rank: NDArray[np.int64]
    unlisted: NDArray[np.int32]


def _places(rules: Sections, seed: int, name: str, total: int) -> _Places:
    sizes = groups(total, rules.sizes)
    listed = len(sizes)
    sizes = sizes[shuffled(seed, name, "section sizes", count=listed)]
    drawn = shuffled(seed, name, "section numbers", count=int(listed * rules.spread) + 1)
    numbers = (np.sort(drawn[:listed]) + rules.first).astype(np.int32)
    rank, spot = _spots(rules, seed, name, sizes)
    return _Places(
        section=numbers[rank],
        page=(spot // rules.lines_per_page + 1).astype(np.int8),
        line=(spot % rules.lines_per_page + 1).astype(np.int8),
        rank=rank,
        unlisted=(drawn[listed:] + rules.first).astype(np.int32),
    )


def _spots(
    rules: Sections, seed: int, name: str, sizes: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """For each line: rank of its section, and its spot among the section's lines, rising."""
    listed, room = len(sizes), rules.booklet_lines
    draws = words(seed, name, "spots", count=listed * room).reshape(listed, room)
    # The spot's number in the low bits makes the words of one section differ for certain.
    draws = (draws & ~np.uint64(255)) | np.arange(room, dtype=np.uint64)
    sheet = uniforms(seed, name, "mailed", count=listed) < rules.mailed
    sheet &= sizes <= rules.mailed_lines
    draws[sheet, rules.mailed_lines :] = np.iinfo(np.uint64).max
    last = np.take_along_axis(np.sort(draws, axis=1), sizes[:, None] - 1, axis=1)
    rank, spot = np.nonzero(draws <= last)
    return rank, spot


def _reasons(world: World, seed: int, total: int) -> NDArray[np.int8]:
    counts = apportioned(total, [reason.count for reason in world.reasons])
    listed = np.repeat(np.arange(len(counts), dtype=np.int8), counts)
    return listed[shuffled(seed, world.name, "reasons", count=total)]


def _sets(
    world: World, seed: int, reason: NDArray[np.int8]
) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Index of the set's first line and of the partner, -1 where there is none."""
    number = np.full(len(reason), -1, dtype=np.int32)
    partner = np.full(len(reason), -1, dtype=np.int32)
    codes = [r.code for r in world.reasons]
    members = np.flatnonzero(reason == codes.index(DUPLICATE))
    if not len(members):
        return number, partner
    sizes = groups(len(members), world.duplicates.sizes)
    sizes = sizes[shuffled(seed, world.name, "set sizes", count=len(sizes))]
    # Lines kept in the registrar's order fall into sets with their neighbours, the rest anywhere.
    near = uniforms(seed, world.name, "near", count=len(members)) < world.duplicates.near
    far = np.flatnonzero(~near)
    far = far[shuffled(seed, world.name, "far", count=len(far))]
    order = members[np.concatenate([np.flatnonzero(near), far])]
    drawn = np.repeat(np.arange(len(sizes)), sizes)
    order = order[np.lexsort((order, drawn))]
    first = np.cumsum(sizes) - sizes
    number[order] = order[first][drawn]
    following = np.roll(order, -1)
    following[first + sizes - 1] = order[first]
    paired = np.repeat(sizes > 1, sizes)
    partner[order[paired]] = following[paired]
    return number, partner


def _partner_keys(
    world: World,
    seed: int,
    places: _Places,
    duplicate_set: NDArray[np.int32],
    partner: NDArray[np.int32],
) -> tuple[NDArray[np.int32], NDArray[np.int8], NDArray[np.int8]]:
    """Key of each line's partner: on the list, or a counted line of an unlisted section."""
    alone = np.flatnonzero((duplicate_set >= 0) & (partner < 0))
    chosen = uniforms(seed, world.name, "counted section", count=len(alone))
    counted = uniforms(seed, world.name, "counted line", count=len(alone))
    section = np.where(partner >= 0, places.section[partner], 0).astype(np.int32)
    page = np.where(partner >= 0, places.page[partner], 0).astype(np.int8)
    line = np.where(partner >= 0, places.line[partner], 0).astype(np.int8)
    section[alone] = places.unlisted[(chosen * len(places.unlisted)).astype(np.int64)]
    page[alone] = 1
    line[alone] = (counted * world.sections.mailed_lines).astype(np.int8) + 1
    return section, page, line
