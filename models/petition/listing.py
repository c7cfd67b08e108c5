"""The registrar's list: a dry run first, then all or nothing, then corrections by name.

The same file again changes nothing. A list on top of another is a correction, with its reason and
author: lines may be added, change their reason, or go if nobody has read or holds them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import BinaryIO

from sqlalchemy import Connection, func, select

from models import book as books
from models import trail
from models.book import Book
from models.errors import Refusal
from models.intake import formats, headers, private, rows
from models.intake.book import Entry, ReasonBook
from models.intake.headers import HeaderMatch
from models.intake.rows import Block
from models.intake.summary import Difference, Summary
from models.petition import bulk
from models.tables import imports, lines
from models.terms import looks

Progress = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Asked:
    """How a list is to be read: a person's own choice of columns, and what not to read at all."""

    columns: tuple[tuple[str, str], ...] = ()  # (field, title or letter)
    drop_columns: bool = False  # leave out what looks like names, addresses or contacts
    accept_close: bool = False  # take near spellings of reasons for the reasons
    accept_header: bool = False  # the columns as matched are right


@dataclass(frozen=True, slots=True)
class DryRun:
    """What the file holds, before anything is kept."""

    kind: str
    encoding: str
    header: HeaderMatch
    dropped: tuple[str, ...]
    summary: Summary
    differences: tuple[Difference, ...]
    known: bool  # this very file was imported before
    existing: int  # lines kept already
    certified: bool  # there is a certificate to count against


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import changed, in lines."""

    digest: str
    rows: int
    added: int
    changed: int = 0
    removed: int = 0
    known: bool = False


@looks
def dry_run(
    tx: Connection,
    *,
    now: datetime,
    path: Path,
    asked: Asked = Asked(),
    progress: Progress | None = None,
) -> DryRun:
    """Read the whole file and say what an import would find. Refuses as `models.intake` does."""
    book = books.read(tx, now=now)
    with path.open("rb") as file:
        digest = formats.digest(file)
        reading = _open(file, path.name, asked, book)
        summary = Summary(reading.reasons, digest)
        for block in reading.blocks():
            summary.add(block)
            if progress is not None:
                progress(block.last_row)
    return DryRun(
        reading.opened.kind,
        reading.opened.encoding,
        reading.header,
        reading.dropped,
        summary,
        summary.compare(_certificate(book)),
        known=_known(tx, digest),
        existing=tx.execute(select(func.count()).select_from(lines)).scalar() or 0,
        certified=bool(_certificate(book)),
    )


def import_list(
    tx: Connection,
    *,
    now: datetime,
    by: str,
    path: Path,
    asked: Asked = Asked(),
    why: str | None = None,
    progress: Progress | None = None,
) -> Imported:
    """Keep the list: all of it, or nothing.

    Refuses ``petition.header-unsure`` (columns that must be confirmed), ``petition.problems`` (how
    many), ``petition.list-exists`` (a correction needs ``why``), ``petition.drops-read`` (it leaves
    out lines that are read or held), and as `models.intake` does.
    """
    book = books.read(tx, now=now)
    with path.open("rb") as file:
        digest = formats.digest(file)
        if _known(tx, digest):
            return Imported(digest, 0, 0, known=True)
        first = tx.execute(select(lines.c.id).limit(1)).first() is None
        if not first and not why:
            raise Refusal("petition.list-exists")
        reading = _open(file, path.name, asked, book)
        if not reading.header.sure and not asked.accept_header:
            raise Refusal(
                "petition.header-unsure",
                columns=", ".join(match.field for match in reading.header.asks),
            )
        summary = Summary(reading.reasons, digest)
        blocks = _clean(reading.blocks(), summary, progress)
        ids = [reason.id for reason in book.reasons]
        offices = [office.id for office in book.offices]
        day = now.astimezone(book.zone).date()
        load = bulk.first if first else partial(bulk.correct, day=day)
        added, changed, removed = load(
            tx, (block.lines for block in blocks), ids, offices, book.draw_seed
        )
    if summary.lines == 0:
        raise Refusal("petition.problems", n=0)
    tx.execute(
        imports.insert().values(
            digest=digest,
            kind="list" if first else "correction",
            rows=summary.lines,
            added=added,
            removed=removed,
            why=why,
            by=by,
            at=now,
        )
    )
    trail.append(
        tx,
        now=now,
        actor=by,
        act="list.imported" if first else "list.corrected",
        subject=digest[:16],
        digest=digest,
        rows=summary.lines,
        by_reason=summary.by_code,
        added=added,
        changed=changed,
        removed=removed,
        why=why,
    )
    return Imported(digest, summary.lines, added, changed, removed)


@dataclass(frozen=True, slots=True)
class _Reading:
    opened: formats.Opened
    header: HeaderMatch
    mapping: headers.Mapping
    dropped: tuple[str, ...]
    drop: frozenset[int]
    reasons: ReasonBook
    offices: ReasonBook | None

    def blocks(self) -> Iterator[Block]:
        """The file's lines and problems, block by block; once."""
        return rows.read_blocks(
            self.opened,
            self.mapping,
            reasons=self.reasons,
            offices=self.offices,
            drop=self.drop,
        )


def _open(file: BinaryIO, name: str, asked: Asked, book: Book) -> _Reading:
    file.seek(0)
    opened = formats.open_rows(file, name_hint=name)
    head = opened.first
    if asked.columns:
        header = headers.mapping_from_names(dict(asked.columns), head)
    else:
        header = headers.match(head)
    drop = private.check(header, head, drop_columns=asked.drop_columns)
    reasons = ReasonBook.of(
        (Entry(r.code, r.label, r.rollup, r.spellings) for r in book.reasons),
        accept_close=asked.accept_close,
    )
    offices = None
    if header.mapping.office is not None:
        offices = ReasonBook.of(Entry(o.code, o.name) for o in book.offices)
    return _Reading(
        opened,
        header,
        header.mapping,
        header.named(drop),
        frozenset(drop),
        reasons,
        offices,
    )


def _clean(
    blocks: Iterator[Block], summary: Summary, progress: Progress | None
) -> Iterator[Block]:
    """Hand on blocks while there is no problem; count on to the end once there is one."""
    for block in blocks:
        summary.add(block)
        if progress is not None:
            progress(block.last_row)
        if not summary.problems_by_code:
            yield block
    if summary.problems_by_code:
        raise Refusal("petition.problems", n=summary.problem_count)


def _certificate(book: Book) -> Mapping[str, int]:
    counts: dict[str, int] = {}
    for reason in book.reasons:
        if reason.certified is not None:
            counts[reason.rollup] = counts.get(reason.rollup, 0) + reason.certified
    return counts


def _known(tx: Connection, digest: str) -> bool:
    return (
        tx.execute(select(imports.c.digest).where(imports.c.digest == digest)).first() is not None
    )
