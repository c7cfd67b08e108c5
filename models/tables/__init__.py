"""What is remembered, by subject. No column here could hold who or where a signer is."""

from models.tables.base import metadata
from models.tables.evidence import notices, trail, trail_head
from models.tables.people import chats, choices, circulated, inbox, invitations, people
from models.tables.petition import (
    FREE_INDEXES,
    campaign,
    figures,
    grounds,
    imports,
    lines,
    offices,
    policies,
    reasons,
    sections,
    tally,
    theories,
)
from models.tables.review import (
    batch_lines,
    batch_sections,
    batches,
    days,
    entries,
    partners,
    past_holders,
    readings,
)

__all__ = [
    "FREE_INDEXES",
    "batch_lines",
    "batch_sections",
    "batches",
    "campaign",
    "chats",
    "choices",
    "circulated",
    "days",
    "entries",
    "figures",
    "grounds",
    "imports",
    "inbox",
    "invitations",
    "lines",
    "metadata",
    "notices",
    "offices",
    "partners",
    "past_holders",
    "people",
    "policies",
    "readings",
    "reasons",
    "sections",
    "tally",
    "theories",
    "trail",
    "trail_head",
]
