"""Results to words, by subject. These know no Telegram beyond its HTML and no context."""
