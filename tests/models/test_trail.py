"""The trail: whatever is done to the table afterwards, the first broken link is named."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import Connection, select, text

from models import trail
from models.database import Database
from models.tables import trail as table
from models.tables import trail_head
from models.trail import Break
from tests import factories


def write(tx: Connection, *, entries: int) -> None:
    for number in range(entries):
        trail.append(
            tx, now=factories.MORNING, actor="R-001", act="a.test", subject=f"K{number}",
            old=number, new={"ñ": [1, None, "“”"]},
        )  # fmt: skip


def rows(tx: Connection) -> list[dict[str, Any]]:
    return [dict(row._mapping) for row in tx.execute(select(table).order_by(table.c.seq))]


def put(tx: Connection, *, kept: list[dict[str, Any]]) -> None:
    """Somebody with access to the file writes the table anew."""
    tx.execute(table.delete())
    if kept:
        tx.execute(table.insert(), kept)


def rehash(row: dict[str, Any]) -> dict[str, Any]:
    parts = ("seq", "at", "actor", "act", "subject", "body")
    return row | {"hash": trail.digest(row["previous"], *(row[part] for part in parts))}


def tampered(database: Database, change: Any) -> Break | None:
    kept = database.run(rows)
    database.run(put, kept=change(kept))
    return database.run(trail.verify)


@pytest.fixture
def ten(any_campaign: Database) -> Database:
    """A chain of ten entries: the founding and nine more."""
    any_campaign.run(write, entries=9)
    return any_campaign


def test_an_untouched_chain_holds(ten: Database) -> None:
    assert ten.run(trail.verify) is None
    assert ten.run(trail.head).seq == 10


def test_an_outsider_needs_only_the_table_and_sha_256(ten: Database) -> None:
    from hashlib import sha256

    last = "0" * 64
    for row in ten.run(rows):
        fields = [last, row["seq"], *(row[k] for k in ("at", "actor", "act", "subject", "body"))]
        last = sha256("\n".join(map(str, fields)).encode()).hexdigest()
        assert last == row["hash"]
    assert last == ten.run(trail.head).hash


@pytest.mark.parametrize("field", ["at", "actor", "act", "subject", "body"])
def test_a_changed_field_is_named(campaign: Database, field: str) -> None:
    campaign.run(write, entries=9)

    def change(kept: list[dict[str, Any]]) -> list[dict[str, Any]]:
        kept[4][field] = "x"
        return kept

    assert tampered(campaign, change) == Break(5, "changed")


def test_a_changed_entry_with_a_new_hash_of_its_own_is_named(ten: Database) -> None:
    assert tampered(
        ten, lambda kept: [*kept[:4], rehash(kept[4] | {"body": "{}"}), *kept[5:]]
    ) == Break(5, "changed")


def test_the_last_entry_changed_with_a_new_hash_is_named(ten: Database) -> None:
    assert tampered(ten, lambda kept: [*kept[:9], rehash(kept[9] | {"body": "{}"})]) == Break(
        10, "changed"
    )


def test_a_removed_entry_is_named(ten: Database) -> None:
    assert tampered(ten, lambda kept: kept[:4] + kept[5:]) == Break(5, "removed")


def test_a_removed_entry_is_named_when_the_numbers_were_closed_up(ten: Database) -> None:
    def close_up(kept: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return kept[:4] + [row | {"seq": row["seq"] - 1} for row in kept[5:]]

    assert tampered(ten, close_up) == Break(5, "removed")


def test_the_first_entry_removed_is_named(ten: Database) -> None:
    assert tampered(ten, lambda kept: kept[1:]) == Break(1, "removed")


def test_an_inserted_entry_is_named(ten: Database) -> None:
    def insert(kept: list[dict[str, Any]]) -> list[dict[str, Any]]:
        new = kept[4] | {"body": "{}", "hash": "f" * 64}
        return [*kept[:4], new, *(row | {"seq": row["seq"] + 1} for row in kept[4:])]

    assert tampered(ten, insert) == Break(5, "inserted")


def test_an_inserted_entry_with_a_true_hash_is_named(ten: Database) -> None:
    def insert(kept: list[dict[str, Any]]) -> list[dict[str, Any]]:
        new = rehash(kept[4] | {"body": "{}"})
        return [*kept[:4], new, *(row | {"seq": row["seq"] + 1} for row in kept[4:])]

    assert tampered(ten, insert) == Break(5, "inserted")


@pytest.mark.parametrize("true_hash", [True, False])
def test_an_entry_added_at_the_end_is_named(ten: Database, true_hash: bool) -> None:
    def insert(kept: list[dict[str, Any]]) -> list[dict[str, Any]]:
        new = kept[9] | {"seq": 11, "previous": kept[9]["hash"], "hash": "f" * 64}
        return [*kept, rehash(new) if true_hash else new]

    assert tampered(ten, insert) == Break(11, "inserted")


def test_an_entry_before_the_first_is_named(ten: Database) -> None:
    assert tampered(ten, lambda kept: [kept[3] | {"seq": 0, "hash": "f" * 64}, *kept]) == Break(
        0, "inserted"
    )


@pytest.mark.parametrize(("one", "other"), [(4, 5), (2, 8)])
def test_two_entries_that_changed_places_are_named(ten: Database, one: int, other: int) -> None:
    def swap(kept: list[dict[str, Any]]) -> list[dict[str, Any]]:
        kept[one]["seq"], kept[other]["seq"] = kept[other]["seq"], kept[one]["seq"]
        return kept

    assert tampered(ten, swap) == Break(one + 1, "reordered")


def test_a_chain_cut_short_is_named(ten: Database) -> None:
    assert tampered(ten, lambda kept: kept[:7]) == Break(8, "cut")


def test_an_empty_table_is_a_cut_chain(ten: Database) -> None:
    assert tampered(ten, lambda kept: []) == Break(1, "cut")


def test_a_head_that_was_changed_is_named(ten: Database) -> None:
    ten.run(lambda tx: tx.execute(trail_head.update().values(hash="f" * 64)))
    assert ten.run(trail.verify) == Break(10, "changed")


def test_what_was_refused_leaves_no_entry(ten: Database) -> None:
    def refuses(tx: Connection) -> None:
        write(tx, entries=1)
        tx.execute(text("SELECT 1"))
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        ten.run(refuses)
    assert ten.run(trail.head).seq == 10
    assert ten.run(trail.verify) is None
