"""The closed lists of the products module."""

from __future__ import annotations

from app.core.enums import LabelledEnum, Tone
from app.core.text import N_


class ProductStatus(LabelledEnum):
    """Whether a product can be sold."""

    DRAFT = "draft", N_("In preparation"), Tone.CALM
    ON_SALE = "on_sale", N_("On sale"), Tone.GOOD
    DISCONTINUED = "discontinued", N_("Discontinued"), Tone.BAD


class StockState(LabelledEnum):
    """How much of a product is there to be promised."""

    ENOUGH = "enough", N_("Enough"), Tone.GOOD
    LOW = "low", N_("Low"), Tone.WARN
    OUT = "out", N_("Out of stock"), Tone.BAD
    NOT_KEPT = "not_kept", N_("Not kept in stock"), Tone.CALM


class MovementKind(LabelledEnum):
    """What happened to stock."""

    RECEIPT = "receipt", N_("Receipt"), Tone.GOOD
    ISSUE = "issue", N_("Issue"), Tone.INFO
    PROMISE = "promise", N_("Promise"), Tone.WARN
    RELEASE = "release", N_("Release"), Tone.CALM
    ADJUSTMENT = "adjustment", N_("Adjustment"), Tone.SPECIAL
