"""What the models of this module share: names in two languages, and names made of those of others."""

from __future__ import annotations

from typing import Any, ClassVar

from sqlalchemy.exc import InvalidRequestError

from app.core.display import NOT_VISIBLE, title
from app.core.i18n import current_locale, translate


class Bilingual:
    """A record with a Chinese `name` and, where somebody gave one, an English `name_en`: readers see theirs."""

    __title_columns__: ClassVar[tuple[str, ...]] = ("name", "name_en")

    @property
    def shown_title(self: Any) -> str:
        """The name in the reader's language, else the other one."""
        return str(self.name_en if self.name_en and current_locale() != "zh" else self.name)


def titles(record: Any, *links: str) -> str:
    """The names of the records that `links` lead to, as far as the reader may see them: the name of what lies between.

    A list that does not show a link does not load it either; then the number has to do.
    """
    try:
        found = [getattr(record, link) for link in links]
    except InvalidRequestError:
        return str(record)
    return " · ".join(translate(NOT_VISIBLE) if one is None else title(one) for one in found)
