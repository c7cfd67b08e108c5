"""One typed reading through the whole path at thirty-two people, beside echo bots and bare SQL.

Thirty-two people type one line a message; updates a second are counted at the Bot API's end, by
answers given. Held against the bars is a backlog: all of it is there at once. Printed beside it are
people who wait for each answer before they write again, and a disk whose commits take longer, on
both sides by the same means. Every process is started once and measured in turn; between rounds
the people are dealt new batches. After each round of the bot each reading must be kept.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from statistics import median, quantiles

from tests.benchmarks.crowd import Crowd, Texts, gathered
from tests.benchmarks.figure import AT_LEAST, Figure, of_pairs
from tests.benchmarks.room import PEOPLE, Room
from tests.benchmarks.statements import Bare
from tests.benchmarks.syncing import MILLISECOND, break_even, fsync_here, fsync_of_commits

LATENCY = 0.05
AT_ONCE = (1, 8, 32, 256)
SHORT = 64  # texts for the bot that handles one at a time: with latency it takes 0.05 s each
PEERS = 320  # texts for every other echo bot; half the house's, since some take long over them
SLOWER = 2 * MILLISECOND  # what each commit takes more, where a slower disk is tried
BAR_SLOW, BAR_QUICK = 1.5, 0.8

Rates = Mapping[str, list[float]]
Rate = Callable[[Texts], float]


def measure(folder: Path, rounds: int, tell: Callable[[], None]) -> list[Figure]:
    """Both figures, and what is printed beside them."""
    with gathered() as crowd:
        bare = Bare(folder, crowd)
        tell()
        room, slower = Room(folder, "house"), Room(folder, "slower")
        crowd.start("house", "house", room.path, errors=folder)
        crowd.start("slower", "house", slower.path, SLOWER, errors=folder)
        for n in AT_ONCE:
            crowd.start(f"stock-{n}", "stock", n, errors=folder)
        crowd.start("echo", "echo", errors=folder)
        crowd.start("aiogram", "aiogram", errors=folder)
        crowd.ready()
        tell()
        echoes = ("echo", "aiogram")
        stock = [f"stock-{n}" for n in AT_ONCE]
        few = stock[:2]  # more at once is only worse without latency
        slow = _rounds(room, rounds, tell, _bots(crowd, ("house", *stock, *echoes), LATENCY))
        alone: dict[str, Rate] = {
            "bare": lambda _texts: bare.rate(),
            "unsynced": lambda _texts: bare.rate(sync=False),
            "fsyncs": lambda _texts: 1 / fsync_here(folder),
        }
        quick_bots = _bots(crowd, ("house", *few, *echoes), 0.0)
        quick = _rounds(room, rounds, tell, quick_bots | alone)
        waits: list[float] = []
        waiting_bots = _bots(crowd, ("house", *few, "echo"), 0.0, waits)
        waiting = _rounds(room, rounds, tell, waiting_bots)
        slower_bots = _bots(crowd, ("slower",), 0.0)
        slower_bots["bare"] = lambda _texts: bare.rate(slower=SLOWER)
        on_slower = _rounds(slower, rounds, tell, slower_bots)
    return [
        *_slow(slow),
        *_quick(quick, bare.each, few),
        _on_slower(on_slower),
        *_syncs(quick),
        *_waiting(waiting, waits, few),
    ]


def _bots(
    crowd: Crowd, names: Iterable[str], latency: float, waits: list[float] | None = None
) -> dict[str, Rate]:
    """How each bot is measured; with ``waits``, people wait, and how long for the house goes there."""

    def one(name: str) -> Rate:
        ours = name in ("house", "slower")
        short = SHORT if name == "stock-1" and latency else PEERS

        def rate(texts: Texts) -> float:
            mine = texts if ours else texts[:short]
            found = crowd.rate(name, mine, latency=latency, wait=waits is not None)
            if ours and waits is not None:
                waits.extend(crowd.waits[name])
            return found

        return rate

    return {name: one(name) for name in names}


def _rounds(room: Room, rounds: int, tell: Callable[[], None], rate: dict[str, Rate]) -> Rates:
    """The bot of the room and its peers in turn; the direction changes from round to round."""
    rates: Rates = defaultdict(list)
    for number in range(rounds):
        kept = room.readings()
        texts = room.deal()
        for name in rate if number % 2 == 0 else reversed(rate):
            rates[name].append(rate[name](texts))
        assert room.readings() == kept + len(texts)
        tell()
    return rates


def _best(rates: Rates, names: Iterable[str]) -> str:
    return max(names, key=lambda name: median(rates[name]))


def _slow(rates: Rates) -> list[Figure]:
    best = _best(rates, (f"stock-{n}" for n in AT_ONCE))
    told = ", ".join(f"{n}: {median(rates[f'stock-{n}']):.0f}" for n in AT_ONCE)
    figure = of_pairs(
        f"a typed reading, {PEOPLE} people, 50 ms latency",
        list(zip(rates["house"], rates[best], strict=True)),
        unit="updates/s",
        sense=AT_LEAST,
        bar=BAR_SLOW,
        note=f"beside the stock echo bot at its best ({told} at once)",
    )
    return [figure, *_beside(rates, "50 ms latency", ("echo", "aiogram"))]


def _quick(rates: Rates, each: float, stock: list[str]) -> list[Figure]:
    figure = of_pairs(
        f"a typed reading, {PEOPLE} people, no latency",
        list(zip(rates["house"], rates["bare"], strict=True)),
        unit="updates/s",
        sense=AT_LEAST,
        bar=BAR_QUICK,
        note=f"beside its {each:.0f} SQL statements alone, a commit and fsync each",
    )
    return [figure, *_beside(rates, "no latency", (_best(rates, stock), "echo", "aiogram"))]


def _on_slower(rates: Rates) -> Figure:
    return of_pairs(
        f"  … where each commit takes {SLOWER / MILLISECOND:g} ms more, on both sides",
        list(zip(rates["slower"], rates["bare"], strict=True)),
        unit="updates/s",
        sense=AT_LEAST,
        note="each waits that long before its COMMIT, with the write lock held, as at a slow fsync",
    )


def _syncs(rates: Rates) -> list[Figure]:
    """What an fsync took meanwhile, by itself and in the commits; and what it would have to take."""
    here = 1 / median(rates["fsyncs"])
    took = fsync_of_commits(rates["bare"], rates["unsynced"])
    needed = break_even(BAR_QUICK, median(rates["house"]), median(rates["unsynced"]))
    return [
        Figure(
            "  … an fsync by itself, beside what it adds to each bare commit",
            here / MILLISECOND,
            took / MILLISECOND,
            here / took,
            "ms",
            AT_LEAST,
        ),
        Figure(
            f"  … that, beside the fsync at which {BAR_QUICK:g} would hold (computed)",
            took / MILLISECOND,
            needed / MILLISECOND,
            took / needed,
            "ms",
            AT_LEAST,
        ),
    ]


def _waiting(rates: Rates, waits: list[float], stock: list[str]) -> list[Figure]:
    half, most = (quantiles(waits, n=20)[place] / MILLISECOND for place in (9, 18))
    names = (_best(rates, stock), "echo")
    first, *others = _beside(rates, "no latency", names, what="people who wait for each answer, ")
    note = f"an answer after {half:.0f} ms (median), {most:.0f} ms (19 in 20)"
    return [replace(first, note=note), *others]


_CALLED = {"echo": "our transport's echo", "aiogram": "aiogram's echo"}


def _beside(rates: Rates, how: str, names: tuple[str, ...], what: str = "") -> list[Figure]:
    return [
        of_pairs(
            f"  … {what}beside {_CALLED.get(name, f'the {name} echo')}, {how}",
            list(zip(rates["house"], rates[name], strict=True)),
            unit="updates/s",
            sense=AT_LEAST,
        )
        for name in names
    ]
