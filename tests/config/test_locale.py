"""A key and its values in, a sentence in the reader's language out."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest

from config.locale import Catalogued, Markup, MissingBlank, Texts, UnknownKey, load_texts

HEADER = """msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"
"""
ENGLISH = """
msgid "review.left"
msgid_plural "review.left"
msgstr[0] "One line left in <b>{batch}</b>."
msgstr[1] "{n} lines left in <b>{batch}</b>."

msgid "review.noted"
msgstr "Noted: <code>{line}</code> &amp; more."

msgid "review.share"
msgstr "{total:n} lines, {share:p} by {day:weekday} ({short:short}), {clock}, {span}"

msgid "review.only"
msgstr "Only in English."
"""
SPANISH = """
msgid "review.left"
msgid_plural "review.left"
msgstr[0] "Queda una línea en <b>{batch}</b>."
msgstr[1] "Quedan {n} líneas en <b>{batch}</b>."

msgid "review.noted"
msgstr "Anotado: <code>{line}</code> y más."

msgid "review.share"
msgstr "{total:n} líneas, {share:p} el {day:weekday} ({short:short}), {clock}, {span}"

#, fuzzy
msgid "review.only"
msgstr "Una suposición."
"""
DAY = date(2022, 12, 6)


def written(root: Path, english: str = ENGLISH, spanish: str = SPANISH) -> Path:
    for language, entries in (("en", english), ("es", spanish)):
        folder = root / language
        folder.mkdir()
        (folder / "review.po").write_text(HEADER + entries, encoding="utf-8")
    return root


@pytest.fixture
def texts(tmp_path: Path) -> Texts:
    return load_texts(written(tmp_path))


def test_a_sentence_comes_in_the_reader_s_language(texts: Texts) -> None:
    assert texts.of("en")("review.noted", line="S1-P1-L01") == (
        "Noted: <code>S1-P1-L01</code> &amp; more."
    )
    assert texts.of("es")("review.noted", line="S1-P1-L01") == (
        "Anotado: <code>S1-P1-L01</code> y más."
    )


@pytest.mark.parametrize(
    ("asked", "given"),
    [("es-419", "es"), ("ES_mx", "es"), ("ko", "en"), ("", "en"), (None, "en"), ("en-GB", "en")],
)
def test_a_language_is_found_by_its_first_letters_or_is_english(
    texts: Texts, asked: str | None, given: str
) -> None:
    assert texts.of(asked).language == given


def test_the_plural_is_chosen_by_n(texts: Texts) -> None:
    left = [str(texts.of("es")("review.left", n=n, batch="K7")) for n in (0, 1, 2, 195_783)]
    assert left == [
        "Quedan 0 líneas en <b>K7</b>.",
        "Queda una línea en <b>K7</b>.",
        "Quedan 2 líneas en <b>K7</b>.",
        "Quedan 195,783 líneas en <b>K7</b>.",
    ]


def test_a_sentence_not_translated_or_only_guessed_is_shown_in_english(texts: Texts) -> None:
    assert texts.of("es")("review.only") == "Only in English."


def test_keys_that_a_language_lacks_are_named(texts: Texts) -> None:
    keys = ("review.noted", "review.only", "review.none")
    assert texts.lacking(keys) == ("es: review.only", "en: review.none", "es: review.none")


def test_values_are_escaped_unless_they_are_markup(texts: Texts) -> None:
    words = texts.of("en")
    assert words("review.noted", line='<i>"O\'Neil" & co') == (
        "Noted: <code>&lt;i&gt;&quot;O'Neil&quot; &amp; co</code> &amp; more."
    )
    assert "<i>x</i>" in words("review.noted", line=Markup("<i>x</i>"))


def test_a_sentence_fits_into_another_as_it_is(texts: Texts) -> None:
    words = texts.of("en")
    inner = words("review.left", n=2, batch="K7")
    assert words("review.noted", line=inner) == (
        "Noted: <code>2 lines left in <b>K7</b>.</code> &amp; more."
    )


def test_plain_has_neither_tags_nor_entities(texts: Texts) -> None:
    words = texts.of("en")
    assert words.plain("review.noted", line="a < b") == "Noted: a < b & more."
    assert words.plain("review.noted", line=Markup("<b>x &lt; y</b>")) == "Noted: x < y & more."


def test_an_unknown_key_and_a_missing_value_are_named(texts: Texts) -> None:
    words = texts.of("en")
    with pytest.raises(UnknownKey, match=r"no catalogue has the key review\.none"):
        words("review.none")
    with pytest.raises(MissingBlank, match=r"review\.noted needs a value for \{line\}"):
        words("review.noted")
    with pytest.raises(MissingBlank, match=r"review\.left needs a value for \{n\}"):
        words("review.left", batch="K7")
    with pytest.raises(MissingBlank):
        words.plain("review.noted")
    assert (words.has("review.noted"), words.has("review.none")) == (True, False)


def test_values_a_sentence_has_no_blank_for_are_passed_over(texts: Texts) -> None:
    assert texts.of("en")("review.only", line="x", key="y", n=3) == "Only in English."


def test_blanks_say_how_a_value_is_written(texts: Texts) -> None:
    values = {
        "total": 195_783,
        "share": 0.2391,
        "day": DAY,
        "short": DAY,
        "clock": time(21, 0),
        "span": timedelta(minutes=80),
    }
    assert texts.of("en")("review.share", **values) == (
        "195,783 lines, 23.9% by Tuesday, December 6 (Dec 6), 9:00 PM, 1 hour 20 minutes"
    )
    assert texts.of("es")("review.share", **values) == (
        "195,783 líneas, 23.9% el martes, 6 de diciembre (6 dic), 9:00 p.m., 1 hora 20 minutos"
    )


def test_a_tuple_is_written_as_a_list(texts: Texts) -> None:
    noted = texts.of("es").plain("review.noted", line=("NR", 7, ("C", "Last Name")))
    assert noted == "Anotado: NR, 7 y C · Last Name y más."


def test_dates_have_the_month_by_name(texts: Texts) -> None:
    words = texts.of("es")
    shown = (words.date(DAY), words.date(DAY, "short"), words.date(DAY, "weekday"))
    assert shown == ("6 de diciembre de 2022", "6 dic", "martes, 6 de diciembre")


def test_a_moment_is_on_the_wall_clock_of_its_zone(texts: Texts) -> None:
    words = texts.of("en")
    at = datetime(2022, 12, 7, 5, 0, tzinfo=UTC)
    assert words.moment(at, "America/Los_Angeles") == "Dec 6, 9:00 PM"
    assert words.moment(at, UTC) == "Dec 7, 5:00 AM"
    with pytest.raises(ValueError, match="needs its time zone"):
        words.moment(at.replace(tzinfo=None), UTC)
    with pytest.raises(TypeError, match=r"words\.moment"):
        words("review.noted", line=at)


def test_numbers_shares_and_lists_are_in_the_reader_s_manner(texts: Texts) -> None:
    english, spanish = texts.of("en"), texts.of("es")
    assert (english.number(46_807), english.number(2.5)) == ("46,807", "2.5")
    assert (english.percent(0.2391), english.percent(0.25, 0)) == ("23.9%", "25%")
    assert english.list(["a", "b", "c"]) == "a, b, and c"
    assert spanish.list(["a", "b", "c"]) == "a, b y c"
    assert english.list([]) == ""
    assert isinstance(english.list([Markup("<b>a</b>"), Markup("b")]), Markup)
    assert not isinstance(english.list([Markup("<b>a</b>"), "b"]), Markup)


@pytest.mark.parametrize(
    ("span", "shown"),
    [
        (timedelta(0), "0 minutes"),
        (timedelta(seconds=-5), "0 minutes"),
        (timedelta(minutes=1), "1 minute"),
        (timedelta(minutes=60), "1 hour"),
        (timedelta(hours=27, minutes=50), "1 day 3 hours"),
        (timedelta(days=2, minutes=5), "2 days"),
    ],
)
def test_a_duration_shows_its_two_largest_units(texts: Texts, span: timedelta, shown: str) -> None:
    assert texts.of("en").duration(span) == shown


def test_what_a_language_s_words_are_cannot_be_changed(texts: Texts) -> None:
    with pytest.raises(AttributeError):
        texts.of("en").language = "es"  # type: ignore[misc]
    with pytest.raises(TypeError):
        texts.of("en").messages["x"] = texts.of("en").messages["review.only"]  # type: ignore[index]


@pytest.mark.parametrize(
    ("entry", "fault"),
    [
        ('msgid "a.b"\nmsgstr "{0}"\n', r"review\.po: a\.b: the blank \{0\}"),
        ('msgid "a.b"\nmsgstr "{x.y}"\n', r"review\.po: a\.b: the blank \{x\.y\}"),
        ('msgid "a.b"\nmsgstr "{x!r}"\n', r"review\.po: a\.b: the blank \{x\}"),
        ('msgid "a.b"\nmsgstr "{x:>9}"\n', r"review\.po: a\.b: the blank \{x\}"),
        ('msgid "a.b"\nmsgstr "{x"\n', r"review\.po: a\.b: "),
        (
            'msgid "a.b"\nmsgstr "x"\n\nmsgid "a.b"\nmsgstr "y"\n',
            r"review\.po: a\.b is there twice",
        ),
        ('msgid "a.b"\nmsgstr "x\n', r"review\.po: line 6 is not a line of a gettext file"),
    ],
)
def test_a_broken_catalogue_is_named_with_its_fault(
    tmp_path: Path, entry: str, fault: str
) -> None:
    with pytest.raises(Catalogued, match=fault):
        load_texts(written(tmp_path, english=entry, spanish=""))


def test_a_key_belongs_to_one_file(tmp_path: Path) -> None:
    root = written(tmp_path)
    (root / "en" / "zzz.po").write_text(HEADER + ENGLISH, encoding="utf-8")
    with pytest.raises(Catalogued, match=r"zzz\.po: review\.left is in another file"):
        load_texts(root)


def test_without_english_there_are_no_texts(tmp_path: Path) -> None:
    (tmp_path / "es").mkdir()
    with pytest.raises(Catalogued, match="language of last resort"):
        load_texts(tmp_path)
