"""The living style page: every token and piece of the design as it is now, for those who build screens."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from flask import current_app
from flask_appbuilder import BaseView, expose, has_access

from app.core.enums import Tone
from app.core.i18n import lazy
from app.core.text import N_

_TOKEN = re.compile(r"^  --([\w-]+): ([^;]+);", re.MULTILINE)
_COLOUR = re.compile(r"#|rgb")
_SIZES = ("tiny", "small", "normal", "large", "title")


class StyleView(BaseView):
    """What the design consists of, read from the style sheets that are in use."""

    route_base = "/style"
    default_view = "index"
    class_permission_name = "Style"
    method_permission_name = {"index": "read"}

    @classmethod
    def menu_label(cls) -> Any:
        """What the menu calls this page."""
        return lazy(N_("Style page"))

    @expose("/")
    @has_access
    def index(self) -> str:
        return self.render_template("core/style.html", page=StylePage())  # type: ignore[no-any-return]


class StylePage:
    """What the template is given."""

    tones = tuple(Tone)
    sizes = _SIZES

    def __init__(self) -> None:
        folder = Path(current_app.static_folder or "")
        light = (folder / "css" / "tokens.css").read_text("utf-8").partition("[data-theme")[0]
        tokens = [(name, " ".join(value.split())) for name, value in _TOKEN.findall(light)]
        self.colours = [(name, value) for name, value in tokens if _COLOUR.match(value)]
        self.measures = [(name, value) for name, value in tokens if not _COLOUR.match(value)]
        symbols = (folder / "img" / "icons.svg").read_text("utf-8")
        self.icons = re.findall(r'<symbol id="([\w-]+)"', symbols)
