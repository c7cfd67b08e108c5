"""The petition: founding a campaign, its figures and policy, and the registrar's list."""

from models.petition.figures import change_policy, hold, latest, state_figure, target
from models.petition.found import found
from models.petition.listing import Asked, DryRun, Imported, dry_run, import_list

__all__ = [
    "Asked",
    "DryRun",
    "Imported",
    "change_policy",
    "dry_run",
    "found",
    "hold",
    "import_list",
    "latest",
    "state_figure",
    "target",
]
