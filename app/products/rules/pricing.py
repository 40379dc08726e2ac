"""Which price to propose: the price book that fits best, else the list price, and why.

Books that fit compete in this order: the higher priority, the narrower audience (this customer, then type, grade,
territory, then everybody), the lower price without tax, the later begin, the earlier entry. Of a book's lines for the
product the one with the largest quantity that is reached holds.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from app.core.money import round_to
from app.products.rules.exchange_rates import Converted
from app.products.rules.money import WHOLE, discounted
from app.products.rules.price_reasons import Reason, Why

MORE_DIGITS = 2  # a converted unit price has so many more decimals than an amount of its currency
MOST_DIGITS = 4
# (amount, source currency, target currency) -> the amount in the other currency, None where no rate is known
Convert = Callable[[Decimal, str, str], Converted | None]
_WEIGHTS = {"customer": 8, "customer_type": 4, "grade": 2, "territory": 1}


@dataclass(frozen=True)
class Line:
    """From the quantity `least` on: a price in the book's currency, or a discount (per cent) off the list price."""

    least: Decimal
    price: Decimal | None = None
    discount: Decimal | None = None


@dataclass(frozen=True)
class Book:
    """A price book with its lines for one product. Empty conditions fit everybody, empty days are no bounds."""

    id: int
    name: str
    currency: str
    lines: tuple[Line, ...]
    priority: int = 10
    active: bool = True
    tax_included: bool = True
    valid_from: date | None = None
    valid_until: date | None = None
    customer_id: int | None = None
    customer_type: str | None = None
    grade: str | None = None
    territory_id: int | None = None


@dataclass(frozen=True)
class Buyer:
    """What counts of the customer; `territory_ids` are the customer's territory and all above it."""

    id: int | None = None
    customer_type: str | None = None
    grade: str | None = None
    territory_ids: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Item:
    """What counts of the product; `tax_percent` is None where nobody said."""

    list_price: Decimal | None
    currency: str
    tax_percent: Decimal | None = None
    tax_included: bool = True


@dataclass(frozen=True)
class Asked:
    """What somebody wants to order: so many on a day, in a currency whose amounts have `digits` decimals."""

    quantity: Decimal
    day: date
    currency: str
    digits: int = 2


@dataclass(frozen=True)
class PassedOver:
    """A price book that is not used, and why not."""

    book: Book
    reason: Reason


@dataclass(frozen=True)
class Proposal:
    """The price of one unit in `currency`; None where there is none. `discount` (per cent) is still to be taken off."""

    unit_price: Decimal | None
    discount: Decimal
    currency: str
    tax_percent: Decimal | None
    tax_included: bool
    book: Book | None
    reasons: tuple[Reason, ...]
    passed_over: tuple[PassedOver, ...] = ()


@dataclass(frozen=True)
class _Offer:
    """What one book, or the list (`book` None), would give."""

    price: Decimal
    discount: Decimal
    tax_included: bool
    reasons: tuple[Reason, ...]
    book: Book | None = None

    def without_tax(self, tax_percent: Decimal | None) -> Decimal:
        """What is left of the price, so that prices with and without tax can be compared."""
        paid = discounted(self.price, self.discount)
        return paid * WHOLE / (WHOLE + (tax_percent or 0)) if self.tax_included else paid


def propose(item: Item, buyer: Buyer, asked: Asked, books: Sequence[Book], convert: Convert) -> Proposal:
    """The proposed price; every book that is not used is named with its reason."""
    offers: list[_Offer] = []
    refused: list[PassedOver] = []
    listed = _list_offer(item, asked, convert)
    for book in books:
        found = unfit(book, buyer, asked) or _offer(book, item, asked, listed, convert)
        if isinstance(found, Reason):
            refused.append(PassedOver(book, found))
        else:
            offers.append(found)
    offers.sort(key=lambda offer: _rank(offer, item))
    beaten = [PassedOver(o.book, _beaten(offers[0], o, item)) for o in offers[1:] if o.book is not None]
    chosen = offers[0] if offers else listed
    passed_over = (*beaten, *refused)
    if not isinstance(chosen, _Offer):
        reasons = (Reason(Why.NO_PRICE), *([chosen] if chosen is not None else []))
        return Proposal(
            None, Decimal(0), asked.currency, item.tax_percent, item.tax_included, None, reasons, passed_over
        )
    return Proposal(
        chosen.price, chosen.discount, asked.currency, item.tax_percent, chosen.tax_included, chosen.book,
        chosen.reasons, passed_over,
    )  # fmt: skip


def unfit(book: Book, buyer: Buyer, asked: Asked) -> Reason | None:
    """Why a book does not hold for this customer on this day; None if it does."""
    if not book.active:
        return Reason(Why.INACTIVE)
    if book.valid_from is not None and asked.day < book.valid_from:
        return Reason(Why.NOT_YET, {"day": book.valid_from})
    if book.valid_until is not None and asked.day > book.valid_until:
        return Reason(Why.EXPIRED, {"day": book.valid_until})
    if book.customer_id is not None and book.customer_id != buyer.id:
        return Reason(Why.OTHER_CUSTOMER)
    if book.customer_type is not None and book.customer_type != buyer.customer_type:
        return Reason(Why.OTHER_TYPE, {"customer_type": book.customer_type})
    if book.grade is not None and book.grade != buyer.grade:
        return Reason(Why.OTHER_GRADE, {"grade": book.grade})
    if book.territory_id is not None and book.territory_id not in buyer.territory_ids:
        return Reason(Why.OTHER_TERRITORY)
    return None


def _offer(book: Book, item: Item, asked: Asked, listed: _Offer | Reason | None, convert: Convert) -> _Offer | Reason:
    """What the book gives for the quantity, or why it gives nothing."""
    reached = [line for line in book.lines if line.least <= asked.quantity]
    if not reached:
        return Reason(Why.TOO_FEW, {"least": min(line.least for line in book.lines)})
    line = max(reached, key=lambda line: line.least)
    told: dict[str, object] = {"book": book.name, "least": line.least}
    if line.price is None:
        if not isinstance(listed, _Offer):
            return Reason(Why.NO_LIST_PRICE)
        why = Reason(Why.DISCOUNT, told | {"discount": line.discount})
        rate = tuple(reason for reason in listed.reasons if reason.why is Why.CONVERTED)
        reasons = (why, *_audience(book), *rate)
        return _Offer(listed.price, line.discount or Decimal(0), item.tax_included, reasons, book)
    price = _in_currency(line.price, book.currency, asked, convert)
    if price is None:
        return Reason(Why.NO_RATE, {"source": book.currency})
    amount, rate = price
    return _Offer(amount, Decimal(0), book.tax_included, (Reason(Why.FIXED_PRICE, told), *_audience(book), *rate), book)


def _list_offer(item: Item, asked: Asked, convert: Convert) -> _Offer | Reason | None:
    """The list price in the currency that is asked for; why not, None where there is no list price at all."""
    if item.list_price is None:
        return None
    price = _in_currency(item.list_price, item.currency, asked, convert)
    if price is None:
        return Reason(Why.NO_RATE, {"source": item.currency})
    amount, rate = price
    return _Offer(amount, Decimal(0), item.tax_included, (Reason(Why.LIST_PRICE), *rate))


def _in_currency(
    price: Decimal, source: str, asked: Asked, convert: Convert
) -> tuple[Decimal, tuple[Reason, ...]] | None:
    """`price` in the currency that is asked for, and the reason that says so if it was converted."""
    if source == asked.currency:
        return price, ()
    found = convert(price, source, asked.currency)
    if found is None:
        return None
    amount = round_to(found.amount, min(asked.digits + MORE_DIGITS, MOST_DIGITS))
    return amount, (Reason(Why.CONVERTED, {"source": source, "day": found.day, "rate": found.rate}),)


def _audience(book: Book) -> tuple[Reason, ...]:
    """Whom the book is made for."""
    found = [
        Reason(Why.FOR_CUSTOMER) if book.customer_id is not None else None,
        Reason(Why.FOR_TYPE, {"customer_type": book.customer_type}) if book.customer_type else None,
        Reason(Why.FOR_GRADE, {"grade": book.grade}) if book.grade else None,
        Reason(Why.FOR_TERRITORY) if book.territory_id is not None else None,
    ]
    return tuple(reason for reason in found if reason is not None) or (Reason(Why.FOR_ALL),)


def _narrowness(book: Book) -> int:
    values = {
        "customer": book.customer_id, "customer_type": book.customer_type, "grade": book.grade,
        "territory": book.territory_id,
    }  # fmt: skip
    return sum(_WEIGHTS[name] for name, value in values.items() if value is not None)


def _rank(offer: _Offer, item: Item) -> tuple[int, int, Decimal, int, int]:
    """Smaller is better."""
    book = offer.book
    if book is None:
        raise LookupError("the list price does not compete with price books")
    begin = (book.valid_from or date.min).toordinal()
    return -book.priority, -_narrowness(book), offer.without_tax(item.tax_percent), -begin, book.id


def _beaten(chosen: _Offer, other: _Offer, item: Item) -> Reason:
    """By what the chosen offer is better than another one that fits, too."""
    pairs = zip(_rank(chosen, item), _rank(other, item), strict=True)
    place = next(number for number, (one, two) in enumerate(pairs) if one != two)
    why = (Why.LOWER_PRIORITY, Why.LESS_SPECIFIC, Why.DEARER, Why.OLDER, Why.LATER_ENTRY)[place]
    known = {"priority": other.book.priority} if why is Why.LOWER_PRIORITY and other.book is not None else {}
    return Reason(why, known)
