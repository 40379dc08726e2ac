"""From what a database says to what a person can read."""

from __future__ import annotations

import logging
import uuid

from sqlalchemy.exc import IntegrityError, SQLAlchemyError
from sqlalchemy.orm.exc import StaleDataError

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
        told = str(error.orig)
        for field in sorted(entity.fields.values(), key=lambda f: -len(f.column_name)):
            if field.column_name in told and ("UNIQUE" in told.upper()):
                label = translate(field.spec.label)
                message = N_("Another record already has this value in “%(label)s”.")
                return RuleError(message, field=field.name, label=label)
        if "FOREIGN KEY" in told.upper():
            return RuleError(N_("A record that this one refers to does not exist any more."))
    reference = uuid.uuid4().hex[:8]
    log.error("refused by the database, reference %s", reference, exc_info=error)
    return RuleError(N_("The database did not accept this. Reference number: %(reference)s"), reference=reference)
