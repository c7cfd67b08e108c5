"""The campaign profile: what a campaign starts from, read from ``config/campaigns/*.toml``.

    profile = load_profile(campaign_path("los-angeles-2022"))
    profile.target          # 46807: required less valid
    profile.policy          # a config.policy.Policy

A profile seeds a new campaign; from then on the dated rows of the database rule. What is wrong in
a file is told in sentences that name file and key, all of them at once:
``config/campaigns/x.toml: figures[2].value: expected a whole number, found "46.807"``. Entries
are counted from 1, as a reader of the file counts them.
"""

from __future__ import annotations

import tomllib
from pathlib import Path

from pydantic import ValidationError

from config.profile_faults import Fault, check_policy, say
from config.profile_rules import check
from config.profile_types import Caps, Figure, Ground, Office, Profile, Reason, Theory

__all__ = [
    "CAMPAIGNS",
    "BadProfile",
    "Caps",
    "Figure",
    "Ground",
    "Office",
    "Profile",
    "Reason",
    "Theory",
    "campaign_names",
    "campaign_path",
    "load_profile",
]

CAMPAIGNS = Path(__file__).parent / "campaigns"
_ROOT = Path(__file__).parent.parent


class BadProfile(ValueError):
    """A profile cannot be used. ``faults`` has a sentence each, with file and key."""

    def __init__(self, faults: tuple[str, ...]) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


def campaign_path(name: str) -> Path:
    """Where the profile called ``name`` is kept in this project."""
    return CAMPAIGNS / f"{name}.toml"


def campaign_names() -> tuple[str, ...]:
    """Names of the profiles that come with the project."""
    return tuple(sorted(path.stem for path in CAMPAIGNS.glob("*.toml")))


def load_profile(path: Path) -> Profile:
    """The profile in ``path``. Raises BadProfile with all faults found, naming file and key."""
    shown = _shown(path)
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise BadProfile((f"{shown}: there is no such file",)) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as fault:
        raise BadProfile((f"{shown}: this is not TOML: {fault}",)) from fault
    faults: list[Fault] = check_policy(values.get("policies", {}))
    try:
        profile = Profile.model_validate(values)
    except ValidationError as error:
        faults += [say(detail) for detail in error.errors()]
        raise BadProfile(_sentences(shown, faults)) from None
    faults += check(profile)
    if faults:
        raise BadProfile(_sentences(shown, faults))
    return profile


def _sentences(shown: str, faults: list[Fault]) -> tuple[str, ...]:
    return tuple(f"{shown}: {fault}" for fault in faults)


def _shown(path: Path) -> str:
    whole = path.resolve()
    return str(whole.relative_to(_ROOT) if whole.is_relative_to(_ROOT) else path)
