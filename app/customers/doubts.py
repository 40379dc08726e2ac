"""What a person is told when a customer looks like one that is there already.

A colleague's customer that the reader may not see is told of by the reasons and by whoever looks after it, so that both
can talk: neither its name nor its page, and no value that was not typed by the reader (docs/decisions).
"""

from __future__ import annotations

import pickle
from collections.abc import Mapping, Sequence
from hashlib import sha256
from types import SimpleNamespace
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import load_only

from app.core.access import system_access
from app.core.db import db
from app.core.display import title
from app.core.doubts import sentences
from app.core.errors import Doubt, Evidence, RuleError
from app.core.exchange.met import Met
from app.core.registry import entity_of
from app.core.save_rules import has_set
from app.core.text import N_
from app.customers.duplicates import Candidate, similar_to, similar_to_each
from app.customers.identities import IdentityFields, identity_fields
from app.customers.rules.duplicates import SAME_CODE, Verdict, compare
from app.customers.rules.identities import Identity, sought_keys, stored_keys

LOOKS_LIKE = N_("This looks like a record that is there already. Nothing is saved yet.")
IS_THERE = N_("This record is there already. Nothing is saved.")
REMEMBERED = 100_000  # rows of a file that later rows are compared with


def doubt_about(record: Any, created: bool) -> Doubt | None:
    """Why a customer or lead that is about to be saved may be one that is there already."""
    fields = identity_fields(type(record))
    if fields is None or (not created and not has_set(record, *fields.columns)):
        return None
    candidates = similar_to(fields, fields.of(record), None if created else record.id)
    return _doubt(candidates)


def _doubt(candidates: Sequence[Candidate]) -> Doubt | None:
    if not candidates:
        return None
    certain = any(SAME_CODE in candidate.verdict.reasons for candidate in candidates)
    named = ",".join(f"{candidate.fields.entity} {candidate.record_id}" for candidate in candidates)
    key = sha256(named.encode()).hexdigest()[:24]
    return Doubt(IS_THERE if certain else LOOKS_LIKE, key, _evidence(candidates), certain=certain)


def _evidence(candidates: Sequence[Candidate]) -> list[Evidence]:
    """Each candidate as far as the reader may know it."""
    visible: dict[tuple[IdentityFields, int], Any] = {}
    kept_by: dict[tuple[IdentityFields, int], str] = {}
    with db.session.no_autoflush:
        for kind in dict.fromkeys(candidate.fields for candidate in candidates):
            ids = [candidate.record_id for candidate in candidates if candidate.fields is kind]
            titled = load_only(getattr(kind.model, kind.model.__title_field__))
            shown = select(kind.model).where(kind.model.id.in_(ids)).options(titled)
            visible |= {(kind, record.id): record for record in db.session.execute(shown).scalars()}
            kept_by |= {(kind, record_id): keeper for record_id, keeper in keepers(kind.model, ids)}
    places = [((found.fields, found.record_id), found.verdict) for found in candidates]
    return [Evidence(visible.get(place), kept_by.get(place, ""), _messages(verdict)) for place, verdict in places]


def _messages(verdict: Verdict) -> tuple[str, ...]:
    return tuple(reason.message for reason in verdict.reasons)


def keepers(model: type[Any], ids: Sequence[int]) -> list[tuple[int, str]]:
    """(id, who looks after it) of the records that somebody looks after, visible or not: a name, nothing else."""
    people = entity_of(model).fields["owner"].target_model
    owners = select(model.id, people).join(people, people.id == model.owner_id).where(model.id.in_(ids))  # type: ignore[attr-defined]
    with system_access("say who looks after a record that looks like a new one"):
        return [(record_id, title(owner)) for record_id, owner in db.session.execute(owners)]


class FileDoubts:
    """Compares the rows of one file with the records that are there and with each other."""

    def __init__(self, model: type[Any]) -> None:
        fields = identity_fields(model)
        if fields is None:
            raise LookupError(f"{model.__name__} has no identity")
        self._fields = fields
        defaults = entity_of(model).fields
        self._empty = {name: defaults[name].spec.default for name in fields.columns}
        # The first row with a key; the identities of rows, packed: as objects they took 270 MB.
        self._met = Met()
        self._rows: dict[int, bytes] = {}

    def __call__(self, rows: Mapping[int, Mapping[str, Any]]) -> Mapping[int, list[RuleError]]:
        """Why each of these rows looks like a record, or like an earlier row; rows that look like none are left out."""
        identities = {row: self._identity(values) for row, values in rows.items()}
        known = similar_to_each(self._fields, identities)
        doubts = {row: doubt for row, candidates in known.items() if (doubt := _doubt(candidates))}
        found = {}
        for row, mine in identities.items():
            said = sentences(doubts[row]) if row in doubts else self._earlier(row, mine)
            if said:
                found[row] = said
        return found

    def _identity(self, values: Mapping[str, Any]) -> Identity:
        own = {name: value for name, value in values.items() if name in self._empty}
        return self._fields.of(SimpleNamespace(**(self._empty | own)))

    def _earlier(self, row: int, mine: Identity) -> list[RuleError]:
        """An earlier row that is like this one; where there is none, this one is remembered."""
        others = {other for key in sought_keys(mine) if (other := self._met.get(key)) is not None} - {row}
        for other in sorted(others):
            verdict = compare(mine, pickle.loads(self._rows[other]))  # noqa: S301  (our own, a moment ago)
            if verdict.likely:
                reasons = [RuleError(message) for message in _messages(verdict)]
                return [RuleError(N_("It looks like row %(row)s of this file."), row=other), *reasons]
        if len(self._rows) < REMEMBERED and row not in self._rows:
            self._rows[row] = pickle.dumps(mine)
            for key in stored_keys(mine):
                self._met.setdefault(key, row)
        return []
