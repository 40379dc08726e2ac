"""The parameters of this module on the page of settings."""

from __future__ import annotations

from app.core.columns import FieldSpec
from app.core.text import N_
from app.customers.rules.pool import PoolTerms
from app.system.settings import declare, setting

_POOL = N_("Public pool")


def _number(name: str, label: str, default: int, minimum: int, maximum: int) -> None:
    spec = FieldSpec("integer", label, required=True, default=default, minimum=minimum, maximum=maximum)
    declare(name, _POOL, spec)


declare(
    "pool_recycles",
    _POOL,
    FieldSpec("boolean", N_("Unattended leads and prospects return to the pool every night"), default=False),
)
_number("pool_idle_days", N_("Days without attention until a record returns"), 30, 1, 3650)
_number("pool_protected_days", N_("Days in which a new owner cannot lose a record"), 7, 0, 3650)
_number("pool_hold_limit", N_("Open records that one person may hold when claiming"), 300, 1, 1_000_000)
_number("pool_claims_per_day", N_("Records that one person may claim in a day"), 20, 1, 100_000)
_number("pool_cooling_days", N_("Days until a former owner may claim a record again"), 3, 0, 3650)


def pool_terms() -> PoolTerms:
    """The house rules of the pool that are in force."""
    names = ("idle_days", "protected_days", "hold_limit", "claims_per_day", "cooling_days")
    return PoolTerms(**{name: setting(f"pool_{name}") for name in names})
