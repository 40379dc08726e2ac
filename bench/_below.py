"""Rows of what stands beside customers: contacts, leads and the history. Each new module adds its own here."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from functools import lru_cache
from typing import Any

from app.core.folding import search_key
from app.customers.identities import LEAD
from app.customers.rules.identities import stored_keys
from app.demo.contacts import HOW_MANY
from app.demo.drafts import ContactDraft
from app.demo.fill import stored_values
from app.demo.leads import FIRST_MOBILE, demo_leads
from app.demo.numbers import chinese_mobile
from bench._customers import FIRST_DAY, Customers

PLACES = len(HOW_MANY)  # numbers of contacts that each customer has for itself
CUSTOMERS_PER_LEAD, DISTINCT_LEADS = 5, 10_000
EARLIER = 10_000  # changes before those of the customers: the colleagues were entered, too
STAMPS = (
    "owner_id", "acc_owner_id", "acc_department_id", "created_at", "changed_at", "created_by_id", "changed_by_id",
    "version", "search_text",
)  # fmt: skip
OF_CONTACT = (
    "name", "salutation", "is_main", "department", "position", "decision_role", "wechat", "birthday",
    "birthday_calendar", "hobbies",
)  # fmt: skip
CONTACT = ("id", "customer_id", "office_phone", "mobile", "email", *STAMPS, *OF_CONTACT)
OF_LEAD = (
    "name", "contact_name", "position", "status", "lost_reason", "source", "need", "next_contact_on", "phone", "wechat",
    "consent", "country", "province", "city", "district", "address", "industry", "employees", "annual_revenue",
    "remarks",
)  # fmt: skip
LEAD_COLUMNS = ("id", "mobile", "email", "contact_is_new", "customer_is_new", *STAMPS, *OF_LEAD)
CHANGE = ("id", "at", "user_id", "entity", "record_id", "title", "kind", "changes")


class Below:
    """What hangs below, or stands beside, the customers of one filling."""

    def __init__(self, customers: Customers) -> None:
        self._customers = customers
        count = max(1, min(DISTINCT_LEADS, customers.count // CUSTOMERS_PER_LEAD))
        self._leads = list(demo_leads(count, 1, FIRST_DAY.date()))
        self._name_key = lru_cache(100_000)(search_key)

    def contacts(self, number: int) -> Iterator[tuple[Any, ...]]:
        """The contacts of a customer, the main one first."""
        base, phone = self._customers.base(number), self._customers.base(number).phone(number)
        for place, draft in enumerate(base.draft.contacts):
            mobile = chinese_mobile(PLACES * number + place) if draft.mobile else None
            email = f"{draft.email.partition('.')[0]}.{base.mailbox.removeprefix('info.')}{number:x}@example.com"
            guarded = [mobile] if mobile else ()
            key = self._name_key(draft.name) + search_key(phone, email, draft.wechat, guarded=guarded)
            yield (
                PLACES * (number - 1) + place + 1, number, phone, mobile, email, *self._stamps(number, key),
                *_given(draft, OF_CONTACT),
            )  # fmt: skip

    def lead(self, number: int) -> tuple[Any, ...] | None:
        """The lead that came with a customer, if one did."""
        if number % CUSTOMERS_PER_LEAD:
            return None
        serial = number // CUSTOMERS_PER_LEAD
        draft = self._leads[serial % len(self._leads)]
        mobile = chinese_mobile(FIRST_MOBILE - number) if draft.mobile else None
        email = f"lead{serial:x}@example.com" if draft.email else None
        key = self._name_key(draft.name, draft.contact_name, draft.phone, draft.wechat)
        key += search_key(email, guarded=[mobile] if mobile else ())
        return (serial, mobile, email, False, False, *self._stamps(number, key), *_given(draft, OF_LEAD))

    def lead_match_rows(self, number: int) -> Iterator[tuple[int, str, int]]:
        """The rows of `match_key` of that lead: those of its names and numbers that many share."""
        if number % CUSTOMERS_PER_LEAD == 0:
            serial = number // CUSTOMERS_PER_LEAD
            yield from ((key, "lead", serial) for key in self._lead_keys(serial % len(self._leads)))

    def change(self, number: int) -> tuple[Any, ...]:
        """The history of a customer: that it was made."""
        base, moment = self._customers.base(number), self._customers.moment(number)
        owner = self._customers.owner(number)
        changes = {"name": [None, base.draft.name], "owner": [None, owner.id], "stage": [None, base.draft.stage.value]}
        return EARLIER + number, moment, owner.id, "customer", number, base.draft.name, "create", changes

    def _stamps(self, number: int, key: str) -> tuple[Any, ...]:
        owner, moment = self._customers.owner(number), self._customers.moment(number)
        changed = moment + timedelta(days=number * 11 % 300)
        return (owner.id, owner.id, owner.department_id, moment, changed, owner.id, owner.id, 1, key)

    @lru_cache(DISTINCT_LEADS)  # noqa: B019 (one object for the whole run)
    def _lead_keys(self, index: int) -> frozenset[int]:
        return frozenset(stored_keys(LEAD.of(self._leads[index])))


@lru_cache(200_000)
def _given(draft: ContactDraft | Any, names: tuple[str, ...]) -> tuple[Any, ...]:
    values = stored_values(draft)
    return tuple(values.get(name) for name in names)
