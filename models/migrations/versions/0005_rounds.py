"""Rounds: second readings, the audit stream, stacks ruled in bulk, kept estimates and orders.

Revision 0005, after 0004.
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_KEPT = ("judged", "judged_challenge", "upheld", "judged_stands", "found")


def upgrade() -> None:
    _second_readings_and_audits()
    _stacks()
    _what_is_kept_by_day()
    op.add_column("campaign", sa.Column("audit_seed", sa.String(length=64), nullable=True))
    op.add_column("campaign", sa.Column("audit_told_at", sa.DateTime(), nullable=True))
    for name in _KEPT:
        count = sa.Column(name, sa.Integer(), nullable=False, server_default=sa.text("0"))
        op.add_column("tally", count)


def _foreign(table: str, column: str, to: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=op.f(f"fk_{table}_{column}"))


def _second_readings_and_audits() -> None:
    op.create_table(
        "seconds",
        sa.Column("line_id", sa.Integer(), nullable=False),
        sa.Column("reader_id", sa.Integer(), nullable=False),
        sa.Column("draw", sa.BigInteger(), nullable=False),
        sa.Column("batch_id", sa.Integer(), nullable=True),
        sa.Column("read_at", sa.DateTime(), nullable=True),
        _foreign("seconds", "line_id", "lines"),
        _foreign("seconds", "reader_id", "people"),
        _foreign("seconds", "batch_id", "batches"),
        sa.PrimaryKeyConstraint("line_id", name=op.f("pk_seconds")),
    )
    waiting = sa.text("batch_id IS NULL")
    op.create_index(
        "ix_seconds_waiting", "seconds", ["draw"], sqlite_where=waiting, postgresql_where=waiting
    )
    op.create_table(
        "audits",
        sa.Column("place", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("line_id", sa.Integer(), nullable=False),
        sa.Column("drawn_at", sa.DateTime(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("elsewhere", sa.Integer(), nullable=False),
        sa.Column("ours_elsewhere", sa.Integer(), nullable=False),
        sa.Column("expected", sa.Float(), nullable=True),
        sa.Column("batch_id", sa.Integer(), nullable=True),
        _foreign("audits", "line_id", "lines"),
        _foreign("audits", "batch_id", "batches"),
        sa.PrimaryKeyConstraint("place", name=op.f("pk_audits")),
        sa.UniqueConstraint("line_id", name=op.f("uq_audits_line_id")),
    )


def _stacks() -> None:
    op.create_table(
        "stacks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ground_id", sa.Integer(), nullable=False),
        sa.Column("reader_id", sa.Integer(), nullable=False),
        sa.Column("lawyer_id", sa.Integer(), nullable=False),
        sa.Column("seed", sa.String(length=64), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("until", sa.DateTime(), nullable=False),
        sa.Column("ended_at", sa.DateTime(), nullable=True),
        sa.Column("ended", sa.String(length=12), nullable=True),
        _foreign("stacks", "ground_id", "grounds"),
        _foreign("stacks", "reader_id", "people"),
        _foreign("stacks", "lawyer_id", "people"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stacks")),
    )
    unended = sa.text("ended_at IS NULL")
    op.create_index(
        "uq_stacks_one_open_a_lawyer",
        "stacks",
        ["lawyer_id"],
        unique=True,
        sqlite_where=unended,
        postgresql_where=unended,
    )
    op.create_table(
        "stack_lines",
        sa.Column("stack_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("line_id", sa.Integer(), nullable=False),
        sa.Column("checked", sa.Boolean(), nullable=False),
        _foreign("stack_lines", "stack_id", "stacks"),
        _foreign("stack_lines", "line_id", "lines"),
        sa.PrimaryKeyConstraint("stack_id", "number", name=op.f("pk_stack_lines")),
        sa.UniqueConstraint("stack_id", "line_id", name=op.f("uq_stack_lines_stack_id_line_id")),
    )
    op.create_index("ix_stack_lines_line_id", "stack_lines", ["line_id"])


def _what_is_kept_by_day() -> None:
    op.create_table(
        "estimates",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("sound", sa.Boolean(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_estimates")),
    )
    op.create_table(
        "orders",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("seed", sa.BigInteger(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_orders")),
    )


def downgrade() -> None:
    for name in _KEPT:
        op.drop_column("tally", name)
    op.drop_column("campaign", "audit_told_at")
    op.drop_column("campaign", "audit_seed")
    for table in ("orders", "estimates", "stack_lines", "stacks", "audits", "seconds"):
        op.drop_table(table)
