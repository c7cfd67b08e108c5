"""The command line: everything that is done at the desk."""

from __future__ import annotations

import sys

import typer

from bot.cli import desk, keep, look, play
from bot.cli.shared import say
from config.locale import load_texts
from config.profile import BadProfile
from config.settings import Unset
from handlers.errors import sentence
from models.errors import Refusal

app = typer.Typer(
    help="Countersign: a campaign reviews its invalidated petition signatures, by chat.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
for subject in (play, desk, look, keep):
    subject.add(app)


def main() -> None:
    """Run a command; what it refuses is said in one sentence, without a trace."""
    try:
        app()
    except Refusal as refusal:
        say(plain(refusal), error=True)
        sys.exit(2)
    except (Unset, BadProfile) as error:
        say(str(error), error=True)
        sys.exit(2)


def plain(refusal: Refusal) -> str:
    """A refusal in English, without markup."""
    words = load_texts().of("en")
    if not words.has(f"refusal.{refusal.code}"):
        return refusal.code
    return sentence(words, refusal, plain=True)
