"""The one edge where marked text becomes a reader's language."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import flask_babel
from flask_babel.speaklater import LazyString

LOCALES = ("zh", "en")
_catalogues: dict[str, Any] = {}  # by language; read once in each process


def translate(message: Any, **params: Any) -> str:
    """`message` in the reader's language, its `%(name)s` places filled; what `lazy` made is filled already."""
    if not message:
        return ""
    if isinstance(message, LazyString):
        return str(message)
    text = plain_gettext(message)
    return text % params if params else text


def plain_gettext(message: str) -> str:
    """`message` in the reader's language. A page asks hundreds of times, so the way to the catalogue is short."""
    return str(_catalogue().ugettext(message))


def plain_ngettext(singular: str, plural: str, number: int) -> str:
    """The same for a message with a number; its places are not filled."""
    return str(_catalogue().ungettext(singular, plural, number))


def _catalogue() -> Any:
    locale = flask_babel.get_locale()
    if locale is None:
        return flask_babel.get_domain().get_translations()
    catalogue = _catalogues.get(locale.language)
    if catalogue is None:
        catalogue = _catalogues[locale.language] = flask_babel.get_domain().get_translations()
    return catalogue


def lazy(message: str, **params: Any) -> Any:
    """For the framework's class attributes only (titles, menu labels): translated when rendered, never stored."""
    return flask_babel.lazy_gettext(message, **params)


def current_locale() -> str:
    """The reader's locale: one of LOCALES."""
    locale = flask_babel.get_locale()
    return locale.language if locale is not None and locale.language in LOCALES else LOCALES[0]


@contextmanager
def force_locale(locale: str) -> Iterator[None]:
    """Read in `locale` inside the block: for jobs, mail and the data dictionary."""
    with flask_babel.force_locale(locale):
        yield


def in_every_locale(message: str) -> dict[str, str]:
    """`message` in each locale, keyed by its code."""
    texts = {}
    for locale in LOCALES:
        with force_locale(locale):
            texts[locale] = translate(message)
    return texts
