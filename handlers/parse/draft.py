"""One item of a typed sheet while it is being read: what it has so far, and what is wrong."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from handlers.parse.tokens import Token
from handlers.parse.typed import Question, TypedItem
from handlers.parse.words import FILLERS, Vocabulary
from models.terms import LineKey, Verdict

LONGEST_RANGE = 1000  # lines; a batch is far smaller
_DIGITS = 6  # a number longer than this is no line of a batch


@dataclass
class Draft:
    """The tokens' sum so far. ``closed``: the next number begins another item."""

    start: int = -1
    end: int = -1
    numbers: list[int] = field(default_factory=list)
    keys: list[LineKey] = field(default_factory=list)
    rest: bool = False
    reason: str | None = None
    verdict: Verdict | None = None
    words: list[Token] = field(default_factory=list)
    partners: list[LineKey | int] = field(default_factory=list)
    signed_on: date | None = None
    registered_on: date | None = None
    faults: list[tuple[str, int, int]] = field(default_factory=list)
    broken: bool = False
    expecting: bool = False  # a partner must follow
    soft: str = ""  # the comma or full stop just passed

    @property
    def empty(self) -> bool:
        """Nothing was put in yet."""
        return self.start < 0

    @property
    def named(self) -> bool:
        """Some lines are named, or all the rest."""
        return bool(self.numbers or self.keys or self.rest)

    @property
    def closed(self) -> bool:
        """Complete enough, or wrong enough, that a number can only begin another item."""
        return self.verdict is not None or self.broken or self.reason is not None

    def reach(self, token: Token) -> None:
        """Stretch the span over a token."""
        if self.start < 0:
            self.start = token.start
        self.end = token.end

    def fault(self, code: str, token: Token, *, breaks: bool = True) -> None:
        """Note what is wrong with a token; ``breaks``: words after it are not judged."""
        self.faults.append((code, token.start, token.end))
        self.broken = self.broken or breaks

    def add_line(self, token: Token) -> None:
        """A number, range or key as lines of this item."""
        if token.kind == "key":
            key = key_of(token.text)
            if key is None:
                self.fault("readings.key-malformed", token, breaks=False)
            else:
                self.keys.append(key)
        elif token.kind == "chain":
            self.fault("readings.number-malformed", token, breaks=False)
        else:
            self._add_numbers(token)

    def _add_numbers(self, token: Token) -> None:
        ends = whole_numbers(token.text)
        if ends is None:
            self.fault("readings.number-malformed", token, breaks=False)
        elif ends[-1] < ends[0]:
            self.fault("readings.range-backwards", token, breaks=False)
        elif ends[-1] - ends[0] >= LONGEST_RANGE:
            self.fault("readings.range-too-long", token, breaks=False)
        else:
            self.numbers.extend(range(ends[0], ends[-1] + 1))

    def add_partner(self, token: Token) -> None:
        """A number or key as another line of the duplicate set."""
        self.expecting = False
        if token.kind == "key":
            partner: LineKey | int | None = key_of(token.text)
        else:
            ends = whole_numbers(token.text) if token.kind == "number" else None
            partner = ends[0] if ends else None
        if partner is None:
            self.fault("readings.partner-malformed", token, breaks=False)
        elif partner not in self.partners:
            self.partners.append(partner)

    def say(self, verdict: Verdict, token: Token) -> None:
        """A verdict; the same twice is fine, two different ones are not."""
        if self.verdict is None:
            self.verdict = verdict
        elif self.verdict is not verdict:
            self.fault("readings.verdict-twice", token)


def whole_numbers(text: str) -> list[int] | None:
    """The one or two numbers of a token; None if one is zero or too long to be a line."""
    parts = [part for part in "".join(c if c.isdigit() else " " for c in text).split() if part]
    if any(len(part.lstrip("0")) > _DIGITS or not part.strip("0") for part in parts):
        return None
    return [int(part) for part in parts]


def key_of(text: str) -> LineKey | None:
    """A key token's LineKey; None if a part is zero or too long."""
    parts = "".join(c if c.isdigit() else " " for c in text).split()
    if any(len(part) > 9 or not part.strip("0") for part in parts):
        return None
    section, page, line = (int(part) for part in parts)
    return LineKey(section, page, line)


@dataclass(frozen=True, slots=True)
class Finished:
    """A draft brought to an end: an item, or the verdict on the rest, a question, or faults."""

    item: TypedItem | None
    rest: Verdict | None
    question: Question | None
    faults: tuple[tuple[str, int, int], ...]


def finish(draft: Draft, position: int, vocabulary: Vocabulary) -> Finished:
    """Judge a whole item. ``position`` counts from 1; spans stay those of the folded text."""
    if draft.expecting:
        draft.faults.append(("readings.partner-malformed", draft.start, draft.end))
    if not draft.named and not draft.faults:
        draft.faults.append(("readings.number-missing", draft.start, draft.end))
    if draft.verdict is None and not draft.broken:
        draft.faults.append(("readings.verdict-missing", draft.start, draft.end))
    codes = _ground(draft, vocabulary)
    if draft.faults:
        return Finished(None, None, None, tuple(draft.faults))
    assert draft.verdict is not None
    if draft.rest:
        return Finished(None, draft.verdict, None, ())
    ground = codes[0] if len(codes) == 1 else None
    item = TypedItem(
        position,
        tuple(dict.fromkeys(draft.numbers)),
        tuple(dict.fromkeys(draft.keys)),
        draft.verdict,
        ground,
        tuple(draft.partners),
        draft.signed_on,
        draft.registered_on,
        draft.start,
        draft.end,
        draft.reason,
    )
    asked = Question(position, codes, draft.start, draft.end) if len(codes) > 1 else None
    return Finished(item, None, asked, ())


def _ground(draft: Draft, vocabulary: Vocabulary) -> tuple[str, ...]:
    """The ground codes the words after the verdict may mean; faults where there is none."""
    if draft.broken or draft.verdict is None:
        return ()
    span = (draft.start, draft.end)
    challenge = draft.verdict is Verdict.CHALLENGE
    dated = draft.signed_on or draft.registered_on
    if draft.rest and (challenge or draft.partners or dated or draft.reason):
        draft.faults.append(("readings.rest-needs-lines", *span))
        return ()
    words = _without_verdicts(draft, vocabulary)
    if not challenge:
        if words:
            draft.faults.append(("readings.ground-unwanted", words[0].start, words[-1].end))
        return ()
    if not words:
        if not draft.faults:
            draft.faults.append(("readings.ground-missing", *span))
        return ()
    return _meant(words, draft, vocabulary)


def _without_verdicts(draft: Draft, vocabulary: Vocabulary) -> list[Token]:
    """The words left when a repeated verdict (``s stands``) is taken out."""
    left: list[Token] = []
    for token in draft.words:
        verdict = vocabulary.exact_verdict(token.text)
        if verdict is None or vocabulary.is_ground(token.text):
            left.append(token)
        elif verdict is not draft.verdict:
            draft.fault("readings.verdict-twice", token)
    telling = [index for index, token in enumerate(left) if token.text not in FILLERS]
    return left[: telling[-1] + 1] if telling else []


def _phrase(words: list[Token], vocabulary: Vocabulary) -> tuple[str, ...]:
    """The one ground that all words together name, with or without a leading article."""
    for start in (0, 1):
        phrase = words[start:]
        match = vocabulary.ground(" ".join(token.text for token in phrase))
        if len(phrase) > 1 and match.sure:
            return match.codes
        if words[0].text not in FILLERS:
            break
    return ()


def _meant(words: list[Token], draft: Draft, vocabulary: Vocabulary) -> tuple[str, ...]:
    """The whole phrase first, then word by word; every word must be a ground's."""
    whole = _phrase(words, vocabulary)
    if whole:
        return whole
    codes: dict[str, None] = {}
    for token in words:
        if token.text in FILLERS:
            continue
        match = vocabulary.ground(token.text)
        if not match.codes:
            draft.fault("readings.ground-unknown", token)
        codes.update(dict.fromkeys(match.codes))
    if not codes and not draft.faults:
        draft.faults.append(("readings.ground-missing", draft.start, draft.end))
    return tuple(codes)
