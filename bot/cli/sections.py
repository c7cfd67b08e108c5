"""At the desk: where the registrar hands out no list, which sections may be dealt."""

from __future__ import annotations

from typing import Annotated

import typer

from bot.cli.shared import say, the_database
from bot.clock import system_clock
from config.locale import load_texts
from handlers.parse.sections import parse_spans
from handlers.texts import as_met
from handlers.texts import petition as texts
from models import petition

DESK = "desk"


def add(app: typer.Typer) -> None:
    """The command of this room."""
    app.command()(sections)


def sections(
    numbers: Annotated[
        list[str] | None, typer.Argument(help="such as 12001-12500 12510; none: where they stand")
    ] = None,
    office: Annotated[str, typer.Option(help="the office's code, where there are several")] = "",
) -> None:
    """Say which sections may be dealt where there is no list (policy order as-met)."""
    words = load_texts().of("en")
    spans = parse_spans(" ".join(numbers or ()))
    with the_database() as database:
        if not spans:
            say(texts.plain(as_met.state(words, database.run(petition.look_sections))))
            return
        opened = database.run(
            petition.open_sections,
            now=system_clock(),
            by=DESK,
            sections=spans,
            office=office or None,
        )
        say(texts.plain(as_met.opened(words, opened, database.run(petition.look_sections))))
