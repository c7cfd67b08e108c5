"""The line schedule: every line as a court may see it, with the counts and draws beside it."""

from models.schedule.kept import exported
from models.schedule.lines import COLUMNS
from models.schedule.terms import Cell, Row, Table, Take, Walked
from models.schedule.walk import walk

__all__ = ["COLUMNS", "Cell", "Row", "Table", "Take", "Walked", "exported", "walk"]
