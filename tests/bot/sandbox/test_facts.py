"""Every call is checked against the facts of the Bot API."""

import json

import pytest

from bot.sandbox.extract_facts import extract
from bot.sandbox.facts import METHODS, SOURCE, checked, units
from bot.sandbox.refusals import Refused


def check(method, *files, **parameters):
    return checked(method, parameters, frozenset(files))


def words(method, *files, **parameters):
    with pytest.raises(Refused) as caught:
        check(method, *files, **parameters)
    assert caught.value.code == 400
    return caught.value.description


def test_the_facts_name_their_source_and_cover_the_api():
    assert "aiogram" in SOURCE
    assert len(METHODS) > 150
    assert METHODS["sendMessage"]["text"] == ["String", 1, {"chars": [1, 4096], "parsed": 1}]


def test_text_of_a_form_is_read_as_its_type():
    markup = {"inline_keyboard": [[{"text": "a", "callback_data": "b"}]]}
    read = check(
        "sendMessage",
        chat_id="-1001",
        text="5",
        protect_content="true",
        reply_markup=json.dumps(markup),
    )
    assert read == {"chat_id": -1001, "text": "5", "protect_content": True, "reply_markup": markup}


@pytest.mark.parametrize(
    ("method", "parameters", "name"),
    [
        ("sendMessage", {"chat_id": 1}, "text"),
        ("sendMessage", {"chat_id": 1, "text": "a", "colour": "red"}, "colour"),
        ("sendMessage", {"chat_id": "me", "text": "a"}, "chat_id"),
        ("sendMessage", {"chat_id": 1, "text": 5}, "text"),
        (
            "sendMessage",
            {"chat_id": 1, "text": "a", "protect_content": "maybe"},
            "protect_content",
        ),
        ("sendMessage", {"chat_id": 1, "text": "a", "reply_markup": "{"}, "reply_markup"),
        ("sendMessage", {"chat_id": 1, "text": "a", "reply_markup": "[]"}, "reply_markup"),
        ("getUpdates", {"limit": 101}, "limit"),
        ("setMyCommands", {"commands": [{"command": "a"}]}, "commands[0]"),
        ("setMyCommands", {"commands": [{"command": "a", "description": "b"}] * 101}, "commands"),
        (
            "setMyCommands",
            {"commands": [{"command": "a" * 33, "description": "b"}]},
            "commands[0].command",
        ),
        ("setMyCommands", {"commands": [], "scope": {"type": "chat"}}, "scope"),
        ("answerCallbackQuery", {"callback_query_id": "1", "text": "x" * 201}, "text"),
        ("sendLocation", {"chat_id": 1, "latitude": "north", "longitude": 1}, "latitude"),
        ("deleteMessages", {"chat_id": 1, "message_ids": []}, "message_ids"),
        ("sendMediaGroup", {"chat_id": 1, "media": [{"type": "photo", "media": "x"}]}, "media"),
    ],
)
def test_a_broken_fact_names_the_parameter(method, parameters, name):
    assert f'"{name}"' in words(method, **parameters)


def test_a_wrong_button_is_named_by_its_place():
    markup = {"inline_keyboard": [[{"text": "a", "colour": "red"}]]}
    answer = words("sendMessage", chat_id=1, text="a", reply_markup=markup)
    assert answer == ('Bad Request: "reply_markup.inline_keyboard[0][0]" has no field "colour"')


def test_uploads_count_as_given_and_extra_parts_are_let_through():
    assert check("sendPhoto", "photo", chat_id="1") == {"chat_id": 1}
    read = check("sendPhoto", "attached1", chat_id="1", photo="attach://attached1", attached2="x")
    assert read == {"chat_id": 1, "photo": "attach://attached1"}
    assert '"photo"' in words("sendPhoto", chat_id=1)


def test_length_counts_utf_16_units():
    assert [units(text) for text in ("abc", "é", "😀")] == [3, 1, 2]


def test_extraction_keeps_facts_and_no_sentences():
    field = {"name": "text", "type": "String", "required": True}
    method = {
        "name": "sayIt",
        "category": "methods",
        "description": "Says it.",
        "annotations": [
            field | {"description": "What to say, 1-20 characters after entities parsing"}
        ],
    }
    schema = {"api": {"version": "1.0"}, "items": [{"children": [method]}]}
    facts = extract(schema)
    assert facts["methods"] == {"sayIt": {"text": ["String", 1, {"chars": [1, 20], "parsed": 1}]}}
    assert "Says it" not in json.dumps(facts)
