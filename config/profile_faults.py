"""What is wrong in a profile, as a sentence for the person who wrote the file.

A fault is ``key: what was expected, what was found``; keys are dotted and entries of a list are
counted from 1 (``figures[2].value`` is the second ``[[figures]]``).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import fields
from typing import TYPE_CHECKING

from rapidfuzz import process

from config.policy import Policy

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

Fault = str
ORDERS = ("registrar", "seeded", "reason", "as-met", "best")  # models.terms.Order

# The highest value of a policy, where there is one; the lowest of all is 0, of these 1.
_HIGHEST = {
    "typing_hour": 23,
    "post_hour": 23,
    "post_minute": 59,
    "quiet_from_hour": 23,
    "quiet_to_hour": 23,
    "late_hours": 24,
    "weekly_weekday": 7,
    "second_percent": 100,
    "audit_percent": 90,
}
_AT_LEAST_ONE = frozenset(
    {
        "audit_batch",
        "batch_size",
        "bulk_check",
        "hold_minutes",
        "pace_days",
        "sections_a_batch",
        "terms_version",
    }
)
_TYPES: dict[type, str] = {bool: "true or false", int: "a whole number", str: "text in quotes"}

# What pydantic calls the fault -> what was expected.
_EXPECTED = {
    "int_type": "a whole number",
    "string_type": "text in quotes",
    "bool_type": "true or false",
    "tuple_type": "a list",
    "dict_type": "a table of keys",
    "model_type": "a table of keys",
    "date_type": "a date such as 2022-08-15",
    "date_parsing": "a date such as 2022-08-15",
    "date_from_datetime_parsing": "a date such as 2022-08-15",
    "date_from_datetime_inexact": "a date without a time",
    "time_type": "a time such as 09:00:00",
    "time_parsing": "a time such as 09:00:00",
    "literal_error": "{expected}",
    "greater_than_equal": "{ge} or more",
    "less_than_equal": "{le} or less",
    "string_too_long": "at most {max_length} characters",
    "string_too_short": "at least {min_length} character",
    "string_pattern_mismatch": "something like {pattern}",
    "too_short": "at least {min_length} entry",
}
_PATTERNS = {
    "^[A-Z][A-Z0-9]{0,11}$": "a code of capital letters and digits, at most 12, such as ADDR",
    "^[a-z0-9]+(-[a-z0-9]+)*$": "small letters, digits and hyphens, such as los-angeles-2022",
    "^[a-z]{2}$": "a language's two letters, such as es",
}


def key_of(path: Iterable[str | int]) -> str:
    """``("figures", 1, "value")`` as ``figures[2].value``."""
    key = ""
    for step in path:
        key += f"[{step + 1}]" if isinstance(step, int) else f".{step}" if key else step
    return key


def found(value: object) -> str:
    """A value as the file has it, shortened."""
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= 60 else text[:57] + "..."


def say(detail: ErrorDetails) -> Fault:
    """The sentence for one fault that pydantic found."""
    key = key_of(detail["loc"])
    kind, context = detail["type"], dict(detail.get("ctx", {}))
    if kind == "missing":
        return f"{key}: is missing"
    if kind == "extra_forbidden":
        return f"{key}: there is no such key; is it misspelled?"
    if kind == "string_pattern_mismatch":
        return f"{key}: expected {_PATTERNS[context['pattern']]}, found {found(detail['input'])}"
    expected = _EXPECTED.get(kind)
    if expected is None:
        return f"{key}: {detail['msg']}, found {found(detail['input'])}"
    return f"{key}: expected {expected.format(**context)}, found {found(detail['input'])}"


def check_policy(values: object) -> list[Fault]:
    """What is wrong with a profile's ``[policies]``, by the fields of `config.policy.Policy`."""
    if not isinstance(values, Mapping):
        return []  # the shape of the file says so already
    known = {field.name: field.default for field in fields(Policy)}
    faults: list[Fault] = []
    for name, value in values.items():
        if name not in known:
            like = process.extractOne(name, list(known))
            faults.append(f"policies.{name}: there is no such policy; did you mean {like[0]}?")
        elif fault := _check_value(name, value, type(known[name])):
            faults.append(f"policies.{name}: expected {fault}, found {found(value)}")
    return faults


def expected(name: str, value: object) -> str | None:
    """What a known policy's value should have been instead, in words; None if it is right."""
    return _check_value(name, value, type(getattr(Policy(), name)))


def _check_value(name: str, value: object, kind: type) -> str | None:
    """What was expected of a policy's value instead, or None."""
    if type(value) is not kind:
        return _TYPES[kind]
    if isinstance(value, int) and not isinstance(value, bool):
        return _check_number(name, value)
    if name == "order" and value not in ORDERS:
        return "one of " + ", ".join(ORDERS)
    return None


def _check_number(name: str, value: int) -> str | None:
    lowest, highest = int(name in _AT_LEAST_ONE), _HIGHEST.get(name)
    if highest is None:
        return None if value >= lowest else f"{lowest} or more"
    return None if lowest <= value <= highest else f"a number from {lowest} to {highest}"
