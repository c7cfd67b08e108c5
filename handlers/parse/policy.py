"""A change of policy as typed: ``batch_size 15``, ``designation_required no``."""

from __future__ import annotations

from config.policy import Policy
from models.errors import Refusal

YES = frozenset({"yes", "true", "on", "si", "sí"})
NO = frozenset({"no", "false", "off"})


def read_policy(policy: Policy, name: str, typed: str) -> tuple[str, int | bool | str]:
    """The policy's name and its new value, of the kind it has now.

    Refuses ``petition.no-such-policy`` (names), ``petition.policy-number``,
    ``petition.policy-yes-no``.
    """
    values = policy.as_dict()
    name = name.lower().replace("-", "_")
    if name not in values:
        raise Refusal("petition.no-such-policy", names=", ".join(values))
    old, typed = values[name], typed.strip().lower()
    if isinstance(old, bool):
        if typed not in YES | NO:
            raise Refusal("petition.policy-yes-no", name=name)
        return name, typed in YES
    if isinstance(old, int):
        if not typed.isdigit():
            raise Refusal("petition.policy-number", name=name)
        return name, int(typed)
    return name, typed.upper() if name == "order_reason" else typed
