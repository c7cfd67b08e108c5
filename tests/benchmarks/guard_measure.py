"""How much the privacy guard catches, by kind, and what it wrongly flags: a table of rates.

The notes are invented (tests/data/notes_*.toml). Half of them, by a hash of their text, are held
out: of these only the rates by kind were looked at, after each change, never which note failed
(but for one, ``ana at mail dot com``, which is also an example of the tests). ``python -m
tests.benchmarks.guard_measure`` prints both halves; ``--misses`` lists what fails in the tuned one.
"""

from __future__ import annotations

import hashlib
import sys
import timeit
import tomllib
from pathlib import Path

from config.names import load_lexicon
from models.rules.guard import Kind, Lexicon, look

DATA = Path(__file__).parents[1] / "data"
Notes = dict[str, dict[str, list[str]]]
SHEET = "K7:\n" + "\n".join(f"{n} {'c addr' if n % 3 else 's'}" for n in range(1, 31))
PROSE = "the staff could not find section 12045, so we waited 20 minutes. " * 10


def lexicon() -> Lexicon:
    """The lexicon the bot runs with."""
    return Lexicon.of(**load_lexicon())


def notes(name: str) -> Notes:
    """A corpus: group, language, notes."""
    with (DATA / f"notes_{name}.toml").open("rb") as file:
        return tomllib.load(file)


def held_out(note: str) -> bool:
    """Whether a note belongs to the half that nothing is tuned on."""
    return hashlib.sha256(note.encode()).digest()[0] % 2 == 0


def half(corpus: Notes, group: str, *, held: bool) -> list[str]:
    """One group's notes of one half, all languages."""
    return [n for texts in corpus[group].values() for n in texts if held_out(n) is held]


def caught(words: Lexicon, corpus: Notes, kind: Kind, *, held: bool) -> tuple[int, int, int]:
    """Of one kind: notes caught as that kind, notes caught at all, notes."""
    found = [{f.kind for f in look(n, words)} for n in half(corpus, kind.value, held=held)]
    return sum(kind in kinds for kinds in found), sum(map(bool, found)), len(found)


def flagged(words: Lexicon, corpus: Notes, group: str, *, held: bool) -> tuple[int, int]:
    """Of one harmless group: notes wrongly flagged, notes."""
    found = [bool(look(n, words)) for n in half(corpus, group, held=held)]
    return sum(found), len(found)


def table(words: Lexicon, *, held: bool) -> list[str]:
    """The rows of one half."""
    rows, corpus = (
        [f"{'held out' if held else 'tuned on':<12} as kind  at all   of"],
        notes("caught"),
    )
    for kind in Kind:
        same, any_kind, of = caught(words, corpus, kind, held=held)
        rows.append(f"{kind.value:<12} {same / of:7.1%} {any_kind / of:7.1%} {of:4}")
    harmless = notes("harmless")
    wrong = [flagged(words, harmless, group, held=held) for group in harmless]
    total, of = sum(w for w, _ in wrong), sum(n for _, n in wrong)
    rows.append(f"{'harmless':<12} {'':7} {total / of:7.1%} {of:4}  (wrongly flagged)")
    return rows


def microseconds(words: Lexicon, text: str) -> float:
    """The best time of one look, in microseconds."""
    return min(timeit.repeat(lambda: look(text, words), number=200, repeat=7)) / 200 * 1e6


def misses(words: Lexicon) -> list[str]:
    """What fails in the tuned half, and only there."""
    rows, corpus, harmless = [], notes("caught"), notes("harmless")
    for kind in Kind:
        for note in half(corpus, kind.value, held=False):
            kinds = [found.kind.value for found in look(note, words)]
            rows += [f"missed {kind.value}: {note!r} {kinds}"] if kind not in kinds else []
    for group in harmless:
        for note in half(harmless, group, held=False):
            rows += [f"flagged {found}: {note!r}" for found in look(note, words)]
    return rows


def main() -> None:
    """Print the tables, the times and, when asked, the misses of the tuned half."""
    words = lexicon()
    print("INVENTED notes.", *table(words, held=False), *table(words, held=True), sep="\n")
    for name, text in (("sheet of 30 lines", SHEET), ("650 letters of prose", PROSE)):
        print(f"{name:<22}{microseconds(words, text):6.0f} µs")
    if "--misses" in sys.argv:
        print(*misses(words), sep="\n")


if __name__ == "__main__":
    main()
