"""What the first visitors of a server would wait for, done before they come. It keeps nothing from the database and
costs the same however much is stored.
"""

from __future__ import annotations

import gc
from typing import Any

from flask import Flask

from app.core.folding import query_tokens, search_key
from app.core.label_order import spoken
from app.core.suggestions import suggestions
from app.customers.places import known_places
from app.customers.rules.phones import shown_phone
from app.rehearsal import rehearse


def get_ready(app: Flask) -> None:
    """Read and compile what is needed to answer; for servers, before they divide into processes."""
    warm_up(app)
    rehearse(app)
    shown_phone.cache_clear()  # how to read numbers is kept, those that were read are not
    gc.collect()
    gc.freeze()  # what lives as long as the process is not looked at again whenever garbage is collected


def warm_up(app: Flask) -> None:
    """The part that needs no database: templates, dictionaries, places."""
    own: Any = app.jinja_loader
    for name in own.list_templates():
        app.jinja_env.get_template(name)
    search_key("客户 Kehu 1")
    query_tokens("kehu 客户")
    spoken("客户")
    known_places()
    with app.app_context():
        suggestions("region").label("110000")
