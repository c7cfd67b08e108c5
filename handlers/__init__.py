"""Chat to domain and back: parse, ask, answer."""
