"""Mending the data behind problems, many at once. The caller owns the transaction; saving takes the problems away."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from sqlalchemy import select

from app.core.archiving import archive
from app.core.clock import now, today
from app.core.db import db
from app.core.errors import RuleError
from app.core.suggestions import suggestions
from app.core.text import N_
from app.customers.data_quality import is_province
from app.customers.enums import ProblemKind
from app.customers.models.contact import Contact
from app.customers.models.customer import Customer
from app.customers.models.data_problem import MODELS, DataProblem
from app.customers.rules.data_repair import normalised_phone, province_of, tidied

Either = Customer | Contact


def normalise_phones(problems: Sequence[DataProblem]) -> int:
    """Read the number out of what stands in the field; what holds none stays. How many are mended."""
    countries = {customer.id: customer.country for customer in _customers(problems)}

    def mend(problem: DataProblem, record: Either) -> bool:
        number = normalised_phone(getattr(record, problem.field), countries.get(problem.customer_id))
        return _set(record, problem.field, number)

    return _mend(problems, {ProblemKind.PHONE_INVALID}, mend)


def tidy_texts(problems: Sequence[DataProblem]) -> int:
    """Make full-width letters and digits narrow and take stray blanks away; how many are mended."""
    return _mend(
        problems, {ProblemKind.UNTIDY}, lambda p, record: _set(record, p.field, tidied(getattr(record, p.field)))
    )


def fill_provinces(problems: Sequence[DataProblem]) -> int:
    """Set the province that its own words, the city or the postcode tell; how many are mended."""
    kinds = {ProblemKind.PROVINCE_UNKNOWN, ProblemKind.MISSING}
    return _mend([p for p in problems if p.field == "province"], kinds, lambda _, record: _fill_province(record))


def _fill_province(customer: Any) -> bool:
    country = customer.country or "CN"
    written = suggestions("region").resolve(customer.province, [country]) if customer.province else ""
    found = written if is_province(written) else province_of(customer.city, customer.postcode)
    return bool(found and is_province(found)) and _set(customer, "province", found)


def check_today(records: Sequence[Either]) -> None:
    """Somebody has looked at them and found them right, marks and all."""
    for record in records:
        record.verified_on, record.email_bounced_at, record.phone_wrong_at = today(), None, None


def mark_email_bounced(records: Sequence[Either]) -> None:
    """A letter to this address came back."""
    _need(records, "email", N_("“%(title)s” has no e-mail address."))
    for record in records:
        record.email_bounced_at = now()


def mark_phone_wrong(records: Sequence[Either]) -> None:
    """Somebody else answers at this number, or nobody ever."""
    for record in records:
        record.phone_wrong_at = now()


def archive_records(records: Sequence[Either]) -> None:
    """Put them into the recycle bin."""
    for record in records:
        archive(record)


def records_behind(problems: Sequence[DataProblem]) -> list[Either]:
    """The records that the problems are about, each once, read through the gate."""
    return [record for _, record in sorted(_behind(problems).items(), key=lambda item: item[0])]


def _need(records: Sequence[Either], name: str, message: str) -> None:
    without = next((record for record in records if not getattr(record, name)), None)
    if without is not None:
        raise RuleError(message, title=str(without))


def _set(record: Either, name: str, value: str | None) -> bool:
    if not value or value == getattr(record, name):
        return False
    setattr(record, name, value)
    return True


def _mend(problems: Sequence[DataProblem], kinds: set[ProblemKind], mend: Callable[[Any, Any], bool]) -> int:
    chosen = [problem for problem in problems if problem.kind in kinds]
    records = _behind(chosen)
    there = [p for p in chosen if (p.entity, p.record_id) in records]
    number = sum(mend(problem, records[problem.entity, problem.record_id]) for problem in there)
    if not number:
        raise RuleError(N_("None of these can be mended this way."))
    return number


def _behind(problems: Sequence[DataProblem]) -> dict[tuple[str, int], Either]:
    return {(name, record.id): record for name, record in _records(problems)}


def _records(problems: Sequence[DataProblem]) -> Iterator[tuple[str, Either]]:
    for name, model in MODELS.items():
        ids = {problem.record_id for problem in problems if problem.entity == name}
        if ids:
            live = select(model).where(model.id.in_(ids), model.archived_at.is_(None))
            yield from ((name, record) for record in db.session.execute(live).scalars())


def _customers(problems: Sequence[DataProblem]) -> list[Customer]:
    ids = {problem.customer_id for problem in problems}
    return list(db.session.execute(select(Customer).where(Customer.id.in_(ids))).scalars())
