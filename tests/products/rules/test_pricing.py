"""Which price is proposed, and why: each row is a case that somebody at the counter could tell."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

import pytest

from app.products.rules.exchange_rates import Rate, convert
from app.products.rules.price_reasons import Why
from app.products.rules.pricing import Asked, Book, Buyer, Item, Line, propose

D = Decimal
DAY = date(2026, 6, 15)
RATES = {"CNY": Rate("CNY", D(1)), "USD": Rate("USD", D("7.1"), date(2026, 6, 12)), "JPY": Rate("JPY", D("0.05"), DAY)}
ITEM = Item(D(100), "CNY", D(13))
BUYER = Buyer(7, "distributor", "A", frozenset({3, 1}))


def book(number: int, *lines: Line, **more: object) -> Book:
    more = {"name": f"Book {number}", "currency": "CNY"} | more
    return Book(id=number, lines=lines or (Line(D(0), D(90)),), **more)  # type: ignore[arg-type]


@dataclass
class Case:
    """What is there, what is proposed and why, and why each other book is not: {its number: why}."""

    books: list[Book]
    price: str | None
    why: list[Why]
    chosen: int | None = None
    others: dict[int, Why] = field(default_factory=dict)
    discount: str = "0"
    item: Item = ITEM
    buyer: Buyer = BUYER
    quantity: str = "1"
    currency: str = "CNY"
    digits: int = 2


CASES = {
    "no book": Case([], "100", [Why.LIST_PRICE]),
    "no book and no list price": Case([], None, [Why.NO_PRICE], item=Item(None, "CNY")),
    "a fixed price for everybody": Case([book(1)], "90", [Why.FIXED_PRICE, Why.FOR_ALL], 1),
    "a discount off the list price": Case(
        [book(1, Line(D(0), discount=D("12.5")))], "100", [Why.DISCOUNT, Why.FOR_ALL], 1, discount="12.5"
    ),
    "a discount off nothing": Case(
        [book(1, Line(D(0), discount=D(5)))], None, [Why.NO_PRICE], others={1: Why.NO_LIST_PRICE},
        item=Item(None, "CNY"),
    ),
    "a book that is switched off": Case([book(1, active=False)], "100", [Why.LIST_PRICE], others={1: Why.INACTIVE}),
    "the first day of a book": Case([book(1, valid_from=DAY)], "90", [Why.FIXED_PRICE, Why.FOR_ALL], 1),
    "the day before": Case(
        [book(1, valid_from=date(2026, 6, 16))], "100", [Why.LIST_PRICE], others={1: Why.NOT_YET}
    ),
    "the last day of a book": Case([book(1, valid_until=DAY)], "90", [Why.FIXED_PRICE, Why.FOR_ALL], 1),
    "the day after": Case([book(1, valid_until=date(2026, 6, 14))], "100", [Why.LIST_PRICE], others={1: Why.EXPIRED}),
    "this customer's own book": Case(
        [book(1, customer_id=7)], "90", [Why.FIXED_PRICE, Why.FOR_CUSTOMER], 1
    ),
    "another customer's book": Case(
        [book(1, customer_id=8)], "100", [Why.LIST_PRICE], others={1: Why.OTHER_CUSTOMER}
    ),
    "nobody in particular": Case(
        [book(1, customer_id=7), book(2, Line(D(0), D(95)))], "95", [Why.FIXED_PRICE, Why.FOR_ALL], 2,
        {1: Why.OTHER_CUSTOMER}, buyer=Buyer(),
    ),
    "distributors": Case(
        [book(1, customer_type="distributor")], "90", [Why.FIXED_PRICE, Why.FOR_TYPE], 1
    ),
    "end users": Case(
        [book(1, customer_type="end_user")], "100", [Why.LIST_PRICE], others={1: Why.OTHER_TYPE}
    ),
    "another grade": Case([book(1, grade="B")], "100", [Why.LIST_PRICE], others={1: Why.OTHER_GRADE}),
    "the territory above the customer's": Case(
        [book(1, territory_id=1)], "90", [Why.FIXED_PRICE, Why.FOR_TERRITORY], 1
    ),
    "another territory": Case([book(1, territory_id=2)], "100", [Why.LIST_PRICE], others={1: Why.OTHER_TERRITORY}),
    "all conditions must fit": Case(
        [book(1, customer_type="distributor", grade="B")], "100", [Why.LIST_PRICE], others={1: Why.OTHER_GRADE}
    ),
    "too few for the first step": Case(
        [book(1, Line(D(10), D(80)), Line(D(100), D(70)))], "100", [Why.LIST_PRICE], others={1: Why.TOO_FEW},
        quantity="9.5",
    ),
    "just enough for a step": Case(
        [book(1, Line(D(0), D(90)), Line(D(10), D(80)), Line(D(100), D(70)))], "80",
        [Why.FIXED_PRICE, Why.FOR_ALL], 1, quantity="10",
    ),
    "the last step": Case(
        [book(1, Line(D(100), D(70)), Line(D(0), D(90)))], "70", [Why.FIXED_PRICE, Why.FOR_ALL], 1, quantity="1000"
    ),
    "the higher priority wins, however dear": Case(
        [book(1, Line(D(0), D(50))), book(2, Line(D(0), D(99)), priority=20)], "99",
        [Why.FIXED_PRICE, Why.FOR_ALL], 2, {1: Why.LOWER_PRIORITY},
    ),
    "then the narrower audience": Case(
        [book(1, Line(D(0), D(50))), book(2, Line(D(0), D(60)), grade="A"),
         book(3, Line(D(0), D(70)), customer_type="distributor"), book(4, Line(D(0), D(80)), customer_id=7)],
        "80", [Why.FIXED_PRICE, Why.FOR_CUSTOMER], 4,
        {1: Why.LESS_SPECIFIC, 2: Why.LESS_SPECIFIC, 3: Why.LESS_SPECIFIC},
    ),
    "then the lower price": Case(
        [book(1, Line(D(0), D(91))), book(2)], "90", [Why.FIXED_PRICE, Why.FOR_ALL], 2, {1: Why.DEARER}
    ),
    "a discount competes by what is left": Case(
        [book(1, Line(D(0), D(91))), book(2, Line(D(0), discount=D(10)))], "100", [Why.DISCOUNT, Why.FOR_ALL], 2,
        {1: Why.DEARER}, discount="10",
    ),
    "prices compete without tax": Case(
        [book(1, Line(D(0), D("88")), tax_included=False), book(2, Line(D(0), D("95")))], "95",
        [Why.FIXED_PRICE, Why.FOR_ALL], 2, {1: Why.DEARER},
    ),
    "then the later begin": Case(
        [book(1, valid_from=date(2026, 1, 1)), book(2, valid_from=date(2026, 6, 1))], "90",
        [Why.FIXED_PRICE, Why.FOR_ALL], 2, {1: Why.OLDER},
    ),
    "at last the earlier entry": Case(
        [book(2), book(1)], "90", [Why.FIXED_PRICE, Why.FOR_ALL], 1, {2: Why.LATER_ENTRY}
    ),
    "a book in another currency is converted": Case(
        [book(1, Line(D(0), D(10)), currency="USD")], "71", [Why.FIXED_PRICE, Why.FOR_ALL, Why.CONVERTED], 1
    ),
    "a book without a rate is passed over": Case(
        [book(1, currency="GBP")], "100", [Why.LIST_PRICE], others={1: Why.NO_RATE}
    ),
    "the list price is converted": Case([], "14.0845", [Why.LIST_PRICE, Why.CONVERTED], currency="USD"),
    "yen keep two more decimals than their amounts": Case(
        [], "2000", [Why.LIST_PRICE, Why.CONVERTED], currency="JPY", digits=0
    ),
    "no rate for the list price": Case([], None, [Why.NO_PRICE, Why.NO_RATE], currency="GBP"),
    "a discount off a converted list price": Case(
        [book(1, Line(D(0), discount=D(10)))], "14.0845", [Why.DISCOUNT, Why.FOR_ALL, Why.CONVERTED], 1,
        discount="10", currency="USD",
    ),
    "a discount off a list price without a rate": Case(
        [book(1, Line(D(0), discount=D(10)))], None, [Why.NO_PRICE, Why.NO_RATE], others={1: Why.NO_LIST_PRICE},
        currency="GBP",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_proposals(case):
    def converted(amount, source, target):
        known = RATES.get(source), RATES.get(target)
        return None if None in known else convert(amount, *known)

    asked = Asked(D(case.quantity), DAY, case.currency, case.digits)
    found = propose(case.item, case.buyer, asked, case.books, converted)
    assert found.unit_price == (None if case.price is None else D(case.price))
    assert found.discount == D(case.discount)
    assert (found.book.id if found.book else None) == case.chosen
    assert [reason.why for reason in found.reasons] == case.why
    assert {passed.book.id: passed.reason.why for passed in found.passed_over} == case.others
    assert found.currency == case.currency


def test_a_price_keeps_the_tax_of_its_source():
    def none(*_):
        return None

    net = book(1, tax_included=False)
    assert not propose(ITEM, BUYER, Asked(D(1), DAY, "CNY"), [net], none).tax_included
    assert propose(ITEM, BUYER, Asked(D(1), DAY, "CNY"), [], none).tax_included
    assert propose(ITEM, BUYER, Asked(D(1), DAY, "CNY"), [], none).tax_percent == 13


def test_the_rate_is_told_with_its_day():
    def converted(amount, source, target):
        return convert(amount, RATES[source], RATES[target])

    usd = book(1, Line(D(0), D(10)), currency="USD")
    [*_, told] = propose(ITEM, BUYER, Asked(D(1), DAY, "CNY"), [usd], converted).reasons
    assert told.params == {"source": "USD", "day": date(2026, 6, 12), "rate": D("7.1")}
