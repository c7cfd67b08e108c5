"""Estimates that stay true while everybody looks every day and the order is anything but random.

`bounds`: counts, what is certain, and where counts contradict. `ppr`: the prior-posterior ratio of
sampling without replacement, and its interval. `stream`: the audit stream, which holds whatever
order everything else is ruled in. `reasons`: reason by reason, and their sum. `support`: "enough
is there" as an e-value.

What is estimated is how many lines a lawyer would rule ours if every line were ruled: the lawyer's
ruling stands for the truth. Sources: Waudby-Smith and Ramdas (2020), "Confidence sequences for
sampling without replacement", NeurIPS 33; Stark (2023), "ALPHA: Audit that learns from previously
hand-audited ballots", Annals of Applied Statistics 17(1); Ramdas, Grünwald, Vovk and Shafer (2023),
"Game-theoretic statistics and safe anytime-valid inference", Statistical Science 38(4).
"""

from models.rules.estimates.bounds import (
    Band,
    Condition,
    Contradiction,
    Counts,
    certain,
    contradictions,
)
from models.rules.estimates.ppr import EITHER, EXPECTED, FLAT, Prior, everything_random, pooled
from models.rules.estimates.reasons import Stratum, reason_bands, union
from models.rules.estimates.stream import (
    Block,
    Cell,
    Evidence,
    evidence,
    expected_share,
    learned,
    total_band,
    unread_share,
)
from models.rules.estimates.support import (
    Early,
    State,
    Support,
    early_warning,
    remembered,
    support,
)

__all__ = [
    "EITHER",
    "EXPECTED",
    "FLAT",
    "Band",
    "Block",
    "Cell",
    "Condition",
    "Contradiction",
    "Counts",
    "Early",
    "Evidence",
    "Prior",
    "State",
    "Stratum",
    "Support",
    "certain",
    "contradictions",
    "early_warning",
    "everything_random",
    "evidence",
    "expected_share",
    "learned",
    "pooled",
    "reason_bands",
    "remembered",
    "support",
    "total_band",
    "union",
    "unread_share",
]
