"""The log: warnings and worse, on standard error, and nothing that somebody wrote."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterator

import pytest
import structlog
from telegram.error import NetworkError

from bot.cli import logs

TOKEN = "987654321:invented-token-that-nobody-may-see"
SAID = "Maria Gonzalez, 12 Elm Street"  # invented


@pytest.fixture(autouse=True)
def set_up() -> Iterator[None]:
    root, before = logging.getLogger(), logging.getLogger().level
    logs.set_up()
    yield
    root.handlers = [one for one in root.handlers if not isinstance(one.formatter, logs.Lines)]
    root.setLevel(before)
    structlog.reset_defaults()


def test_what_is_no_warning_is_not_logged(capsys: pytest.CaptureFixture[str]) -> None:
    structlog.get_logger("bot.inbox").info("nothing special")
    logging.getLogger("handlers.errors").info("nothing special")
    logging.getLogger("telegram.ext").warning("a warning of a library that is none")
    assert capsys.readouterr() == ("", "")


def test_a_warning_is_one_line_on_standard_error(capsys: pytest.CaptureFixture[str]) -> None:
    structlog.get_logger("bot.jobs").warning("job failed", job="daily-post", where="x.py:3")
    out, err = capsys.readouterr()
    assert out == ""
    level, at, rest = err.split(" ", 2)
    assert (level, len(at), at[-1]) == ("WARNING", 20, "Z")
    assert rest == "bot.jobs: job failed job=daily-post where=x.py:3\n"


def test_it_is_set_up_once_however_often(capsys: pytest.CaptureFixture[str]) -> None:
    logs.set_up()
    logs.set_up()
    logging.getLogger("countersign.handlers").error("fault %s: %s", "a1b2c3", "KeyError")
    assert capsys.readouterr().err.count("fault a1b2c3: KeyError") == 1


def test_an_error_is_told_by_kind_and_place_never_by_its_words(
    capsys: pytest.CaptureFixture[str],
) -> None:
    try:
        try:
            raise ValueError(f"cannot read {SAID}")
        except ValueError as error:
            raise NetworkError(f"POST https://api.telegram.org/bot{TOKEN}/x: {SAID}") from error
    except NetworkError:
        logging.getLogger("countersign.handlers").exception("fault")
    err = capsys.readouterr().err
    assert "\n  NetworkError\n    tests/bot/test_cli_logs.py:" in err
    assert "\n  ValueError\n" in err
    for secret in (TOKEN, "invented-token", "https", "api.telegram.org", "Maria", "Elm"):
        assert secret not in err


def test_of_other_peoples_messages_only_the_template_is_told(
    capsys: pytest.CaptureFixture[str],
) -> None:
    log = logging.getLogger("telegram.ext.Application")
    log.error("Error while handling %s", SAID)
    log.error("Bad answer\nbody: " + SAID)
    err = capsys.readouterr().err
    assert "telegram.ext.Application: Error while handling %s\n" in err
    assert "telegram.ext.Application: Bad answer\n" in err
    assert "Maria" not in err


def test_tokens_and_addresses_are_covered_wherever_they_stand(
    capsys: pytest.CaptureFixture[str],
) -> None:
    log = logging.getLogger("bot.house")
    log.error(f"refused: https://api.telegram.org/bot{TOKEN}/getUpdates?x=1")
    log.error(f"postgresql://somebody:secret@host/name and bot{TOKEN} and {TOKEN}.")
    err = capsys.readouterr().err
    assert "refused: [address]\n" in err
    assert "[address] and [token] and [token].\n" in err
    for secret in (TOKEN, "invented-token", "secret", "getUpdates"):
        assert secret not in err


async def test_a_task_that_nobody_waited_for_is_told_without_its_words(
    capsys: pytest.CaptureFixture[str],
) -> None:
    async def breaks() -> None:
        raise RuntimeError(SAID)

    loop = asyncio.get_running_loop()
    task = loop.create_task(breaks())
    await asyncio.wait([task])
    error = task.exception()
    loop.call_exception_handler(
        {"message": "Task exception was never retrieved", "task": task, "exception": error}
    )
    err = capsys.readouterr().err
    assert "asyncio: Task exception was never retrieved\n  RuntimeError\n" in err
    assert "Maria" not in err


def test_what_nobody_foresaw_is_told_by_kind_and_place() -> None:
    from typer.testing import CliRunner

    from bot import cli
    from bot.cli.shared import FAULT

    app = __import__("typer").Typer(cls=cli.shared.Plain)

    @app.command()
    def break_it() -> None:
        raise KeyError(SAID)

    @app.command()
    def other() -> None:
        """So that there are two."""

    found = CliRunner().invoke(app, ["break-it"])
    assert found.exit_code == FAULT
    assert found.stderr.startswith("Something broke that should not:\n  KeyError\n")
    assert "Maria" not in found.stderr
