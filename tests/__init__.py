"""Tests, a mirror of the source; stories/ plays whole dialogues."""
