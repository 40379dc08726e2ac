"""The closed lists of orders."""

from __future__ import annotations

from app.core.enums import LabelledEnum, Tone
from app.core.text import N_


class OrderStatus(LabelledEnum):
    """How far an order is, in the order in which it goes on."""

    DRAFT = "draft", N_("Draft"), Tone.CALM
    SUBMITTED = "submitted", N_("Awaiting approval"), Tone.WARN
    APPROVED = "approved", N_("Approved"), Tone.INFO
    RELEASED = "released", N_("Released to production"), Tone.INFO
    IN_PRODUCTION = "in_production", N_("In production"), Tone.SPECIAL
    READY = "ready", N_("Ready to ship"), Tone.WARN
    PARTLY_SHIPPED = "partly_shipped", N_("Partly shipped"), Tone.WARN
    SHIPPED = "shipped", N_("Shipped"), Tone.INFO
    DELIVERED = "delivered", N_("Delivered"), Tone.GOOD
    INVOICED = "invoiced", N_("Invoiced"), Tone.GOOD
    PAID = "paid", N_("Paid"), Tone.GOOD
    CLOSED = "closed", N_("Closed"), Tone.CALM
    CANCELLED = "cancelled", N_("Cancelled"), Tone.BAD
    RETURNED = "returned", N_("Returned"), Tone.BAD


class OrderAct(LabelledEnum):
    """What is done to an order: each is one event."""

    SUBMIT = "submit", N_("Submit for approval")
    WITHDRAW = "withdraw", N_("Take back")
    APPROVE = "approve", N_("Approve")
    REJECT = "reject", N_("Reject")
    RELEASE = "release", N_("Release to production")
    START = "start", N_("Start production")
    REPORT = "report", N_("Report progress")
    MAKE_READY = "make_ready", N_("Ready to ship")
    SHIP = "ship", N_("Ship")
    CONFIRM = "confirm", N_("Confirm the delivery")
    INVOICE = "invoice", N_("Invoiced in full")
    PAY = "pay", N_("Paid in full")
    CLOSE = "close", N_("Close the order")
    RETURN = "return", N_("Take goods back")
    CANCEL = "cancel", N_("Cancel the order")


class Arrangement(LabelledEnum):
    """Who brings the goods to the customer."""

    CARRIER = "carrier", N_("By a carrier"), Tone.INFO
    EXPRESS = "express", N_("By express service"), Tone.INFO
    OWN_VEHICLE = "own_vehicle", N_("By our own vehicle"), Tone.GOOD
    COLLECTED = "collected", N_("The customer collects"), Tone.CALM


class Punctuality(LabelledEnum):
    """How the last goods left, compared with the promised day."""

    IN_TIME = "in_time", N_("In time"), Tone.GOOD
    DAYS = "days", N_("Up to a week late"), Tone.WARN
    WEEKS = "weeks", N_("Up to a month late"), Tone.BAD
    LATER = "later", N_("More than a month late"), Tone.BAD


class LeadTime(LabelledEnum):
    """How long it took from the order to the last goods that left."""

    WEEK = "week", N_("Within a week")
    FORTNIGHT = "fortnight", N_("One to two weeks")
    MONTH = "month", N_("Two to four weeks")
    QUARTER = "quarter", N_("One to three months")
    LONGER = "longer", N_("More than three months")


class DeliveryStatus(LabelledEnum):
    """How far a delivery is."""

    DRAFT = "draft", N_("Being prepared"), Tone.CALM
    DISPATCHED = "dispatched", N_("On its way"), Tone.INFO
    RECEIVED = "received", N_("Signed for"), Tone.GOOD


class ReturnStatus(LabelledEnum):
    """Whether goods that come back are booked."""

    DRAFT = "draft", N_("Announced"), Tone.WARN
    BOOKED = "booked", N_("Booked"), Tone.GOOD


class Disposition(LabelledEnum):
    """What becomes of goods that came back."""

    RESTOCK = "restock", N_("Back into stock"), Tone.GOOD
    WRITE_OFF = "write_off", N_("Written off"), Tone.BAD
