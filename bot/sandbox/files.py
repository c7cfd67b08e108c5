"""Files of a local Telegram: pictures and documents, kept in memory.

Limits (Bot API, "Sending files" and `getFile`): a bot sends up to 50 MB, a picture up to 10 MB
with width and height adding up to at most 10,000, and fetches up to 20 MB.
"""

from __future__ import annotations

import io
import mimetypes
from dataclasses import dataclass
from typing import Any

from bot.sandbox.chats import JSON
from bot.sandbox.refusals import Refused, bad

MEGABYTE = 1024 * 1024
DOWNLOAD = 20 * MEGABYTE
UPLOAD = 50 * MEGABYTE
PHOTO = 10 * MEGABYTE
SMALL = "-small"
FOLDERS = {"photo": "photos", "voice": "voice", "video": "videos", "audio": "music"}


@dataclass(frozen=True)
class Upload:
    """A file on its way: its `name`, its bytes, its MIME type."""

    name: str
    data: bytes
    mime: str = ""


@dataclass(frozen=True)
class Stored:
    """A file Telegram keeps: `content` is the Bot API's part of a message, `label` for people."""

    file_id: str
    path: str
    data: bytes
    content: JSON
    label: str


class Files:
    """Everything uploaded by the bot or by people, by file id and by path."""

    def __init__(self) -> None:
        self.by_id: dict[str, Stored] = {}
        self.by_path: dict[str, Stored] = {}

    def keep(self, kind: str, upload: Upload, **more: Any) -> Stored:
        """Store an upload as `photo`, `document`, `voice`, …; `more` goes into its JSON.

        A photo's `width` and `height` are measured unless given. Raises Refused for a picture
        that is none or too large, and (413) for a file over 50 MB.
        """
        if len(upload.data) > UPLOAD:
            raise Refused(413, "Request Entity Too Large")
        number = len(self.by_path) + 1
        file_id = f"{kind}-{number:06d}-invented"
        mime = upload.mime or mimetypes.guess_type(upload.name)[0] or "application/octet-stream"
        entry: JSON = {
            "file_id": file_id,
            "file_unique_id": f"u{number:06d}",
            "file_size": len(upload.data),
        }
        if kind == "photo":
            content, label = _photo(entry, upload, more)
        else:
            name = {} if kind in ("voice", "video_note", "sticker") else {"file_name": upload.name}
            content = {kind: {**entry, **name, "mime_type": mime, **more}}
            label = _label(kind, upload, more)
        suffix = "jpg" if kind == "photo" else upload.name.rpartition(".")[2] or "bin"
        path = f"{FOLDERS.get(kind, 'documents')}/file_{number}.{suffix}"
        stored = Stored(file_id, path, upload.data, content, label)
        self.by_id[file_id] = self.by_id[file_id + SMALL] = self.by_path[path] = stored
        return stored

    def find(self, file_id: str) -> Stored:
        """A stored file; raises Refused (400) for an unknown id."""
        stored = self.by_id.get(file_id)
        if stored is None:
            raise bad("wrong file identifier/HTTP URL specified")
        return stored

    def describe(self, file_id: str) -> JSON:
        """The Bot API's `File`, with the path to fetch it from."""
        stored = self.by_id.get(file_id)
        if stored is None:
            raise bad("invalid file_id")
        if len(stored.data) > DOWNLOAD:
            raise bad("file is too big")
        inner = next(iter(stored.content.values()))
        entry = inner[-1] if isinstance(inner, list) else inner
        keys = ("file_id", "file_unique_id", "file_size")
        return {**{key: entry[key] for key in keys}, "file_path": stored.path}


def _photo(entry: JSON, upload: Upload, more: JSON) -> tuple[JSON, str]:
    width, height = more.get("width"), more.get("height")
    if width is None or height is None:
        width, height = measure(upload.data)
    if len(upload.data) > PHOTO:
        raise bad("file is too big")
    if width + height > 10_000 or max(width, height) > 20 * min(width, height):
        raise bad("PHOTO_INVALID_DIMENSIONS")
    share = 90 / max(width, height, 90)
    small = {
        **entry,
        "file_id": entry["file_id"] + SMALL,
        "file_unique_id": entry["file_unique_id"] + SMALL,
        "width": max(1, round(width * share)),
        "height": max(1, round(height * share)),
    }
    return {
        "photo": [small, {**entry, "width": width, "height": height}]
    }, f"[picture {width}×{height}]"


def measure(data: bytes) -> tuple[int, int]:
    """Width and height of a picture in pixels; raises Refused (400) if it is none."""
    from PIL import Image, UnidentifiedImageError

    try:
        with Image.open(io.BytesIO(data)) as image:
            return image.size
    except (UnidentifiedImageError, OSError):
        raise bad("IMAGE_PROCESS_FAILED") from None


def _label(kind: str, upload: Upload, more: JSON) -> str:
    if kind == "voice":
        return f"[voice message {more.get('duration', 0)} s]"
    if kind == "document":
        size = len(upload.data)
        amount = f"{size / 1024:.0f} KB" if size >= 1024 else f"{size} bytes"
        return f"[file {upload.name}, {amount}]"
    return f"[{kind.replace('_', ' ')}]"
