"""What coordinators type about people: roles and where a designation stands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from handlers.parse.folding import plain
from models.errors import Refusal
from models.terms import Designation, Role

_ROLES: Mapping[Role, str] = {
    Role.VOLUNTEER: "volunteer volunteers voluntario voluntaria voluntarios voluntarias",
    Role.CAPTAIN: "captain captains capitan capitana",
    Role.LAWYER: "lawyer lawyers attorney abogado abogada",
    Role.COORDINATOR: "coordinator coordinators coordinador coordinadora",
    Role.ADMIN: "admin admins administrator administrador administradora",
}
_DESIGNATIONS: Mapping[Designation, str] = {
    Designation.NONE: "none ninguna no",
    Designation.REQUESTED: "requested asked solicitada pedida",
    Designation.ON_FILE: "on-file onfile filed presentada registrada",
    Designation.WITHDRAWN: "withdrawn revoked retirada revocada",
}
ROLE_WORDS: Mapping[str, Role] = {
    word: role for role, words in _ROLES.items() for word in words.split()
}
DESIGNATION_WORDS: Mapping[str, Designation] = {
    word: state for state, words in _DESIGNATIONS.items() for word in words.split()
}


@dataclass(frozen=True, slots=True)
class NamedRole:
    """Somebody as typed, and a role for them."""

    who: str
    role: Role


@dataclass(frozen=True, slots=True)
class NamedDesignation:
    """Somebody as typed, where their designation stands, and the day as typed (or empty)."""

    who: str
    designation: Designation
    day: str


def parse_role(word: str) -> Role:
    """A role's word to the letter; a role is never guessed. Refuses ``people.role-unknown``."""
    role = ROLE_WORDS.get(plain(word))
    if role is None:
        raise Refusal("people.role-unknown")
    return role


def parse_named_role(args: Sequence[str]) -> NamedRole:
    """``mari captain`` or ``captain mari``. Refuses ``people.role-usage``."""
    if len(args) < 2:
        raise Refusal("people.role-usage")
    if plain(args[-1]) not in ROLE_WORDS and plain(args[0]) in ROLE_WORDS:
        return NamedRole(" ".join(args[1:]), parse_role(args[0]))
    return NamedRole(" ".join(args[:-1]), parse_role(args[-1]))


def parse_named_designation(args: Sequence[str]) -> NamedDesignation:
    """``R-017 on-file 2022-09-02``; also ``on file``. Refuses ``people.designation-usage``."""
    words = [plain(word) for word in args]
    for place in range(1, len(words)):
        pair = "-".join(words[place : place + 2])
        if pair in DESIGNATION_WORDS:
            words[place : place + 2] = [pair]
            args = [*args[:place], pair, *args[place + 2 :]]
        if words[place] in DESIGNATION_WORDS:
            who, day = " ".join(args[:place]), " ".join(args[place + 1 :])
            return NamedDesignation(who, DESIGNATION_WORDS[words[place]], day)
    raise Refusal("people.designation-usage")


def parse_invitation(args: Sequence[str]) -> tuple[Role, int, int]:
    """``volunteer 20 7`` as role, uses (1) and days (7). Refuses ``people.invite-usage``."""
    numbers = list(args[1:])
    if not args or len(numbers) > 2 or not all(plain(one).isdecimal() for one in numbers):
        raise Refusal("people.invite-usage")
    uses = int(plain(numbers[0])) if numbers else 1
    days = int(plain(numbers[1])) if len(numbers) == 2 else 7
    return parse_role(args[0]), uses, days
