"""The refusals of the Bot API, with the codes and the wording of the real one.

Source of the wording: Telegram's open server tdlib/telegram-bot-api 10.0, `Client.cpp`, and what
TDLib passes through it. Where the real server answers with a bare upper-case code
(`BUTTON_DATA_INVALID`), so do we.
"""

from __future__ import annotations

from typing import Any

NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly "
    "the same as a current content and reply markup of the message"
)
QUERY_TOO_OLD = "query is too old and response timeout expired or query ID is invalid"


class Refused(Exception):
    """The Bot API says no.

    `code` is the HTTP status (400, 401, 403, 404, 409, 429, 5xx), `description` the sentence the
    real server sends, `parameters` its machine-readable part (`retry_after`,
    `migrate_to_chat_id`) or empty.
    """

    def __init__(self, code: int, description: str, **parameters: int) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters

    def body(self) -> dict[str, Any]:
        """The JSON object that is sent to the bot."""
        body: dict[str, Any] = {
            "ok": False,
            "error_code": self.code,
            "description": self.description,
        }
        if self.parameters:
            body["parameters"] = self.parameters
        return body


class ConnectionDropped(Exception):
    """The connection broke before an answer came: the bot cannot know what was done."""


class Impossible(Exception):
    """A person tried what the Telegram app on a phone does not offer (a script is wrong)."""


def bad(reason: str, **parameters: int) -> Refused:
    """A 400: the call is wrong. `reason` is the part after `Bad Request:`."""
    return Refused(400, f"Bad Request: {reason}", **parameters)


def forbidden(reason: str) -> Refused:
    """A 403: the bot may not write there. `reason` is the part after `Forbidden:`."""
    return Refused(403, f"Forbidden: {reason}")


def too_many(retry_after: int) -> Refused:
    """A 429: too many requests; `retry_after` is in whole seconds."""
    return Refused(429, f"Too Many Requests: retry after {retry_after}", retry_after=retry_after)


def unparsable(reason: str) -> Refused:
    """A 400 for markup that cannot be read."""
    return bad(f"can't parse entities: {reason}")
