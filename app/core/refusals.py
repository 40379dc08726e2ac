"""From what a database says to what a person can read."""

from __future__ import annotations

import logging
import re
import uuid

from sqlalchemy import Index, UniqueConstraint, inspect
from sqlalchemy.exc import IntegrityError, SQLAlchemyError
from sqlalchemy.orm.exc import StaleDataError

from app.core.db import Model
from app.core.errors import Conflict, RuleError
from app.core.i18n import translate
from app.core.registry import Entity
from app.core.text import N_

log = logging.getLogger(__name__)

CHANGED_MEANWHILE = N_("Somebody else changed this record in the meantime. Check their values and save again.")


def refusal_of(error: SQLAlchemyError, entity: Entity) -> RuleError:
    """The reason, in words, why the database would not save a record of `entity`."""
    if isinstance(error, StaleDataError):
        return Conflict(CHANGED_MEANWHILE)
    if isinstance(error, IntegrityError):
        told = str(error.orig).upper()
        if "UNIQUE" in told:
            return _taken(_violated(error), entity)
        if "FOREIGN KEY" in told:
            return RuleError(N_("A record that this one refers to does not exist any more."))
    reference = uuid.uuid4().hex[:8]
    log.error("refused by the database, reference %s", reference, exc_info=error)
    return RuleError(N_("The database did not accept this. Reference number: %(reference)s"), reference=reference)


def _violated(error: IntegrityError) -> Index | UniqueConstraint | None:
    """The rule of uniqueness that was broken: PostgreSQL gives its name, SQLite its columns."""
    name = getattr(getattr(error.orig, "diag", None), "constraint_name", None)
    columns = set(re.findall(r"(\w+)\.(\w+)", str(error.orig).partition("failed:")[2]))
    for table in Model.metadata.tables.values():
        for rule in (*table.indexes, *table.constraints):
            if not (isinstance(rule, UniqueConstraint) or (isinstance(rule, Index) and rule.unique)):
                continue
            if rule.name == name if name else {(table.name, column.name) for column in rule.columns} == columns:
                return rule
    return None


def _taken(rule: Index | UniqueConstraint | None, entity: Entity) -> RuleError:
    """What `rule` says when it refuses (`info["refusal"]`), else which field's value is taken."""
    if rule is not None and "refusal" in rule.info:
        return RuleError(rule.info["refusal"])
    columns = {column.name for column in rule.columns} if rule is not None else set()
    taken = [field for field in entity.fields.values() if field.stored != "side" and field.column_name in columns]
    if not taken or rule is None or rule.table is not inspect(entity.model).local_table:
        return RuleError(N_("Another record already has this value."))
    label = translate(taken[-1].spec.label)
    return RuleError(N_("Another record already has this value in “%(label)s”."), field=taken[-1].name, label=label)
