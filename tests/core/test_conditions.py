"""What a filter in an address may be."""

from __future__ import annotations

import pytest
from werkzeug.datastructures import MultiDict

from app.core.conditions import LONGEST, read_conditions
from app.core.errors import RuleError
from app.core.registry import entity_of


@pytest.fixture
def fields(app):
    from app.customers.models.customer import Customer

    with app.app_context():
        yield entity_of(Customer).fields


@pytest.mark.databases("sqlite")
def test_a_value_of_endless_length_is_refused(fields):
    read_conditions(fields, MultiDict({"_flt_2_remarks": "x" * LONGEST}))
    with pytest.raises(RuleError, match="at most 1000 characters"):
        read_conditions(fields, MultiDict({"_flt_2_remarks": "x" * (LONGEST + 1)}))
