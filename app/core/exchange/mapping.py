"""Which column of a file is which field, by its header. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Protocol

from app.core.folding import fold

_REMARK = re.compile(r"[(\[{【<][^)\]}】>]*[)\]}】>]")  # 金额(元), 名称【必填】
_SEPARATORS = re.compile(r"[\W_]+")
_COMPARED = 200  # characters of a header by which it is known


class MappedField(Protocol):
    """What guessing needs of a field; `labels` by locale."""

    @property
    def name(self) -> str: ...
    @property
    def labels(self) -> Mapping[str, str]: ...
    @property
    def synonyms(self) -> Sequence[str]: ...


def normalise_header(header: str) -> str:
    """The header without case, width, script and separators: 客戶名稱* → 客户名称, CompanyName → companyname."""
    return _SEPARATORS.sub("", fold(header[:_COMPARED]))


def guess(
    headers: Sequence[str],
    fields: Sequence[MappedField],
    synonyms: Mapping[str, Sequence[str]] | None = None,
) -> dict[int, str]:
    """Column index → field name; each field once, doubtful columns left out.

    Surer evidence goes first over all columns: the label as it is written, then label or name however they are
    spaced, then a synonym (the field's own or of `synonyms` by field name), then any of them without a remark in
    brackets.
    """
    extra = synonyms or {}
    names = [{*field.labels.values(), field.name} for field in fields]
    also = [{*field.synonyms, *extra.get(field.name, ())} for field in fields]
    every = [one | two for one, two in zip(names, also, strict=True)]
    found: dict[int, str] = {}
    for texts, key in (
        (names, str.strip),
        (names, normalise_header),
        (also, normalise_header),
        (every, _without_remark),
    ):
        _match(headers, [field.name for field in fields], texts, key, found)
    return found


def _match(
    headers: Sequence[str],
    names: Sequence[str],
    texts: Sequence[Iterable[str]],
    key: Callable[[str], str],
    found: dict[int, str],
) -> None:
    """Add to `found` the columns not in it whose key belongs to exactly one field still free."""
    taken = set(found.values())
    owners: dict[str, list[str]] = {}
    for name, own in zip(names, texts, strict=True):
        if name not in taken:
            for text in {key(text) for text in own} - {""}:
                owners.setdefault(text, []).append(name)
    for index, header in enumerate(headers):
        candidates = owners.get(key(header), []) if index not in found else []
        if len(candidates) == 1 and candidates[0] not in taken:
            found[index] = candidates[0]
            taken.add(candidates[0])


def _without_remark(header: str) -> str:
    return normalise_header(_REMARK.sub("", fold(header[:_COMPARED])))
