"""Whether this process can serve: the database answers and has the schema that the program was written for."""

from __future__ import annotations

from functools import cache

from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask, Response, jsonify
from sqlalchemy.exc import SQLAlchemyError

from app.core.db import db


@cache
def _head(directory: str) -> str | None:
    return ScriptDirectory(directory).get_current_head()


def _is_migrated(directory: str) -> bool:
    return MigrationContext.configure(db.session.connection()).get_current_revision() == _head(directory)


def add_health_page(app: Flask) -> None:
    """`/healthz`, for load balancers and start scripts: 200, or 503 with the reason in one word."""

    @app.get("/healthz")
    def healthz() -> tuple[Response, int]:
        try:
            migrated = _is_migrated(app.extensions["migrate"].directory)
        except SQLAlchemyError:
            return jsonify(status="database"), 503
        return (jsonify(status="ok"), 200) if migrated else (jsonify(status="migrations"), 503)
