"""Small writes that are no part of what was asked for: when somebody was last there. They follow the answer.

A GET never writes, so these go into a transaction of their own, and are few: whoever asks for one sees to that.
"""

from __future__ import annotations

from typing import Any

from flask import Flask, g
from sqlalchemy import Update
from sqlalchemy.orm import Session

from app.core.db import db, writing


def write_afterwards(statement: Update) -> None:
    """Execute `statement` once this request is answered."""
    g.setdefault("kehu_afterwards", []).append(statement)


def install(app: Flask) -> None:
    @app.after_request
    def write(response: Any) -> Any:
        statements = g.pop("kehu_afterwards", [])
        if statements:
            with writing(), Session(db.engine, join_transaction_mode="create_savepoint") as apart, apart.begin():
                for statement in statements:
                    apart.execute(statement.execution_options(synchronize_session=False))
        return response
