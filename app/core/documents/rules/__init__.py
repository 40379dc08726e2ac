"""Which files are taken. Pure: standard library only."""
