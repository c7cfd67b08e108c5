"""What may change without changing code: settings, campaign profiles, catalogues."""
