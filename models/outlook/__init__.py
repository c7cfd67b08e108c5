"""When it ends, what would change that, and what is read next."""
