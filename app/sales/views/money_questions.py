"""What is asked before something is done with money."""

from __future__ import annotations

from decimal import Decimal

from app.core.asking import Question
from app.core.columns import FieldSpec
from app.core.text import N_
from app.sales.money_enums import InvoiceKind

LEAST = Decimal("0.0001")
SHARES = Question(
    "shares",
    FieldSpec("string", N_("Percentages of the instalments"), max_length=300, required=True,
              help=N_("Such as 30/60/10; together they are 100.")),
)  # fmt: skip
FIRST_DUE = Question("first_due", FieldSpec("date", N_("First due day"), required=True))
MONTHS = Question(
    "months", FieldSpec("integer", N_("Months from one to the next"), required=True, minimum=0, maximum=60)
)
INVOICE_KIND = Question("kind", FieldSpec("choice", N_("Kind of invoice"), enum=InvoiceKind, required=True))
ISSUED_ON = Question("issued_on", FieldSpec("date", N_("Issued on"), required=True))
PART = Question(
    "amount",
    FieldSpec("money", N_("Amount with tax"), minimum=LEAST, help=N_("Empty: all that is not invoiced yet.")),
)
TAX_NUMBER = Question("tax_number", FieldSpec("string", N_("Number at the tax office"), max_length=40))
ALLOCATE = Question(
    "allocate", FieldSpec("boolean", N_("Allocate it to the oldest open instalments"), required=True, default=True)
)
INSTALMENT = Question("instalment", FieldSpec("link", N_("Instalment"), target="ReceivableInstalment", required=True))
SO_MUCH = Question("amount", FieldSpec("money", N_("Amount"), minimum=LEAST, help=N_("Empty: as much as possible.")))
REFUNDED = Question("amount", FieldSpec("money", N_("Amount"), required=True, minimum=LEAST))
PAID_ON = Question("paid_on", FieldSpec("date", N_("Paid on"), required=True))
METHOD = Question("method", FieldSpec("lookup", N_("Way of payment"), lookup="payment_method", max_length=60))
BANK_REFERENCE = Question("bank_reference", FieldSpec("string", N_("Bank reference"), max_length=80))
REASON = Question("reason", FieldSpec("string", N_("Reason"), max_length=300, required=True))
NOTE = Question("note", FieldSpec("string", N_("Note"), max_length=300))
