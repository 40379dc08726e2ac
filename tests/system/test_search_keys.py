"""`flask kehu reindex`: search keys that an older folding wrote."""

from __future__ import annotations

from app.system.setup import renew_search_keys
from tests.factories.customers import CustomerFactory


def test_outdated_keys_are_counted_then_renewed(session, colleague):
    customer = CustomerFactory(owner=colleague)
    keys = customer.search_text, colleague.profile.search_text
    assert renew_search_keys(apply=False) == 0
    colleague.profile.search_text = " outdated "
    session.flush()
    assert renew_search_keys(apply=False) == 1
    assert colleague.profile.search_text == " outdated "
    assert renew_search_keys(apply=True) == 1
    session.flush()
    assert (customer.search_text, colleague.profile.search_text) == keys
    assert renew_search_keys(apply=False) == 0
