"""Decisions about people, rights and numbers. Pure: standard library only."""
