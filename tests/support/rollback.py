"""Running an application on another database connection for the time of one test."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import Flask
from sqlalchemy import Engine, create_engine

from app.core.db import db, engine_options


@contextmanager
def everything_rolled_back(app: Flask) -> Iterator[None]:
    """Let all sessions of `app` share one transaction that is never committed.

    What the application commits is only a savepoint, so a test sees it and the next test does not.
    """
    with app.app_context():
        engine = db.engine
    connection = engine.connect()
    connection.name = engine.name  # type: ignore[attr-defined]  # Flask-AppBuilder asks its bind for a name
    transaction = connection.begin()
    try:
        with bound_to(app, connection, join_transaction_mode="create_savepoint"):
            yield
    finally:
        transaction.rollback()
        connection.close()


@contextmanager
def database_replaced(app: Flask, uri: str) -> Iterator[Engine]:
    """Let `app` work, and commit, on the database at `uri`."""
    engine = create_engine(uri, **engine_options(uri))
    before = app.config["SQLALCHEMY_DATABASE_URI"]
    app.config["SQLALCHEMY_DATABASE_URI"] = uri
    try:
        with bound_to(app, engine, join_transaction_mode="conditional_savepoint"):
            yield engine
    finally:
        app.config["SQLALCHEMY_DATABASE_URI"] = before
        engine.dispose()


@contextmanager
def bound_to(app: Flask, bind: Any, *, join_transaction_mode: str) -> Iterator[None]:
    """Put `bind` in the place of the engine of `app`, for every session opened meanwhile."""
    engines = db._app_engines[app]
    engine = engines[None]
    _forget_session(app)
    with app.app_context():
        db.session.configure(join_transaction_mode=join_transaction_mode)
    engines[None] = bind
    try:
        yield
    finally:
        _forget_session(app)
        engines[None] = engine


def _forget_session(app: Flask) -> None:
    """Drop what `app` holds of the database it leaves: the session, and the cache stamps read in the last second."""
    with app.app_context():
        db.session.remove()
    app.extensions.pop("kehu_stamps_held", None)
