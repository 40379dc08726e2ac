"""Parameters of the whole system: each declared once with its type, label and default, changed on one page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from babel.dates import get_month_names
from sqlalchemy import select

from app.core.columns import FieldSpec
from app.core.db import db
from app.core.history import plain, restored
from app.core.i18n import current_locale
from app.core.registry import Field
from app.core.stamps import stamped, watch
from app.core.text import N_
from app.system.models.setting import Setting
from app.system.rules.passwords import LEAST, MOST, SHORTEST


@dataclass(frozen=True, eq=False)
class Parameter(Field):
    """One parameter: a field of the page of settings. `group` is the msgid of the heading it stands under."""

    group: str = ""

    def read(self, record: dict[str, Any]) -> Any:
        return record.get(self.name, self.spec.default)

    def write(self, record: dict[str, Any], value: Any) -> None:
        record[self.name] = value


_parameters: dict[str, Parameter] = {}


def declare(name: str, group: str, spec: FieldSpec) -> None:
    """Make a parameter known; modules do it when they are imported."""
    _parameters[name] = Parameter(name, Setting, spec, "parameter", group)


def parameters() -> list[Parameter]:
    """All parameters, in the order of their declaration."""
    return list(_parameters.values())


def setting(name: str) -> Any:
    """The present value of a parameter; its default where nobody has set it."""
    return _parameters[name].read(values())


def values() -> dict[str, Any]:
    """The values that somebody has set."""
    stored: dict[str, Any] = stamped("setting", "values", _read)
    return dict(stored)


def _read() -> dict[str, Any]:
    rows = db.session.execute(select(Setting.name, Setting.value)).all()
    return {
        name: restored(_parameters[name].spec.type, value)
        for name, value in rows
        if name in _parameters and value is not None
    }


def state() -> str:
    """A mark of all stored values: two people who open the page and save one after the other do not share it."""
    rows = db.session.execute(select(Setting.id, Setting.version).order_by(Setting.id)).all()
    return ",".join(f"{id_}.{version}" for id_, version in rows)


def save(wanted: dict[str, Any]) -> None:
    """Store the parameters that differ from what is in force. The caller owns the transaction."""
    present = values()
    rows = {row.name: row for row in db.session.execute(select(Setting)).scalars()}
    for parameter in parameters():
        value = wanted.get(parameter.name)
        if parameter.name not in wanted or value == parameter.read(present):
            continue
        if parameter.name not in rows:
            rows[parameter.name] = Setting(name=parameter.name)
            db.session.add(rows[parameter.name])
        rows[parameter.name].value = plain(value)


def _months() -> dict[str, str]:
    return {str(number): name for number, name in get_month_names("wide", locale=current_locale()).items()}


_COMPANY, _BUSINESS, _OPERATION = N_("Company information"), N_("Defaults"), N_("Operation")
_LOGIN = N_("Login and security")
declare("company_name_zh", _COMPANY, FieldSpec("string", N_("Company name in Chinese"), max_length=200, default=""))
declare("company_name_en", _COMPANY, FieldSpec("string", N_("Company name in English"), max_length=200, default=""))
declare("company_address", _COMPANY, FieldSpec("text", N_("Company address"), max_length=500, default=""))
declare("company_phone", _COMPANY, FieldSpec("string", N_("Company phone"), max_length=60, default=""))
declare(
    "default_country",
    _BUSINESS,
    FieldSpec("lookup", N_("Default country or region"), lookup="country", required=True, default="CN"),
)
declare(
    "default_currency",
    _BUSINESS,
    FieldSpec("lookup", N_("Default currency"), lookup="currency", required=True, default="CNY"),
)
declare(
    "fiscal_year_start",
    _BUSINESS,
    FieldSpec("choice", N_("First month of the fiscal year"), labels=_months, required=True, default="1"),
)
declare(
    "jobs_kept_days",
    _OPERATION,
    FieldSpec(
        "integer",
        N_("Days that finished jobs and their files are kept"),
        required=True,
        default=30,
        minimum=1,
        maximum=366,
    ),
)
declare(
    "document_megabytes",
    _OPERATION,
    FieldSpec("integer", N_("Largest document in MB"), required=True, default=50, minimum=1, maximum=500),
)
declare(
    "outdated_after_months",
    _OPERATION,
    FieldSpec(
        "integer",
        N_("Months without a change or check until customer data are outdated"),
        required=True,
        default=12,
        minimum=1,
        maximum=120,
    ),
)
declare(
    "session_idle_minutes",
    _LOGIN,
    FieldSpec(
        "integer",
        N_("Minutes without activity until people log in again"),
        required=True,
        default=480,
        minimum=10,
        maximum=43_200,
    ),
)
declare(
    "session_hours",
    _LOGIN,
    FieldSpec(
        "integer", N_("Hours after which people log in again"), required=True, default=24, minimum=1, maximum=720
    ),
)
declare(
    "shortest_password",
    _LOGIN,
    FieldSpec(
        "integer", N_("Shortest password in characters"), required=True, default=SHORTEST, minimum=LEAST, maximum=MOST
    ),
)
watch("setting", Setting)
