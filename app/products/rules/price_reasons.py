"""Why a price is proposed, and why others are not: a code and what fills the places of its sentence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from app.core.enums import LabelledEnum
from app.core.text import N_


class Why(LabelledEnum):
    """Each member's label is the sentence. Its places take codes, days and numbers, which the screen puts in words."""

    # for a price
    FIXED_PRICE = "fixed_price", N_("The price book “%(book)s” gives this price from a quantity of %(least)s on.")
    DISCOUNT = (
        "discount",
        N_("The price book “%(book)s” takes %(discount)s per cent off from a quantity of %(least)s on."),
    )
    LIST_PRICE = "list_price", N_("No price book fits: the list price holds.")
    FOR_CUSTOMER = "for_customer", N_("It is made for this customer.")
    FOR_TYPE = "for_type", N_("It is made for customers of the type %(customer_type)s.")
    FOR_GRADE = "for_grade", N_("It is made for customers of the grade %(grade)s.")
    FOR_TERRITORY = "for_territory", N_("It is made for the customer's territory.")
    FOR_ALL = "for_all", N_("It is made for all customers.")
    CONVERTED = "converted", N_("Converted from %(source)s at the rate of %(day)s: %(rate)s.")
    # against a price book
    INACTIVE = "inactive", N_("It is switched off.")
    NOT_YET = "not_yet", N_("It is valid from %(day)s on.")
    EXPIRED = "expired", N_("It was valid until %(day)s.")
    OTHER_CUSTOMER = "other_customer", N_("It is made for another customer.")
    OTHER_TYPE = "other_type", N_("It is made for customers of the type %(customer_type)s.")
    OTHER_GRADE = "other_grade", N_("It is made for customers of the grade %(grade)s.")
    OTHER_TERRITORY = "other_territory", N_("It is made for another territory.")
    TOO_FEW = "too_few", N_("It gives a price from a quantity of %(least)s on.")
    NO_RATE = "no_rate", N_("It is in %(source)s, and there is no exchange rate for the day.")
    NO_LIST_PRICE = "no_list_price", N_("It takes a discount off the list price, and there is none that could be used.")
    LOWER_PRIORITY = "lower_priority", N_("Its priority of %(priority)s is lower.")
    LESS_SPECIFIC = "less_specific", N_("It is made for more customers than the chosen one.")
    DEARER = "dearer", N_("Its price is higher.")
    OLDER = "older", N_("The chosen one is valid since a later day.")
    LATER_ENTRY = "later_entry", N_("It says the same as the chosen one, which was entered earlier.")
    # no price at all
    NO_PRICE = "no_price", N_("There is neither a price book that fits nor a list price that could be used.")


@dataclass(frozen=True)
class Reason:
    """One reason. `params` hold plain values: codes, dates, decimals, texts of records."""

    why: Why
    params: Mapping[str, object] = field(default_factory=dict)
