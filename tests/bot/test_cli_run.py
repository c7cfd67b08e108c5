"""Running: what is missing is said plainly, stopping loses nothing, the token is never printed."""

from __future__ import annotations

import asyncio
import re
import signal
import subprocess
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.sandbox.server import serve
from bot.sandbox.telegram import LocalTelegram
from tests.desk import Desk

PATIENCE = 30


# ------------------------------------------------------------------------------- what is missing


def test_without_a_token_it_says_where_to_get_one(desk: Desk) -> None:
    for settings in ({}, {"token": ""}, {"token": "  "}):
        refusal = desk("run", **settings).refusal
        assert refusal.startswith("COUNTERSIGN_TOKEN is not set.")
        assert "@BotFather" in refusal
        assert ".env" in refusal


def test_before_a_campaign_it_says_how_to_found_one(bare_desk: Desk) -> None:
    assert "python -m bot init" in bare_desk("run", token="1:abc").refusal


def test_a_setting_that_is_wrong_is_named_and_not_repeated(desk: Desk) -> None:
    said = desk("run", token="the token from BotFather", limits="perhaps")
    assert "COUNTERSIGN_TOKEN must be" in said.refusal
    assert "COUNTERSIGN_LIMITS must be true or false" in said.refusal
    assert "the token from" not in said.err
    assert "perhaps" not in said.err


def test_a_token_stands_in_a_file_as_editors_save_it(desk: Desk) -> None:
    for encoding in ("utf-8", "utf-8-sig"):
        Path(".env").write_text("COUNTERSIGN_TOKEN=1:abc\n", encoding)
        assert desk("run", api="http://127.0.0.1:1").refusal.startswith("Telegram cannot")
    Path(".env").write_text("COUNTERSIGN_TOKEN=1:abc\n", "utf-16")
    assert "UTF-8" in desk("run").refusal


def test_a_telegram_that_cannot_be_reached_is_told_without_its_address(desk: Desk) -> None:
    said = desk("run", token="987:secret-secret", api="http://127.0.0.1:1")
    assert said.refusal.startswith("Telegram cannot be reached: no connection")
    assert "secret" not in said.err
    assert "127.0.0.1" not in said.err


# --------------------------------------------------------------------------------- while it runs


class Running:
    """A bot in a process of its own on a local Telegram."""

    def __init__(self, desk: Desk, telegram: LocalTelegram, base: str) -> None:
        self.desk, self.telegram, self.base = desk, telegram, base
        self.processes: list[subprocess.Popen[str]] = []

    async def start(self) -> subprocess.Popen[str]:
        """Start one and wait until it says that it runs."""
        process = self.desk.start("run", token=self.telegram.token, api=self.base)
        self.processes.append(process)
        assert process.stdout is not None
        line = await asyncio.wait_for(asyncio.to_thread(process.stdout.readline), PATIENCE)
        assert line == f"Running as @{self.telegram.bot.username}. Ctrl-C stops it.\n"
        return process

    async def ends(self, process: subprocess.Popen[str]) -> tuple[int, str, str]:
        """Its code and what it wrote since."""
        out, err = await asyncio.to_thread(process.communicate, timeout=PATIENCE)
        return process.returncode, out, err


@pytest.fixture
async def running(desk: Desk) -> AsyncIterator[Running]:
    telegram = LocalTelegram(running=True)
    async with serve(telegram) as base:
        found = Running(desk, telegram, base)
        yield found
        for process in found.processes:
            process.kill()
            await asyncio.to_thread(process.communicate)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["SIGTERM", "SIGINT"])
async def test_told_to_stop_it_finishes_what_it_has_in_hand(running: Running, name: str) -> None:
    process = await running.start()
    people = [running.telegram.user(f"Volunteer {n} (invented)") for n in range(20)]
    for person in people:
        person.say("/start")
    await running.telegram.until(lambda: any(len(one.messages) > 1 for one in people))
    process.send_signal(getattr(signal, name))
    code, out, err = await running.ends(process)
    assert (code, out, err) == (0, "Stopped. What was in hand is done.\n", "")
    answered = [person for person in people if len(person.messages) == 2]
    assert len(answered) + len(running.telegram.updates.pending) == len(people)
    assert all(len(person.messages) <= 2 for person in people)
    await running.start()  # what was left comes again, and is answered once
    await running.telegram.settled(PATIENCE)
    assert [len(person.messages) for person in people] == [2] * len(people)


@pytest.mark.slow
async def test_a_second_copy_is_told_that_only_one_may_run(running: Running) -> None:
    first = await running.start()
    second = running.desk.start("run", token=running.telegram.token, api=running.base)
    _out, err = await asyncio.to_thread(second.communicate, timeout=PATIENCE)
    assert second.returncode == 2
    assert err == "Another copy of the bot is running on this database.\n"
    first.send_signal(signal.SIGTERM)
    code, _out, err = await running.ends(first)
    assert code == 0
    assert running.telegram.token not in err


@pytest.mark.slow
async def test_a_copy_on_another_database_is_told_that_only_one_may_fetch(
    running: Running, tmp_path: Path
) -> None:
    first = await running.start()
    running.desk.settings["database"] = f"sqlite:///{tmp_path / 'another.sqlite3'}"
    await asyncio.to_thread(running.desk, "init")
    second = await running.start()
    told = re.compile(r"^ERROR \S+Z bot\.inbox: another process fetches this bot's updates")
    assert first.stderr is not None
    line = await asyncio.wait_for(asyncio.to_thread(first.stderr.readline), PATIENCE)
    assert told.match(line), line
    assert running.telegram.token not in line
    for process in (first, second):
        process.send_signal(signal.SIGTERM)
        code, _out, err = await running.ends(process)
        assert code == 0
        assert running.telegram.token not in err


@pytest.mark.slow
async def test_a_token_that_telegram_does_not_know_is_told_and_not_repeated(desk: Desk) -> None:
    async with serve(LocalTelegram()) as base:
        process = desk.start("run", token="42:not-this-one", api=base)
        out, err = await asyncio.to_thread(process.communicate, timeout=PATIENCE)
    assert (process.returncode, out) == (2, "")
    assert err.startswith("Telegram does not know this token.")
    assert err.count("\n") == 1
    assert "not-this-one" not in err


@pytest.mark.slow
async def test_a_poll_that_fails_is_logged_without_token_or_address(running: Running) -> None:
    process = await running.start()
    running.telegram.faults.drop(when=lambda method, _: method == "getUpdates")
    running.telegram.user("Maria (invented)").say("hello")
    assert process.stderr is not None
    line = await asyncio.wait_for(asyncio.to_thread(process.stderr.readline), PATIENCE)
    assert "no updates from Telegram for now, trying again error=NetworkError" in line
    process.send_signal(signal.SIGTERM)
    code, _out, err = await running.ends(process)
    assert code == 0
    for secret in (running.telegram.token, running.base, "hello", "getUpdates"):
        assert secret not in line + err
