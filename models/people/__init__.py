"""People: who they are, how they come in, what they may, and what is kept of them."""

from models.people.designation import designate
from models.people.door import Comer, look_comer
from models.people.home import Home, Step, look_home
from models.people.invitations import Invitation, invite, look_invitations, revoke
from models.people.join import Joined, accept_terms, come_back, join
from models.people.known import (
    DESK,
    blocked_something,
    known_words,
    look,
    look_telegram,
    unreachable,
)
from models.people.naming import (
    await_answer,
    looks_like_a_name,
    looks_like_words,
    set_call_name,
    set_language,
    set_legal_name,
)
from models.people.own import Own, forget, look_export, look_own
from models.people.sections import Circulated, look_circulated, note_circulated
from models.people.team import Member, look_team, resume, set_role, suspend

__all__ = [
    "DESK",
    "Circulated",
    "Comer",
    "Home",
    "Invitation",
    "Joined",
    "Member",
    "Own",
    "Step",
    "accept_terms",
    "await_answer",
    "blocked_something",
    "come_back",
    "designate",
    "forget",
    "invite",
    "join",
    "known_words",
    "look",
    "look_circulated",
    "look_comer",
    "look_export",
    "look_home",
    "look_invitations",
    "look_own",
    "look_team",
    "look_telegram",
    "looks_like_a_name",
    "looks_like_words",
    "note_circulated",
    "resume",
    "revoke",
    "set_call_name",
    "set_language",
    "set_legal_name",
    "set_role",
    "suspend",
    "unreachable",
]
