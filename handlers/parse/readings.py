"""Bulk text for a sheet: ``K7: 3 c addr; 4-7 s; 9 ?; 11 m; 12 c dup =13310-2-5``.

An item is: line numbers of the batch (lists, ranges) or full keys, a verdict, for a challenge its
ground, and if wanted ``=`` partner lines, ``signed`` and ``reg`` dates. Items end at a semicolon,
or where the next number can only begin another. Everything is read before anything is refused.
Where lines are registered as met, the registrar's code stands before the verdict:
``K7: 12045-1-7 nr c reg; 12045-1-8 dup s``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from handlers.parse.dates import IN_A_SHEET, DateHabit, Lean, parse_date
from handlers.parse.draft import Draft, finish
from handlers.parse.folding import Folded, fold
from handlers.parse.header import read_header
from handlers.parse.reasons import is_strange, reason_at
from handlers.parse.tokens import DATE_WORDS, Token, lex
from handlers.parse.typed import (
    ABOUT_GROUNDS,
    ItemError,
    Misread,
    Question,
    TypedItem,
    TypedSheet,
    contradictions,
)
from handlers.parse.words import FILLERS, PARTNER_WORDS, REST_WORDS, Vocabulary
from models.errors import Refusal
from models.terms import LineKey, Verdict

_LINES = ("number", "range", "key", "chain")
Lines = tuple[LineKey | int, ...]
_ENDS = ("comma", "period", "semicolon", "signed", "registered", "end")


def parse_readings(text: str, vocabulary: Vocabulary, dates: DateHabit) -> TypedSheet:
    """A message of readings as a TypedSheet; grounds we are unsure of come as its ``questions``.

    ``text`` may begin with ``/v``, the batch code, ``by R-017``. A signing or registration date
    without a year is the last such day. Raises Misread with every error at once, as codes and
    places (characters of ``text``), never with a word that was typed.
    """
    folded = fold(text)
    header = read_header(folded.text)
    reader = _Reader(tuple(lex(header.body, vocabulary.known)), vocabulary, dates)
    reader.read()
    faults = [(0, fault.code, fault.start, fault.end) for fault in header.faults]
    faults += reader.faults
    if not faults:
        faults += contradictions(reader.items, reader.questions)
    if not header.faults and not reader.any_line:
        faults = [(0, "readings.nothing", 0, len(folded.text))]
    if faults:
        found = tuple(_error(folded, reader.named, *fault) for fault in faults)
        raise Misread(found, batch=header.code)
    return TypedSheet(
        header.code,
        header.read_by,
        tuple(_placed(folded, item) for item in reader.items),
        reader.rest,
        tuple(
            Question(q.position, q.candidates, *folded.source(q.start, q.end))
            for q in reader.questions
        ),
    )


def _error(
    folded: Folded, named: Mapping[int, Lines], position: int, code: str, start: int, end: int
) -> ItemError:
    lines = named.get(position, ()) if code in ABOUT_GROUNDS else ()
    return ItemError(position, *folded.source(start, end), code, lines=lines)


def _placed(folded: Folded, item: TypedItem) -> TypedItem:
    start, end = folded.source(item.start, item.end)
    return TypedItem(
        item.position, item.numbers, item.keys, item.verdict, item.ground, item.partners,
        item.signed_on, item.registered_on, start, end, item.reason,
    )  # fmt: skip


@dataclass
class _Reader:
    """Walks the tokens once, item by item."""

    tokens: tuple[Token, ...]
    vocabulary: Vocabulary
    dates: DateHabit
    items: list[TypedItem] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    faults: list[tuple[int, str, int, int]] = field(default_factory=list)
    named: dict[int, Lines] = field(default_factory=dict)  # what the items with faults speak of
    rest: Verdict | None = None
    position: int = 0
    passed: int = 0  # tokens before this index are read
    draft: Draft = field(default_factory=Draft)

    @property
    def any_line(self) -> bool:
        """Whether the message names a line at all."""
        words = (token.text for token in self.tokens if token.kind == "word")
        return any(token.kind in _LINES for token in self.tokens) or not REST_WORDS.isdisjoint(
            words
        )

    def read(self) -> None:
        """Fill items, questions, rest and faults."""
        for index, token in enumerate(self.tokens):
            if index < self.passed:
                continue
            if token.kind in _LINES:
                self._line(index, token)
            elif token.kind in ("comma", "period"):
                self.draft.soft = token.kind
            elif token.kind == "semicolon":
                self._flush()
            else:
                self._inside(index, token)
                self.draft.soft = ""
        self._flush()

    def _inside(self, index: int, token: Token) -> None:
        """Whatever belongs to the item at hand, wherever a comma stands."""
        if token.kind == "word":
            self._word(index, token)
        elif token.kind == "unsure":
            self.draft.reach(token)
            self.draft.say(Verdict.UNSURE, token)
        elif token.kind in ("signed", "registered"):
            self._date(token)
        elif token.kind in ("equals", "plus"):
            self._join(index, token)
        elif token.kind == "or" and not self.draft.closed and self.draft.named:
            self.draft.fault("readings.number-malformed", token)
        elif token.kind == "other" and not self.draft.broken:
            self.draft.reach(token)
            self.draft.fault("readings.not-understood", token)

    def _kind(self, index: int) -> str:
        return self.tokens[index].kind if index < len(self.tokens) else "end"

    def _line(self, index: int, token: Token) -> None:
        draft = self.draft
        if draft.expecting:
            draft.reach(token)
            draft.add_partner(token)
            return
        if draft.verdict is not None and not draft.soft and self._ends_as_partner(index):
            draft.reach(token)
            draft.add_partner(token)
            return
        self._begin_if_needed()
        self.draft.reach(token)
        self.draft.add_line(token)
        self.draft.soft = ""

    def _begin_if_needed(self) -> None:
        """Close the item at hand if a line can only begin another one."""
        draft = self.draft
        if draft.closed or draft.rest or (draft.named and draft.soft == "period"):
            self._flush()

    def _ends_as_partner(self, index: int) -> bool:
        """Full keys after a ground that no verdict follows: ``12 c dup 13310-2-5``."""
        if not (self.draft.words or self.draft.partners):
            return False
        while self._kind(index) == "key":
            index += 1
            if self._kind(index) == "plus":
                index += 1
        return self._kind(index - 1) == "key" and self._kind(index) in _ENDS

    def _join(self, index: int, token: Token) -> None:
        """``=`` and ``+`` announce a partner; ``3 = c`` is only an ornament."""
        draft = self.draft
        follows = self._kind(index + 1)
        if token.kind == "plus" and not draft.partners:
            return
        if draft.verdict is None and follows in ("word", "unsure"):
            return
        draft.reach(token)
        if follows in _LINES:  # a range is taken too, to be refused as a partner
            draft.expecting = True
        else:
            draft.fault("readings.partner-malformed", token)

    def _date(self, token: Token) -> None:
        draft = self.draft
        draft.reach(token)
        challenge = draft.verdict is Verdict.CHALLENGE and not draft.words
        if challenge and self.vocabulary.is_ground(token.word):
            # ``3 c reg 5/1/22`` names the ground and the date in one word
            end = token.start + len(token.word)
            draft.words.append(Token("word", token.word, token.start, end))
        try:
            typed = parse_date(
                token.text, self.dates.today, order=self.dates.order, lean=Lean.BEHIND
            )
        except Refusal as no:
            draft.fault(IN_A_SHEET[no.code], token, breaks=False)
            return
        if token.kind == "signed":
            draft.signed_on = typed.day
        else:
            draft.registered_on = typed.day

    def _word(self, index: int, token: Token) -> None:
        word = token.text
        if word in REST_WORDS and not self._is_other(word):
            if self.draft.closed or self.draft.named:
                self._flush()
            self.draft.reach(token)
            self.draft.rest = True
        elif word in PARTNER_WORDS and self.draft.closed and self._kind(index + 1) in _LINES:
            self.draft.reach(token)
            self.draft.expecting = True
        elif self.draft.verdict is None:
            self._before_verdict(index, token)
        elif not self.draft.broken:
            self._after_verdict(token)

    def _is_other(self, word: str) -> bool:
        """A word for the rest is a ground's, or the registrar's code of lines just named."""
        named = self.draft.named and not self.draft.closed
        return self.vocabulary.is_ground(word) or (named and self.vocabulary.reason(word).sure)

    def _before_verdict(self, index: int, token: Token) -> None:
        """The registrar's code, where it is typed, or the verdict."""
        draft = self.draft
        if draft.broken or not self.vocabulary.longest_reason or draft.reason is not None:
            self._verdict(token)
            return
        code, end = reason_at(self.tokens, index, self.vocabulary)
        if code is not None:
            draft.reach(token)
            draft.reach(self.tokens[end - 1])
            draft.reason, self.passed = code, end
        elif is_strange(self.tokens, index, self.vocabulary):
            draft.reach(token)
            draft.fault("readings.reason-unknown", token)
        else:
            self._verdict(token)

    def _verdict(self, token: Token) -> None:
        draft = self.draft
        if token.text in FILLERS or draft.broken:
            return
        draft.reach(token)
        verdict = self.vocabulary.verdict(token.text)
        named = self.vocabulary.is_ground(
            token.text
        )  # ``firma`` is a ground, not nearly ``firme``
        if verdict is not None and (self.vocabulary.exact_verdict(token.text) or not named):
            draft.say(verdict, token)
        else:
            missing = "readings.verdict-missing" if named else "readings.verdict-unknown"
            draft.fault(missing, token)

    def _after_verdict(self, token: Token) -> None:
        draft = self.draft
        exact = self.vocabulary.is_ground(token.text)
        if token.text not in FILLERS:
            draft.reach(token)
        if token.text in DATE_WORDS and not exact:
            draft.fault("readings.date-malformed", token)
        else:
            draft.words.append(token)

    def _flush(self) -> None:
        draft, self.draft = self.draft, Draft()
        if draft.empty:
            return
        self.position += 1
        done = finish(draft, self.position, self.vocabulary)
        self.faults.extend((self.position, *fault) for fault in done.faults)
        if done.faults:
            self.named[self.position] = (*draft.numbers, *draft.keys)
        if done.item is not None:
            self.items.append(done.item)
        if done.question is not None:
            self.questions.append(done.question)
        if done.rest is not None:
            self._take_rest(done.rest, draft)

    def _take_rest(self, verdict: Verdict, draft: Draft) -> None:
        if self.rest is not None and self.rest is not verdict:
            self.faults.append((self.position, "readings.twice", draft.start, draft.end))
        self.rest = verdict


def looks_like_readings(text: str, vocabulary: Vocabulary) -> bool:
    """Whether a message is meant as readings: a cheap test for whoever routes free text.

    True for ``/v``, for a batch code with something behind it, and when the first thing said is
    line numbers or "the rest" with a verdict to the letter (a slip in the verdict needs the code).
    """
    folded = fold(text[:200]).text
    header = read_header(folded)
    tokens = tuple(lex(header.body, vocabulary.known))
    if header.command or (header.code and tokens) or header.read_by:
        return True
    index, named = 0, False
    while index < len(tokens) and _names_lines(tokens[index]):
        named = named or tokens[index].kind in _LINES or tokens[index].text in REST_WORDS
        index += 1
    if not named or index == len(tokens):
        return False
    first = tokens[index]
    if reason_at(tokens, index, vocabulary)[0] is not None:
        return True
    return first.kind == "unsure" or vocabulary.exact_verdict(first.text) is not None


def _names_lines(token: Token) -> bool:
    if token.kind == "word":
        return token.text in FILLERS or token.text in REST_WORDS
    return token.kind in _LINES or token.kind in ("comma", "period", "equals")
