"""Pure decisions about products: standard library only."""
