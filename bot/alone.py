"""One process a SQLite database: a second copy is told so before it touches anything.

At its start a lone process takes every open claim on a message for a dead process's; a second copy
would make the first one's sends unknown. PostgreSQL serves several, and there a claim's age tells.
"""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from config.settings import Unset


@contextmanager
def alone(url: str) -> Iterator[bool]:
    """Hold the database's lock while the block runs; False where there is none to hold.

    Raises `Unset` with a sentence for whoever runs it if another process holds it. The lock goes
    with the process, however that ends.
    """
    if not url.startswith("sqlite:///"):
        yield False
        return
    path = Path(url.partition("///")[2] + ".lock")
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Unset("Another copy of the bot is running on this database.") from None
        yield True
