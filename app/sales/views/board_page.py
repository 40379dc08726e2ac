"""The board as its reader sees it: columns with figures, cards in words, answers to "where is it?"."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from flask import url_for

from app.core.access import current_principal
from app.core.amounts import in_currency
from app.core.cells import show_url
from app.core.clock import today
from app.core.display import title
from app.core.i18n import translate
from app.core.lookups import lookup_label
from app.core.search_centre import hits_of
from app.core.text import N_
from app.products.currencies import company_currency
from app.sales import board_queries as queries
from app.sales.board_queries import MOST, PAGE, BoardFilter, Figures, Place
from app.sales.enums import OrderStatus
from app.sales.models.sales_order import SalesOrder
from app.sales.rules.board_lights import Light, light
from app.sales.rules.order_flow import ENDED, STEPS

ANSWERS = 5
FULL = 100  # per cent


@dataclass(frozen=True)
class Card:
    """One order. `paid` and `produced` are per cent, `produced` None where nothing is made."""

    order: SalesOrder
    customer: str
    light: Light

    @property
    def id(self) -> int:
        return self.order.id

    @property
    def name(self) -> str:
        return title(self.order)

    @property
    def url(self) -> str:
        return show_url(self.order) or ""

    @property
    def amount(self) -> str:
        return in_currency(self.order.total, self.order.currency)

    @property
    def light_text(self) -> str:
        return translate(self.light.signal.label, days=self.light.days)

    @property
    def state(self) -> OrderStatus:
        return OrderStatus(self.order.status)

    @property
    def produced(self) -> int | None:
        return self.order.production_percent

    @property
    def paid(self) -> int:
        """Down to a whole per cent: 100 is paid to the last cent."""
        total = self.order.total
        return min(int(self.order.paid_amount * FULL / total), FULL) if total > 0 else 0


@dataclass(frozen=True)
class Column:
    """One state. `sources` are the states from which the reader may bring orders here; `more` is where it goes on."""

    state: OrderStatus
    figures: Figures
    cards: Sequence[Card] = ()
    more: str = ""
    sources: frozenset[OrderStatus] = frozenset()

    @property
    def label(self) -> str:
        return translate(self.state.label)

    @property
    def amount(self) -> str:
        return in_currency(self.figures.amount, company_currency())


@dataclass(frozen=True)
class Answer:
    """Where an order is: its card, and how many of its lines left in full."""

    card: Card
    done: int
    lines: int

    @property
    def on_board(self) -> bool:
        return self.card.state not in ENDED and not self.card.order.historic

    @property
    def delivered(self) -> str:
        return translate(N_("%(done)s of %(lines)s lines delivered"), done=self.done, lines=self.lines)


@dataclass(frozen=True)
class Board:
    """What is asked for. `sizes`: cards of columns that show more than a page; `found_id`: the card that is sought."""

    asked: BoardFilter
    arguments: Mapping[str, str] = field(default_factory=dict)
    query: str = ""
    sizes: Mapping[OrderStatus, int] = field(default_factory=dict)
    found_id: int | None = None
    only: OrderStatus | None = None
    after: Place | None = None

    @cached_property
    def columns(self) -> list[Column]:
        """The columns of orders that go on, or the one that is asked for."""
        states = [self.only] if self.only else list(queries.COLUMNS)
        sizes = {state: min(self.sizes.get(state, PAGE), MOST) for state in states}
        figures = queries.figures(self.asked, states)
        orders = queries.first_cards(self.asked, sizes, self.found_id, self.after)
        names = queries.customer_names([order for found in orders.values() for order in found])
        ways = reachable()
        columns = []
        for state in states:
            shown = self._shown(orders[state], sizes[state])
            more = self._more(state, shown) if len(shown) < len(orders[state]) else ""
            found = figures.get(state, Figures())
            columns.append(Column(state, found, cards(shown, names), more, ways.get(state, frozenset())))
        return columns

    def _shown(self, orders: Sequence[SalesOrder], size: int) -> list[SalesOrder]:
        """A page of orders, and the sought one, which may stand behind it."""
        return [order for number, order in enumerate(orders) if number < size or order.id == self.found_id]

    def _more(self, state: OrderStatus, shown: Sequence[SalesOrder]) -> str:
        last = next(order for order in reversed(shown) if order.id != self.found_id or len(shown) == 1)
        place = Place(last.promised_on, last.id)
        return url_for("OrderBoardView.column", status=state.value, after=str(place), **self.arguments)

    @property
    def ends(self) -> list[Column]:
        """The states in which nothing goes on: no cards, but a card can be brought there."""
        ways = reachable()
        return [Column(state, Figures(), sources=ways.get(state, frozenset())) for state in ENDED]

    @property
    def currency(self) -> str:
        return lookup_label("currency", company_currency())

    @cached_property
    def answers(self) -> list[Answer]:
        """The orders that answer the question, best first."""
        if not self.query:
            return []
        ids = [order.id for order in hits_of(SalesOrder, self.query, ANSWERS)[0]]
        orders = queries.cards_of(ids)
        shares = queries.delivered_shares(ids)
        found = cards(orders, queries.customer_names(orders))
        return [Answer(card, *shares.get(card.id, (0, 0))) for card in found]


def cards(orders: Sequence[SalesOrder], names: Mapping[int, str]) -> list[Card]:
    """Orders as cards; a customer that the reader does not see is called what the order says."""
    day = today()
    return [Card(o, names.get(o.customer_id, o.customer_name or ""), light_of(o, day)) for o in orders]


def light_of(order: SalesOrder, day: Any) -> Light:
    """The light of an order on a day."""
    return light(order.status, order.promised_on, order.shipped_on, order.expected_finish, day)


def reachable() -> dict[OrderStatus, frozenset[OrderStatus]]:
    """From which states the reader's rights bring orders to each state; whether it is so now, the order decides."""
    principal = current_principal()
    ways: dict[OrderStatus, frozenset[OrderStatus]] = {}
    for step in STEPS:
        if principal is not None and step.right and principal.may(step.right, "SalesOrder"):
            for target in step.targets[-1:]:
                ways[target] = ways.get(target, frozenset()) | (frozenset(step.sources) - {target})
    return ways
