"""One typed reading through the whole path at thirty-two people, beside echo bots and bare SQL.

Thirty-two people type one line a message as fast as they are taken; updates a second are counted
at the Bot API's end, by answers given. Every process is started once and measured in turn; between
rounds the people are dealt new batches. After each round of the bot each reading must be kept.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from statistics import median

from tests.benchmarks.crowd import Crowd, gathered
from tests.benchmarks.figure import AT_LEAST, Figure, of_pairs
from tests.benchmarks.room import PEOPLE, Room
from tests.benchmarks.statements import Bare

LATENCY = 0.05
AT_ONCE = (1, 8, 32, 256)
SHORT = 64  # texts for the bot that handles one at a time: with latency it takes 0.05 s each
PEERS = 320  # texts for every other echo bot; half the house's, since some take long over them


def measure(folder: Path, rounds: int, tell: Callable[[], None]) -> list[Figure]:
    """Both figures, and what is printed beside them."""
    with gathered() as crowd:
        bare = Bare(folder, crowd)
        tell()
        room = Room(folder, "house")
        crowd.start("house", "house", room.path, errors=folder)
        for n in AT_ONCE:
            crowd.start(f"stock-{n}", "stock", n, errors=folder)
        crowd.start("echo", "echo", errors=folder)
        crowd.start("aiogram", "aiogram", errors=folder)
        crowd.ready()
        tell()
        slow = _rounds(crowd, room, rounds, LATENCY, None, tell)
        quick = _rounds(crowd, room, rounds, 0.0, bare, tell)
    return [*_slow(slow), *_quick(quick, bare.each)]


Rates = dict[str, list[float]]


def _rounds(
    crowd: Crowd,
    room: Room,
    rounds: int,
    latency: float,
    bare: Bare | None,
    tell: Callable[[], None],
) -> Rates:
    """The house and its peers in turn; the direction changes from round to round."""
    rates: Rates = defaultdict(list)
    at_once = AT_ONCE if latency else AT_ONCE[:2]  # more at once is only worse without latency
    names = ["house", *(f"stock-{n}" for n in at_once), "echo", "aiogram"]
    if bare is not None:
        names.insert(1, "bare")
    for number in range(rounds):
        kept = room.readings()
        texts = room.deal()
        for name in names if number % 2 == 0 else reversed(names):
            if name == "bare":
                assert bare is not None
                rates[name].append(bare.rate())
                continue
            short = SHORT if name == "stock-1" and latency else PEERS
            mine = texts if name == "house" else texts[:short]
            rates[name].append(crowd.rate(name, mine, latency=latency))
        assert room.readings() == kept + len(texts)
        tell()
    return rates


def _slow(rates: Rates) -> list[Figure]:
    best = max((f"stock-{n}" for n in AT_ONCE), key=lambda name: median(rates[name]))
    told = ", ".join(f"{n}: {median(rates[f'stock-{n}']):.0f}" for n in AT_ONCE)
    figure = of_pairs(
        f"a typed reading, {PEOPLE} people, 50 ms latency",
        list(zip(rates["house"], rates[best], strict=True)),
        unit="updates/s",
        sense=AT_LEAST,
        bar=1.5,
        note=f"beside the stock echo bot at its best ({told} at once)",
    )
    return [figure, *_beside(rates, "50 ms latency", ("echo", "aiogram"))]


def _quick(rates: Rates, each: float) -> list[Figure]:
    best = max((f"stock-{n}" for n in AT_ONCE[:2]), key=lambda name: median(rates[name]))
    figure = of_pairs(
        f"a typed reading, {PEOPLE} people, no latency",
        list(zip(rates["house"], rates["bare"], strict=True)),
        unit="updates/s",
        sense=AT_LEAST,
        bar=0.8,
        note=f"beside its {each:.0f} SQL statements alone, a commit and fsync each",
    )
    return [figure, *_beside(rates, "no latency", (best, "echo", "aiogram"))]


_CALLED = {"echo": "our transport's echo", "aiogram": "aiogram's echo"}


def _beside(rates: Rates, how: str, names: tuple[str, ...]) -> list[Figure]:
    return [
        of_pairs(
            f"  … beside {_CALLED.get(name, f'the {name} echo')}, {how}",
            list(zip(rates["house"], rates[name], strict=True)),
            unit="updates/s",
            sense=AT_LEAST,
        )
        for name in names
    ]
