"""The command line: everything that is done at the desk."""

from __future__ import annotations

import typer

from bot.cli import desk, export, keep, look, play, posts, rota, sections
from bot.cli.shared import Plain

app = typer.Typer(
    cls=Plain,
    help="Countersign: a campaign reviews its invalidated petition signatures, by chat.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
for subject in (play, desk, sections, rota, look, posts, export, keep):
    subject.add(app)


def main() -> None:
    """Run a command. Ends with 1 if an invariant is broken, 2 for a refusal, 3 for a fault."""
    app(prog_name="python -m bot")
