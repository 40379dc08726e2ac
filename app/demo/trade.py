"""What the demo company sells, for how much, and what lies in its warehouses. Once only, step by step."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from random import Random

from sqlalchemy import select

from app.core.clock import today
from app.core.db import db
from app.customers.models.customer import Customer
from app.customers.models.territory import Territory
from app.demo.assortment import CATEGORIES, REMARK, ProductDraft, demo_products
from app.products import actions, stock
from app.products.models.currency import ExchangeRate
from app.products.models.price_book import PriceBook, PriceBookLine
from app.products.models.product import Product, ProductParameter
from app.products.models.product_category import ProductCategory
from app.products.models.supplier_term import SupplierTerm
from app.products.models.tax_rate import TaxRate
from app.products.models.warehouse import Warehouse
from app.products.saving import SUPPLIER
from app.system.models.ledger import Delivered

DONE = "demo:trade:"
WAREHOUSES = (
    ("SH", "上海仓", "Shanghai warehouse", "上海市虚构区演示路 1 号"),
    ("SZ", "深圳仓", "Shenzhen warehouse", "深圳市虚构区演示路 2 号"),
)
# Currency, its first rate in yuan, and by how much it may move in a week.
RATES = (("USD", "7.1000", "0.0200"), ("EUR", "7.7000", "0.0300"), ("JPY", "0.048000", "0.000300"))
WEEKS = 53
STEPS = ((0, "12"), (10, "15"), (100, "20"))  # from a quantity on, so many per cent off for distributors
EXPORT_FACTOR = Decimal("6.6")  # yuan with tax for a dollar without: freight and guarantees are in the price
KEY_ACCOUNT_PRODUCTS = 12
TERMS = 18
DRAFTS, ENDED = 3, 2  # products that are not on sale yet, and no more


def stock_up(seed: int) -> int:
    """Add what is not there yet; how many products that were. Each step is a transaction of its own."""
    before = _number()
    steps: dict[str, Callable[[int], None]] = {
        "products": _add_products, "rates": _add_rates, "prices": _add_prices, "stock": _fill_shelves,
        "states": _put_on_sale, "terms": _add_terms,
    }  # fmt: skip
    for name, step in steps.items():
        if db.session.execute(select(Delivered.item).where(Delivered.item == DONE + name)).first() is None:
            step(seed)
            db.session.add(Delivered(item=DONE + name))
            db.session.commit()
    return _number() - before


def _number() -> int:
    return len(_products())


def _products() -> list[Product]:
    """Those of the demo, in the order of the assortment."""
    found = select(Product).where(Product.remarks == REMARK).order_by(Product.id)
    return list(db.session.execute(found).scalars())


def _add_products(seed: int) -> None:
    categories: dict[str, ProductCategory] = {}
    for position, (name, name_en, above) in enumerate(CATEGORIES):
        parent = categories.get(above)
        categories[name] = ProductCategory(name=name, name_en=name_en, parent=parent, position=position)
        db.session.add(categories[name])
    rates = {rate.code: rate for rate in db.session.execute(select(TaxRate)).scalars()}
    for draft in demo_products(seed):
        db.session.add(product := _product(draft, categories[draft.category], rates.get(draft.tax)))
        for position, (name, value) in enumerate(_parameters(draft)):
            db.session.add(ProductParameter(product=product, name=name, value=value, position=position))
    for position, (code, name, name_en, address) in enumerate(WAREHOUSES):
        db.session.add(Warehouse(code=code, name=name, name_en=name_en, address=address, position=position))


def _product(draft: ProductDraft, category: ProductCategory, tax_rate: TaxRate | None) -> Product:
    return Product(
        code=draft.code,
        name=draft.name,
        name_en=draft.name_en,
        model=draft.model,
        specification=draft.specification,
        category=category,
        unit=draft.unit,
        barcode=draft.barcode,
        weight=draft.weight,
        list_price=draft.list_price,
        cost_price=draft.cost_price,
        currency="CNY",
        tax_rate=tax_rate,
        stocked=draft.stocked,
        reorder_level=draft.reorder_level,
        public_description=f"{draft.name}，{draft.specification}。\n{draft.name_en}.",
        remarks=REMARK,
    )


def _parameters(draft: ProductDraft) -> list[tuple[str, str]]:
    if not draft.stocked:
        return [("服务时间 Hours", "周一至周五 9:00–18:00")]
    return [
        ("规格 Size", draft.specification),
        ("质保期 Warranty", "24 个月 months"),
        ("产地 Origin", "虚构市 Fictionville"),
    ]


def _add_rates(seed: int) -> None:
    """One rate a week for a year, each near the one before."""
    rng = Random(f"rates {seed}")  # noqa: S311 (nothing here is secret)
    first = today() - timedelta(weeks=WEEKS - 1)
    for currency, start, step in RATES:
        rate = Decimal(start)
        for week in range(WEEKS):
            day: date = first + timedelta(weeks=week)
            db.session.add(ExchangeRate(currency=currency, day=day, rate=rate, source="演示 Demo"))
            rate += (Decimal(step) * rng.randrange(-10, 11) / 10).quantize(Decimal(start))


def _add_prices(seed: int) -> None:
    """For distributors by quantity, for export in dollars, for key accounts this year."""
    products = _products()
    overseas = db.session.execute(select(Territory).where(Territory.name.startswith("海外"))).scalars().first()
    this_year = {"valid_from": date(today().year, 1, 1), "valid_until": date(today().year, 12, 31)}
    distributors = PriceBook(name="经销商价格表 Distributor prices", customer_type="distributor", remarks=REMARK)
    export = PriceBook(
        name="出口价格表 Export prices", territory=overseas, currency="USD", tax_included=False, remarks=REMARK
    )
    agreed = PriceBook(
        name="A 级客户年度协议 Key accounts", customer_grade="A", priority=20, remarks=REMARK, **this_year
    )
    db.session.add_all([distributors, export, agreed])
    for product in products:
        for least, discount in STEPS if product.stocked else STEPS[:1]:
            line = {"product": product, "min_quantity": least, "discount": Decimal(discount)}
            db.session.add(PriceBookLine(book=distributors, **line))
        if product.stocked:
            price = (product.list_price / EXPORT_FACTOR).quantize(Decimal("0.01"))
            db.session.add(PriceBookLine(book=export, product=product, price=price))
    rng = Random(f"prices {seed}")  # noqa: S311 (nothing here is secret)
    for product in rng.sample([p for p in products if p.stocked], KEY_ACCOUNT_PRODUCTS):
        for least, share in ((0, "0.85"), (50, "0.78")):
            price = (product.list_price * Decimal(share)).quantize(Decimal("0.01"))
            db.session.add(PriceBookLine(book=agreed, product=product, min_quantity=least, price=price))


def _fill_shelves(seed: int) -> None:
    """Most have enough, some run short, some are gone; a part is promised."""
    rng = Random(f"stock {seed}")  # noqa: S311 (nothing here is secret)
    places = db.session.execute(select(Warehouse).order_by(Warehouse.position, Warehouse.id)).scalars().all()
    for number, product in enumerate(p for p in _products() if p.stocked):
        if number % 14 == 9:
            continue  # out of stock
        level = product.reorder_level or Decimal(10)
        for place in places[: 1 if number % 9 == 4 else 2]:
            received = level - 2 if number % 9 == 4 else level * rng.randrange(1, 6)
            key = f"{DONE}{product.code}:{place.code}"
            stock.receive(product, place, received, key, "期初库存 Opening stock")
            if number % 4 == 0:
                kept = Decimal(rng.randrange(1, 4))
                stock.promise(product, kept, f"{key}:kept", "演示预留 Demo reservation", place)


def _put_on_sale(seed: int) -> None:
    products = _products()
    selling = products[: len(products) - DRAFTS]
    actions.put_on_sale(selling)
    actions.publish(selling[::2])
    actions.discontinue(selling[5 : 5 + ENDED])


def _add_terms(seed: int) -> None:
    """What the demo's suppliers ask for; none where there are no suppliers."""
    rng = Random(f"terms {seed}")  # noqa: S311 (nothing here is secret)
    found = select(Customer).where(Customer.customer_type == SUPPLIER, Customer.archived_at.is_(None))
    suppliers = db.session.execute(found.order_by(Customer.id).limit(6)).scalars().all()
    for product in rng.sample([p for p in _products() if p.stocked], TERMS) if suppliers else ():
        price = (product.cost_price * Decimal(rng.randrange(92, 101)) / 100).quantize(Decimal("0.01"))
        term = SupplierTerm(supplier=rng.choice(suppliers), product=product, price=price, currency="CNY")
        term.min_quantity, term.lead_time_days = rng.choice((1, 10, 50)), rng.choice((7, 14, 21, 45))
        term.valid_until = today() + timedelta(days=rng.choice((30, 90, 180)))
        db.session.add(term)
