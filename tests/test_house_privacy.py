"""No table has a place for what names or locates a signer."""

from __future__ import annotations

import re

from sqlalchemy import String

from models.tables import metadata

# Columns whose names sound like a person's data, and why no signer's can be in them.
ABOUT_PEOPLE = re.compile(
    r"name|address|street|city|zip|phone|mobile|mail|birth|born|dob|voter|licen[cs]e|ssn|signer"
    r"|signature|contact|photo|image|location|latitude|comment|remark|free_?text"
)
COLUMNS = {
    "people.legal_name": "a volunteer's own, by consent, for the registrar's names list",
    "people.name_consent_at": "when that consent was given",
    "people.call_name": "how a volunteer wants to be called, typed by themselves",
    "figures.name": "what a published figure is called",
    "offices.name": "the registrar's office",
    "offices.address": "the public office's own",
    "caps.name": "which cap: shift_terms.CapName",
}
# Text long enough for a sentence, and where it comes from: never from what a volunteer types.
LONG_TEXTS = {
    "campaign.title": "the profile",
    "campaign.legal_hold": "an admin's reason, behind the guard",
    "figures.source": "the profile",
    "figures.note": "the profile",
    "theories.label": "the profile",
    "theories.source": "the profile",
    "theories.note": "the profile",
    "reasons.label": "the profile",
    "reasons.rollup": "the profile",
    "reasons.spellings": "the profile",
    "grounds.authority": "the profile",
    "grounds.fits": "codes",
    "grounds.words": "the profile",
    "offices.name": "the profile",
    "offices.address": "the profile",
    "policies.body": "JSON of config.policy.Policy",
    "imports.why": "an admin's reason of a correction, behind the guard",
    "people.legal_name": "a volunteer's own, by consent",
    "caps.value": "JSON: numbers and hours",
    "caps.source": "a coordinator: which letter or order",
    "closed_days.why": "a coordinator: which holiday or order",
    "closed_days.source": "a coordinator: which letter or order",
    "obstructions.note": "a captain, behind the guard",
    "names_lists.people": "JSON: ids of our own people",
    "plans.body": "JSON: ids of our own people and of shifts",
    "plan_asks.facts": "JSON: office, days, goal in numbers",
    "plan_asks.answer": "JSON: caps and numbers",
    "estimates.body": "JSON: codes and numbers",
    "orders.body": "JSON: reason codes and numbers",
    "outlooks.body": "JSON: dates and numbers",
    "worked.lines": "JSON: reason codes and counts of lines",
    "choices.facts": "JSON: codes, keys and numbers that wait for a tap; a captain's or coordinator's"
    " words of an office, behind the guard",
    "batches.draw": "how the lines were drawn",
    "trail.body": "JSON: pseudonyms, field names, old and new values that are never personal",
    "notices.key": "ids and dates",
    "notices.facts": "JSON: the values of a sentence",
}


def test_no_column_could_hold_what_names_or_locates_a_signer() -> None:
    suspects = {
        f"{table.name}.{column.name}"
        for table in metadata.sorted_tables
        for column in table.columns
        if ABOUT_PEOPLE.search(column.name)
    }
    assert suspects - set(COLUMNS) == set()


def test_every_long_text_of_a_table_comes_from_where_no_signer_is() -> None:
    texts = {
        f"{table.name}.{column.name}"
        for table in metadata.sorted_tables
        for column in table.columns
        if isinstance(column.type, String) and (column.type.length or 1000) > 64
    }
    assert texts - set(LONG_TEXTS) == set()


def test_a_line_is_kept_by_its_key_and_nothing_else_of_it() -> None:
    for table in ("lines", "readings", "partners", "batch_lines", "sections"):
        kept = [
            column for column in metadata.tables[table].columns if isinstance(column.type, String)
        ]
        assert {column.name for column in kept} <= {"verdict", "tier", "waits"}, table


def test_every_exception_of_this_file_is_needed_still() -> None:
    columns = {
        f"{table.name}.{column.name}"
        for table in metadata.sorted_tables
        for column in table.columns
    }
    assert (set(COLUMNS) | set(LONG_TEXTS)) - columns == set()
