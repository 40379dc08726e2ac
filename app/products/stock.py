"""The ledger of stock: every change is one movement, and the sums change with it in the same transaction.

A level changes by one conditional UPDATE, so that nothing is promised or issued twice, however many try at once. A
booking has a key: the same key again changes nothing. The caller owns the transaction; whoever books several products
at once does so in the order of their numbers (`in_order`), or two of them might wait for each other.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, case, select, update
from sqlalchemy.dialects import postgresql, sqlite

from app.core.access import acting_user_id
from app.core.clock import now
from app.core.db import db
from app.core.display import display_plain, title
from app.core.errors import RuleError
from app.core.text import N_
from app.products.enums import MovementKind, StockState
from app.products.models.product import Product
from app.products.models.warehouse import StockLevel, StockMovement, Warehouse
from app.products.rules.stock import check_quantity

ZERO = Decimal(0)
UNRECORDED = {"synchronize_session": False}
SUMS = ("on_hand", "promised", "available")


@dataclass(frozen=True)
class _Booking:
    """What is to be booked; a `warehouse_id` of None is any that has enough."""

    product: Product
    warehouse_id: int | None
    kind: MovementKind
    key: str
    reference: str
    on_hand: Decimal = ZERO
    promised: Decimal = ZERO


class _BookedMeanwhile(Exception):
    """Somebody else was faster with the same key."""


def receive(product: Product, warehouse: Warehouse, quantity: Decimal, key: str, reference: str = "") -> StockMovement:
    """Goods come in."""
    check_quantity(quantity)
    return _book(_Booking(product, warehouse.id, MovementKind.RECEIPT, key, reference, on_hand=quantity))


def promise(
    product: Product, quantity: Decimal, key: str, reference: str = "", warehouse: Warehouse | None = None
) -> StockMovement:
    """Keep `quantity` for somebody, in `warehouse` or the first one that has it; RuleError when there is not enough."""
    check_quantity(quantity)
    place = warehouse.id if warehouse is not None else None
    return _book(_Booking(product, place, MovementKind.PROMISE, key, reference, promised=quantity))


def release(product: Product, warehouse: Warehouse, quantity: Decimal, key: str, reference: str = "") -> StockMovement:
    """What was promised can be promised to others again."""
    check_quantity(quantity)
    return _book(_Booking(product, warehouse.id, MovementKind.RELEASE, key, reference, promised=-quantity))


def issue(
    product: Product,
    warehouse: Warehouse,
    quantity: Decimal,
    key: str,
    reference: str = "",
    *,
    promised: bool = False,
) -> StockMovement:
    """Goods go out; `promised`: those that were kept for who gets them."""
    check_quantity(quantity)
    kept = -quantity if promised else ZERO
    return _book(_Booking(product, warehouse.id, MovementKind.ISSUE, key, reference, on_hand=-quantity, promised=kept))


def adjust(product: Product, warehouse: Warehouse, counted: Decimal, key: str, reason: str) -> StockMovement:
    """What was counted is what is there; RuleError when less was counted than is promised, or as much as is booked."""
    _refuse_unkept(product)
    _ensure_level(product.id, warehouse.id)
    here = (StockLevel.product_id == product.id, StockLevel.warehouse_id == warehouse.id)
    present = db.session.execute(select(StockLevel.on_hand).where(*here).with_for_update()).scalar_one()
    known = _booked(key)
    if known is not None:
        return known
    if counted == present:
        raise RuleError(N_("So much is booked already: there is nothing to adjust."), field="counted")
    change = counted - present
    return _book(_Booking(product, warehouse.id, MovementKind.ADJUSTMENT, key, reason, on_hand=change))


def in_order(products: Iterable[Product]) -> list[Product]:
    """The order in which whoever books several products at once takes them."""
    return sorted(products, key=lambda product: product.id)


def _book(booking: _Booking) -> StockMovement:
    """Change the sums and note it; the movement that the key stands for already, if it does."""
    _refuse_unkept(booking.product)
    known = _known(booking)
    if known is not None:
        return known
    try:
        with db.session.begin_nested():  # a caller that goes on after a refusal has changed nothing
            movement = _note(booking, _take(booking))
    except (_BookedMeanwhile, RuleError):
        known = _known(booking)
        if known is None:
            raise
        return known
    held = db.session.identity_map.get(db.session.identity_key(Product, booking.product.id))
    if held is not None:
        db.session.expire(held, [*SUMS, "stock_state"])
    return movement


def _refuse_unkept(product: Product) -> None:
    if not product.stocked:
        raise RuleError(N_("“%(title)s” is not kept in stock."), title=title(product))


def _booked(key: str) -> StockMovement | None:
    found = select(StockMovement).where(StockMovement.key == key)
    return db.session.execute(found).scalar_one_or_none()


def _known(booking: _Booking) -> StockMovement | None:
    """What the key was booked for; RuleError when that was something else."""
    known = _booked(booking.key)
    if known is None:
        return None
    same = (known.product_id, known.kind, known.on_hand_change, known.promised_change) == (
        booking.product.id, booking.kind.value, booking.on_hand, booking.promised,
    )  # fmt: skip
    if not same or booking.warehouse_id not in (None, known.warehouse_id):
        raise RuleError(N_("The booking “%(key)s” was made already, for something else."), key=booking.key)
    return known


def _take(booking: _Booking) -> Any:
    """Change the level of the first warehouse that allows it; its row afterwards. RuleError when none does."""
    if booking.warehouse_id is None:
        places: Sequence[int] = _places(booking.product.id, booking.promised)
    else:
        places = [booking.warehouse_id]
        if booking.on_hand > 0:
            _ensure_level(booking.product.id, booking.warehouse_id)
    for warehouse_id in places:
        row = _change_level(booking, warehouse_id)
        if row is not None:
            _change_product(booking)
            return row
    raise _refusal(booking)


def _places(product_id: int, quantity: Decimal) -> Sequence[int]:
    """The warehouses that have so much to promise, in their order."""
    enough = select(StockLevel.warehouse_id).join(Warehouse, Warehouse.id == StockLevel.warehouse_id)
    enough = enough.where(StockLevel.product_id == product_id, StockLevel.available >= quantity)
    enough = enough.where(Warehouse.active.is_(True), Warehouse.archived_at.is_(None))
    return db.session.execute(enough.order_by(Warehouse.position, Warehouse.id)).scalars().all()


def _change_level(booking: _Booking, warehouse_id: int) -> Any:
    """The row after the change; None when the level does not allow it, or is not there."""
    on_hand, promised = StockLevel.on_hand + booking.on_hand, StockLevel.promised + booking.promised
    change = update(StockLevel).where(
        StockLevel.product_id == booking.product.id, StockLevel.warehouse_id == warehouse_id,
        promised >= 0, on_hand >= promised,
    )  # fmt: skip
    change = change.values(on_hand=on_hand, promised=promised, available=on_hand - promised, changed_at=now())
    kept = (StockLevel.warehouse_id, StockLevel.on_hand, StockLevel.promised)
    return db.session.execute(change.returning(*kept), execution_options=UNRECORDED).one_or_none()


def _change_product(booking: _Booking) -> None:
    on_hand, promised = Product.on_hand + booking.on_hand, Product.promised + booking.promised
    available = on_hand - promised
    change = update(Product).where(Product.id == booking.product.id)
    state = state_in_sql(available, Product.reorder_level)
    change = change.values(on_hand=on_hand, promised=promised, available=available, stock_state=state)
    db.session.execute(change, execution_options=UNRECORDED)


def state_in_sql(available: Any, reorder_level: Any) -> ColumnElement[str]:
    """`rules.stock.state_of` in the database, for a product that is kept in stock; both are columns or expressions."""
    return case(
        (available <= 0, StockState.OUT.value),
        (available <= reorder_level, StockState.LOW.value),
        else_=StockState.ENOUGH.value,
    )


def _note(booking: _Booking, level: Any) -> StockMovement:
    """The line of the ledger; _BookedMeanwhile when the key is there by now."""
    moment, user_id = now(), acting_user_id()
    values = {
        "product_id": booking.product.id, "warehouse_id": level.warehouse_id, "kind": booking.kind.value,
        "on_hand_change": booking.on_hand, "promised_change": booking.promised, "on_hand_after": level.on_hand,
        "promised_after": level.promised, "reference": booking.reference[:200] or None, "key": booking.key,
        "booked_by_id": user_id, "created_by_id": user_id, "changed_by_id": user_id, "created_at": moment,
        "changed_at": moment, "version": 1,
    }  # fmt: skip
    made = db.session.execute(_insert(StockMovement).values(values).on_conflict_do_nothing(index_elements=["key"]))
    movement = _booked(booking.key) if made.rowcount else None
    if movement is None:
        raise _BookedMeanwhile
    return movement


def _ensure_level(product_id: int, warehouse_id: int) -> None:
    """A level of nothing, where there is none yet."""
    moment, zero = now(), dict.fromkeys(SUMS, ZERO)
    row = {"product_id": product_id, "warehouse_id": warehouse_id, "created_at": moment, "changed_at": moment}
    made = _insert(StockLevel).values(row | zero | {"version": 1})
    db.session.execute(made.on_conflict_do_nothing(index_elements=["product_id", "warehouse_id"]))


def _insert(model: type[Any]) -> Any:
    dialect = postgresql if db.session.get_bind().dialect.name == "postgresql" else sqlite
    return dialect.insert(model)


def _refusal(booking: _Booking) -> RuleError:
    """Why a level does not change, with what is there."""
    wanted = max(-booking.on_hand, booking.promised, -booking.promised)
    statement = select(StockLevel.available, StockLevel.promised).where(StockLevel.product_id == booking.product.id)
    if booking.warehouse_id is not None:
        statement = statement.where(StockLevel.warehouse_id == booking.warehouse_id)
    rows = db.session.execute(statement).all()
    available = sum((row.available for row in rows), ZERO)
    promised = sum((row.promised for row in rows), ZERO)
    words = {"title": title(booking.product), "wanted": display_plain(wanted)}
    if booking.kind is MovementKind.ADJUSTMENT:
        message = N_("Less of “%(title)s” was counted than is promised: %(promised)s. Release some first.")
        return RuleError(message, field="counted", promised=display_plain(promised), **words)
    if booking.promised < 0:
        message = N_("Of “%(title)s” only %(promised)s are promised there, not %(wanted)s.")
        return RuleError(message, field="quantity", promised=display_plain(promised), **words)
    message = N_("There is not enough of “%(title)s” in one place: %(available)s are available in all, not %(wanted)s.")
    return RuleError(message, field="quantity", available=display_plain(available), **words)
