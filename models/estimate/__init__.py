"""What the numbers say now: bounds, bands, support, contradictions, from kept counts."""
