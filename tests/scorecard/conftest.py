"""What the rows of the scorecard share with the tests of pages: one record of everything, one user of each role."""

from __future__ import annotations

from tests.pages.conftest import people, samples, views

__all__ = ["people", "samples", "views"]
