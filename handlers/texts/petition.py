"""Lists in words: the dry run, its problems, what an import changed."""

from __future__ import annotations

import re
from html import unescape

from config import codes
from config.locale import Words
from models.intake.rows import Problem
from models.petition import Asked, DryRun, Imported

MOST_PROBLEMS = 12


def read_caption(caption: str) -> tuple[Asked, str | None]:
    """A document's caption: ``drop columns``, ``accept close``, ``section=B``, ``because …``.

    Returns how to read the list, and the reason of a correction.
    """
    head, found, why = caption.partition("because")
    words = head.replace("-", " ").lower()
    columns = tuple(
        (field.strip(), title.strip())
        for part in head.split()
        if part.count("=") == 1
        for field, title in [part.split("=")]
    )
    asked = Asked(
        columns=columns,
        drop_columns="drop columns" in words,
        accept_close="accept close" in words,
    )
    return asked, (why.strip() or None) if found else None


def dry_run(words: Words, found: DryRun, why: str | None = None) -> str:
    """What the file holds, before anything is kept; ``why`` is the reason of a correction."""
    if found.known:
        return words("petition.known")
    summary = found.summary
    lines: list[str] = [words("petition.dry-run", n=summary.lines, kind=found.kind.upper())]
    lines += [
        words("petition.column", field=words.plain(f"field.{m.field}"), letter=m.letter)
        + ("" if m.sure else " " + words("petition.column-unsure"))
        for m in found.header.matches
    ]
    if found.dropped:
        lines.append(words("petition.dropped", columns=words.list(found.dropped)))
    lines.append("")
    lines += [
        words("petition.count", reason=codes.reason(words, entry.code, entry.label), n=n)
        for entry in summary.reasons.entries
        if (n := summary.by_code[entry.code])
    ]
    lines += [
        words(
            "petition.differs",
            label=d.label,
            counted=d.counted,
            certified=d.certified,
        )
        for d in found.differences
    ]
    lines += [words(f"assumption.{code}") for code in found.header.assumptions]
    if not found.certified:
        lines.append(words("petition.no-certificate"))
    elif not found.differences:
        lines.append(words("petition.agrees"))
    if summary.problem_count:
        lines += ["", words("petition.problems", n=summary.problem_count)]
        lines += [problem(words, one) for one in summary.problems[:MOST_PROBLEMS]]
    if found.existing and not summary.problem_count:
        key = "petition.is-correction" if why is None else "petition.correction-because"
        lines.append(words(key, n=found.existing, why=why or ""))
    return "\n".join(lines)


def problem(words: Words, one: Problem) -> str:
    """One problem with its row number, in a plain sentence."""
    values = {
        name: words.plain(f"field.{value}") if name == "field" else value
        for name, value in one.values
    }
    return words("petition.row", row=one.row) + " " + words(f"problem.{one.code}", **values)


def imported(words: Words, done: Imported) -> str:
    """What an import changed."""
    if done.known:
        return words("petition.known")
    if done.changed or done.removed:
        return words(
            "petition.corrected", added=done.added, changed=done.changed, removed=done.removed
        )
    return words("petition.imported", n=done.added)


def plain(text: str) -> str:
    """Telegram HTML as plain text, for the desk."""
    return unescape(_TAG.sub("", text))


_TAG = re.compile(r"</?[a-z]+[^>]*>")
