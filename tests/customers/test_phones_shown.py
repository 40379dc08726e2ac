"""Telephone numbers on the screen speak the reader's language."""

from __future__ import annotations

import pytest

from app.core.cells import cell
from app.core.i18n import force_locale
from app.core.registry import entity_of
from app.customers.models.customer import Customer
from tests.factories.customers import CustomerFactory


@pytest.mark.databases("sqlite")
@pytest.mark.parametrize(
    ("typed", "country", "chinese", "english"),
    [
        ("0571-88001234转801", "CN", "0571 8800 1234 转 801", "0571 8800 1234 ext. 801"),
        ("(212) 555-0123 x45", "US", "+1 212-555-0123 转 45", "+1 212-555-0123 ext. 45"),
        ("0571-88001234", "CN", "0571 8800 1234", "0571 8800 1234"),
    ],
)
def test_an_extension_is_named_in_the_readers_language(app, session, typed, country, chinese, english):
    customer = CustomerFactory(phone=typed, country=country)
    field = entity_of(Customer).fields["phone"]
    told = {}
    for locale in ("zh", "en"):
        with app.test_request_context(), force_locale(locale):
            told[locale] = cell(field, customer).text
    assert told == {"zh": chinese, "en": english}
    assert customer.phone == typed
