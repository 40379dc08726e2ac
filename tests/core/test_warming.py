"""What a server does before its first visitor comes."""

from __future__ import annotations

import pytest

from app.warming import warm_up


@pytest.mark.databases("sqlite")
def test_warming_up_asks_the_database_for_nothing(app, statements):
    """It happens before a server divides into processes, which must not share a connection."""
    with statements() as sent:
        warm_up(app)
    assert not sent


@pytest.mark.databases("sqlite")
def test_every_own_template_is_compiled_before_it_is_needed(app):
    app.jinja_env.cache.clear()
    warm_up(app)
    compiled = {name for _, name in app.jinja_env.cache}
    assert set(app.jinja_loader.list_templates()) <= compiled
