"""Work beside the conversation: in a process of its own, after everybody who is at a chat.

The arithmetic of a plan takes a minute of a processor. It runs at the lowest priority, so that a
reading that is typed meanwhile waits for nothing, and ends with the bot that started it.
"""

from __future__ import annotations

import asyncio
import os
import threading
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context, parent_process
from typing import TypeVar

T = TypeVar("T")
NICEST = 19  # the lowest priority there is (nice(2))


async def beside(work: Callable[[], T], otherwise: Callable[[], T]) -> T:
    """What ``work`` gives, done in a process of its own; both must be picklable functions.

    Where no process can be had, or it dies, ``otherwise`` answers here, in a thread.
    """
    return await asyncio.to_thread(_in_a_process, work, otherwise)


def _in_a_process(work: Callable[[], T], otherwise: Callable[[], T]) -> T:
    try:
        with ProcessPoolExecutor(
            1, mp_context=get_context("spawn"), initializer=_stand_back
        ) as pool:
            return pool.submit(work).result()
    except (BrokenProcessPool, OSError):
        return otherwise()


def _stand_back() -> None:
    """Run after everybody else, and end when the bot does, however it ends."""
    os.nice(NICEST)
    threading.Thread(target=_end_with, args=(parent_process(),), daemon=True).start()


def _end_with(parent: object) -> None:
    join = getattr(parent, "join", None)
    if join is not None:
        join()
        os._exit(1)  # nobody is left who could be answered
