"""Results to pictures, made for a phone. They know no Telegram and no database."""

from handlers.pictures.daily import day, week

__all__ = ["day", "week"]
