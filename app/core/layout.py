"""How a form or a page is divided."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Fieldset:
    """A titled group of fields; a collapsed one opens when asked (or when one of its fields is wrong)."""

    title: str
    fields: tuple[str, ...]
    collapsed: bool = False


@dataclass(frozen=True)
class PageLink:
    """A button that leads to another page; `label` is a msgid."""

    label: str
    url: str


@dataclass(frozen=True)
class Note:
    """What the page of a record points out (`text`, in the reader's language), and the act that would settle it.

    `action` names an action of the view, or `url` another page; `label` (a msgid) is what its button says.
    """

    text: str
    action: str = ""
    label: str = ""
    url: str = ""


@dataclass(frozen=True)
class Tab:
    """A part of a record's page that is loaded when it is opened; `label` is a msgid."""

    name: str
    label: str
    url: str


def fieldset(title: str, *fields: str, collapsed: bool = False) -> Fieldset:
    """A group called `title` (a msgid) of the named fields."""
    return Fieldset(title, fields, collapsed)
