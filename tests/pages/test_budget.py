"""What a page costs does not depend on how many records there are: the same statements, the same rows fetched."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

import pytest
from flask import url_for

from app.core.db import db
from app.core.saved_views import picker
from app.core.saved_views.model import SavedView
from tests.factories.system import UserFactory
from tests.pages.conftest import factories, owned_by
from tests.pages.test_views import addresses_of
from tests.support.multiplying import multiply
from tests.support.rollback import everything_rolled_back
from tests.support.tally import Tally, counted

FEW, MANY = 10, 1_000
# Menus over lists: of these kinds a page offers so many, however many there are.
OFFERED = {SavedView: picker.OFFERED}
PAGE_SIZE = 5


@pytest.fixture
def tally() -> Tally:
    return Tally()


@pytest.fixture
def app(database_kind: str, _apps: Callable[[str], Any], tally: Tally) -> Iterator[Any]:
    """The application on connections that count."""
    app = _apps(database_kind)
    with counted(tally):
        _reconnect(app)
        with everything_rolled_back(app):
            yield app
    _reconnect(app)


def _reconnect(app: Any) -> None:
    with app.app_context():
        db.engine.dispose()


def costs(client: Any, tally: Tally, addresses: Iterable[str]) -> dict[str, tuple[int, int]]:
    """(statements, rows fetched) of each page, when the caches of this process know what they need."""
    found = {}
    for address in addresses:
        assert client.get(address).status_code == 200, address
        tally.clear()
        client.get(address)
        found[address] = (tally.statements, tally.rows)
    return found


def exceeds(cost: tuple[int, int], most: tuple[int, int]) -> bool:
    """Whether a page sends more statements or fetches more rows."""
    return any(one > limit for one, limit in zip(cost, most, strict=True))


@pytest.mark.databases("sqlite")
def test_no_page_costs_more_with_more_records(app, session, views, login, tally):
    """A failing page fetches or asks for each record: load what it shows and nothing else."""
    administrator = UserFactory(role_names=["Admin"])
    client, known, dearer = login(administrator), factories(), {}
    for model in dict.fromkeys(view.model for view in views):
        records = known[model].create_batch(FEW, **owned_by(administrator, model))
        session.flush()
        addresses: list[str] = []
        for view in (view for view in views if view.model is model):
            pages = addresses_of(app, view, records[0])
            pages["list"] += f"?psize_{type(view).__name__}={PAGE_SIZE}"
            addresses += pages.values()
        before = costs(client, tally, addresses)
        multiply(session, model, MANY)
        after = costs(client, tally, addresses)
        more = OFFERED.get(model, 0)
        most = {page: (statements, rows + more) for page, (statements, rows) in before.items()}
        dearer |= {page: (before[page], after[page]) for page in before if exceeds(after[page], most[page])}
    assert not dearer, list(dearer.items())


@pytest.mark.databases("sqlite")
def test_the_start_page_costs_the_same_however_many_records_there_are(app, session, views, login, tally):
    administrator = UserFactory(role_names=["Admin"])
    client, known = login(administrator), factories()
    with app.test_request_context():
        address = url_for("StartView.index")
    found = []
    for number in (FEW, MANY):
        for view in views:
            if number == FEW:
                known[view.model].create_batch(2, **owned_by(administrator, view.model))
            elif view.entity.governed:
                multiply(session, view.model, number)
        session.flush()
        found.append(costs(client, tally, [address]))
    assert found[0] == found[1]
