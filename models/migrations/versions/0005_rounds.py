"""Rounds: second readings, the audit stream, stacks ruled in bulk, kept estimates and orders.

Revision 0005, after 0004.
"""

from collections.abc import Iterator

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
    _what_waits()
    op.add_column("campaign", sa.Column("audit_seed", sa.String(length=64), nullable=True))
    op.add_column("campaign", sa.Column("audit_told_at", sa.DateTime(), nullable=True))
    for name in ("added", "removed"):
        op.add_column("imports", sa.Column(name, sa.Integer(), nullable=True))
    for name in _KEPT:
        count = sa.Column(name, sa.Integer(), nullable=False, server_default=sa.text("0"))
        op.add_column("tally", count)
    _fill(op.get_bind())


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
        sa.Column("reason_elsewhere", sa.Integer(), nullable=True),
        sa.Column("reason_ours_elsewhere", sa.Integer(), nullable=True),
        sa.Column("batch_id", sa.Integer(), nullable=True),
        _foreign("audits", "line_id", "lines"),
        _foreign("audits", "batch_id", "batches"),
        sa.PrimaryKeyConstraint("place", name=op.f("pk_audits")),
        sa.UniqueConstraint("line_id", name=op.f("uq_audits_line_id")),
    )
    op.create_index(
        "ix_audits_waiting", "audits", ["place"], sqlite_where=waiting, postgresql_where=waiting
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
        sa.Column("entry_id", sa.Integer(), nullable=True),
        _foreign("stacks", "ground_id", "grounds"),
        _foreign("stacks", "entry_id", "entries"),
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
    op.create_table(
        "outlooks",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_outlooks")),
    )
    op.create_table(
        "worked",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("offered", sa.Integer(), nullable=False),
        sa.Column("used", sa.Integer(), nullable=False),
        sa.Column("spans", sa.Integer(), nullable=False),
        sa.Column("lines", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_worked")),
    )


def _what_waits() -> None:
    op.add_column("lines", sa.Column("waits", sa.String(length=10), nullable=True))
    op.add_column("cases", sa.Column("draws", sa.Integer(), nullable=True))
    for name, columns, which in _WAITING:
        where = sa.text(which)
        op.create_index(name, "lines", columns, sqlite_where=where, postgresql_where=where)
    op.create_index(
        "ix_readings_past",
        "readings",
        ["line_id", "reader_id"],
        sqlite_where=sa.text("standing = 0"),
        postgresql_where=sa.text("NOT standing"),
    )
    op.create_table(
        "contradictions",
        sa.Column("line_id", sa.Integer(), nullable=False),
        sa.Column("what", sa.String(length=12), nullable=False),
        _foreign("contradictions", "line_id", "lines"),
        sa.PrimaryKeyConstraint("line_id", "what", name=op.f("pk_contradictions")),
    )


_WAITING = (
    (
        "ix_lines_waits",
        ["section", "page", "line", "waits"],
        "waits IS NOT NULL AND waits <> 'stack'",
    ),
    ("ix_lines_audit", ["id"], "waits = 'audit'"),
    ("ix_lines_stack", ["id"], "waits = 'stack'"),
)


# What follows from the readings and rulings that are there already, in words of this revision: the
# tables of later ones have columns that are not there yet.
_lines = sa.table(
    "lines", *map(sa.column, ("id", "reason_id", "section", "page", "line", "state"))
)
_lines.append_column(sa.column("verdict", sa.String()))
_lines.append_column(sa.column("waits", sa.String()))
_lines.append_column(sa.column("set_id", sa.Integer()))
_lines.append_column(sa.column("claim", sa.Boolean()))
_lines.append_column(sa.column("contested", sa.Boolean()))
_cases = sa.table("cases", *map(sa.column, ("line_id", "verdict", "draws")))
_cases.append_column(sa.column("counts", sa.Boolean()))
_tally = sa.table("tally", *map(sa.column, ("reason_id", "claimed", "ruled", *_KEPT)))
_days = sa.table("days", *map(sa.column, ("day", "claimed")))
_partners = sa.table("partners", *map(sa.column, ("reading_id", "section", "page", "line")))
_grounds = sa.table("grounds", sa.column("id"), sa.column("needs_partner", sa.Boolean()))
_contradictions = sa.table("contradictions", sa.column("line_id"), sa.column("what"))
_FIRST, _RULING, _READ = 1, 3, 3  # rounds of a reading, and the state of a line that is read


def _readings(name: str) -> sa.TableClause:
    plain = ("id", "line_id", "round", "verdict", "ground_id", "tier")
    kinds = (sa.column(one, sa.Boolean()) for one in ("standing", "extra"))
    return sa.table("readings", *map(sa.column, plain), *kinds).alias(name)


def _of_round(name: str, number: int) -> tuple[sa.TableClause, sa.ColumnElement[bool]]:
    """The line's one standing reading of a round, and the condition that joins it."""
    one = _readings(name)
    here = sa.and_(
        one.c.line_id == _lines.c.id, one.c.round == number, one.c.standing, ~one.c.extra
    )
    return one, here


def _fill(bind: sa.Connection) -> None:
    """Rulings made before the first draw are of no draw; only the lowest of a set counts from now."""
    lower = sa.select(_lines.c.id).where(_lines.c.set_id != _lines.c.id)
    ruled = _cases.c.verdict.is_not(None)
    bind.execute(_cases.update().where(ruled).values(draws=0))
    bind.execute(
        _cases.update().where(_cases.c.counts, _cases.c.line_id.in_(lower)).values(counts=False)
    )
    gone = bind.execute(
        _lines.update().where(_lines.c.claim, _lines.c.set_id != _lines.c.id).values(claim=False)
    ).rowcount
    if gone:
        last = sa.select(sa.func.max(_days.c.day)).scalar_subquery()
        fewer = _days.update().where(_days.c.day == last)
        bind.execute(fewer.values(claimed=_days.c.claimed - gone))
    for row in bind.execute(_counted()).mappings().all():
        values = {name: n for name, n in row.items() if name != "reason_id"}
        bind.execute(
            _tally.update().where(_tally.c.reason_id == row["reason_id"]).values(**values)
        )
    clashes = list(_clashing(bind))
    if clashes:
        bind.execute(_contradictions.insert(), clashes)
    bind.execute(_lines.update().where(_lines.c.state == _READ).values(waits=_why()))


def _counted() -> sa.Select:
    """By reason: the kept counts that are new, and those that the rule of the lowest key changes."""

    def count(*conditions: sa.ColumnElement[bool]) -> sa.ColumnElement[int]:
        return sa.func.sum(sa.case((sa.and_(*conditions), 1), else_=0))

    ruled, counts = _cases.c.verdict.is_not(None), sa.func.coalesce(_cases.c.counts, sa.false())
    challenge, stands = _lines.c.verdict == "challenge", _lines.c.verdict == "stands"
    return (
        sa.select(
            _lines.c.reason_id,
            count(_lines.c.claim).label("claimed"),
            count(counts).label("ruled"),
            count(ruled).label("judged"),
            count(ruled, challenge).label("judged_challenge"),
            count(counts, challenge).label("upheld"),
            count(ruled, stands).label("judged_stands"),
            count(counts, stands).label("found"),
        )
        .select_from(_lines.outerjoin(_cases, _cases.c.line_id == _lines.c.id))
        .group_by(_lines.c.reason_id)
    )


def _clashing(bind: sa.Connection) -> Iterator[dict[str, object]]:
    """What contradicts itself in the duplicate sets, by the line that represents the set."""
    first, of_first = _of_round("first", _FIRST)
    ruling, of_ruling = _of_round("ruling", _RULING)
    saying, mate = _readings("saying"), _lines.alias("mate")
    same = (mate.c[name] == _partners.c[name] for name in ("section", "page", "line"))
    outside = (
        sa.select(saying.c.line_id)
        .join(_partners, _partners.c.reading_id == saying.c.id)
        .outerjoin(mate, sa.and_(*same))
        .where(saying.c.standing, mate.c.id.is_(None))
    )
    head = sa.func.coalesce(_lines.c.set_id, _lines.c.id)
    member = (
        sa.select(
            head.label("head"),
            (head == _lines.c.id).label("first"),
            ruling.c.verdict.label("ruled"),
            sa.func.coalesce(ruling.c.verdict, _lines.c.verdict).label("said"),
            sa.case((ruling.c.id.is_(None), first.c.ground_id), else_=ruling.c.ground_id).label(
                "ground"
            ),
            _lines.c.id.in_(outside).label("outside"),
        )
        .select_from(_lines.outerjoin(first, of_first).outerjoin(ruling, of_ruling))
        .where(sa.or_(_lines.c.set_id.is_not(None), _lines.c.id.in_(outside)))
        .cte("member")
    )

    def some(*conditions: sa.ColumnElement[bool]) -> sa.ColumnElement[int]:
        return sa.func.max(sa.case((sa.and_(*conditions), 1), else_=0))

    challenged = member.c.said == "challenge"
    of_pair = sa.case((sa.and_(challenged, _grounds.c.needs_partner), member.c.ground))
    open_ = some(member.c.first, member.c.ruled.is_(None)) == 1
    found = (
        sa.select(
            member.c.head,
            sa.and_(
                some(member.c.first, member.c.said == "stands") == 1, some(challenged) == 1
            ).label("stands"),
            (sa.func.count(of_pair.distinct()) > 1).label("grounds"),
            sa.and_(open_, some(member.c.outside) == 1, some(challenged) == 1).label("outside"),
            sa.and_(open_, some(~member.c.first, member.c.ruled == "challenge") == 1).label(
                "other"
            ),
        )
        .select_from(member.outerjoin(_grounds, _grounds.c.id == member.c.ground))
        .group_by(member.c.head)
    )
    for row in bind.execute(found).mappings():
        for what in ("stands", "grounds", "outside", "other"):
            if row[what]:
                yield {"line_id": row["head"], "what": what}


def _why() -> sa.ColumnElement[str]:
    """Why a read line waits for a lawyer, where there is neither an audit nor a second round yet."""
    first, of_first = _of_round("first", _FIRST)
    tier = sa.select(first.c.tier).where(of_first).correlate(_lines).scalar_subquery()
    mine = _cases.c.line_id == _lines.c.id
    ruled = sa.exists().where(mine, _cases.c.verdict.is_not(None)).correlate(_lines)
    head = sa.func.coalesce(_lines.c.set_id, _lines.c.id)
    clash = sa.exists().where(_contradictions.c.line_id == head).correlate(_lines)
    challenge = _lines.c.verdict == "challenge"
    one_of_set = sa.and_(_lines.c.verdict == "stands", _lines.c.set_id == _lines.c.id)
    return sa.case(
        (ruled, sa.null()),
        (_lines.c.verdict == "unsure", "unsure"),
        (_lines.c.contested, "contested"),
        (sa.and_(challenge, tier == "B"), "tier-b"),
        (sa.and_(challenge, tier == "C"), "tier-c"),
        (sa.and_(sa.or_(challenge, one_of_set), clash), "set"),
        (_lines.c.claim, "stack"),
        else_=sa.null(),
    )


def downgrade() -> None:
    op.drop_table("contradictions")
    op.drop_index("ix_readings_past", "readings")
    for name, _columns, _which in _WAITING:
        op.drop_index(name, "lines")
    op.drop_column("cases", "draws")
    op.drop_column("lines", "waits")
    for name in _KEPT:
        op.drop_column("tally", name)
    op.drop_column("imports", "removed")
    op.drop_column("imports", "added")
    op.drop_column("campaign", "audit_told_at")
    op.drop_column("campaign", "audit_seed")
    for table in (
        "worked",
        "outlooks",
        "orders",
        "estimates",
        "stack_lines",
        "stacks",
        "audits",
        "seconds",
    ):
        op.drop_table(table)
