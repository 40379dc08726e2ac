"""How large an uploaded document may be: refused by the announced size, before anything of it is read."""

from __future__ import annotations

from collections.abc import Callable

from flask import Flask, abort, request

from app.core.errors import RuleError
from app.core.text import N_

MEGABYTE = 1 << 20
# What the other fields of the form and the boundaries between them may take.
ROOM = 64 * 1024
UPLOADS = ("add_document", "add_version")
_megabytes: Callable[[], int] = lambda: 50  # noqa: E731


def set_upload_limit(reader: Callable[[], int]) -> None:
    """Say how the limit, in megabytes, is read; `system` does."""
    global _megabytes
    _megabytes = reader


def upload_limit() -> int:
    """The size in megabytes up to which documents are taken."""
    return _megabytes()


def add_upload_limit(app: Flask) -> None:
    """Called before everything that looks into forms, since that reads them whole."""

    @app.before_request
    def refuse_large_uploads() -> None:
        if request.method != "POST" or (request.endpoint or "").rpartition(".")[2] not in UPLOADS:
            return
        request.max_content_length = upload_limit() * MEGABYTE + ROOM
        if (request.content_length or 0) > request.max_content_length:
            abort(413, too_large())


def too_large() -> RuleError:
    """The refusal, with the limit."""
    return RuleError(N_("The file is too large: at most %(size)s MB are taken."), field="file", size=upload_limit())
