"""What the models of this module share."""

from __future__ import annotations

from app.core.traits import Governed


class SalesGoverned(Governed):
    """A record of the sales module, seen as far as the role's scope in it reaches."""

    __access_group__ = "sales"
