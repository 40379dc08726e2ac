"""The closed lists of what is owed, invoiced, paid and spent."""

from __future__ import annotations

from app.core.enums import LabelledEnum, Tone
from app.core.text import N_


class InstalmentState(LabelledEnum):
    """How far an instalment has been paid."""

    OPEN = "open", N_("Open"), Tone.CALM
    PARTLY_PAID = "partly_paid", N_("Partly paid"), Tone.INFO
    OVERDUE = "overdue", N_("Overdue"), Tone.BAD
    PAID = "paid", N_("Paid"), Tone.GOOD


class AgeBand(LabelledEnum):
    """How long an amount has been due, in days."""

    NOT_DUE = "not_due", N_("Not due yet"), Tone.CALM
    UP_TO_30 = "up_to_30", N_("1–30 days overdue"), Tone.WARN
    UP_TO_60 = "up_to_60", N_("31–60 days overdue"), Tone.WARN
    UP_TO_90 = "up_to_90", N_("61–90 days overdue"), Tone.BAD
    OVER_90 = "over_90", N_("More than 90 days overdue"), Tone.BAD
    SETTLED = "settled", N_("Settled"), Tone.GOOD


class DunningLevel(LabelledEnum):
    """The letters about one instalment, each sent once, in this order."""

    NONE = "none", N_("Not reminded yet"), Tone.CALM
    REMINDER = "reminder", N_("Payment reminder"), Tone.INFO
    FIRST = "first", N_("First demand"), Tone.WARN
    SECOND = "second", N_("Second demand"), Tone.BAD
    FINAL = "final", N_("Final demand"), Tone.BAD


class InvoiceKind(LabelledEnum):
    """What kind of invoice the tax office knows it as."""

    VAT_SPECIAL = "vat_special", N_("Special VAT invoice")
    VAT_NORMAL = "vat_normal", N_("Ordinary VAT invoice")
    COMMERCIAL = "commercial", N_("Commercial invoice")


class InvoiceState(LabelledEnum):
    """Whether an invoice counts: one that was issued is never deleted, a red one takes it back."""

    ISSUED = "issued", N_("Issued"), Tone.GOOD
    CANCELLED = "cancelled", N_("Cancelled by a red invoice"), Tone.CALM
    RED = "red", N_("Red invoice"), Tone.BAD


class PaymentKind(LabelledEnum):
    """In which direction money went; amounts are positive either way."""

    RECEIPT = "receipt", N_("Money received"), Tone.GOOD
    REFUND = "refund", N_("Refund"), Tone.WARN


class PaymentState(LabelledEnum):
    """Whether a payment counts."""

    DRAFT = "draft", N_("Draft"), Tone.CALM
    CONFIRMED = "confirmed", N_("Confirmed"), Tone.GOOD
    REFUNDED = "refunded", N_("Refunded"), Tone.WARN


class ExpenseState(LabelledEnum):
    """How far the approval of an expense has come."""

    DRAFT = "draft", N_("Draft"), Tone.CALM
    SUBMITTED = "submitted", N_("Submitted"), Tone.INFO
    APPROVED = "approved", N_("Approved"), Tone.GOOD
    REJECTED = "rejected", N_("Rejected"), Tone.BAD
