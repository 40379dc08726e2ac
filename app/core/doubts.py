"""Saving in spite of a doubt: a record that looks like another one is saved once somebody has said that it is meant."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from flask import request

from app.core.display import join, title
from app.core.errors import Doubt, Evidence, RuleError
from app.core.i18n import translate
from app.core.text import N_

OVERRULE, FORCE = "overrule", "force"
# {number of a row: values of a new record} -> {number of a row: why it looks like another one, in sentences}
RowDoubts = Callable[[Mapping[int, Mapping[str, Any]]], Mapping[int, list[RuleError]]]


class Doubting:
    """What a view asks before it saves. A form overrules one doubt by its key, a program all of them by `?force=1`."""

    def before_save(self, record: Any, created: bool) -> None:
        """For rules of one entity: called in the saving transaction; RuleError refuses."""

    def doubt(self, record: Any, created: bool) -> Doubt | None:
        """Why `record`, filled but not saved, should be looked at again; None for no reason."""
        return None

    def row_doubts(self) -> RowDoubts | None:
        """The same for the rows of one file, many at once; None where there is nothing to ask."""
        return None

    def refuse_doubtful(self, record: Any, created: bool) -> None:
        """Raise the doubt about `record` unless this request overrules it."""
        found = self.doubt(record, created)
        if found is None:
            return
        overruled = request.form.get(OVERRULE) == found.key or request.args.get(FORCE) in ("1", "true")
        if found.certain or not overruled:
            raise found


def in_words(evidence: Evidence) -> dict[str, Any]:
    """One record that a doubt is about, as far as the reader may know it, in words."""
    record = evidence.record
    return {
        "id": record.id if record is not None else None,
        "title": title(record) if record is not None else translate(N_("A record that is not visible to you")),
        "keeper": evidence.keeper or translate(N_("nobody")),
        "reasons": join(translate(reason) for reason in evidence.reasons),
    }


def sentences(doubt: Doubt) -> list[RuleError]:
    """A doubt where there is no page to show it on: whom it is about and then why, record by record."""
    return [sentence for evidence in doubt.evidence for sentence in (_about(evidence), *_why(evidence))]


def _about(evidence: Evidence) -> RuleError:
    told = {"title": title(evidence.record) if evidence.record is not None else "", "keeper": evidence.keeper}
    if evidence.record is not None and evidence.keeper:
        return RuleError(N_("It looks like “%(title)s”, looked after by %(keeper)s."), **told)
    if evidence.record is not None:
        return RuleError(N_("It looks like “%(title)s”, which nobody looks after."), **told)
    if evidence.keeper:
        return RuleError(N_("It looks like a record that is not visible to you, looked after by %(keeper)s."), **told)
    return RuleError(N_("It looks like a record that is not visible to you and that nobody looks after."))


def _why(evidence: Evidence) -> list[RuleError]:
    return [RuleError(reason) for reason in evidence.reasons]
