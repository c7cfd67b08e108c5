"""What a running bot tells whoever runs it: warnings and worse, a line each, on standard error.

A line names a kind of error, a place in the code, a number. It never holds what somebody wrote and
never the token, whoever logs: an error is told by its kind and places only, because its words may
quote a request, its address (the token is in it) or a row; of other people's messages the template
is told without what they would fill into it; and whatever looks like a token or an address of the
web is covered in the rest.
"""

from __future__ import annotations

import logging
import re
import sys
import traceback
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType

import structlog
from structlog.typing import EventDict, WrappedLogger

ROOT = Path(__file__).resolve().parents[2]
_OURS = ("bot", "handlers", "models", "config", "countersign")
_QUIET = ("httpx", "telegram", "aiohttp.access", "apscheduler")  # only what is broken
_COVERED = (
    (re.compile(r"(?:bot)?\d{3,}:[\w-]{8,}", re.ASCII), "[token]"),
    (re.compile(r"\b\w+://\S+"), "[address]"),
)


class Lines(logging.Formatter):
    """One line a record; the places of an error below it, indented."""

    def format(self, record: logging.LogRecord) -> str:
        """Level, moment (UTC), who says it, what."""
        ours = record.name.partition(".")[0] in _OURS
        text = record.getMessage() if ours else str(record.msg).partition("\n")[0]
        at = datetime.fromtimestamp(record.created, UTC)
        told = f"{record.levelname} {at:%Y-%m-%dT%H:%M:%SZ} {record.name}: {covered(text)}"
        error = record.exc_info[1] if record.exc_info else None
        return told if error is None else f"{told}\n{places(error)}"


class _Stderr(logging.Handler):
    """Writes to what standard error is at that moment."""

    def emit(self, record: logging.LogRecord) -> None:
        """One record."""
        sys.stderr.write(self.format(record) + "\n")


def set_up() -> None:
    """Let everything that is logged in this process go this one way; again changes nothing."""
    root = logging.getLogger()
    for old in [one for one in root.handlers if isinstance(one, _Stderr)]:
        root.removeHandler(old)
    handler = _Stderr()
    handler.setFormatter(Lines())
    root.addHandler(handler)
    root.setLevel(logging.WARNING)
    for name in _QUIET:
        logging.getLogger(name).setLevel(logging.ERROR)
    structlog.configure(
        processors=[_as_text],
        wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING),
        logger_factory=structlog.stdlib.LoggerFactory(),
    )


def covered(text: str) -> str:
    """The text with tokens and addresses of the web covered."""
    for pattern, cover in _COVERED:
        text = pattern.sub(cover, text)
    return text


def places(error: BaseException) -> str:
    """An error and what it came from: kinds and places, an indented line each; never their words."""
    return "\n".join(f"  {line}" for one in _chain(error) for line in _told(one))


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)


def _told(error: BaseException) -> Iterator[str]:
    yield type(error).__name__
    for frame in _frames(error.__traceback__):
        yield f"  {_short(frame.filename)}:{frame.lineno} {frame.name}"


def _frames(trace: TracebackType | None) -> list[traceback.FrameSummary]:
    return traceback.StackSummary.extract(traceback.walk_tb(trace), lookup_lines=False)


def _short(filename: str) -> str:
    """A path from the project's folder, or from where libraries lie."""
    _, lib, rest = filename.rpartition("site-packages/")
    path = Path(filename)
    if lib:
        return rest
    return str(path.relative_to(ROOT)) if path.is_relative_to(ROOT) else path.name


def _as_text(_logger: WrappedLogger, _method: str, event: EventDict) -> str:
    """``what happened key=value …``, as the program's own loggers say it."""
    words = str(event.pop("event", ""))
    return " ".join([words, *(f"{name}={value}" for name, value in event.items())])
