"""The line schedule: every line as a court may see it, with the counts and draws beside it."""
