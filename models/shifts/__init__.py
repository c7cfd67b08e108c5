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
    open_shifts(tx, *, now, by, office, first, last, blocks=None, changeover=0, publish=True)
        -> tuple[ShiftView, ...]
    publish(tx, *, now, by, shift_ids) -> int
    call_off(tx, *, now, by, shift_id, why) -> int                       people told

Looking
    look_shift(tx, *, now, shift_id, person_id=None) -> ShiftView
    look_shifts(tx, *, now, first, last, office=None, person_id=None, unpublished=False)
        -> tuple[ShiftView, ...]
    look_at(tx, *, now, day, starts=None, office=None, person_id=None) -> tuple[ShiftView, ...]
    look_open(tx, *, now, person, days=14, office=None) -> tuple[Offer, ...]
    look_mine(tx, *, now, person_id, past=False) -> tuple[PlaceView, ...]
    look_table(tx, *, now, shift_id) -> tuple[PlaceView, ...]            call names: captains up
    look_calendar(tx, *, now, person_id) -> tuple[Event, ...]
    look_no_shows(tx, *, now, day, office=None) -> NoShows               coordinators only

One's places
    join(tx, *, now, person, shift_id, wait=True) -> Joined
    stand_by(tx, *, now, person, shift_id) -> PlaceView
    confirm(tx, *, now, person, shift_id) -> PlaceView                   asked -> confirmed
    cancel(tx, *, now, person, shift_id) -> PlaceView                    /cantcome, any state ahead
    answer_cover(tx, *, now, person, shift_id, yes) -> PlaceView | None
    assign(tx, *, now, by, shift_id, person_id, duty=REVIEWER, planned_by=None) -> PlaceView
    remove(tx, *, now, by, shift_id, person_id) -> PlaceView

Swaps
    offer_swap(tx, *, now, person, shift_id, to_person_id, to_shift_id=None) -> Swap
    answer_swap(tx, *, now, person, swap_id, yes) -> Swap
    look_swap(tx, *, now, swap_id) -> Swap

Attendance
    arrive(tx, *, now, by, shift_id, person_ids=None, walk_ins=False) -> tuple[PlaceView, ...]
    depart(tx, *, now, by, shift_id, person_ids=None) -> tuple[PlaceView, ...]
    no_show(tx, *, now, by, shift_id, person_ids) -> tuple[PlaceView, ...]
    say_on_paper(tx, *, now, by, person_id=None, numbers=None) -> Ended
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
    set_day(tx, *, now, person, day, able, window=None) -> OwnTimes
    set_wishes(tx, *, now, person, **limits) -> OwnTimes
    look_times(tx, *, now, person_id) -> OwnTimes

The clock
    tick(tx, *, now) -> int       asks that ran out, cover, reminders, no-shows, ends of shifts
"""
