"""Journeys cross many modules."""

import app.factory  # noqa: F401  (every model, before a test names one)
