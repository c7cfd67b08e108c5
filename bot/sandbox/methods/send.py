"""Methods that put something new into a chat."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from bot.sandbox.chats import JSON, Chat, Message
from bot.sandbox.facts import METHODS, units
from bot.sandbox.files import Stored, Upload
from bot.sandbox.markup import parsed
from bot.sandbox.methods.address import chat_of, message_of, writable
from bot.sandbox.refusals import bad

if TYPE_CHECKING:
    from bot.sandbox.telegram import LocalTelegram

Uploads = Mapping[str, Upload]
TEXT = METHODS["sendMessage"]["text"][2]["chars"][1]
CAPTION = METHODS["sendPhoto"]["caption"][2]["chars"][1]
MEDIA = ("photo", "document", "voice", "video", "audio", "animation", "video_note", "sticker")


def send_message(telegram: LocalTelegram, values: JSON, _: Uploads) -> JSON:
    """`sendMessage`."""
    chat = writable(telegram, values["chat_id"])
    text, entities = parsed(values["text"], values.get("parse_mode"), values.get("entities"))
    if not text:
        raise bad("message text is empty")
    if units(text) > TEXT:
        raise bad("message is too long")
    return _post(telegram, chat, values, text=text, entities=entities).json()


def send_media(kind: str) -> Any:
    """`sendPhoto`, `sendDocument`, …: the deed for one kind of file."""

    def deed(telegram: LocalTelegram, values: JSON, files: Uploads) -> JSON:
        chat = writable(telegram, values["chat_id"])
        text, entities = caption(values)
        stored = stored_file(telegram, kind, values.get(kind), files)
        parts: JSON = {"content": stored.content, "label": stored.label}
        return _post(telegram, chat, values, text=text, entities=entities, **parts).json()

    return deed


def send_media_group(telegram: LocalTelegram, values: JSON, files: Uploads) -> list[JSON]:
    """`sendMediaGroup`: an album of two to ten."""
    chat = writable(telegram, values["chat_id"])
    made = []
    group = str(13_000_000_000 + len(telegram.history))
    for item in values["media"]:
        text, entities = caption(item)
        stored = stored_file(telegram, item["type"], item["media"], files)
        content = {**stored.content, "media_group_id": group}
        made.append(
            {"text": text, "entities": entities, "content": content, "label": stored.label}
        )
    telegram.flood.take(chat, len(made))
    return [_post(telegram, chat, values, counted=True, **parts).json() for parts in made]


def send_contact(telegram: LocalTelegram, values: JSON, _: Uploads) -> JSON:
    """`sendContact`."""
    chat = writable(telegram, values["chat_id"])
    card = {name: values[name] for name in ("phone_number", "first_name")}
    return _post(telegram, chat, values, content={"contact": card}, label="[contact]").json()


def send_location(telegram: LocalTelegram, values: JSON, _: Uploads) -> JSON:
    """`sendLocation`."""
    chat = writable(telegram, values["chat_id"])
    place = {name: values[name] for name in ("latitude", "longitude")}
    return _post(telegram, chat, values, content={"location": place}, label="[location]").json()


def copy_message(telegram: LocalTelegram, values: JSON, _: Uploads) -> JSON:
    """`copyMessage`: the same content without a link to its origin."""
    chat = writable(telegram, values["chat_id"])
    source = message_of(chat_of(telegram, values["from_chat_id"]), values["message_id"], "copy")
    text, entities = source.text, source.entities
    if "caption" in values and source.has_media:
        text, entities = caption(values)
    parts: JSON = {"content": source.content, "label": source.label}
    copy = _post(telegram, chat, values, text=text, entities=entities, **parts)
    return {"message_id": copy.id}


def forward_message(telegram: LocalTelegram, values: JSON, _: Uploads) -> JSON:
    """`forwardMessage`."""
    chat = writable(telegram, values["chat_id"])
    source = message_of(chat_of(telegram, values["from_chat_id"]), values["message_id"], "forward")
    if source.protected:
        raise bad("message can't be forwarded")
    origin = {
        "type": "user",
        "date": int(source.date.timestamp()),
        "sender_user": (source.sender or telegram.bot).json(),
    }
    content = {**source.content, "forward_origin": origin}
    parts: JSON = {"text": source.text, "entities": source.entities, "label": source.label}
    return _post(telegram, chat, values, content=content, **parts).json()


def caption(values: JSON) -> tuple[str, list[JSON]]:
    """Caption and entities of a picture or file; raises Refused (400) if it is too long."""
    raw = values.get("caption", "")
    text, entities = parsed(raw, values.get("parse_mode"), values.get("caption_entities"))
    if units(text) > CAPTION:
        raise bad("message caption is too long")
    return text, entities


def stored_file(telegram: LocalTelegram, kind: str, value: Any, files: Uploads) -> Stored:
    """The file a parameter means: an upload of that name, `attach://part`, or a known file id."""
    part = kind if value is None else str(value).removeprefix("attach://")
    if value is None or str(value).startswith("attach://"):
        upload = files.get(part)
        if upload is None:
            raise bad(f"there is no {kind.replace('_', ' ')} in the request")
        if not upload.data:
            raise bad("file must be non-empty")
        return telegram.files.keep(kind, upload)
    return telegram.files.find(str(value))


def _post(
    telegram: LocalTelegram, chat: Chat, values: JSON, *, counted: bool = False, **parts: Any
) -> Message:
    """Everything sends have in common: reply, keyboard, protection, and flood limits unless the
    message is `counted` already."""
    reply = values.get("reply_parameters")
    if reply is not None:
        parts["reply_to"] = chat.find(reply["message_id"])
        if parts["reply_to"] is None and not reply.get("allow_sending_without_reply"):
            raise bad("message to be replied not found")
    markup = values.get("reply_markup")
    if markup is not None:
        parts |= _keyboards(markup)
    if not counted:
        telegram.flood.take(chat)
    parts["protected"] = values.get("protect_content", False)
    return telegram.post(chat, telegram.bot, **parts)


def _keyboards(markup: JSON) -> JSON:
    if "inline_keyboard" in markup:
        return {"markup": inline(markup)}
    rows = markup.get("keyboard", [])
    texts = [[key if isinstance(key, str) else key["text"] for key in row] for row in rows]
    return {"keyboard": texts}


def inline(markup: JSON) -> JSON | None:
    """An inline keyboard, or None for an empty one; raises Refused (400) for a bad button."""
    rows = [row for row in markup["inline_keyboard"] if row]
    for row in rows:
        for button in row:
            if not button["text"].strip():
                raise bad("can't parse inline keyboard button: Text must be non-empty")
            if not any(key not in ("text", "icon_custom_emoji_id", "style") for key in button):
                raise bad(
                    "can't parse inline keyboard button: Text buttons are unallowed in the "
                    "inline keyboard"
                )
    return {"inline_keyboard": rows} if rows else None


DEEDS: dict[str, Any] = {
    "sendMessage": send_message,
    "sendMediaGroup": send_media_group,
    "sendContact": send_contact,
    "sendLocation": send_location,
    "copyMessage": copy_message,
    "forwardMessage": forward_message,
    **{
        "send" + "".join(word.title() for word in kind.split("_")): send_media(kind)
        for kind in MEDIA
    },
}
