"""What must hold between the parts of a profile: sums, codes that exist, words that are unique."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from zoneinfo import available_timezones

from config.profile_faults import Fault, found
from config.profile_types import Caps, Profile

NEEDED = ("required", "valid", "invalid")  # figures without which there is no campaign


def check(profile: Profile) -> list[Fault]:
    """Every fault of a profile of the right shape, in the order of the file."""
    return [fault for rule in RULES for fault in rule(profile)]


def _zones(profile: Profile) -> Iterator[Fault]:
    zones = [("time_zone", profile.time_zone)]
    zones += [
        (f"offices[{i}].time_zone", office.time_zone)
        for i, office in enumerate(profile.offices, 1)
    ]
    known = available_timezones()
    for key, zone in zones:
        if zone not in known:
            yield f"{key}: expected a time zone such as America/Los_Angeles, found {found(zone)}"


def _once(profile: Profile) -> Iterator[Fault]:
    figures = [f"{figure.name} of {figure.as_of}" for figure in profile.figures]
    yield from _twice("figures[{}].name", figures)
    yield from _twice("languages[{}]", profile.languages)
    yield from _twice("theories[{}].code", [theory.code for theory in profile.theories])
    yield from _twice("reasons[{}].code", [reason.code for reason in profile.reasons])
    yield from _twice("grounds[{}].code", [ground.code for ground in profile.grounds])
    yield from _twice("offices[{}].code", [office.code for office in profile.offices])
    rows = [f"{row.office} from {row.effective_from}" for row in profile.caps]
    yield from _twice("caps[{}].effective_from", rows)


def _twice(key: str, names: Iterable[str]) -> Iterator[Fault]:
    seen: dict[str, int] = {}
    for place, name in enumerate(names, 1):
        if name in seen:
            first = key.format(seen[name])
            yield f"{key.format(place)}: {name} is there already, in {first}"
        seen.setdefault(name, place)


def _sums(profile: Profile) -> Iterator[Fault]:
    names = {figure.name for figure in profile.figures}
    missing = [name for name in NEEDED if name not in names]
    if missing:
        yield from (f"figures: the figure {name} is missing" for name in missing)
        return
    certified = [reason.certified for reason in profile.reasons if reason.certified is not None]
    if len(certified) == len(profile.reasons) and sum(certified) != profile.invalid:
        yield (
            f"reasons: the certified counts add up to {sum(certified):,}, "
            f"but the figure invalid is {profile.invalid:,}"
        )
    if "submitted" in names:
        rest = profile.figure("submitted").value - profile.valid
        if rest != profile.invalid:
            yield (
                f"figures: submitted less valid is {rest:,}, "
                f"but the figure invalid is {profile.invalid:,}"
            )
    if "target" in names and profile.figure("target").value != profile.target:
        yield (
            f"figures: required less valid is {profile.target:,}, "
            f"but the figure target is {profile.figure('target').value:,}"
        )
    yield from _theories(profile)


def _theories(profile: Profile) -> Iterator[Fault]:
    for place, theory in enumerate(profile.theories, 1):
        target = theory.threshold - profile.valid
        if theory.target != target:
            yield (
                f"theories[{place}].target: threshold less valid is {target:,}, "
                f"found {theory.target:,}"
            )
    standing = [theory for theory in profile.theories if theory.code == profile.default_theory]
    if not standing:
        yield f"default_theory: there is no theory {found(profile.default_theory)}"
    elif standing[0].threshold != profile.required:
        yield (
            f"default_theory: its threshold is {standing[0].threshold:,}, "
            f"but the figure required is {profile.required:,}"
        )


def _fits(profile: Profile) -> Iterator[Fault]:
    codes = [reason.code for reason in profile.reasons]
    for place, ground in enumerate(profile.grounds, 1):
        for code in ground.fits:
            if code not in codes:
                yield f"grounds[{place}].fits: there is no reason {found(code)}"
    for place, code in enumerate(codes, 1):
        if not profile.grounds_for(code):
            yield f"reasons[{place}].code: no ground fits {code}, none could be challenged"
    reason = profile.policies.get("order_reason", "")
    if reason and reason not in codes:
        yield f"policies.order_reason: there is no reason {found(reason)}"


def _words(profile: Profile) -> Iterator[Fault]:
    grounds = [(ground.code, ground.typed) for ground in profile.grounds]
    yield from _ambiguous("grounds[{}].words", grounds)
    reasons = [
        (reason.code, (reason.code, reason.label, *reason.spellings)) for reason in profile.reasons
    ]
    yield from _ambiguous("reasons[{}].spellings", reasons)
    for place, ground in enumerate(profile.grounds, 1):
        for language in profile.languages:
            if not ground.words.get(language):
                yield f"grounds[{place}].words.{language}: is missing"


def _ambiguous(key: str, entries: Iterable[tuple[str, Iterable[str]]]) -> Iterator[Fault]:
    owner: dict[str, str] = {}
    for place, (code, words) in enumerate(entries, 1):
        for word in {word.casefold() for word in words}:
            if owner.setdefault(word, code) != code:
                yield f"{key.format(place)}: {found(word)} means {owner[word]} already"


def _caps(profile: Profile) -> Iterator[Fault]:
    offices = {office.code for office in profile.offices}
    for place, row in enumerate(profile.caps, 1):
        if row.office not in offices:
            yield f"caps[{place}].office: there is no office {found(row.office)}"
        if row.opens >= row.closes:
            yield f"caps[{place}].closes: expected a time after {row.opens}, found {row.closes}"
        if row.weekdays and len(row.weekdays) < row.days_a_week:
            yield f"caps[{place}].weekdays: expected at least {row.days_a_week} days"
        unknown = [name for name in row.assumed if name not in Caps.model_fields]
        yield from (f"caps[{place}].assumed: there is no key {found(name)}" for name in unknown)


RULES: tuple[Callable[[Profile], Iterator[Fault]], ...] = (
    _zones,
    _once,
    _sums,
    _fits,
    _words,
    _caps,
)
