"""What a conversion makes besides a customer, when it is asked for: modules above say so, and undo finds it again."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from app.core.asking import Question
from app.customers.models.contact import Contact
from app.customers.models.customer import Customer
from app.customers.models.lead import Lead


@dataclass(frozen=True)
class Consequence:
    """`question` joins those of the conversion; an answer that is not empty is handed to `make`.

    `made` finds what a lead became, for undoing: records that go into the recycle bin if nobody worked on them.
    """

    question: Question
    make: Callable[[Lead, Customer, Contact | None, Any], None]
    made: Callable[[Lead], Iterable[Any]]


_known: list[Consequence] = []


def also_makes(consequence: Consequence) -> None:
    """Let conversions of leads offer `consequence`; modules do it when they are imported."""
    _known.append(consequence)


def further_questions() -> tuple[Question, ...]:
    """What a conversion asks for the modules above."""
    return tuple(consequence.question for consequence in _known)


def make_all(lead: Lead, customer: Customer, contact: Contact | None, answers: Mapping[str, Any]) -> None:
    """Make what `answers` ask for."""
    for consequence in _known:
        answer = answers.get(consequence.question.name)
        if answer:
            consequence.make(lead, customer, contact, answer)


def made_of(lead: Lead) -> list[Any]:
    """What else a lead became."""
    return [record for consequence in _known for record in consequence.made(lead)]
