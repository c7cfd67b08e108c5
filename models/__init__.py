"""The domain. Terms name. Tables remember. Rules decide. Verbs do."""
