"""What a row of a file can fill: the fields of an entity, and of the records that are made together with it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from app.core.columns import FieldSpec
from app.core.exchange.mapping import guess, normalise_header
from app.core.exchange.uniqueness import unique_fields
from app.core.i18n import in_every_locale, translate
from app.core.registry import Field, entity_of
from app.core.sensitive import is_open
from app.core.text import N_

RECORD_ID = "record_id"  # the column by which an exported record is found again; it fills nothing
_NOT_IN_FILES = frozenset({"file"})
_ALSO_KEYS = frozenset({"email", "mobile"})
Synonyms = Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class ImportChild:
    """A record that a row fills beside its own one, made in the same transaction: a customer's main contact.

    `link` is the child's field that leads to the row's record. `prefixes` are the words that headers put before a
    field's label to say whose it is (联系人邮箱, contact e-mail). Where all columns of the child are empty, a row makes
    none.
    """

    name: str
    label: str
    model: type[Any]
    link: str
    fields: tuple[str, ...]
    prefixes: tuple[str, ...] = ()
    synonyms: Synonyms = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Target:
    """What a column can be: a field of the row's record (`part` empty) or of one of its children.

    `labels` and `synonyms` are what headers may call it; a label that two targets share is in none but the first.
    """

    name: str
    part: str
    field: Field
    labels: Mapping[str, str]
    synonyms: tuple[str, ...] = ()

    @property
    def needed(self) -> bool:
        """Whether a row that fills this part must have a value here."""
        return bool(self.field.spec.required) and self.field.spec.default is None


def record_id_field(model: type[Any]) -> Field:
    """The number of a record as a column of files."""
    return Field(RECORD_ID, model, FieldSpec("integer", N_("Record ID"), minimum=1))


class ImportPlan:
    """The targets of one view, in the order of its form. Built for each use, in every language at once."""

    def __init__(
        self,
        view: Any,
        fields: Iterable[Field],
        synonyms: Synonyms,
        children: Sequence[ImportChild],
        also: Sequence[str] = (),
    ) -> None:
        self.view = view
        self.model: type[Any] = view.model
        self.children = {child.name: child for child in children}
        self.targets: dict[str, Target] = {}
        self._also = frozenset(also)
        more = [entity_of(self.model).fields[name] for name in also]
        for own in [*fields, *more]:
            self._add(Target(own.name, "", own, in_every_locale(own.spec.label), _synonyms(own, synonyms)))
        taken = {normalise_header(text) for target in self.targets.values() for text in _names(target)}
        for child in children:
            for name in child.fields:
                self._add(_child_target(child, entity_of(child.model).fields[name], taken))
        identity = record_id_field(self.model)
        self._add(Target(RECORD_ID, "", identity, in_every_locale(identity.spec.label)))

    def _add(self, target: Target) -> None:
        offered = not target.field.spec.computed or target.name in self._also
        in_files = target.field.spec.type not in _NOT_IN_FILES and offered
        if in_files and is_open(target.field):
            self.targets[target.name] = target

    @cached_property
    def groups(self) -> list[tuple[str, list[Target]]]:
        """(msgid of a child's label, its targets) for a select box; the row's own record first, without a label."""
        labels = {"": "", **{child.name: child.label for child in self.children.values()}}
        return [(label, [t for t in self.targets.values() if t.part == part]) for part, label in labels.items()]

    def label(self, target: Target) -> str:
        """A target's label for the reader, with its child's where it belongs to one."""
        label = translate(target.field.spec.label)
        child = self.children.get(target.part)
        return translate(N_("%(part)s: %(field)s"), part=translate(child.label), field=label) if child else label

    def guess(self, headers: Sequence[str]) -> dict[str, str]:
        """{column index as text: target} for the columns whose header says what they are."""
        return {str(index): name for index, name in guess(headers, list(self.targets.values())).items()}

    @cached_property
    def keys(self) -> list[Target]:
        """The targets by which a row can find a record, the surest first."""
        unique = unique_fields(self.model)
        own = [target for target in self.targets.values() if not target.part and not target.field.spec.many]
        sure = [t for t in own if t.name == RECORD_ID or t.name in unique]
        also = [t for t in own if t not in sure and (t.field.spec.key or t.name in _ALSO_KEYS)]
        return [*sorted(sure, key=lambda target: target.name != RECORD_ID), *also]

    def usual_keys(self, mapped: Iterable[str]) -> list[str]:
        """What a file with these targets is most likely to name records by; empty where it has nothing of the kind."""
        mapped = set(mapped)
        unique = {RECORD_ID, *unique_fields(self.model)}
        sure = [target.name for target in self.keys if target.name in mapped & unique]
        named = [target.name for target in self.keys if target.name in mapped and target.field.spec.key]
        return sure[:1] or named

    def missing(self, used: Iterable[str]) -> list[Target]:
        """The targets that a row needs and `used` leaves out; those of a child only if the child is used at all."""
        used = set(used)
        parts = {"", *(self.targets[name].part for name in used)}
        return [t for t in self.targets.values() if t.needed and t.part in parts and t.name not in used]


def _synonyms(field: Field, more: Synonyms) -> tuple[str, ...]:
    return (*field.spec.synonyms, *more.get(field.name, ()))


def _names(target: Target) -> set[str]:
    return {target.name, *target.labels.values(), *target.synonyms}


def _child_target(child: ImportChild, field: Field, taken: set[str]) -> Target:
    labels = in_every_locale(field.spec.label)
    own = {field.name, *labels.values(), *_synonyms(field, child.synonyms)}
    prefixes = (*in_every_locale(child.label).values(), *child.prefixes)
    qualified = [f"{prefix} {text}" for prefix in dict.fromkeys(prefixes) for text in sorted(own)]
    free = {locale: label for locale, label in labels.items() if normalise_header(label) not in taken}
    synonyms = [text for text in (*sorted(own), *qualified) if normalise_header(text) not in taken]
    return Target(f"{child.name}.{field.name}", child.name, field, free, tuple(synonyms))
