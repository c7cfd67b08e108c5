"""Four weeks later, played: the evening's posts, a what-if, a stack, the seed, the schedule. Invented."""

from __future__ import annotations

import asyncio
import sys
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from time import monotonic

from bot.demo.month import Done
from bot.demo.month_stage import Later, schedule_folder
from bot.demo.players import Player
from bot.invented import lawyer
from bot.sandbox.chats import Message
from config import codes
from config.settings import inherited
from models.terms import Verdict

PATIENCE = 60.0  # seconds, on a slow machine
_OUTSIDER = Path(__file__).parents[2] / "docs" / "outsider.py"
_STACKS = 3  # are tried, until one holds
_WHY = "buttons.rule-overrule.record"


@dataclass(slots=True)
class Outcome:
    """What was done in the weeks, and what the acts saw: seconds until `/whatif` answered, the
    outsider's last words and verdict.

    ``skipped`` are places (from, to) in the history that are not printed: the middle of each check.
    """

    done: Done = field(default_factory=lambda: Done(0, 0))
    seconds: list[float] = field(default_factory=list)
    outsider: list[str] = field(default_factory=list)
    agrees: bool = False
    offered: bool = False  # whether there was a stack to take
    checked: int = 0
    skipped: list[tuple[int, int]] = field(default_factory=list)


async def play(later: Later) -> Outcome:
    """Wait for the weeks; then the evening, the next morning, the schedule."""
    outcome = Outcome(await later.lived())
    await later.stage.start_bot()
    later.channel.make_admin(by=later.ana.user)
    await later.stage.settled()
    await _evening(later)
    await _morning(later, outcome)
    await _bench(later, outcome)
    await later.ana.says("/audit tell")
    await later.ana.taps("buttons.audit-tell")
    await later.stage.stop_bot()
    await _outside(later, outcome)
    return outcome


async def _evening(later: Later) -> None:
    """Nine o'clock: the day's post, the week's, and the coordinators' own."""
    telegram = later.stage.telegram
    telegram.move(timedelta(minutes=20, seconds=5))
    await telegram.until(lambda: len(pictures(later)) >= 2, PATIENCE)
    await telegram.until(lambda: bool(later.ana.user.messages), PATIENCE)


def pictures(later: Later) -> list[Message]:
    """The posts with a picture in the channel: one of the day, one of the week."""
    return [message for message in later.channel.messages if message.has_media]


async def _morning(later: Later, outcome: Outcome) -> None:
    """Questions of whoever has to decide."""
    ana = later.ana
    later.stage.telegram.move(timedelta(hours=12))
    for asked in (
        "/whatif 28 seats 5 days from dec 12",
        "/whatif all read by jun 30 2023 with 90 %",
    ):
        began = monotonic()
        await ana.says(asked)
        outcome.seconds.append(monotonic() - began)
    for asked in ("/why", "/audit"):
        await ana.says(asked)


# ----------------------------------------------------------------------------------- the lawyer


async def _bench(later: Later, outcome: Outcome) -> None:
    """One line of the queue; then a stack, checked by lot and ruled with one tap.

    Where a checked line is not upheld the stack ends, and the lawyer takes another one.
    """
    await later.vera.says("/queue")
    await _rule(later)
    for _ in range(_STACKS):
        await later.vera.says("/stacks")
        offered = _labels(later.vera)
        outcome.offered = outcome.offered or bool(offered)
        if not offered or await _stack(later, offered[0], outcome):
            return


async def _stack(later: Later, offered: str, outcome: Outcome) -> bool:
    """Take a stack and check it; whether its rest was ruled with one tap."""
    vera, history = later.vera, later.stage.telegram.history
    await vera.taps_label(offered)
    begins = ends = checked = 0
    while await _rule(later):
        checked += 1
        if not vera.sees("buttons.stack-on"):
            break  # not upheld: the stack has ended
        ends = len(history)
        begins = begins or ends
        await vera.taps("buttons.stack-on")
    outcome.checked += checked
    if begins < ends:
        outcome.skipped.append((begins, ends))
    last = _labels(vera)
    to_rule = vera.words.plain("buttons.stack-rule", n=2).partition("2")[0]
    if not last or not last[0].startswith(to_rule):
        return False
    await vera.taps_label(last[0])
    return True


async def _rule(later: Later) -> bool:
    """Rule the line in hand as it is in truth; False: the newest message shows none to rule."""
    vera, words = later.vera, later.vera.words
    if not vera.sees("buttons.rule-back"):
        return False
    key = vera.line_in_hand()
    right = lawyer(1, 0).judge(later.stage.invented, later.stage.places[key])
    said = words.plain("buttons.rule-stands")
    if right.ground is not None:
        said = words.plain("buttons.rule-ours", ground=codes.ground_button(words, right.ground))
        if said not in _labels(vera):
            await vera.taps("buttons.rule-other-ground")
    if right.verdict is Verdict.CHALLENGE and said not in _labels(vera):
        await vera.taps("buttons.rule-back")
        return True
    await vera.taps_label(said)
    if vera.sees(_WHY):
        await vera.taps(_WHY)
    return True


def _labels(player: Player) -> list[str]:
    return [label for row in player.user.messages[-1].buttons for label in row]


# --------------------------------------------------------------------------------- the outsider


async def _outside(later: Later, outcome: Outcome) -> None:
    """The schedule is written, and somebody who has only that and numpy goes through it."""
    folder = schedule_folder(later)
    environment = inherited() | {"COUNTERSIGN_DATABASE": later.stage.url}
    export = ("-m", "bot", "export", str(folder), "--only", "ruled")
    code, said = await _run(*export, environment=environment)
    if code == 0:
        code, said = await _run(str(_OUTSIDER), str(folder), environment=environment)
    outcome.outsider = said.splitlines()
    outcome.agrees = code == 0


async def _run(*command: str, environment: dict[str, str]) -> tuple[int, str]:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *command,
        env=environment,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    said, _nothing = await process.communicate()
    return process.returncode or 0, said.decode()
