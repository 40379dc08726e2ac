"""Rows of customers as saving writes them, search keys, access columns and match keys included, without the saving.

The names are those of the demo company, `DISTINCT` of them and repeated; numbers, codes and addresses are each
customer's own.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any

from app.core.folding import search_key
from app.core.pinyin import syllables_of
from app.customers.identities import CUSTOMER
from app.customers.rules.identities import fingerprint, stored_keys
from app.demo.customers import demo_customers
from app.demo.drafts import CustomerDraft
from app.demo.fill import stored_values
from app.demo.numbers import chinese_landline, chinese_mobile, credit_code
from bench._crew import Owner
from bench._terms import Term, Terms

DISTINCT = 50_000
FIRST_DAY, DAYS = datetime(2024, 1, 1, tzinfo=UTC), 730
# What belongs to one customer alone, and is made for each; the rest comes from the draft.
OWN = (
    "id", "code", "phone", "email", "credit_code", "tax_number", "owner_id", "acc_owner_id", "acc_department_id",
    "created_at", "changed_at", "created_by_id", "changed_by_id", "owner_since", "attended_on", "version",
    "search_text",
)  # fmt: skip
GIVEN = (
    "name", "kind", "english_name", "aliases", "keyword", "industry", "customer_type", "grade", "source", "status",
    "lost_on", "lost_reason", "stage", "country", "province", "city", "district", "address", "postcode", "homepage",
    "annual_revenue", "currency", "employees", "legal_representative", "bank", "bank_account", "gender", "birthday",
    "preferred_channel", "preferred_language", "consent", "remarks",
)  # fmt: skip
COLUMNS = (*OWN, *GIVEN)
STEP = 7_919  # prime: neighbours have names far apart


class Base:
    """What many customers share: a draft, and what is computed of its names."""

    def __init__(self, draft: CustomerDraft, serial: int) -> None:
        self.draft = draft
        values = stored_values(draft)
        self.given = tuple(values.get(name) for name in GIVEN)
        self.name_key = search_key(draft.name)
        self.other_key = search_key(draft.english_name, draft.aliases, draft.keyword)
        self.mailbox = draft.email.partition("@")[0].removesuffix(f"{serial:x}")
        self.area = (draft.phone or "").partition("-")[0] if "-" in (draft.phone or "") else None
        alone = replace(draft, email="", credit_code=None, phone=draft.phone if self._foreign else None)
        self.match_keys = stored_keys(CUSTOMER.of(alone))

    @property
    def _foreign(self) -> bool:
        return bool(self.draft.phone) and self.draft.country != "CN"

    def phone(self, number: int) -> str | None:
        """The number of the customer with this serial; a landline where the draft has one."""
        if self._foreign or not self.draft.phone:
            return self.draft.phone
        return chinese_landline(self.area, number) if self.area else chinese_mobile(4 * number)


class Customers:
    """All customers of one filling, by their number from 1."""

    def __init__(self, count: int, seed: int, owners: list[Owner]) -> None:
        self.count, self.owners = count, owners
        drafts = demo_customers(min(count, DISTINCT), seed)
        self.bases = [Base(draft, serial) for serial, draft in enumerate(drafts, 1)]
        self.terms = Terms(count, seed, "\n".join(base.draft.name for base in self.bases))
        self._renamed = lru_cache(20_000)(self._rename)

    def base(self, number: int) -> Base:
        """The shared part of a customer, with a term in its name where one belongs there."""
        index = number * STEP % len(self.bases)
        term = self.terms.of(number)
        return self._renamed(index, term) if term else self.bases[index]

    def owner(self, number: int) -> Owner:
        """Whose customer it is: each owner has the same share, in no order."""
        return self.owners[(number * 2_654_435_761 >> 12) % len(self.owners)]

    def moment(self, number: int) -> datetime:
        """When it was entered."""
        return FIRST_DAY + timedelta(seconds=number * DAYS * 86_400 // (self.count + 1))

    def row(self, number: int) -> tuple[Any, ...]:
        """The values of COLUMNS."""
        base, owner, moment = self.base(number), self.owner(number), self.moment(number)
        code, phone, email = f"KH{number:07}", base.phone(number), self.email(number)
        credit = credit_code(number) if base.draft.credit_code else None
        key = base.name_key + search_key(code) + base.other_key + search_key(phone, email, credit)
        changed = moment + timedelta(days=number * 7 % 400)
        return (
            number, code, phone, email, credit, credit, owner.id, owner.id, owner.department_id, moment, changed,
            owner.id, owner.id, moment.date(), moment.date(), 1, key, *base.given,
        )  # fmt: skip

    def initials(self) -> str:
        """Four initials that some names have: of a brand and of the trade behind it."""
        numbers = (number for number in range(1, self.count + 1) if self.terms.of(number) is None)
        drafts = (self.base(number).draft for number in numbers)
        draft = next(draft for draft in drafts if draft.country == "CN" and draft.aliases and draft.keyword)
        letters = (draft.aliases or "")[-2:] + (draft.keyword or "")[:2]
        return "".join(syllables_of(character)[0][0] for character in letters)

    def email(self, number: int) -> str:
        return f"{self.base(number).mailbox}{number:x}@example.com"

    def match_rows(self, number: int) -> Iterator[tuple[int, str, int]]:
        """The rows of `match_key`: of the names, which are computed once, and of the customer's own numbers."""
        base, phone = self.base(number), self.base(number).phone(number)
        keys = base.match_keys | {fingerprint("email", self.email(number))}
        if base.draft.credit_code:
            keys = keys | {fingerprint("code", credit_code(number))}
        if phone and not phone.startswith("+"):
            digits = "".join(filter(str.isdigit, phone)).removeprefix("0")
            keys = keys | {fingerprint("phone", f"+86{digits}")}
        yield from ((key, "customer", number) for key in keys)

    def _rename(self, index: int, term: Term) -> Base:
        """Another customer like the base, whose brand is the term."""
        draft = self.bases[index].draft
        brand = (draft.aliases or "")[-2:] if draft.kind == "company" and draft.country == "CN" else ""
        if not brand or brand not in draft.name:
            return self._rename((index + 1) % len(self.bases), term)
        latin = "".join((syllables_of(character) or ("",))[0] for character in brand).capitalize()
        named = {
            "name": draft.name.replace(brand, term.han),
            "aliases": (draft.aliases or "").replace(brand, term.han),
            "english_name": (draft.english_name or "").replace(latin, "").replace("  ", f" {term.latin} "),
        }
        return Base(replace(draft, **named), index + 1)
