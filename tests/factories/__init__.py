"""One factory for each entity: `CustomerFactory(name="…")` is a saved record with plausible values."""
