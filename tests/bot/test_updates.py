"""What is read on the short way is what the library reads."""

from __future__ import annotations

from typing import Any

import pytest
from telegram import Message, TelegramObject, Update
from telegram.ext import ExtBot

from bot.updates import read

PERSON = {"id": 7, "is_bot": False, "first_name": "Invented", "language_code": "es"}
TEXT = {
    "message_id": 5,
    "from": PERSON,
    "chat": {"id": 7, "type": "private", "first_name": "Invented"},
    "date": 1_662_490_800,
    "text": "K7: 3 c addr",
}
NUMBER = {"type": "phone_number", "offset": 4, "length": 1}
FROM_ELSEWHERE = {"type": "user", "sender_user": PERSON, "date": 1_662_490_000}


def everything(found: Any) -> Any:
    """An object of the library with all that it keeps, protected attributes and all."""
    if isinstance(found, TelegramObject):
        names = {name for kind in type(found).__mro__ for name in getattr(kind, "__slots__", ())}
        return type(found), {name: everything(getattr(found, name, None)) for name in names}
    if isinstance(found, (tuple, list)):
        return type(found), [everything(one) for one in found]
    return found


@pytest.mark.parametrize(
    "raw",
    [
        {"update_id": 1, "message": TEXT},
        {"update_id": 1, "message": TEXT | {"entities": [NUMBER]}},
        {"update_id": 1, "message": TEXT | {"from": PERSON | {"is_new": True}}},
        {"update_id": 1, "message": TEXT | {"forward_origin": FROM_ELSEWHERE}},
        {"update_id": 1, "message": TEXT | {"something_new": 1}},
        {"update_id": 1, "message": TEXT, "something_new": {"id": 1}},
        {"update_id": 1, "edited_message": TEXT | {"edit_date": 1_662_490_900}},
        {"update_id": 1, "message": {name: TEXT[name] for name in TEXT if name != "from"}},
        {"update_id": 1, "message": {name: TEXT[name] for name in TEXT if name != "text"}},
    ],
    ids=lambda raw: "+".join(sorted(raw.keys() | raw.get("message", {}).keys())),
)
def test_the_short_way_reads_what_the_library_reads(raw: dict[str, Any]) -> None:
    bot: ExtBot[Any] = ExtBot("42:invented")
    ours, library = read(raw, bot), Update.de_json(raw, bot)
    assert everything(ours) == everything(library)
    assert ours.to_dict() == library.to_dict()
    assert ours.effective_message is None or ours.effective_message.get_bot() is bot


def test_a_text_takes_the_short_way(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(Message, "de_json")
    update = read({"update_id": 3, "message": TEXT}, ExtBot("42:invented"))
    assert update.effective_message is not None
    assert update.effective_message.text == TEXT["text"]
