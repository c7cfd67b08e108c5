"""The audit stream: the draw in the database, its commitment, and what it says so far."""
