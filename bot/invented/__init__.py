"""Invented campaigns from one seed, for the demo, the tests and the benchmarks.

`worlds` reads the parameters, `lines` makes the lines, `readers` judges them as people would,
`paper` types a judged sheet, `files` writes registrars' lists, `people` names invented volunteers.
The hidden truth stays in `Invented.truth`; nothing here writes it into a list the bot reads.
"""

from bot.invented.files import SPELLINGS, Spelling, write_csv, write_truth, write_xlsx
from bot.invented.lines import Invented, generate
from bot.invented.paper import typed_sheet
from bot.invented.people import VOLUNTEERS, Volunteer, volunteer
from bot.invented.readers import Judged, Reader, lawyer, reader
from bot.invented.worlds import World, names, varied, world

__all__ = [
    "SPELLINGS",
    "VOLUNTEERS",
    "Invented",
    "Judged",
    "Reader",
    "Spelling",
    "Volunteer",
    "World",
    "generate",
    "lawyer",
    "names",
    "reader",
    "typed_sheet",
    "varied",
    "volunteer",
    "world",
    "write_csv",
    "write_truth",
    "write_xlsx",
]
