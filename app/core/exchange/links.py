"""The records that the cells of a link column name: by key field or title, through the gate."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from typing import Any

from sqlalchemy import Select, or_, select

from app.core.db import db
from app.core.display import join, title
from app.core.errors import RuleError
from app.core.exchange.texts import shown
from app.core.folding import fold
from app.core.registry import Field, entity_of
from app.core.search import matches
from app.core.text import N_

AT_ONCE = 400  # values looked up by one statement
SMALL = 5_000  # records of an unsearchable kind that are compared one by one
LIKELY = 50  # records that a search offers for comparing
NAMED = 5  # candidates that a refusal names
_SEPARATOR = re.compile(r"[,，、;；\n]")


def ambiguous(model: Any, text: str, ids: Collection[int], *, field: str) -> RuleError:
    """The refusal of a text that several records answer to, with what tells them apart."""
    found = db.session.execute(select(model).where(model.id.in_(ids)).order_by(model.id).limit(NAMED)).scalars()
    codes = join(_told_apart(record, text) for record in found)
    message = N_("“%(value)s” means %(count)s records: %(codes)s. Write the code or record ID of the right one.")
    return RuleError(message, field=field, value=shown(text), count=len(ids), codes=codes)


def _told_apart(record: Any, text: str) -> str:
    keys = [field for field in entity_of(type(record)).key_fields if field.spec.type == "string"]
    known = (str(field.read(record) or "") for field in keys)
    return next((value for value in known if value and fold(value) != fold(text)), f"ID {record.id}")


class LinkFinder:
    """Remembers what it found, so that a value costs a statement once in a file.

    `growing` is for links to the kind of record that the file itself adds: what is missing now may be there later.
    `made` names (folded) records of this very file that a dry run has only pretended to add.
    """

    def __init__(self, field: Field, *, growing: bool = False) -> None:
        self.field = field
        self.made: set[str] = set()
        self._model: Any = field.target_model
        self._growing = growing
        self._people = hasattr(self._model, "username")
        self._keys = [f.name for f in entity_of(self._model).key_fields if f.spec.type == "string"]
        self._found: dict[str, tuple[int, ...]] = {}
        self._all: dict[str, set[int]] | None = None

    def texts(self, cell: object) -> list[str]:
        """The names in a cell: one for a link, several for links."""
        text = str(cell).strip()
        if not self.field.spec.many:
            return [text]
        return [part for part in map(str.strip, _SEPARATOR.split(text)) if part]

    def prepare(self, texts: Iterable[str]) -> None:
        """Look up whatever of `texts` is not known yet, in as few statements as possible."""
        waiting = sorted(set(texts) - self._found.keys())
        for start in range(0, len(waiting), AT_ONCE):
            self._look_up(waiting[start : start + AT_ONCE])

    def find(self, text: str) -> int | None:
        """The id of the record called `text`, None for one that a dry run made. RuleError for none and for several."""
        self.prepare([text])
        ids = self._found[text]
        if self._growing and not ids:
            del self._found[text]
        if len(ids) > 1:
            raise ambiguous(self._model, text, ids, field=self.field.name)
        if ids:
            return ids[0]
        if fold(text) in self.made:
            return None
        message = N_("“%(value)s” was not found, or it is not visible to you.")
        raise RuleError(message, field=self.field.name, value=shown(text))

    def records(self, ids: Iterable[int]) -> dict[int, Any]:
        """The records with these ids, by id."""
        found = db.session.execute(self._live().where(self._model.id.in_(set(ids)))).scalars()
        return {record.id: record for record in found}

    def _look_up(self, texts: list[str]) -> None:
        exact: dict[str, set[int]] = {}
        if self._keys and not self._people:
            columns = [getattr(self._model, key) for key in self._keys]
            wanted = self._live().where(or_(*(column.in_(texts) for column in columns)))
            for record in db.session.execute(wanted).scalars():
                for key in self._keys:
                    exact.setdefault(getattr(record, key) or "", set()).add(record.id)
        for text in texts:
            self._found[text] = tuple(sorted(exact.get(text) or self._alike(text)))

    def _alike(self, text: str) -> set[int]:
        """Records whose key or title is `text` but for case, width and script."""
        if not hasattr(self._model, "search_text"):
            return self._everything().get(fold(text), set())
        offered = self._live().where(matches(self._model.search_text, text)).order_by(self._model.id).limit(LIKELY)
        found = db.session.execute(offered).scalars()
        return {record.id for record in found if fold(text) in self._names(record)}

    def _everything(self) -> dict[str, set[int]]:
        if self._all is None or self._growing:
            self._all = {}
            for record in db.session.execute(self._live().limit(SMALL)).scalars():
                for name in self._names(record):
                    self._all.setdefault(name, set()).add(record.id)
        return self._all

    def _names(self, record: Any) -> set[str]:
        names = {title(record), *(getattr(record, key) or "" for key in self._keys)}
        if self._people:
            both = (record.first_name, record.last_name)
            names |= {record.email, "".join(both[::-1]), " ".join(both), " ".join(both[::-1])}
        return {fold(name) for name in names} - {""}

    def _live(self) -> Select[Any]:
        statement = select(self._model)
        if hasattr(self._model, "archived_at"):
            statement = statement.where(self._model.archived_at.is_(None))
        return statement.where(self._model.active.is_(True)) if self._people else statement
