"""Duplicate sets and stacks as rules: which line counts, what contradicts, what is checked."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from models.rules import agreement, stacks
from models.rules.agreement import Contradiction, Member
from models.terms import LineKey, Verdict

C, S = Verdict.CHALLENGE, Verdict.STANDS
READ = st.sampled_from([None, *Verdict])
RULED = st.sampled_from([None, C, S])
MEMBER = st.builds(
    Member,
    read=READ,
    ruled=RULED,
    ground=st.sampled_from([None, "DUP1", "DUPX", "OTH"]),
    of_pair=st.booleans(),
)
MEMBERS = st.lists(MEMBER, min_size=1, max_size=5)
KEYS = st.lists(
    st.builds(LineKey, st.integers(1, 9), st.integers(1, 3), st.integers(1, 9)), unique=True
)


@given(st.lists(st.booleans()))
def test_only_the_lowest_of_a_set_can_count(may: list[bool]) -> None:
    assert agreement.counted_in_set(may) == (0 if may[:1] == [True] else None)


@given(MEMBERS)
def test_what_nobody_challenges_does_not_contradict_itself(members: list[Member]) -> None:
    quiet = [one for one in members if one.said != C]
    if quiet:
        assert agreement.contradictions(quiet, outside=True) == set()


@given(MEMBERS, st.booleans())
def test_a_ruling_on_the_first_line_settles_what_only_it_can(
    members: list[Member], outside: bool
) -> None:
    ruled = [Member(members[0].read, C, "DUP1", of_pair=True), *members[1:]]
    found = agreement.contradictions(ruled, outside=outside)
    assert found <= {Contradiction.GROUNDS}


@given(MEMBERS)
def test_one_line_alone_contradicts_itself_only_by_a_partner_outside(
    members: list[Member],
) -> None:
    assert agreement.contradictions(members[:1], outside=False) == set()


@given(KEYS, st.data())
def test_the_order_of_a_check_is_the_seed_s_and_drawn_lines_come_first(
    keys: list[LineKey], data: st.DataObject
) -> None:
    first = data.draw(st.lists(st.sampled_from(keys), unique=True) if keys else st.just([]))
    order = stacks.in_order("seed", keys, first)
    assert sorted(order) == sorted(keys)
    assert order == stacks.in_order("seed", reversed(keys), first)
    assert set(order[: len(first)]) == set(first)
    assert 0 <= stacks.to_check(len(keys), 3) <= 3
