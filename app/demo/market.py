"""How the demo company divides its market: territories, who sells there, and the words it puts on customers."""

from __future__ import annotations

from sqlalchemy import select

from app.core.db import db
from app.customers.models.tag import Tag
from app.customers.models.territory import Territory
from app.system.models.user import User

# Territory, the one above it, provinces (first two digits of their codes) or countries, and who sells there.
TERRITORIES = (
    ("中国 China", "", "", "manager3"),
    ("华东 East China", "中国 China", "31 32 33 34 35 36 37", "manager1 sales1 sales2"),
    ("华南 South China", "中国 China", "44 45 46", "manager2 sales3 sales4"),
    ("华中 Central China", "中国 China", "41 42 43", "manager3 sales5 sales6"),
    ("华北 North China", "中国 China", "11 12 13 14 15", "manager3 sales5"),
    ("东北 Northeast China", "中国 China", "21 22 23", "manager3 sales5"),
    ("西南 Southwest China", "中国 China", "50 51 52 53 54", "manager3 sales6"),
    ("西北 Northwest China", "中国 China", "61 62 63 64 65", "manager3 sales6"),
    ("港澳台 Hong Kong, Macao and Taiwan", "中国 China", "HK MO TW", "manager2 sales3 sales4"),
    ("海外 Overseas", "", "", "manager3"),
    ("欧洲 Europe", "海外 Overseas", "GB DE FR", "manager3 sales7"),
    ("北美 North America", "海外 Overseas", "US", "manager3 sales7"),
    ("大洋洲 Oceania", "海外 Overseas", "AU", "manager3 sales7"),
)
TAGS = (
    "重点跟进 Follow up closely", "展会结识 Met at a fair", "价格敏感 Price-sensitive", "长期合作 Long-standing",
    "需要样品 Wants samples", "技术要求高 Demanding",
)  # fmt: skip


def divide(people: dict[str, User]) -> tuple[dict[str, Territory], dict[str, list[User]]]:
    """The territory and the salespeople of each place: a province's first two digits, or a country."""
    known = {territory.name: territory for territory in db.session.execute(select(Territory)).scalars()}
    territories: dict[str, Territory] = {}
    sellers: dict[str, list[User]] = {}
    for name, above, places, names in TERRITORIES:
        manager, *salespeople = (people[username] for username in names.split())
        if name not in known:
            known[name] = Territory(name=name, parent=known.get(above), manager=manager)
            db.session.add(known[name])
        for place in places.split():
            territories[place], sellers[place] = known[name], salespeople
    return territories, sellers


def word_list() -> list[Tag]:
    """The tags, in the order of `TAGS`."""
    known = {tag.name: tag for tag in db.session.execute(select(Tag)).scalars()}
    for name in TAGS:
        if name not in known:
            known[name] = Tag(name=name)
            db.session.add(known[name])
    return [known[name] for name in TAGS]
