"""Many lines at once: the first list, and a correction on top of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import chain
from operator import itemgetter
from typing import Any

from sqlalchemy import Connection, Table, func, select, text

from models import duplicates
from models.errors import Refusal
from models.intake.rows import Plain
from models.rules import dealing
from models.tables import FREE_INDEXES, cases, days, lines, tally

_REASON = itemgetter(3)
Counts = tuple[int, int, int]  # added, changed, removed
_COLUMNS = (
    "section",
    "page",
    "line",
    "reason_id",
    "office_id",
    "running",
    "draw",
)
_FREE = {"state": 0, "contested": False, "claim": False}  # what every new line begins with
_STAGE = ("section", "page", "line", "reason_id", "office_id", "running", "draw")


def first(
    tx: Connection,
    blocks: Iterable[Sequence[Plain]],
    reason_ids: Sequence[int],
    office_ids: Sequence[int],
    seed: str,
) -> Counts:
    """Insert a first list. The dealing indexes are built once, after it."""
    for index in FREE_INDEXES:
        index.drop(tx)
    rows = _Rows(reason_ids, office_ids, seed)
    for block in _gathered(blocks):
        insert_many(tx, lines, _COLUMNS, rows.of(block), _FREE)
    for index in FREE_INDEXES:
        index.create(tx)
    _count(tx, rows.counts)
    return rows.counts.total(), 0, 0


def correct(
    tx: Connection,
    blocks: Iterable[Sequence[Plain]],
    reason_ids: Sequence[int],
    office_ids: Sequence[int],
    seed: str,
    *,
    day: date,
) -> Counts:
    """Make the kept lines what the new list says; what is claimed less or more counts on ``day``.

    Refuses ``petition.drops-read`` (n) if it leaves out lines that are held or on paper, that
    somebody has read (even if it was taken back), or that the audit has drawn.
    """
    tx.execute(text(_MAKE_STAGE))
    rows = _Rows(reason_ids, office_ids, seed)
    for block in _gathered(blocks):
        insert_many(tx, "stage", _STAGE, rows.of(block))
    tx.execute(text("CREATE UNIQUE INDEX ix_stage_key ON stage (section, page, line)"))
    busy = tx.execute(text(_BUSY)).scalar() or 0
    if busy:
        raise Refusal("petition.drops-read", n=busy)
    removed = _each(tx, _GONE, "total", "free", by=-1)
    named = tx.execute(text(_NAMED)).scalars().all()
    for statement in (_FORGET_DEALT, _FORGET_SETS, _DELETE):
        tx.execute(text(statement))
    changed = _change_reasons(tx)
    added = tx.execute(text(_ADDED)).all()
    tx.execute(text(_INSERT))
    _count(tx, Counter({row.reason_id: row.n for row in added}))
    tx.execute(text("DROP TABLE stage"))
    _resettle(tx, named, day)
    return sum(row.n for row in added), changed, removed


def insert_many(
    tx: Connection,
    table: Table | str,
    columns: Sequence[str],
    rows: Sequence[tuple[Any, ...]],
    same: Mapping[str, int] | None = None,
) -> None:
    """Insert plain tuples by the driver's own bulk way (COPY on PostgreSQL).

    ``same`` are further columns, with the whole number (or truth) that all rows have in them.
    """
    same = same or {}
    name = table if isinstance(table, str) else table.name
    names = ", ".join(f'"{column}"' for column in (*columns, *same))
    if tx.dialect.name == "postgresql":
        cursor = tx.connection.cursor()
        ending = tuple(same.values())
        with cursor.copy(f"COPY {name} ({names}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row + ending)
        cursor.close()
        return
    marks = ", ".join([*("?" for _ in columns), *(str(int(value)) for value in same.values())])
    cursor = tx.connection.cursor()
    cursor.executemany(f"INSERT INTO {name} ({names}) VALUES ({marks})", rows)
    cursor.close()


class _Rows:
    """Turns a list's plain lines into table rows, and counts them by reason."""

    def __init__(self, reason_ids: Sequence[int], office_ids: Sequence[int], seed: str) -> None:
        self.counts: Counter[int] = Counter()
        self._reasons, self._offices, self._seed = reason_ids, office_ids, seed
        self._section, self._draw = -1, 0

    def of(self, block: Sequence[Plain]) -> list[tuple[Any, ...]]:
        """(section, page, line, reason id, office id, running, draw) of each."""
        reasons, offices = self._reasons, self._offices
        last, draw = self._section, self._draw
        rows = []
        for section, page, line, reason, office, running, _row in block:
            if section != last:
                last, draw = section, dealing.ticket(self._seed, section)
            office_id = None if office is None else offices[office]
            rows.append((section, page, line, reasons[reason or 0], office_id, running, draw))
        self._section, self._draw = last, draw
        for reason, n in Counter(map(_REASON, block)).items():
            self.counts[reasons[reason or 0]] += n
        return rows


def _gathered(blocks: Iterable[Sequence[Plain]], size: int = 20) -> Iterator[list[Plain]]:
    """Blocks of a few thousand lines: few statements, bounded memory."""
    waiting: list[Sequence[Plain]] = []
    for block in blocks:
        waiting.append(block)
        if len(waiting) == size:
            yield list(chain.from_iterable(waiting))
            waiting = []
    if waiting:
        yield list(chain.from_iterable(waiting))


def _count(tx: Connection, counts: Counter[int]) -> None:
    for reason_id in sorted(counts):
        tx.execute(
            tally.update()
            .where(tally.c.reason_id == reason_id)
            .values(total=tally.c.total + counts[reason_id], free=tally.c.free + counts[reason_id])
        )


def _each(tx: Connection, query: str, *columns: str, by: int) -> int:
    """Move counts by the (reason_id, n) rows of a query; the sum of n."""
    rows = tx.execute(text(query)).all()
    for row in rows:
        tx.execute(
            tally.update()
            .where(tally.c.reason_id == row.reason_id)
            .values({column: tally.c[column] + by * row.n for column in columns})
        )
    return sum(row.n for row in rows)


def _change_reasons(tx: Connection) -> int:
    """Lines that the new list files under another reason, with all that is counted of them."""
    changed = tx.execute(text(_CHANGED)).scalar() or 0
    if changed:
        tx.execute(text(_UPDATE))
        _recount(tx)
    return changed


def _resettle(tx: Connection, line_ids: Sequence[int], day: date) -> None:
    """Duplicate sets of lines that name one which has come in or gone."""
    steps: Counter[int] = Counter()
    for reason_id, step in duplicates.resettle(tx, line_ids) if line_ids else ():
        steps[reason_id] += step
    for reason_id, step in sorted(steps.items()):
        claimed = tally.update().where(tally.c.reason_id == reason_id)
        tx.execute(claimed.values(claimed=tally.c.claimed + step))
    moved = steps.total()
    if moved:
        today = days.update().where(days.c.day == day).values(claimed=days.c.claimed + moved)
        if tx.execute(today).rowcount == 0:
            tx.execute(days.insert().values(day=day, read=0, claimed=moved))


def _recount(tx: Connection) -> None:
    """Count every reason's lines anew; after a correction only."""
    for reason_id in (
        tx.execute(select(tally.c.reason_id).order_by(tally.c.reason_id)).scalars().all()
    ):
        mine = select(func.count()).select_from(lines).where(lines.c.reason_id == reason_id)
        values: dict[str, Any] = {"total": mine.scalar_subquery()}
        for state, name in enumerate(("free", "held", "paper", "read")):
            values[name] = mine.where(lines.c.state == state).scalar_subquery()
        for verdict in ("challenge", "stands", "unsure", "missing"):
            values[verdict] = mine.where(lines.c.verdict == verdict).scalar_subquery()
        values["claimed"] = mine.where(lines.c.claim).scalar_subquery()
        opened = mine.join(cases, cases.c.line_id == lines.c.id)
        ruled, judged = opened.where(cases.c.counts), opened.where(cases.c.verdict.is_not(None))
        values["ruled"] = ruled.scalar_subquery()
        values["judged"] = judged.scalar_subquery()
        for read, of_ruled, of_ours in (
            ("challenge", "judged_challenge", "upheld"),
            ("stands", "judged_stands", "found"),
        ):
            values[of_ruled] = judged.where(lines.c.verdict == read).scalar_subquery()
            values[of_ours] = ruled.where(lines.c.verdict == read).scalar_subquery()
        tx.execute(tally.update().where(tally.c.reason_id == reason_id).values(**values))


_MAKE_STAGE = """CREATE TEMPORARY TABLE stage (
    section INTEGER, page INTEGER, line INTEGER, reason_id INTEGER,
    office_id INTEGER, running INTEGER, draw BIGINT)"""
_SAME = "s.section = lines.section AND s.page = lines.page AND s.line = lines.line"
_LEFT_OUT = f"NOT EXISTS (SELECT 1 FROM stage s WHERE {_SAME})"
_BUSY = f"""SELECT count(*) FROM lines WHERE {_LEFT_OUT} AND (state <> 0
    OR EXISTS (SELECT 1 FROM readings r WHERE r.line_id = lines.id)
    OR EXISTS (SELECT 1 FROM audits a WHERE a.line_id = lines.id))"""
# Lines that name, as a partner, one that comes in or one that goes.
_PARTNER = "s.section = p.section AND s.page = p.page AND s.line = p.line"
_NAMED = f"""SELECT DISTINCT r.line_id FROM partners p
    JOIN readings r ON r.id = p.reading_id AND r.standing
    LEFT JOIN stage s ON {_PARTNER}
    LEFT JOIN lines l ON l.section = p.section AND l.page = p.page AND l.line = p.line
    WHERE (s.section IS NULL) <> (l.id IS NULL)"""
_FORGET_DEALT = f"""DELETE FROM batch_lines WHERE line_id IN
    (SELECT id FROM lines WHERE {_LEFT_OUT})"""
_FORGET_SETS = f"""DELETE FROM contradictions WHERE line_id IN
    (SELECT id FROM lines WHERE {_LEFT_OUT})"""
_GONE = f"SELECT reason_id, count(*) AS n FROM lines WHERE {_LEFT_OUT} GROUP BY reason_id"
_DELETE = f"DELETE FROM lines WHERE {_LEFT_OUT}"
_CHANGED = f"SELECT count(*) FROM lines JOIN stage s ON {_SAME} AND s.reason_id <> lines.reason_id"
_UPDATE = f"""UPDATE lines SET reason_id = (SELECT s.reason_id FROM stage s WHERE {_SAME})
    WHERE EXISTS (SELECT 1 FROM stage s WHERE {_SAME} AND s.reason_id <> lines.reason_id)"""
_NEW = f"NOT EXISTS (SELECT 1 FROM lines WHERE {_SAME})"
_ADDED = f"SELECT reason_id, count(*) AS n FROM stage s WHERE {_NEW} GROUP BY reason_id"
_INSERT = f"""INSERT INTO lines (section, page, line, reason_id, office_id, running, draw, state,
    contested, claim) SELECT section, page, line, reason_id, office_id, running, draw, 0, false,
    false FROM stage s WHERE {_NEW}"""
