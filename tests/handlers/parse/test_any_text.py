"""Properties of words to values: what is written is read back, and junk is refused without a word."""

import re
from collections.abc import Callable
from datetime import date
from functools import partial

from hypothesis import given
from hypothesis import strategies as st

from handlers.parse.dates import parse_date
from handlers.parse.keys import parse_batch_code, parse_key
from handlers.parse.readings import looks_like_readings, parse_readings
from handlers.parse.sheets import parse_sheet
from handlers.parse.times import parse_window
from handlers.parse.typed import Misread, Question, TypedItem, TypedSheet, format_sheet
from models.errors import Refusal
from models.terms import LineKey, Verdict
from tests.handlers.parse.campaign_words import DATES, GROUNDS, TODAY, vocabulary

WORDS = vocabulary()
KEYS = st.builds(LineKey, st.integers(1, 999_999), st.integers(1, 40), st.integers(1, 99))
DAYS = st.none() | st.dates(date(1950, 1, 1), date(2030, 12, 31))


@st.composite
def sheets(draw: st.DrawFn) -> TypedSheet:
    """Any sheet a person could have meant: lines at most once, some grounds still open."""
    numbers = draw(st.lists(st.integers(1, 300), unique=True, max_size=30))
    keys = draw(st.lists(KEYS, unique=True, max_size=6))
    items: list[TypedItem] = []
    questions: list[Question] = []
    while numbers or keys:
        take = draw(st.integers(0 if keys else 1, len(numbers))) if numbers else 0
        mine, numbers = tuple(sorted(numbers[:take])), numbers[take:]
        also = 1 if keys and (not mine or draw(st.booleans())) else 0
        own, keys = tuple(keys[:also]), keys[also:]
        position = len(items) + 1
        verdict = draw(st.sampled_from(Verdict))
        ground = None
        if verdict is Verdict.CHALLENGE:
            codes = draw(
                st.lists(st.sampled_from(sorted(GROUNDS)), min_size=1, max_size=3, unique=True)
            )
            ground = codes[0] if len(codes) == 1 else None
            if ground is None:
                questions.append(Question(position, tuple(codes)))
        partners = draw(st.lists(KEYS | st.integers(1, 300), unique=True, max_size=3))
        items.append(
            TypedItem(
                position, mine, own, verdict, ground, tuple(partners), draw(DAYS), draw(DAYS)
            )
        )
    safe = st.sampled_from([Verdict.STANDS, Verdict.UNSURE, Verdict.MISSING])
    rest = draw(safe if not items else st.none() | safe)
    code = draw(
        st.none() | st.builds("{}{}".format, st.sampled_from("ABKSZ"), st.integers(1, 999))
    )
    reader = draw(st.none() | st.builds("R-{:03d}".format, st.integers(1, 9999))) if code else None
    return TypedSheet(code, reader, tuple(items), rest, tuple(questions))


def mangle(text: str, seed: int) -> str:
    """What a phone may do to a text without changing what it says."""
    changes = [
        str.upper,
        str.lower,
        lambda t: t.replace("-", "–"),
        lambda t: t.replace("; ", ";"),
        lambda t: t.replace("; ", "\n"),
        lambda t: t.replace("; ", " ;; "),
        lambda t: t.replace(" ", "\u00a0"),
        lambda t: t.replace("?", "？"),
        lambda t: t.translate(str.maketrans("0123456789", "０１２３４５６７８９")),
        lambda t: f"  {t} .",
    ]
    for bit, change in enumerate(changes):
        if seed >> bit & 1:
            text = change(text)
    return text


@given(sheets(), st.integers(0, 1023))
def test_a_sheet_written_as_text_is_read_back(sheet: TypedSheet, seed: int) -> None:
    text = mangle(format_sheet(sheet), seed)
    assert parse_readings(text, WORDS, DATES) == sheet
    assert looks_like_readings(text, WORDS)


PIECES = st.sampled_from(
    ["3", "4-7", "12045-1-7", "K7:", "K7", "by", "R-017", "c", "s", "?", "m", "addr", "dup", "=", ";",
     ",", ".", "\n", "/v", "rest", "signed", "reg", "5/3/22", "with", "to", "y", "-", "stands", "|",
     "Quimby", "featherstone", "ok", "½", "👍", "S1-P2-L3", "+", "99999999999", "may 3", "O7:"]
)  # fmt: skip
JUNK = (
    st.text(max_size=60)
    | st.lists(PIECES, max_size=14).map(" ".join)
    | st.lists(PIECES, max_size=14).map("".join)
)


OURS = (
    "readings misread itemerror position start code number fitting none errors count where item row "
    "rest sheet column verdict ground missing unknown malformed date impossible mismatch weekday "
    "twice nothing unwanted backwards long partner lines needs batch batches readers reader range "
    "understood true false most datetime personal text header empty time key"
)


def refused(call: Callable[[], object]) -> Refusal | None:
    """The refusal of a call, if any; anything else it raises is a failure."""
    try:
        call()
    except Refusal as no:
        return no
    return None


def kept(no: Refusal | None, text: str) -> list[str]:
    """Words of four letters and more of the text, not ours, that the refusal still holds."""
    if no is None:
        return []
    said = f"{no!r} {no} {no.values!r} {no.args!r} {no.__cause__!r}".casefold()
    ours = " ".join([*WORDS.known, *GROUNDS, OURS, type(no).__name__]).casefold()
    words = re.findall(r"[^\W\d_]{4,}", text.casefold())
    return [word for word in words if word in said and word not in ours]


@given(JUNK)
def test_junk_is_refused_and_no_word_of_it_kept(text: str) -> None:
    no = refused(lambda: parse_readings(text, WORDS, DATES))
    if no is None:
        sheet = parse_readings(text, WORDS, DATES)
        assert sheet.items or sheet.rest
        assert parse_readings(format_sheet(sheet), WORDS, DATES)
    else:
        assert isinstance(no, Misread)
        assert no.errors
        assert all(0 <= error.start <= error.end <= len(text) for error in no.errors)
    assert not kept(no, text)
    looks_like_readings(text, WORDS)


@given(JUNK)
def test_single_values_refuse_junk_without_its_words(text: str) -> None:
    for parse in (parse_key, parse_batch_code, parse_window, lambda t: parse_date(t, TODAY)):
        assert not kept(refused(partial(parse, text)), text)


@given(st.lists(st.lists(JUNK, min_size=4, max_size=6), max_size=4), st.binary(max_size=80))
def test_a_junk_file_is_refused_without_its_words(rows: list[list[str]], raw: bytes) -> None:
    quoted = "\n".join(",".join('"' + c.replace('"', '""') + '"' for c in row) for row in rows)
    for data in (raw, quoted, f"number,verdict,ground,partner,signed,batch\n{quoted}"):
        assert not kept(refused(partial(parse_sheet, data, WORDS, DATES)), quoted)
