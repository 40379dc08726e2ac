"""Saved views."""

from __future__ import annotations

from sqlalchemy import Index
from sqlalchemy.orm import Mapped

from app.core.columns import boolean, choice, computed, json, string
from app.core.db import Model
from app.core.published import Published, published_indexes
from app.core.saved_views.words import arguments_in_words, columns_in_words, list_labels
from app.core.text import N_
from app.core.traits import LIVE, Record


class SavedView(Published, Record, Model):
    """The arguments of one list, without its page. `columns` None means those that the reader sees anyway."""

    __tablename__ = "saved_view"
    __table_args__ = (
        *published_indexes("saved_view"),
        Index("ix_saved_view_list_name", "list_name", "id", sqlite_where=LIVE, postgresql_where=LIVE),
    )
    __label__ = N_("Saved view")
    __label_plural__ = N_("Saved views")
    __entity_module__ = "system"

    name: Mapped[str] = string(N_("Name"), 100, required=True, key=True)
    is_default: Mapped[bool] = boolean(
        N_("Opens first"),
        help=N_("The list opens with this view for all who see it, unless they have one of their own."),
    )
    list_name: Mapped[str] = choice(N_("List"), None, labels=list_labels, required=True, fixed=True)
    arguments: Mapped[list[list[str]]] = computed(
        json(N_("Filters and order"), required=True, shown=arguments_in_words)
    )
    columns: Mapped[list[str] | None] = computed(json(N_("Columns"), shown=columns_in_words))
