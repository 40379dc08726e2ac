"""Views are shared by all threads of a server: none may keep anything of a request."""

from __future__ import annotations

import pytest

from tests.pages.test_views import READING, addresses_of, form_data


@pytest.mark.databases("sqlite")
def test_no_attribute_of_a_view_is_written_after_the_start(app, views, people, samples, login, monkeypatch):
    records = samples(people["Admin"])
    client = login(people["Admin"])
    written: list[tuple[str, str]] = []

    def refuse(view, name, value):
        written.append((type(view).__name__, name))

    for kind in {type(view) for view in app.appbuilder.baseviews}:
        monkeypatch.setattr(kind, "__setattr__", refuse, raising=False)
    for view in views:
        addresses = addresses_of(app, view, records[view.model])
        for where in addresses.values():
            client.get(where)
        if "edit" in addresses:
            client.post(addresses["edit"], data=form_data(client.get(addresses["edit"]).text))
        if "add" in addresses:
            client.post(addresses["add"], data={"name": "x"})
    assert not written, f"Keep it on `g`, in a local variable or on a page object: {set(written)}"


@pytest.mark.databases("sqlite")
def test_the_containers_of_a_view_do_not_grow(app, views, people, samples, login):
    """Lists and dictionaries of a view are written without an assignment; so compare them."""
    records = samples(people["Admin"])
    client = login(people["Admin"])

    def contents():
        return {
            (type(view).__name__, name): repr(value)
            for view in views
            for name, value in vars(view).items()
            if isinstance(value, (list, dict, set))
        }

    before = contents()
    for view in views:
        for where in addresses_of(app, view, records[view.model], READING).values():
            client.get(where)
    assert contents() == before
