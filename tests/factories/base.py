"""What all factories share."""

from __future__ import annotations

from factory.alchemy import SQLAlchemyModelFactory

from app.core.db import db


class RecordFactory(SQLAlchemyModelFactory):
    """Saves to the session of the running test."""

    class Meta:
        abstract = True
        sqlalchemy_session_factory = lambda: db.session  # noqa: E731
        sqlalchemy_session_persistence = "flush"
