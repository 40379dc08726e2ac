"""What comes with the program: the currencies and the tax rates of China. Each is offered once."""

from __future__ import annotations

from decimal import Decimal

from sqlalchemy import select

from app.core.db import db
from app.products.currencies import usual_facts
from app.products.models.currency import Currency
from app.products.models.tax_rate import TaxRate
from app.system.models.ledger import Ledger
from app.system.world import world_lists

SYMBOLS = {"CNY": "¥", "JPY": "JP¥"}
# Code, Chinese and English name, per cent: the rates of value added tax in China since 2019.
TAX_RATES = (
    ("vat13", "增值税 13%", "VAT 13%", "13"),
    ("vat9", "增值税 9%", "VAT 9%", "9"),
    ("vat6", "增值税 6%", "VAT 6%", "6"),
    ("vat3", "征收率 3%", "Simplified VAT 3%", "3"),
    ("zero", "零税率", "Zero rate", "0"),
    ("exempt", "免税", "Exempt", "0"),
)


def deliver() -> None:
    """Add what was never offered before and is not there."""
    ledger = Ledger()
    known = set(db.session.execute(select(Currency.code)).scalars())
    for seed in world_lists()["currency"]:
        if ledger.offer(f"currency:{seed.code}") and seed.code not in known:
            facts = usual_facts(seed.code)
            symbol = SYMBOLS.get(seed.code, facts.symbol)
            db.session.add(Currency(code=seed.code, digits=facts.digits, symbol=symbol, active=True))
    known = set(db.session.execute(select(TaxRate.code)).scalars())
    for position, (code, name, name_en, percent) in enumerate(TAX_RATES):
        if ledger.offer(f"tax_rate:{code}") and code not in known:
            rate = {"code": code, "name": name, "name_en": name_en, "percent": Decimal(percent)}
            db.session.add(TaxRate(**rate, position=position, active=True))
    db.session.flush()
