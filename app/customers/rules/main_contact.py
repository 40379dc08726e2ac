"""Who is the main contact? A customer with contacts has exactly one, a customer without has none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.core.errors import RuleError
from app.core.text import N_


@dataclass(frozen=True, slots=True)
class Standing:
    """A contact that is already there. Lists of them run from the longest-standing to the newest."""

    id: int
    is_main: bool


@dataclass(frozen=True, slots=True)
class MainContactDecision:
    """What to write: first clear `demote`, then set `promote`, because a unique index allows no two at any time.

    `new_is_main` tells whether a contact being added (that has no id yet) becomes the main one.
    """

    promote: int | None = None
    demote: tuple[int, ...] = ()
    new_is_main: bool = False
    reason: str | None = None


def on_add(existing: Sequence[Standing], wants_main: bool) -> MainContactDecision:
    """The first contact becomes main whether it wants or not; a later one only on demand, replacing the former."""
    former = _main_ids(existing)
    if not former and not existing:
        return MainContactDecision(new_is_main=True, reason=N_("The first contact is the main contact."))
    if wants_main:
        return MainContactDecision(None, former, True, N_("The new contact replaces the former main contact."))
    if not former:
        return MainContactDecision(existing[0].id, reason=N_("There was no main contact: the first one became it."))
    return MainContactDecision()


def on_promote(existing: Sequence[Standing], chosen: int) -> MainContactDecision:
    """`chosen` becomes main and the former one steps back; nothing to write when it already is the only one."""
    _require_member(existing, chosen)
    former = _main_ids(existing)
    if former == (chosen,):
        return MainContactDecision()
    demote = tuple(contact_id for contact_id in former if contact_id != chosen)
    promote = None if chosen in former else chosen
    return MainContactDecision(promote, demote, reason=N_("Chosen as the main contact."))


def on_step_back(existing: Sequence[Standing], contact_id: int) -> MainContactDecision:
    """Clearing the mark of the main contact is refused with a RuleError: choosing another one is how it moves."""
    _require_member(existing, contact_id)
    if contact_id in _main_ids(existing):
        message = N_("Choose another main contact instead: a customer always has one.")
        raise RuleError(message, field="is_main")
    return MainContactDecision()


def on_remove(existing: Sequence[Standing], removed: Sequence[int]) -> MainContactDecision:
    """What follows when `removed` leave (deleted, merged away or moved to another customer).

    The longest-standing of the rest takes over without a question, so that deleting many contacts at once and
    background work never stop half-way; people can choose another one afterwards.
    """
    rest = [contact for contact in existing if contact.id not in removed]
    if not rest or any(contact.is_main for contact in rest):
        return MainContactDecision()
    return MainContactDecision(rest[0].id, reason=N_("The main contact left: the longest-standing one took over."))


def settle(
    existing: Sequence[Standing],
    *,
    leaving: Sequence[int] = (),
    chosen: Sequence[int] = (),
    cleared: Sequence[int] = (),
    joining: Sequence[Standing] = (),
) -> tuple[Standing, ...]:
    """How the contacts of one customer stand after everything that is saved at once; RuleError as in `on_step_back`.

    `leaving`, `chosen` and `cleared` are ids out of `existing`; of `joining`, whose ids are not among them, `is_main`
    tells who wants to be main. The last one that is chosen or wants it wins.
    """
    rest = tuple(contact for contact in existing if contact.id not in leaving)
    after = _written(rest, on_remove(existing, leaving))
    for contact_id in chosen:
        after = _written(after, on_promote(after, contact_id))
    for contact in joining:
        decision = on_add(after, contact.is_main)
        after = (*_written(after, decision), Standing(contact.id, decision.new_is_main))
    for contact_id in cleared:
        on_step_back(after, contact_id)
    return after


def _written(standings: Sequence[Standing], decision: MainContactDecision) -> tuple[Standing, ...]:
    def is_main(contact: Standing) -> bool:
        return contact.id == decision.promote or (contact.is_main and contact.id not in decision.demote)

    return tuple(Standing(contact.id, is_main(contact)) for contact in standings)


def _main_ids(existing: Sequence[Standing]) -> tuple[int, ...]:
    return tuple(contact.id for contact in existing if contact.is_main)


def _require_member(existing: Sequence[Standing], contact_id: int) -> None:
    if all(contact.id != contact_id for contact in existing):
        raise RuleError(N_("This contact belongs to another customer."), field="is_main")
