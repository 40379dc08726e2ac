"""Style sheets, scripts and pictures: compressed, at an address with their version, so that browsers may keep them;
the style sheets that every page needs in one file.
"""

from __future__ import annotations

import gzip
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import Any

from flask import Flask, Response, request, send_from_directory

ALL_SHEETS = "css/all.css"
# In the order in which later ones refine earlier ones.
SHEETS = (
    "tokens", "kehu", "frame", "menu", "notices", "controls", "selects", "filters", "views", "lists", "bulk", "records",
    "tabs", "documents", "search", "print",
)  # fmt: skip
KEPT = "public, max-age=31536000, immutable"
LOOKED_AT_AGAIN = "public, max-age=300"  # seconds: an address without a version may mean another file tomorrow
_COMPRESSED = {"text/css", "text/javascript", "application/javascript", "application/json", "image/svg+xml"}
LEAST = 500  # bytes
UNVERSIONED = "unversioned.static"


def fingerprint(folder: Path) -> str:
    """A mark of the contents of all files below `folder`."""
    found = sha256()
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        found.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes())
    return found.hexdigest()[:12]


def add_static_files(app: Flask, folder: Path) -> None:
    """Serve the files below `folder`, and the framework's, with a version in every address that `url_for` makes."""
    mark = fingerprint(folder)
    app.static_folder = str(folder)
    sheets = b"\n".join((folder / "css" / f"{name}.css").read_bytes() for name in SHEETS)

    def serve(filename: str) -> Response:
        if filename == ALL_SHEETS:
            return Response(sheets, mimetype="text/css")
        return send_from_directory(folder, filename)

    app.add_url_rule(f"/static/{mark}/<path:filename>", endpoint="static", view_func=serve)
    app.add_url_rule("/static/<path:filename>", endpoint=UNVERSIONED, view_func=serve)

    framework = version("Flask-AppBuilder")  # read from a file: not once for each address

    @app.url_defaults
    def add_version(endpoint: str, values: dict[str, Any]) -> None:
        if endpoint == "appbuilder.static":
            values.setdefault("v", framework)

    add_compression(app, f"/static/{mark}/")


def add_compression(app: Flask, versioned: str) -> None:
    """Send texts out of the static folders compressed; browsers keep for good what is below the path `versioned`.

    Pages are never compressed: their length would tell something of the secrets in them.
    """
    compressed: dict[str, bytes] = {}

    @app.after_request
    def compress(response: Response) -> Response:
        if request.endpoint not in ("static", UNVERSIONED, "appbuilder.static") or response.status_code >= 400:
            return response
        for_good = request.path.startswith(versioned) or "v" in request.args
        response.headers["Cache-Control"] = KEPT if for_good else LOOKED_AT_AGAIN
        response.vary.discard("Cookie")
        response.vary.add("Accept-Encoding")
        if response.status_code == 200 and response.mimetype in _COMPRESSED and "gzip" in request.accept_encodings:
            _compress(response, compressed)
        return response


def _compress(response: Response, known: dict[str, bytes]) -> None:
    response.direct_passthrough = False
    plain = response.get_data()
    if len(plain) < LEAST:
        return
    key = sha256(plain).hexdigest()
    if key not in known:
        known[key] = gzip.compress(plain, 9, mtime=0)
    response.set_data(known[key])
    response.headers["Content-Encoding"] = "gzip"
    etag, _ = response.get_etag()
    if etag:
        response.set_etag(f"{etag}-gzip")
