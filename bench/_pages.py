"""The pages that are measured, what each may take and what a reader asks them for. New modules add theirs here."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import quote
from uuid import uuid4

from bench._below import PLACES
from bench._crew import ADMINISTRATOR, MANAGER, READERS, TEAMS
from bench._customers import Customers
from bench._visitor import Answer, Visitor

PAGE = 25
MOST_PAGES = 400  # that are counted; what follows goes by key
CARD = re.compile(r'data-chart-url="([^"]+)"')


@dataclass(frozen=True)
class Reader:
    """Who asks: `owners` are the places (from 0) of those colleagues whose customers this one sees."""

    title: str
    name: str
    owners: frozenset[int]
    planned: Customers

    def customer(self, from_: int) -> int:
        """A customer whom the reader sees and who has a contact, counted down from a number."""
        ids = {self.planned.owners[place].id for place in self.owners}
        numbers = range(from_, 0, -1)
        return next(n for n in numbers if self.planned.owner(n).id in ids and self.planned.base(n).draft.contacts)

    @property
    def visible(self) -> int:
        """About how many customers the reader sees."""
        return self.planned.count * len(self.owners) // len(self.planned.owners)


def readers(planned: Customers) -> list[Reader]:
    """The three of the table."""
    every = range(len(planned.owners))
    teams = len({owner.department_id for owner in planned.owners})
    seen = {
        ADMINISTRATOR: frozenset(every),
        MANAGER: frozenset(place for place in every if place % teams < TEAMS),
    }
    return [
        Reader(title, name, seen.get(name) or frozenset({int(name.removeprefix("bench"))}), planned)
        for title, name in READERS.items()
    ]


Steps = Callable[[Visitor, Visitor, Reader], list[Answer]]


@dataclass(frozen=True)
class Page:
    """One row of the table: `limit` in milliseconds on PostgreSQL, `statements` the most that it may send.

    `steps` are asked of the second visitor, whose answers count together; the first prepares.
    """

    name: str
    limit: float
    steps: Steps
    statements: int | None = None
    writes: bool = False


def _at(address: Callable[[Reader], str]) -> Steps:
    return lambda _prepare, visitor, reader: [visitor.get(address(reader))]


def _fixed(address: str) -> Steps:
    return _at(lambda _: address)


def _deep(reader: Reader) -> str:
    last = max(1, min(MOST_PAGES, reader.visible // PAGE) - 1)
    return f"/customer/list/?page_CustomerView={last}"


def _by_key(reader: Reader) -> str:
    return f"/customer/list/?after={reader.planned.count // 2}&page_CustomerView={MOST_PAGES}"


def _home(_prepare: Visitor, visitor: Visitor, _reader: Reader) -> list[Answer]:
    """The page and what its script fetches for the charts, one after the other."""
    page = visitor.get("/")
    return [page, *(visitor.get(address.replace("&amp;", "&")) for address in CARD.findall(page.text))]


def _create(prepare: Visitor, visitor: Visitor, _reader: Reader) -> list[Answer]:
    form = prepare.form("/customer/add")
    form["name"] = f"Bench {uuid4().hex[:12]} Holding"
    return [visitor.post("/customer/add", form)]


def _search(term: Callable[[Customers], str], address: str = "/customer/list/?q=") -> Steps:
    return _at(lambda reader: address + quote(term(reader.planned)))


def _half(reader: Reader) -> int:
    return reader.customer(reader.planned.count // 2)


PAGES = (
    Page("customer list", 40, _fixed("/customer/list/"), statements=12),
    Page("… sorted by name", 40, _fixed("/customer/list/?_oc_CustomerView=name&_od_CustomerView=asc"), statements=12),
    Page("… deep page", 50, _at(_deep), statements=12),
    Page("… beyond page 400", 50, _at(_by_key), statements=12),
    Page("… last page", 50, _fixed("/customer/list/?last=1"), statements=12),
    Page("search, 50 hits, Latin", 40, _search(lambda p: p.terms.terms["rare"].latin.lower())),
    Page("search, 50 hits, 2 characters", 40, _search(lambda p: p.terms.terms["rare"].han)),
    Page("search, 1 character", 40, _search(lambda p: "鲸")),
    Page("search, pinyin", 40, _search(lambda p: p.terms.terms["rare"].sound)),
    Page("search, initials", 40, _search(lambda p: p.initials())),
    Page("search, 2,000 hits", 40, _search(lambda p: p.terms.terms["medium"].han)),
    Page("search, 34,000 hits", 40, _search(lambda p: p.terms.terms["many"].han)),
    Page("search, 120,000 hits", 40, _search(lambda p: p.terms.terms["most"].han)),
    Page("global search", 80, _search(lambda p: p.terms.terms["rare"].han, "/search/?q=")),
    Page("global search, 120,000 hits", 80, _search(lambda p: p.terms.terms["most"].han, "/search/?q=")),
    Page("customer (360°)", 60, _at(lambda r: f"/customer/show/{_half(r)}")),
    Page("… numbers on its tabs", 60, _at(lambda r: f"/customer/tab_counts/{_half(r)}")),
    Page("… timeline", 60, _at(lambda r: f"/customer/timeline/{_half(r)}")),
    Page("customer form", 40, _at(lambda r: f"/customer/edit/{_half(r)}")),
    Page("contact form", 40, _at(lambda r: f"/contact/edit/{PLACES * (_half(r) - 1) + 1}")),
    Page("create a customer (POST)", 25, _create, writes=True),
    Page("contact list", 40, _fixed("/contact/list/"), statements=12),
    Page("lead list", 40, _fixed("/lead/list/"), statements=12),
    Page("home page with its charts", 150, _home),
)
