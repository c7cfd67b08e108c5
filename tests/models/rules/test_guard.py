"""The privacy guard on single messages: what it must catch, what it must let through."""

from __future__ import annotations

import functools
import itertools

import pytest

from models.rules.guard import Finding, Kind, Lexicon, look
from tests.benchmarks.guard_measure import lexicon


@functools.cache
def words() -> Lexicon:
    return lexicon()


def kinds(text: str, *known: str) -> list[str]:
    return list(dict.fromkeys(found.kind.value for found in look(text, words(), known=known)))


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("name", "maria gonzalez"),
        ("name", "Gonzalez, Maria"),
        ("name", "J. Smith moved"),
        ("name", "garcia lopez"),
        ("name", "signed by mark"),
        ("name", "Mr. Page is registered"),
        ("name", "K7: 3 c addr; 4 c sig maria gonzalez"),
        ("address", "1423 w 7th st apt 4"),
        ("address", "calle 5 numero 12"),
        ("address", "12 Oak"),
        ("address", "lives at 1423 figueroa"),
        ("address", "12 Main, upstairs"),
        ("name", "maria g"),
        ("name", "line 4 is Ana R."),
        ("name", "MariaGonzalez"),
        ("name", "dice JuanPérez"),
        ("address", "PO Box 221"),
        ("address", "pasadena 91104"),
        ("phone", "(213) 555-0142"),
        ("phone", "213–555–0142"),
        ("mail", "ana at mail dot com"),
        ("mail", "ana arroba correo punto com"),
        ("birth_date", "born 1962"),
        ("birth_date", "nacida el 3 de mayo"),
        ("birth_date", "05/03/1962"),
        ("number", "voter id 10482233"),
        ("number", "987-65-4320"),
        ("number", "d1234567"),
    ],
)
def test_what_names_or_locates_a_person_is_caught(kind: str, text: str) -> None:
    assert kinds(text) == [kind]


@pytest.mark.parametrize(
    "text",
    [
        "K7: 3 c addr; 4-7 s; 9 ?; 11 m; 12 c dup =13310-2-5",
        "k7 3 C Addr\n4—7 S\n9 ?\n11 M",
        "3c addr;4-7s;9?;11m",
        "K7 by R-017: 3 c addr; 4 s",
        "/v K7 3 c addr",
        "12045-1-7",
        "S12045-P1-L07 c sig",
        "1962-3-5 s",
        "12-1-40 c addr",
        "7 c unit 8 c street 9 c city",
        "/cantcome tue 9-12",
        "mañana 9 a 12",
        "dec 12",
        "14 c nrl signed 2022-05-03, registered 4/29/1998",
        "/whatif 28 seats 5 days from dec 12",
        "unit number missing",
        "same street, other apartment",
        "screen froze at 10:40",
        "staff could not find section 12045",
        "see Malick v. Athenour",
        "voter moved to San Pedro",
        "may I have the next page?",
        "/next@countersign_bot",
        "12 main entrance",
        "room 12 Main entrance",
        "12 MAIN",
        "3 oak",
        "hi maria g",
        "ana y yo, ana a las 9",
        "with Ana R-017, then K7",
        "Daniel v. Page",
        "PayPal, GitHub, LosAngeles",
        "/start Ab3dEf9_kLmN01-xyz2345678",
        "",
        "👍",
    ],
)
def test_the_work_itself_passes(text: str) -> None:
    assert kinds(text) == []


def test_a_given_name_alone_passes_unless_it_is_said_to_be_a_signers() -> None:
    assert kinds("hi Ana, running late") == []
    assert kinds("Daniel is late") == []
    assert kinds("my name is Daniel") == []
    assert kinds("the signer is Daniel") == ["name"]
    assert kinds("firma de Daniel") == ["name"]


def test_a_frequent_surname_alone_is_caught_unless_a_colleague_is_greeted() -> None:
    assert kinds("dup with gonzalez") == ["name"]
    assert kinds("thanks Gonzalez") == []


def test_an_everyday_word_that_is_also_a_name_needs_company() -> None:
    for text in (
        "long wait",
        "grant it",
        "mark on the line",
        "rose early",
        "young voter",
        "may 3",
    ):
        assert kinds(text) == []
    for text in ("Grace Park", "rose garcia", "Mark Brown signed", "mrs young"):
        assert kinds(text) == ["name"]


def test_known_words_are_excused_in_any_case_and_accent_but_never_a_stranger_beside_them() -> None:
    assert kinds("/role ana lopez captain") == ["name"]
    assert kinds("/role ana lopez captain", "ana", "lopez") == []
    assert kinds("/role Ana López captain", "ana lopez") == []
    assert kinds("ana gonzalez", "ana") == ["name"]


def test_a_known_call_name_excuses_its_initial_and_its_glued_form() -> None:
    assert kinds("ask maria g", "maria") == []
    assert kinds("MariaGonzalez", "mariagonzalez") == []
    assert kinds("MariaGonzalez", "maria") == ["name"]


def test_known_words_excuse_no_address_and_no_number() -> None:
    assert kinds("88 maple ave", "88", "maple", "ave") == ["address"]
    assert kinds("voter id 10482233", "voter", "id", "10482233") == ["number"]


def test_a_finding_says_where_in_the_typed_text_it_stands() -> None:
    text = "4 c sig maria gonzalez, 88 maple ave"
    assert look(text, words()) == (Finding(Kind.NAME, 8, 22), Finding(Kind.ADDRESS, 24, 36))


@pytest.mark.parametrize(
    "text",
    [
        "María González",
        "Mari\u0301a Gonza\u0301lez",
        "mar\u00adia gonzalez",
        "maria\u200bgonzalez",
    ],
)
def test_accents_and_invisible_letters_hide_nothing(text: str) -> None:
    (found,) = look(f"½ {text} ½", words())
    assert (found.kind, f"½ {text} ½"[found.start : found.end]) == (Kind.NAME, text)


def test_full_width_digits_are_digits() -> None:
    assert kinds("２１３ ５５５ ０１４２") == ["phone"]
    assert kinds("21٣5550142") == ["phone"]


def test_findings_come_in_order_and_do_not_overlap() -> None:
    text = "maria gonzalez dob 3/5/62 at 88 maple ave, 213-555-0142, ana@example.org, d1234567"
    found = look(text, words())
    expected = ["name", "birth_date", "address", "phone", "mail", "number"]
    assert [finding.kind.value for finding in found] == expected
    assert all(one.end <= two.start for one, two in itertools.pairwise(found))


@pytest.mark.parametrize(
    "piece", ["a", "9", "1 ", "a@", "(", "a-", "é", "1423 w ", "maria de ", "one ", " ", "\n"]
)
def test_the_longest_message_telegram_allows_is_read_to_its_end(piece: str) -> None:
    text = (piece * 4096)[:4070] + "\nvoter id 10482233"
    assert look(text, words())[-1].kind is Kind.NUMBER


@pytest.mark.parametrize("name", ["Գագիկ Հակոբյան", "王小明", "김민수", "Иван", "علی رضایی", "ສົມ"])
def test_a_word_in_another_script_is_taken_for_a_name(name: str) -> None:  # invented
    found = look(f"3 c addr; {name}", words())
    assert {one.kind for one in found} == {Kind.NAME}
    assert found[0].start == 10


def test_a_letter_of_another_keyboard_and_a_known_call_name_are_not() -> None:
    assert look("3 с addr; 4–7 s … №", words()) == ()  # a Cyrillic c
    assert look("gracias Иван", words(), known=("иван",)) == ()
