"""Invitation links and their pictures: what carries a token to the one who is invited."""

from __future__ import annotations

import hmac
import secrets
from pathlib import Path

import segno

# No vowels and no digits: no word, name or number can come up in a token, so that the privacy
# guard never takes a link for one. 28 of 20 letters are 121 bits; Telegram allows 64 signs.
_SIGNS = "bcdfghjklmnpqrstvwxz"
_LENGTH = 28


def fresh_token() -> str:
    """A new secret for one link."""
    return "".join(secrets.choice(_SIGNS) for _ in range(_LENGTH))


def token_of(secret: str, *occasion: object) -> str:
    """The token of one occasion: the same again for the same one, to be guessed by nobody else.

    ``secret`` is what only the bot knows (its own token), ``occasion`` what is never the same twice
    (chat, message, moment). HMAC-SHA-256 (RFC 2104), written in the signs of `fresh_token`. So an
    order that comes again after a crash makes the link it made before, of which only the digest
    is kept.
    """
    said = "|".join(map(str, ("invitation", *occasion)))
    number = int.from_bytes(hmac.digest(secret.encode(), said.encode(), "sha256"), "big")
    signs = []
    for _ in range(_LENGTH):
        number, at = divmod(number, len(_SIGNS))
        signs.append(_SIGNS[at])
    return "".join(signs)


def link(bot_name: str, token: str) -> str:
    """The address that opens the bot with the token (core.telegram.org/bots/features#deep-linking)."""
    return f"https://t.me/{bot_name}?start={token}"


def qr(address: str, path: Path) -> Path:
    """Write the address as a QR code (PNG, about 400 pixels wide) to ``path``."""
    path.parent.mkdir(parents=True, exist_ok=True)
    segno.make(address, error="m").save(str(path), scale=10, border=4)
    return path
