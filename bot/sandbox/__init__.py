"""A small, faithful local Telegram, and the invented campaigns that are played on it."""
