"""People type what they must not, in every place one can type: afterwards none of it is anywhere.

Every name, number and address here is invented.
"""

from __future__ import annotations

import logging
import re
from itertools import cycle
from pathlib import Path

import pytest

from models.database import Database
from models.terms import Role
from tests.chat import House, Talker, a_house, everything_written, found_reference

# What was typed, and the words of it that may be found nowhere afterwards.
PLANTED = {
    "the signer is Wilhelmina Thornquist": ("wilhelmina", "thornquist"),
    "1 s, barnaby gonzalez signed it": ("barnaby", "gonzalez"),
    "he lives at 4817 Quillfeather Avenue, apt 12": ("quillfeather", "4817"),
    "call her at (213) 555-0188": ("555-0188", "5550188"),
    "mail zebulon.quist@example.org": ("zebulon", "quist@"),
    "born 03/14/1961": ("03/14/1961", "1961"),
    "voter id 80934417265": ("80934417265", "809344"),
    "license D7741908": ("d7741908", "7741908"),
    "María Peñaloza Ximénez no firmó": ("peñaloza", "ximénez", "penaloza"),
    "vive en la calle Olmo Viejo 931": ("olmo viejo",),
    "po box 66712, Eagle Rock": ("66712",),
}
FILE = (
    b"section,page,line,reason,name,phone\n"
    b"1001,1,1,NR,Wilhelmina Thornquist,(213) 555-0188\n1001,1,2,NR,Barnaby Gonzalez,(213) 555-0199\n"
)


def left_behind(house: House, caplog: pytest.LogCaptureFixture, folder: Path) -> list[str]:
    """The planted words that are still somewhere: database, chats, log, files."""
    files = [
        path.read_bytes().decode("utf-8", "replace")
        for path in folder.rglob("*")
        if path.is_file()
        and path.suffix not in (".db", ".db-wal", ".db-shm", ".pdf", ".png")
        and path.name != "the-list.csv"
    ]
    everything = "\n".join([everything_written(house), caplog.text, *files]).casefold()
    everything = re.sub(r"\b[0-9a-f]{16,}\b", "", everything)  # digests: any digits come up there
    words = {word for planted in PLANTED.values() for word in planted}
    return sorted(word for word in words if re.search(rf"(?<!\d){re.escape(word)}", everything))


async def tries_everything(who: Talker, text: str) -> None:
    """The same thing as a message, a command's argument, a sheet, an edit, a caption."""
    await who.says(text)
    await who.says(f"/v L1 1 s {text}")
    await who.says(f"/nosuch {text}")
    await who.says(f"/undo {text}")
    await who.says("1 s")
    await who.edits(f"1 s; 2 s {text}")
    await who.sends("photo", text)
    await who.sends(
        "document", f"{text.replace('/', '-')}.pdf", b"%PDF-1.7 " + text.encode(), text
    )


async def test_nothing_that_names_a_signer_stays(
    database: Database, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    found_reference(database, tmp_path)
    async with a_house(database, tmp_path) as house:
        ada, maria = house.reader("Ada", Role.ADMIN), house.reader("Maria")
        cap, eve = house.reader("Cap", Role.CAPTAIN), house.stranger("Eve")
        room = house.telegram.channel("Day", ada.user)
        room.make_admin()
        team = house.telegram.group("Team", ada.user, maria.user, eve.user)
        await house.quiet(ada)
        await ada.taps("21:00")
        await maria.says("/next")
        for text, who in zip(PLANTED, cycle((maria, cap, eve)), strict=False):
            await tries_everything(who, text)
            await maria.says(text, team)
            await cap.says(f"L1 by R-002: 1 s {text}")
        await ada.sends("document", "Wilhelmina Thornquist.csv", FILE)
        await ada.sends("document", "Wilhelmina Thornquist.csv", FILE, "drop columns because new")
        await ada.taps("No")
        await maria.sends("contact", "Wilhelmina Thornquist", "+1 213 555 0188")
        await maria.says("/me")
        await house.later(hours=12)
        await maria.says("/progress", team)
        house.check()
        assert left_behind(house, caplog, tmp_path) == []
