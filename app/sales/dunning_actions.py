"""Customers who are late are written to, and instalments grow older. The caller owns the transaction."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date as Day

from app.core.db import db
from app.core.errors import RuleError
from app.core.text import N_
from app.sales.dunning_letters import write_letter
from app.sales.models.dunning_step import DunningStep
from app.sales.models.receivable_instalment import ReceivableInstalment
from app.sales.money_enums import DunningLevel
from app.sales.money_locks import hold_instalments
from app.sales.rules.dunning import Step, next_step, require_step


def dun(instalments: Sequence[ReceivableInstalment], today: Day, note: str | None = None) -> list[DunningStep]:
    """The next letter about each instalment that is due for one; RuleError, with the reason, when none is."""
    held = list(hold_instalments(instalment.id for instalment in instalments).values())
    due = [(found, step) for found in held if (step := _step(found, today)) is not None]
    if not due and len(held) == 1:
        _require_open(held[0])
        require_step(*_standing(held[0], today))
    if not due:
        raise RuleError(N_("No letter is due for any of them."))
    return [_send(found, step, today, note) for found, step in due]


def _standing(instalment: ReceivableInstalment, today: Day) -> tuple[Day, Day, DunningLevel, Day | None]:
    return instalment.due_on, today, DunningLevel(instalment.dunning_level), instalment.dunned_on


def _step(instalment: ReceivableInstalment, today: Day) -> Step | None:
    return next_step(*_standing(instalment, today)) if instalment.open_amount > 0 else None


def _require_open(instalment: ReceivableInstalment) -> None:
    if instalment.open_amount <= 0:
        raise RuleError(N_("This instalment is paid."))


def _send(instalment: ReceivableInstalment, step: Step, today: Day, note: str | None) -> DunningStep:
    letter = write_letter(instalment, step.level, today)
    sent = DunningStep(
        instalment=instalment, level=step.level.value, sent_on=today, language=letter.language,
        subject=letter.subject[:200], letter=letter.text, note=note,
    )  # fmt: skip
    db.session.add(sent)
    instalment.dunning_level, instalment.dunned_on = step.level.value, today
    db.session.flush()
    return sent
