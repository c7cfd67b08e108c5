"""The old XLS, read in a process of its own: ``python -P old_xls.py < list.xls > rows``.

The reader (calamine, compiled code) ends its process on some damaged workbooks, asking for 100 GB of
memory; a damaged list must not end the bot. Out go lines of JSON: [sheet from 0, [cells]], blank rows
too, and last "done". The exit code is 3 for a password, 4 for damage.
"""

from __future__ import annotations

import io
import json
import sys
from datetime import date, datetime, time

from python_calamine import CalamineError, CalamineWorkbook, PasswordError

LOCKED, DAMAGED = 3, 4
_COLUMNS = 256  # of the format; a damaged cell may claim to stand beyond
_MEMORY = 2 << 30  # a full old sheet, 65,536 rows, takes a tenth of it


def text_of(value: object) -> str:
    """Return a cell's value as the text a person would type: 12045.0 is "12045", None is ""."""
    if value is None or value is False or value is True:
        return "" if value is None else str(value).upper()
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    return str(value)


def main() -> int:
    """Read a workbook from standard input and write its rows; return the exit code."""
    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(sys.stdin.buffer.read()))
        for at in range(len(book.sheet_names)):
            sheet = book.get_sheet_by_index(at)
            if sheet.total_width > _COLUMNS:
                return DAMAGED
            for row in sheet.to_python(skip_empty_area=False):
                sys.stdout.write(json.dumps([at, [text_of(value) for value in row]]) + "\n")
    except PasswordError:
        return LOCKED
    except CalamineError:
        return DAMAGED
    sys.stdout.write('"done"\n')
    return 0


if __name__ == "__main__":
    sys.exit(main())
