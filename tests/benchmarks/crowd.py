"""Stub and bots as processes, loaded with what people write; updates a second come out."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

from tests.benchmarks.ground import ROOT

Texts = Sequence[tuple[int, str]]
"""(who, what they write), in the order sent."""

PATIENCE = 120.0  # seconds for one load; more is a fault


class Crowd:
    """The stub and the bots on it."""

    def __init__(self, stub: subprocess.Popen[str]) -> None:
        assert stub.stdout is not None
        self.base = stub.stdout.readline().strip()
        self._stub = stub
        self._bots: dict[str, subprocess.Popen[str]] = {}
        self._errors: dict[str, Path] = {}
        self.waits: dict[str, list[float]] = {}  # of the last load with ``wait``: seconds each

    def start(self, name: str, kind: str, *words: object, errors: Path) -> None:
        """Start a bot; `ready` waits for it."""
        token = f"42:{name}"
        command = [sys.executable, "-m", "tests.benchmarks.bots", kind, self.base, token]
        path = errors / f"{name}.log"
        with path.open("w") as log:
            self._bots[name] = subprocess.Popen(
                [*command, *map(str, words)], cwd=ROOT, stdout=log, stderr=log, text=True
            )
        self._errors[name] = path

    def ready(self) -> None:
        """Wait until every bot polls."""
        for name in self._bots:
            self._until(name, "polled")

    def rate(self, name: str, texts: Texts, *, latency: float, wait: bool = False) -> float:
        """Updates a second, from the tenth part of the texts to the last one's answer.

        With ``wait`` nobody writes before their last text is answered; else all is there at once.
        """
        load = {"texts": texts, "latency": latency, "warm": len(texts) // 10 or 1, "wait": wait}
        self._control("load", name, load)
        state = self._until(name, "rate")
        self.waits[name] = state["waits"]
        return float(state["rate"])

    def busy(self, name: str) -> float:
        """Seconds of processor the bot has used so far (Linux)."""
        fields = Path(f"/proc/{self._bots[name].pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def stop(self, name: str) -> None:
        """End one bot and wait for it."""
        process = self._bots.pop(name)
        process.terminate()
        process.wait(30)

    def close(self) -> None:
        """End all of them."""
        for process in self._bots.values():
            process.kill()
            process.wait()
        assert self._stub.stdin is not None
        self._stub.stdin.close()
        self._stub.kill()
        self._stub.wait()

    def _until(self, name: str, key: str) -> dict[str, Any]:
        deadline = time.monotonic() + PATIENCE
        while not (state := self._control("state", name))[key]:
            if self._bots[name].poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"{name} ({state}): {self._errors[name].read_text()[-3000:]}")
            time.sleep(0.05)
        return state

    def _control(self, what: str, name: str, more: dict[str, Any] | None = None) -> dict[str, Any]:
        body = json.dumps({"token": f"42:{name}"} | (more or {})).encode()
        connection = HTTPConnection(self.base.removeprefix("http://"), timeout=30)
        connection.request("POST", f"/control/{what}", body, {"Content-Type": "application/json"})
        state: dict[str, Any] = json.loads(connection.getresponse().read())
        connection.close()
        return state


@contextmanager
def gathered() -> Iterator[Crowd]:
    """A stub without bots; all processes end with the block."""
    stub = subprocess.Popen(
        [sys.executable, "-m", "tests.benchmarks.stub"],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    crowd = Crowd(stub)
    try:
        yield crowd
    finally:
        crowd.close()
