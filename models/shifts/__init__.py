"""Shifts: what the offices allow, who has which place, and what became of it.

Every verb takes ``tx`` first and keyword arguments after it; ``now`` is aware UTC; who acts is
``by`` (a `models.terms.Person`), or ``person`` where they act for themselves. What cannot be is a
`Refusal`; its codes are in `models.shifts.refusing`. Results are frozen values of
`models.shift_terms`. ``office`` is an office's code, or None where the campaign has only one
(else ``shifts.which-office``).

What the offices allow
    look_caps(tx, *, now, office=None, day=None) -> DayCaps
    look_changes(tx, *, now, office=None) -> tuple[CapRow, ...]          rows still to come
    preview_cap(tx, *, now, office, name, value, effective_from) -> CapPreview
    change_cap(tx, *, now, by, office, name, value, effective_from, source, expect=None)
        -> CapPreview
    preview_closed_day(tx, *, now, office, day) -> CapPreview
    close_day(tx, *, now, by, office, day, why, source, expect=None) -> CapPreview
    reopen_day(tx, *, now, by, office, day) -> bool

The calendar
    open_shifts(tx, *, now, by, office, first, last, blocks=None, changeover=0, least=1,
        most=None, publish=True) -> tuple[ShiftView, ...]
    publish(tx, *, now, by, shift_ids) -> int
    call_off(tx, *, now, by, shift_id, why) -> int                       people told

Looking
    look_shift(tx, *, now, shift_id, person_id=None) -> ShiftView
    look_shifts(tx, *, now, first, last, office=None, person_id=None, unpublished=False)
        -> tuple[ShiftView, ...]
    look_at(tx, *, now, day, starts=None, office=None, person_id=None) -> tuple[ShiftView, ...]
    look_open(tx, *, now, person, days=14, office=None) -> tuple[Offer, ...]
    look_mine(tx, *, now, person_id, past=False) -> tuple[PlaceView, ...]
    look_table(tx, *, now, shift_id, standby=False) -> tuple[PlaceView, ...]
        standby: coordinators only
    look_calendar(tx, *, now, person_id) -> tuple[Event, ...]
    look_no_shows(tx, *, now, day, office=None) -> NoShows               coordinators only

One's places
    join(tx, *, now, person, shift_id, wait=True) -> Joined
    stand_by(tx, *, now, person, shift_id) -> PlaceView
    confirm(tx, *, now, person, shift_id) -> PlaceView                   asked -> confirmed
    cancel(tx, *, now, person, shift_id) -> PlaceView                    /cantcome, any state ahead
    answer_cover(tx, *, now, person, shift_id, yes) -> Joined | None
    assign(tx, *, now, by, shift_id, person_id, duty=REVIEWER, planned_by=None) -> PlaceView
    remove(tx, *, now, by, shift_id, person_id) -> PlaceView

Swaps
    offer_swap(tx, *, now, person, shift_id, to_person_id, to_shift_id=None) -> Swap
    answer_swap(tx, *, now, person, swap_id, yes) -> Swap
    look_swap(tx, *, now, swap_id) -> Swap

Attendance
    arrive(tx, *, now, by, shift_id, person_ids=None, at=None, walk_ins=False) -> Attended
    depart(tx, *, now, by, shift_id, person_ids=None, at=None) -> Attended
    no_show(tx, *, now, by, shift_id, person_ids) -> Attended
        person_ids: oneself without, or for a captain the whole table
    say_on_paper(tx, *, now, by, person_id=None, numbers=None) -> OnPaper
        by or for a person: None all of the batch, () nothing, else these numbers of it

The names list
    make_names(tx, *, now, by, office, day) -> NamesList                 a new version if changed
    look_names(tx, *, now, office, day, version=None) -> NamesList | None

The room ledger
    obstruct(tx, *, now, by, minutes, kind, seats=None, note=None, shift_id=None, office=None,
        day=None) -> Obstruction
    look_obstructions(tx, *, now, first, last, office=None) -> tuple[Obstruction, ...]
    look_ledger(tx, *, now, first, last, office=None) -> tuple[LedgerDay, ...]

One's own times
    set_pattern(tx, *, now, person, weekday, windows, able=CAN) -> OwnTimes
    forget_pattern(tx, *, now, person, weekday=None) -> OwnTimes
    set_day(tx, *, now, person, day, able, window=None) -> OwnTimes
    set_wishes(tx, *, now, person, **limits) -> OwnTimes
        limits: day_most, week_most, pair_id, languages
    look_times(tx, *, now, person_id) -> OwnTimes

Who comes with whom (`models.shifts.pairs`)
    ask_pair(tx, *, now, person, other_id, firm=False) -> Pair
    answer_pair(tx, *, now, person, other_id, yes) -> Pair | None
    end_pair(tx, *, now, person) -> bool
    look_pair(tx, *, person_id) -> Pair | None

Several at once (`models.shifts.together`), all or nothing
    check_table(tx, *, now, by, shift_id, arrived=(), left=(), absent=()) -> Attended
    say_times(tx, *, now, person, said) -> OwnTimes

Plans (`models.shifts.planning`)
    look_case(tx, *, now, office, first, last) -> Planned
    keep_plan(tx, *, now, by, planned, plan, ask_id=None) -> Proposal | None
    look_plan(tx, *, now, code=None) -> Proposal
    adopting.publish_plan(tx, *, now, by, code, out=()) -> Adopted

Which cap is in the way (`models.shifts.goal`, `models.shifts.letter`)
    goal.look_goal(tx, *, now, office, hours=None, by=None, pace=None) -> Asked
    keep_letter(tx, *, now, by, asked, tried, ask_id) -> Letter | None
    look_letter(tx, *, ask_id) -> Letter

What the planner was asked (`models.shifts.asked`), kept until it is answered
    ask_planner(tx, *, now, by, kind, facts) -> Ask
    take_up(tx, *, now, everything=False) -> tuple[Ask, ...]             interrupted ones
    give_up(tx, *, now, ask_id) -> None

The week's roster (`models.shifts.roster`)
    look_roster(tx, *, now, office, monday) -> Roster

The clock
    tick(tx, *, now) -> int       asks that ran out, cover, reminders, no-shows, ends of shifts

Notices they leave (kind: facts). "the shift" is shift_id, office, office_name, zone, day,
starts_at, ends_at (moments as text, for `datetime.fromisoformat`).

To the person
    shift.asked            the shift, duty, confirm_by                   confirm() or cancel()
    shift.ask-lapsed       the shift, duty                               on the list again
    shift.cover-asked      the shift, answer_by                          answer_cover()
    shift.cover-filled     the shift                                     no answer is needed now
    shift.assigned         the shift, duty
    shift.removed          the shift, duty
    shift.called-off       the shift, duty, why
    shift.unseated         the shift, duty, cap, allows, effective_from, why (of a closed day),
                           waits, position
    shift.reminder         the shift, duty, before (day, hours), address, captain
    shift.no-show          the shift, duty                               arrive() still counts
    shift.ending           the shift, duty, code                         say_on_paper()
    shift.batch-returned   the shift, duty, code, returned
    shift.paper-said       code, held, returned, until, by
    shift.swap-asked       the shift, swap_id, person, duty, for_day, for_starts_at
    shift.swap-answered    the shift, swap_id, person, yes, for_day, for_starts_at
    shift.named            office, office_name, day, due_at, version, reserve
    shift.unnamed          office, office_name, day, due_at, version
    shift.name-missing     office, office_name, day, due_at, version
    shift.pair-asked       person, person_id, firm                       answer_pair()
    shift.pair-sure        person, person_id, firm
    shift.pair-ended       person, person_id, firm

To whoever asked for it
    shift.planned          code                                          look_plan()
    shift.letter           letter (plain values of a Letter)             look_letter()
    shift.planner-again    kind                                          it was interrupted
    shift.planner-gave-up  kind                                          to be asked anew

To coordinators and admins (``shift.check-in`` to the shift's captain, where it has one)
    shift.uncovered        the shift, free, seats, cannot, silent
    shift.duty-freed       the shift, duty, person
    shift.check-in         the shift
    shift.names-due        office, day, due_at, people, added, gone, missing (counts)
"""

from models.shifts.attendance import Attended, arrive, depart, no_show
from models.shifts.caps import (
    change_cap,
    close_day,
    preview_cap,
    preview_closed_day,
    reopen_day,
)
from models.shifts.clock import tick
from models.shifts.ending import OnPaper, say_on_paper
from models.shifts.ledger import LedgerDay, Obstruction, look_ledger, look_obstructions, obstruct
from models.shifts.likely import NoShows, look_no_shows
from models.shifts.names import Named, NamesList, look_names, make_names
from models.shifts.offers import look_open
from models.shifts.offices import look_caps, look_changes
from models.shifts.opening import call_off, open_shifts, publish
from models.shifts.own import (
    OwnTimes,
    forget_pattern,
    look_times,
    set_day,
    set_pattern,
    set_wishes,
)
from models.shifts.signup import answer_cover, assign, cancel, confirm, join, remove, stand_by
from models.shifts.swap import Swap, answer_swap, look_swap, offer_swap
from models.shifts.views import (
    Event,
    look_at,
    look_calendar,
    look_mine,
    look_shift,
    look_shifts,
    look_table,
)

__all__ = [
    "Attended",
    "Event",
    "LedgerDay",
    "Named",
    "NamesList",
    "NoShows",
    "Obstruction",
    "OnPaper",
    "OwnTimes",
    "Swap",
    "answer_cover",
    "answer_swap",
    "arrive",
    "assign",
    "call_off",
    "cancel",
    "change_cap",
    "close_day",
    "confirm",
    "depart",
    "forget_pattern",
    "join",
    "look_at",
    "look_calendar",
    "look_caps",
    "look_changes",
    "look_ledger",
    "look_mine",
    "look_names",
    "look_no_shows",
    "look_obstructions",
    "look_open",
    "look_shift",
    "look_shifts",
    "look_swap",
    "look_table",
    "look_times",
    "make_names",
    "no_show",
    "obstruct",
    "offer_swap",
    "open_shifts",
    "preview_cap",
    "preview_closed_day",
    "publish",
    "remove",
    "reopen_day",
    "say_on_paper",
    "set_day",
    "set_pattern",
    "set_wishes",
    "stand_by",
    "tick",
]
