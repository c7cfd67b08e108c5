"""The catalogues are complete, or the build is red."""

from __future__ import annotations

import ast
import re
from html.parser import HTMLParser

import pytest
from babel.messages.plurals import get_plural
from telegram.constants import MessageLimit

from config.locale import LOCALES, load_texts, read_language
from config.message import Message
from config.names import load_lexicon
from config.profile import campaign_names, campaign_path, load_profile
from models.rules.guard import Kind, Lexicon, look
from tests.config import keys_used
from tests.config.keys_used import Ask, Used, scan

SUBJECTS = (
    "buttons channels commands common errors evidence grounds help notices outlook people petition"
    " posts practice progress reasons review rounds rulings shifts stacks"
).split()
LANGUAGES = load_texts().languages
# core.telegram.org/bots/api#html-style
TAGS = frozenset(
    "b strong i em u ins s strike del span tg-spoiler a code pre blockquote tg-emoji".split()
)
KEY = re.compile(r"[a-z]+(\.[A-Za-z0-9_-]+)+")
REASON_WORDS = ("reasons", "reasons.card")
GROUND_WORDS = ("button", "long")
WITHOUT_EXAMPLE = ("guard.contact", "guard.delete-it-yourself")
LENGTHY = "x" * 60  # longer than any value a sentence gets, but for lists

SENTENCES = {language: read_language(LOCALES / language) for language in LANGUAGES}
EVERY = [(lang, message) for lang in LANGUAGES for message in SENTENCES[lang].values()]


class Tags(HTMLParser):
    """Reads Telegram's HTML as strictly as Telegram does."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.open: list[str] = []
        self.faults: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in TAGS:
            self.faults.append(f"<{tag}> is not known to Telegram")
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.faults.append(f"</{tag}> closes nothing")


def html_faults(text: str) -> list[str]:
    tags = Tags()
    tags.feed(text)
    tags.close()
    bare = re.sub(r"</?[a-z-]+( [^<>]*)?>|&(lt|gt|amp|quot|#\d+);", "", text)
    tags.faults += [f"a bare {sign}" for sign in "<>&" if sign in bare]
    return tags.faults + [f"<{tag}> stays open" for tag in tags.open]


def written(message: Message, values: dict[str, object] | None = None) -> list[str]:
    """Each form with its blanks filled."""
    return [
        "".join(
            literal + ("" if name is None else str((values or {}).get(name, "x")))
            for literal, name, _ in form
        )
        for form in message.forms
    ]


@pytest.fixture(scope="module")
def used() -> Used:
    return scan()


def test_every_language_has_a_file_for_every_subject() -> None:
    for language in LANGUAGES:
        assert sorted(path.stem for path in (LOCALES / language).glob("*.po")) == SUBJECTS
    assert {"en", "es"} <= set(LANGUAGES)


def test_every_language_has_the_same_keys() -> None:
    for language in LANGUAGES:
        assert (language, set(SENTENCES[language]) ^ set(SENTENCES["en"])) == (language, set())


def test_a_key_is_in_the_same_subject_in_every_language() -> None:
    def places(language: str) -> dict[str, str]:
        found = {}
        for path in (LOCALES / language).glob("*.po"):
            for key in re.findall(r'^msgid "(.+)"$', path.read_text("utf-8"), re.MULTILINE):
                found[key] = path.stem
        return found

    for language in LANGUAGES:
        assert places(language) == places("en")


def test_keys_are_dotted() -> None:
    assert [message.key for _, message in EVERY if not KEY.fullmatch(message.key)] == []


def test_plurals_have_all_the_forms_of_their_language() -> None:
    for language in LANGUAGES:
        for key, message in SENTENCES[language].items():
            other = len(SENTENCES["en"].get(key, message).forms)
            expected = 1 if other == 1 else get_plural(language)[0]
            assert (key, len(message.forms)) == (key, expected)


def test_every_form_in_every_language_has_the_same_blanks() -> None:
    for language, message in EVERY:
        wanted = SENTENCES["en"][message.key].blanks | {"n"}
        for form in message.forms:
            blanks = {name for _, name, _ in form if name is not None} | {"n"}
            assert (language, message.key, blanks) == (language, message.key, wanted)


def test_every_sentence_is_html_that_telegram_accepts() -> None:
    faults = {
        (language, message.key): found
        for language, message in EVERY
        for text in written(message)
        if (found := html_faults(text))
    }
    assert faults == {}


@pytest.mark.parametrize(
    "text", ["<b>open", "<b><i>crossed</b></i>", "a < b", "R&D", "<p>no</p>", "&nbsp;"]
)
def test_html_that_telegram_refuses_is_seen(text: str) -> None:
    assert html_faults(text)


def test_buttons_have_no_markup_and_fit() -> None:
    for language, message in EVERY:
        if message.key.startswith(("buttons.", "grounds.button.", "commands.")):
            assert message.forms == message.plain, (language, message.key)
        if message.key.startswith("grounds.button."):
            assert len(written(message)[0]) <= 24, (language, message.key)


def test_every_text_fits_one_message() -> None:
    for language, message in EVERY:
        values = dict.fromkeys(message.blanks, LENGTHY)
        for text in written(message, values):
            units = len(text.encode("utf-16-le")) // 2
            assert units <= MessageLimit.MAX_TEXT_LENGTH, (language, message.key)


def test_spanish_says_usted() -> None:
    informal = re.compile(r"\b(tú|tu|tus|te|ti|contigo|puedes|tienes|quieres|eres|estás)\b", re.I)
    found = {
        key: text
        for key, message in SENTENCES["es"].items()
        for text in written(message)
        if informal.search(re.sub(r"<code>.*?</code>", "", text))
    }
    assert found == {}


@pytest.mark.parametrize("name", campaign_names())
def test_every_code_of_a_profile_has_words_in_its_languages(name: str) -> None:
    profile = load_profile(campaign_path(name))
    assert set(profile.languages) <= set(LANGUAGES)
    keys = [f"{kind}.{reason.code}" for reason in profile.reasons for kind in REASON_WORDS]
    keys += [
        f"grounds.{kind}.{ground.code}" for ground in profile.grounds for kind in GROUND_WORDS
    ]
    missing = [
        (language, key)
        for language in profile.languages
        for key in keys
        if key not in SENTENCES[language]
    ]
    assert missing == []


def test_a_card_has_three_to_six_things_to_check() -> None:
    for language, message in EVERY:
        if message.key.startswith("reasons.card."):
            assert 3 <= written(message)[0].count("• ") <= 6, (language, message.key)


def test_the_words_cards_tell_people_to_type_are_the_profile_s() -> None:
    profile = load_profile(campaign_path("los-angeles-2022"))
    typed = {word for ground in profile.grounds for word in ground.typed}
    for language, message in EVERY:
        if message.key.startswith("reasons.card."):
            told = re.findall(r"<code>([a-z0-9]+)</code>", written(message)[0])
            assert set(told) <= typed, (language, message.key)


def test_no_key_used_in_code_is_missing(used: Used) -> None:
    english = SENTENCES["en"]
    missing = {ask.key: ask.place for ask in used.asked if ask.key not in english}
    for ask in used.refused:
        if f"refusal.{ask.key}" not in english:
            missing[f"refusal.{ask.key}"] = ask.place
    assert missing == {}


def test_every_family_of_keys_made_at_run_time_has_members(used: Used) -> None:
    families = {found for found in used.asked_patterns if found != r"refusal\..+"}
    empty = [
        found for found in families if not any(re.fullmatch(found, key) for key in SENTENCES["en"])
    ]
    assert empty == []


def test_every_sentence_asked_for_gets_its_values(used: Used) -> None:
    asks = used.asked + [Ask(f"refusal.{a.key}", a.gives, a.place) for a in used.refused]
    short = {
        (ask.key, ask.place): needs(SENTENCES["en"][ask.key]) - ask.gives
        for ask in asks
        if ask.gives is not None and ask.key in SENTENCES["en"]
    }
    assert {place: blanks for place, blanks in short.items() if blanks} == {}


def needs(message: Message) -> frozenset[str]:
    return message.blanks | ({"n"} if len(message.forms) > 1 else set())


def test_no_key_is_unused(used: Used) -> None:
    assert [key for key in SENTENCES["en"] if not used.uses(key)] == []


def test_what_the_guard_says_shows_how_to_write_it_and_repeats_nothing() -> None:
    for language, message in EVERY:
        if message.key.startswith("guard."):
            assert message.blanks == frozenset(), (language, message.key)
        if message.key.startswith("guard.") and message.key not in WITHOUT_EXAMPLE:
            shown = re.findall(r"<code>(.+?)</code>", written(message)[0])
            assert len(shown) == 1, (language, message.key)


def test_the_guard_lets_through_what_it_tells_people_to_write() -> None:
    lexicon = Lexicon.of(**load_lexicon())
    caught = [
        (language, message.key)
        for language, message in EVERY
        for text in written(message)
        for example in re.findall(r"<code>(.+?)</code>", text)
        if message.key.startswith(("guard.", "reasons.", "refusal.")) and look(example, lexicon)
    ]
    assert caught == []


def test_everything_the_guard_knows_has_words() -> None:
    kinds = [*Kind, "photo", "document", "voice", "location", "contact"]
    assert [kind for kind in kinds if f"guard.{kind}" not in SENTENCES["en"]] == []


def test_the_scan_reads_literals_patterns_and_refusals() -> None:
    source = """
class NotYours(Refusal):
    pass
def f(words, code, kind):
    words("a.b", n=1)
    self.words.plain("a.c" if code else "a.d", **code)
    words(f"reasons.card.{code}")
    words("verdict." + code)
    raise NotYours("review.not-yours", line=kind)
"""
    tree = ast.parse(source)
    found = Used()
    classes = keys_used.refusal_classes([tree])
    for node in ast.walk(tree):
        keys_used.read_node(node, "x.py", classes, found)
    assert [ask.key for ask in found.asked] == ["a.b", "a.c", "a.d"]
    assert [ask.gives for ask in found.asked] == [frozenset({"n"}), None, None]
    assert found.refused == [Ask("review.not-yours", frozenset({"line"}), "x.py:9")]
    assert found.uses("reasons.card.NR")
    assert found.uses("verdict.stands")
    assert found.uses("refusal.review.not-yours")
    assert not found.uses("reasons.label.NR")
    assert not found.uses("refusal.review.other")
