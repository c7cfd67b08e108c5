"""The petition: founding a campaign, its figures and policy, the registrar's list, or sections."""

from models.petition.figures import (
    Figures,
    Theory,
    change_policy,
    hold,
    latest,
    look_figures,
    state_figure,
    target,
)
from models.petition.found import found
from models.petition.listing import Asked, DryRun, Imported, dry_run, import_list
from models.petition.sections import Opened, Sections, look_sections, open_sections
from models.petition.universe import Count, counts, is_whole

__all__ = [
    "Asked",
    "Count",
    "DryRun",
    "Figures",
    "Imported",
    "Opened",
    "Sections",
    "Theory",
    "change_policy",
    "counts",
    "dry_run",
    "found",
    "hold",
    "import_list",
    "is_whole",
    "latest",
    "look_figures",
    "look_sections",
    "open_sections",
    "state_figure",
    "target",
]
