"""Progress and the daily post over the full petition beside one GROUP BY over its lines."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from time import perf_counter

from sqlalchemy import Connection, delete

from config.locale import Words, load_texts
from handlers import pictures
from handlers.texts import progress as texts
from handlers.texts import reports
from models import notices as notices_verbs
from models import progress
from models.database import Database
from models.tables import chats, notices
from tests.benchmarks import ground
from tests.benchmarks.figure import Figure, in_turn, of_pairs

DAYS = 24
_GROUP = "SELECT state, reason_id, count(*) FROM lines GROUP BY state, reason_id"


def half_read(folder: Path) -> Path:
    """The full petition after 24 days of reading, some 60 % of it read by forty people."""
    path = ground.copied(ground.kept(folder), folder / "read.sqlite3")
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("BEGIN")
    day = "date('2022-09-06', '-' || ((lines.id * 7) % 24) || ' days')"
    reader = "1 + (lines.id * 11) % 40"
    read = "lines.id % 5 < 3"
    verdict = "CASE WHEN lines.id % 10 < 2 THEN 'challenge' ELSE 'stands' END"
    for statement in (
        """INSERT INTO people (pseudonym, telegram_id, role, language, suspended, terms_version,
            designation, practice_step, joined_at)
            WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 40)
            SELECT printf('R-%03d', i), 700000 + i, 'volunteer', 'en', 0, 1, 'on_file', 5,
            '2022-09-01' FROM n""",
        """INSERT INTO batches (id, code, person_id, round, policy, draw, size, dealt_at, ends_at,
            deadline_at, ended_at, ended) SELECT id, 'Z' || id, id, 1, 'registrar', '', 0,
            '2022-09-01', '2022-09-02', '2022-09-02', '2022-09-02', 'done' FROM people""",
        """INSERT INTO entries (id, person_id, batch_id, via, at)
            SELECT id, id, id, 'text', '2022-09-02' FROM people""",
        f"UPDATE lines SET state = 3, batch_id = {reader}, verdict = {verdict},"
        f" claim = (lines.id % 10 < 2) WHERE {read}",
        f"""INSERT INTO readings (line_id, round, batch_id, entry_id, reader_id, typed_by_id,
            verdict, ground_id, tier, at, day, standing, extra, withdrawn)
            SELECT lines.id, 1, {reader}, {reader}, {reader}, {reader}, verdict,
            CASE verdict WHEN 'challenge' THEN 1 END, CASE verdict WHEN 'challenge' THEN 'A' END,
            {day} || ' 18:00:00.000000', {day}, 1, 0, 0 FROM lines WHERE {read}""",
        """UPDATE tally SET (free, read, challenge, stands, claimed) = (SELECT sum(state = 0),
            sum(state = 3), sum(verdict IS 'challenge'), sum(verdict IS 'stands'), sum(claim)
            FROM lines WHERE lines.reason_id = tally.reason_id) WHERE total > 0""",
        """INSERT INTO days (day, read, claimed)
            SELECT day, count(*), sum(verdict = 'challenge') FROM readings GROUP BY day""",
    ):
        connection.execute(statement)
    connection.execute("COMMIT")
    connection.close()
    return path


def measure(folder: Path, rounds: int, tell: Callable[[], None]) -> list[Figure]:
    """The numbers with their words, and the post frozen in a notice with its words."""
    path = half_read(folder)
    database = ground.opened(path)
    words = load_texts().of("en")
    database.run(_a_channel)

    def shown() -> float:
        began = perf_counter()
        report = database.run(progress.report, now=ground.NOON)
        text = texts.post(words, report)
        took = perf_counter() - began
        assert report.read == sum(1 for i in range(1, ground.FULL + 1) if i % 5 < 3)
        assert text
        return took

    def posted() -> float:
        return _posted(database, words, None)

    def drawn() -> float:
        return _posted(database, words, folder / "day.png")

    def peer() -> float:
        return _group_by(path)

    drawn()  # once: the first picture loads what draws it
    figures = []
    for name, ours, bar, note in (
        ("/progress: numbers and words", shown, 3.0, f"beside one GROUP BY over {ground.FULL:,}"),
        ("the daily post, frozen and in words", posted, 3.0, "the same; two commits with fsync"),
        ("  … with its picture drawn", drawn, None, "the same; no bar"),
    ):
        pairs = [(a * 1000, b * 1000) for a, b in in_turn(ours, peer, rounds)]
        figures.append(of_pairs(name, pairs, unit="ms", bar=bar, note=note))
        tell()
    database.close()
    return figures


def _posted(database: Database, words: Words, picture: Path | None) -> float:
    """Seconds of one daily post: frozen in a notice, claimed by delivery, put in words."""
    late = ground.NOON + timedelta(hours=10)  # its hour has come
    began = perf_counter()
    left = database.run(progress.close_due_days, now=late)
    (notice,) = database.run(notices_verbs.claim, now=late)
    report = reports.of_facts(notice.facts)
    text = texts.post(words, report)
    if picture is not None:
        pictures.day(report, words, picture, title="Invented")
    took = perf_counter() - began
    assert left == 1
    assert text
    database.run(_forget_notices)
    return took


def _group_by(path: Path) -> float:
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA cache_size=-65536")
    connection.execute(_GROUP).fetchall()  # once, so that the pages are in memory as ours are
    began = perf_counter()
    counts = connection.execute(_GROUP).fetchall()
    took = perf_counter() - began
    connection.close()
    assert sum(n for _state, _reason, n in counts) == ground.FULL
    return took


def _forget_notices(tx: Connection) -> None:
    tx.execute(delete(notices))


def _a_channel(tx: Connection) -> None:
    values = {"kind": "channel", "language": "en", "posts": True, "post_hour": 21}
    since = ground.NOON - timedelta(days=1)  # no week is due yet
    tx.execute(chats.insert().values(chat_id=-100_700, post_minute=0, since=since, **values))
