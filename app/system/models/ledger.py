"""What was delivered once and is the administrators' own from then on."""

from __future__ import annotations

from sqlalchemy import String, select
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Model, db


class Delivered(Model):
    """One delivered item (a right of a ready role, a list value): offered once, so its removal survives upgrades."""

    __tablename__ = "delivered"

    item: Mapped[str] = mapped_column(String(250), primary_key=True)


class Ledger:
    """The items delivered so far, read once for a whole run of `init`."""

    def __init__(self) -> None:
        self._items = set(db.session.execute(select(Delivered.item)).scalars())

    def offer(self, item: str) -> bool:
        """True the first time an item is offered, and never again."""
        if item in self._items:
            return False
        self._items.add(item)
        db.session.add(Delivered(item=item))
        return True
