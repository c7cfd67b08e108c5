"""An export that no campaign made: as many lines as one likes, ruled in a bad order. All invented."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

import numpy as np

from models.rules import audit
from models.rules.audit import Draw
from models.rules.estimates import Band, Counts, certain, total_band
from models.terms import LineKey, Verdict

SEED = "an invented seed of tables"


@dataclass(frozen=True, slots=True)
class Made:
    """What the rules say of the tables that were written."""

    counts: Counts
    band: Band


class Tables:
    """Lines with a hidden truth; the lines that are ours tend to be ruled first."""

    def __init__(self, total: int, chance: int, share: float) -> None:
        self._dice = np.random.default_rng(chance)
        self._keys = [LineKey(1 + n // 12, 1 + n % 12 // 4, 1 + n % 4) for n in range(total)]
        self._ours = self._dice.random(total) < share
        self._gone = self._dice.random(total) < 0.02  # cannot be shown
        likely = self._ours * 0.6 + self._dice.random(total)
        self._best = np.argsort(-likely).tolist()
        lots = [audit.ticket(SEED, key) for key in self._keys]
        self._order = np.argsort(lots).tolist()
        self._after: dict[int, int] = {}  # outside the stream: draws before the ruling
        self._drawn: dict[int, int] = {}

    def rounds(self, count: int, draws: int, rulings: int) -> list[Draw]:
        """So many times: lines are ruled outside the stream, then the next ones drawn."""
        made: list[Draw] = []
        for _ in range(count):
            free = (n for n in self._best if n not in self._after and n not in self._drawn)
            for line in list(islice(free, rulings)):
                self._after[line] = len(made)
            ours = sum(bool(self._ours[line]) for line in self._after)
            expected = float(self._dice.random()) if self._dice.random() < 0.7 else None
            turn = (n for n in self._order if n not in self._after and n not in self._drawn)
            for line in list(islice(turn, draws)):
                self._drawn[line] = len(made)
                made.append(Draw(len(self._after), ours, self._ruling(line), expected))
        shown = [place for place, draw in enumerate(made) if draw.ruling is not Verdict.MISSING]
        late = shown[-draws // 2]  # one of the last is not ruled yet
        made[late] = replace(made[late], ruling=None)
        return made

    def write(self, folder: Path, draws: list[Draw]) -> Made:
        """The tables that the outsider reads; what the rules say of them."""
        pending = {n for n, place in self._drawn.items() if draws[place].ruling is None}
        ruled = {n: 0 for n in self._drawn if not self._gone[n] and n not in pending} | self._after
        counts = Counts(len(self._keys), sum(bool(self._ours[n]) for n in ruled), len(ruled), None)
        band, sure = total_band(counts, audit.blocks(draws)), certain(counts)
        folder.mkdir()
        _write(folder / "lines.csv", self._lines(ruled))
        _write(folder / "audit.csv", self._audit(draws))
        about = {
            "audit_seed": SEED,
            "audit_commitment": audit.commitment(SEED),
            "ruled": counts.ruled,
            "ruled_ours": counts.ours,
            "certain_low": sure.low,
            "certain_high": sure.high,
            "interval_low": band.low,
            "interval_high": band.high,
            "interval_condition": band.condition,
        }
        _write(folder / "about.csv", [{"name": k, "value": v} for k, v in about.items()])
        (folder / "SHA256SUMS").write_text("")
        return Made(counts, band)

    def _ruling(self, line: int) -> Verdict:
        if self._gone[line]:
            return Verdict.MISSING
        return Verdict.CHALLENGE if self._ours[line] else Verdict.STANDS

    def _lines(self, ruled: dict[int, int]) -> Iterable[dict[str, object]]:
        for n, key in enumerate(self._keys):
            missing = n in self._drawn and self._gone[n]
            yield {
                **key._asdict(),
                "first_verdict": "missing" if missing else "",
                "ruling": ("challenge" if self._ours[n] else "stands") if n in ruled else "",
                "counts": "yes" if n in ruled and self._ours[n] else "",
                # A drawn line is ruled after its draw.
                "draws_before": self._drawn[n] + 1 if n in self._drawn else ruled.get(n, ""),
            }

    def _audit(self, draws: list[Draw]) -> Iterable[dict[str, object]]:
        for line, place in self._drawn.items():
            key, draw = self._keys[line], draws[place]
            yield {
                "place": place,
                **key._asdict(),
                "ticket": audit.ticket(SEED, key),
                "elsewhere": draw.elsewhere,
                "ours_elsewhere": draw.ours_elsewhere,
                "expected": "" if draw.expected is None else draw.expected,
                "ruling": draw.ruling or "",
            }


def _write(path: Path, rows: Iterable[dict[str, object]]) -> None:
    listed = list(rows)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, listed[0].keys())
        writer.writeheader()
        writer.writerows(listed)
