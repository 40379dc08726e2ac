"""Decisions about customers: plain values in, frozen answers out. No clock, no query, no locale."""
